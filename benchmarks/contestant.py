"""What runs in a peer's own environment: `python contestant.py NAME job.json` checks the job's notes once for each line that it reads.

It uses the standard library and the peer alone. A job holds `notes`, `phrases` (what tools that take phrases look for) and `proof`, a text in
which a peer must find something before its speed counts. Each answer is a line of JSON: seconds of processor, and how much was found.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

Check = Callable[[str], int]


def _ahocorasick(words: list[str], overlapping: bool) -> Check:
    import ahocorasick_rs as ac

    kind = ac.MatchKind.Standard if overlapping else ac.MatchKind.LeftmostLongest
    automaton = ac.AhoCorasick(words, implementation=ac.Implementation.DFA, matchkind=kind)
    return lambda text: len(automaton.find_matches_as_indexes(text, overlapping=overlapping))


def _medspacy(phrases: list[str], tuned: bool) -> Check:
    import medspacy
    import spacy
    from loguru import logger
    from medspacy.ner import TargetRule

    logger.remove()  # its remarks about sentences would cost it time
    if tuned:
        nlp = spacy.blank("en")
        nlp.add_pipe("sentencizer")
        nlp.add_pipe("medspacy_target_matcher")
        nlp.add_pipe("medspacy_context")
    else:
        nlp = medspacy.load()
    nlp.get_pipe("medspacy_target_matcher").add([TargetRule(phrase, "X") for phrase in phrases])
    return lambda text: len(nlp(text).ents)


def _negspacy(phrases: list[str]) -> Check:
    import negspacy.negation  # noqa: F401
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns([{"label": "X", "pattern": phrase} for phrase in phrases])
    nlp.add_pipe("negex")
    return lambda text: len(nlp(text).ents)


def _presidio(phrases: list[str]) -> Check:
    import spacy
    from presidio_analyzer import AnalyzerEngine, PatternRecognizer, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    class Blank(SpacyNlpEngine):
        def __init__(self) -> None:
            super().__init__()
            self.nlp = {"en": spacy.blank("en")}

    registry = RecognizerRegistry()
    registry.add_recognizer(PatternRecognizer("X", deny_list=phrases))
    engine = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["en"])
    return lambda text: len(engine.analyze(text, language="en"))


def _proselint(_: list[str]) -> Check:
    from proselint.checks import __register__
    from proselint.registry import CheckRegistry
    from proselint.tools import LintFile

    CheckRegistry().register_many(__register__)
    return lambda text: len(list(LintFile(Path("note"), text).lint()))


MAKERS: dict[str, Callable[[list[str]], Check]] = {
    "scan": lambda words: _ahocorasick(words, True),
    "scan-longest": lambda words: _ahocorasick(words, False),
    "medspacy": lambda phrases: _medspacy(phrases, False),
    "medspacy-tuned": lambda phrases: _medspacy(phrases, True),
    "negspacy": _negspacy,
    "presidio": _presidio,
    "proselint": _proselint,
}


def main(name: str, job: Path) -> None:
    data = json.loads(job.read_text(encoding="utf-8"))
    check = MAKERS[name](data["phrases"])
    if not check(data["proof"]):
        sys.exit("finds nothing where it should, so its speed says nothing")
    for _ in sys.stdin:
        begun = time.process_time()
        found = sum(map(check, data["notes"]))
        print(json.dumps({"seconds": time.process_time() - begun, "found": found}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

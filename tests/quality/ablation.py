"""What each part of the rules adds: plain strings, word forms, classes, exceptions, context. Prints the table of docs/quality.md.

usage: python tests/quality/ablation.py FILES.jsonl …
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from test_quality import read, score

from langcheck import Checker
from langcheck.context import Candidate, Judge
from langcheck.context.cues import compile_cues
from langcheck.engine import match
from langcheck.lexicon import Lexicon, Term, load_lexicon
from langcheck.normalise import tidy
from langcheck.patterns import Pattern, PatternError, Vocabulary, compile_classes, compile_pattern
from langcheck.segment import segment

BRACES = re.compile(r"\{([^{}]*)\}")


def vocabulary_of(lexicon: Lexicon, term: Term) -> Vocabulary:
    shared, own = lexicon.vocabulary, lexicon.categories[term.category].classes
    return compile_classes(dict(own), shared.spellings, shared.classes) if own else shared


def without_forms(source: str) -> str:
    """Words in braces as they are written, in no other form."""
    return BRACES.sub(lambda found: found[0] if found[1].startswith("gap:") else f"({found[1]})", source)


def reduced(lexicon: Lexicon, forms: bool) -> Lexicon:
    """The lexicon without the patterns that use a class, and without other forms of words unless `forms`."""
    terms = {}
    for term in lexicon.terms.values():
        vocabulary = vocabulary_of(lexicon, term)
        kept: list[Pattern] = []
        for pattern in term.patterns:
            if any(name in vocabulary.classes for name in BRACES.findall(pattern.source)):
                continue
            try:
                kept.append(compile_pattern(pattern.source if forms else without_forms(pattern.source), vocabulary))
            except PatternError:  # without its other forms nothing rare is left to look for
                continue
        terms[term.id] = replace(term, patterns=tuple(kept))
    return replace(lexicon, terms=terms)


def bare(lexicon: Lexicon, exceptions: bool) -> Any:
    """A checker without context: every candidate is flagged, unless an exception of its entry holds."""
    cues = compile_cues(lexicon.cues, lexicon.vocabulary)

    def check(text: str) -> SimpleNamespace:
        note = segment(tidy(text))
        candidates = [c for c in match(note, lexicon.index, cues) if c.term.entry.voice != "child"]
        judge = Judge(note, cues, candidates)

        def found(c: Candidate) -> bool:
            return not (exceptions and judge.sense(c, note.sentences[c.sentence]))

        places = (note.tidy.source_span(note.starts[c.start], note.ends[c.end - 1]) for c in candidates if found(c))
        return SimpleNamespace(findings=[SimpleNamespace(start=start, end=end, status="flagged") for start, end in places])

    return SimpleNamespace(check=check)


STEPS: dict[str, Callable[[Lexicon], Any]] = {
    "strings": lambda lexicon: bare(reduced(lexicon, forms=False), exceptions=False),
    "+ word forms": lambda lexicon: bare(reduced(lexicon, forms=True), exceptions=False),
    "+ classes": lambda lexicon: bare(lexicon, exceptions=False),
    "+ exceptions": lambda lexicon: bare(lexicon, exceptions=True),
    "+ context": Checker,
}


def table(paths: list[Path]) -> Iterator[str]:
    """Yield the rows: precision, recall, F1 and quotes kept at each step, over all notes of the files."""
    notes = [note for path in paths for note in read(path)]
    lexicon = load_lexicon()
    yield "| rules | precision | recall | F1 | quotes kept |"
    yield "| --- | --: | --: | --: | --: |"
    for name, build in STEPS.items():
        figures = score(build(lexicon), notes)
        precision, recall = figures["precision"], figures["recall"]
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        yield f"| {name} | {precision:.2f} | {recall:.2f} | {f1:.2f} | {figures['quotes']:.2f} |"


if __name__ == "__main__":
    print("\n".join(table([Path(name) for name in sys.argv[1:]])))

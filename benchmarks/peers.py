"""Other tools on the same notes, each in a process of its own so that it may live in an environment of its own.

    python -m benchmarks.peers set-up          make the environments (once; needs the package registries)
    python peers.py NAME notes.json            (in a peer's environment) seconds for the notes, as JSON

A peer is given the lexicon's wordings spelled out as literal phrases where it takes phrases, and its own rules where it has only those.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HOME = Path(__file__).parent / ".peers"
PACKAGES = {
    "medspacy": ["medspacy==1.3.1"],
    "medspacy-tuned": ["medspacy==1.3.1"],
    "presidio": ["presidio-analyzer==2.2.366"],
    "negspacy": ["negspacy==1.0.4", "spacy==3.8.18"],
    "proselint": ["proselint==0.16.0"],
    "alex": ["alex@11.0.1"],
}
_ALEX = """
import {readFileSync} from 'node:fs'; import {text} from 'alex';
const {notes} = JSON.parse(readFileSync(process.argv[2], 'utf8')); const begun = performance.now(); let found = 0;
for (const note of notes) found += text(note).messages.length;
console.log(JSON.stringify({seconds: (performance.now() - begun) / 1000, found}));
"""


def set_up() -> None:
    """Make an environment for each peer; what can't be installed is left out, and named as missing by the benchmark."""
    for name, packages in PACKAGES.items():
        folder = HOME / packages[0].partition("=")[0].partition("@")[0]
        if folder.exists():
            continue
        if name == "alex":
            folder.mkdir(parents=True)
            (folder / "run.mjs").write_text(_ALEX)
            command = ["npm", "install", "--no-fund", "--no-audit", "--silent", "--prefix", str(folder), *packages]
        else:
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
            command = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
        try:
            subprocess.run(command, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{name}: can't be installed ({error})", file=sys.stderr)


def command(name: str) -> list[str] | None:
    """How to run a peer; None if it is missing."""
    folder = HOME / PACKAGES[name][0].partition("=")[0].partition("@")[0]
    if name == "alex":
        return ["node", str(folder / "run.mjs")] if (folder / "node_modules" / "alex").is_dir() else None
    python = folder / "bin" / "python"
    package = PACKAGES[name][0].partition("=")[0].replace("-", "_")
    return [str(python), str(Path(__file__)), name] if list(folder.glob(f"lib/python*/site-packages/{package}")) else None


def measured(name: str, notes: Path) -> dict[str, Any] | None:
    """Seconds that a peer takes for the notes, start-up apart; None if it is missing or fails."""
    run = command(name)
    if run is None:
        return None
    done = subprocess.run([*run, str(notes)], capture_output=True, text=True, cwd=HOME, check=False)
    if done.returncode:
        print(f"{name}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


# ---- what runs in a peer's own environment --------------------------------------------------------------------------------------------

Check = Callable[[str], int]


def _medspacy(phrases: list[str], tuned: bool) -> Check:
    import medspacy
    import spacy
    from medspacy.ner import TargetRule

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


def _proselint() -> Check:
    from proselint.checks import __register__
    from proselint.registry import CheckRegistry
    from proselint.tools import LintFile

    CheckRegistry().register_many(__register__)
    return lambda text: len(list(LintFile(Path("note"), text).lint()))


def run(name: str, path: Path) -> None:
    data = json.loads(path.read_text())
    phrases: list[str] = data["phrases"]
    makers: dict[str, Callable[[], Check]] = {
        "medspacy": lambda: _medspacy(phrases, False),
        "medspacy-tuned": lambda: _medspacy(phrases, True),
        "negspacy": lambda: _negspacy(phrases),
        "presidio": lambda: _presidio(phrases),
        "proselint": _proselint,
    }
    check = makers[name]()
    check("A first note, so that nothing is made while the clock runs.")
    begun = time.perf_counter()
    found = sum(map(check, data["notes"]))
    print(json.dumps({"seconds": time.perf_counter() - begun, "found": found}))


if __name__ == "__main__":
    set_up() if sys.argv[1] == "set-up" else run(sys.argv[1], Path(sys.argv[2]))

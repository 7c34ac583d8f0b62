"""What langcheck takes before and beside checking: memory, start-up, loading the lexicon."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.against import USUAL
from benchmarks.corpus import notes
from benchmarks.material import flagged_sentences
from benchmarks.measure import Figure, Part, Size, at_most, processor, wall
from langcheck.checker import Checker
from langcheck.lexicon import load_lexicon

NOTE = Path(__file__).parents[1] / "examples" / "1-social-care-visit.txt"


def _megabytes(key: str) -> float:
    """Of this process: VmRSS is what it holds now, VmHWM the most that it ever held. Linux alone."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(lines[key].split()[0]) / 1024


def memory(size: Size) -> Part:
    """A stream of notes, each with a name never seen before."""
    checker = Checker()
    texts = notes(size.memory, USUAL, flagged_sentences(checker.lexicon), words=60)
    reports = checker.check_many(f"Zq{i}vor was seen. {text}" for i, text in enumerate(texts))
    early, before = size.memory // 20, 0.0
    for i, _ in enumerate(reports, 1):
        if i == early:
            before = _megabytes("VmRSS")
    what = f"growth between the {early:,}th and the {size.memory:,}th note, each with unseen names"
    return Part(
        [
            Figure(what, _megabytes("VmRSS") - before, unit="MB", goal=at_most(20)),
            Figure("the most that the checking process held (RSS)", _megabytes("VmHWM"), unit="MB", goal=at_most(250)),
        ],
        {},
    )


def start_up(size: Size) -> Part:
    """Whole processes, by the clock on the wall."""
    python, program = [sys.executable, "-c"], [sys.executable, "-m", "langcheck"]
    contests = (
        ('`langcheck --help` / `python -c "import click"`', [*program, "--help"], [*python, "import click"], 2.0),
        (
            "`langcheck check note.txt` / `python -c \"import spacy; spacy.blank('en')\"`",
            [*program, "check", str(NOTE)],
            [*python, "import spacy; spacy.blank('en')"],
            1.3,
        ),
    )
    figures = []
    for what, ours, theirs, most in contests:
        _run(ours), _run(theirs)
        pairs = [(_run(ours), _run(theirs)) for _ in range(size.rounds * 3)]
        details = f"{min(a for a, _ in pairs):.2f} s / {min(b for _, b in pairs):.2f} s at best"
        figures.append(Figure.of(what, [a / b for a, b in pairs], unit="×", details=details, goal=at_most(most)))
    return Part(figures, {})


def _run(command: Sequence[str]) -> float:
    return wall(lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=False))


def loading(size: Size) -> Part:
    """The lexicon compiled from its files, and read from where it is kept compiled."""
    measure = "import time; from langcheck import Checker; Checker(); print(time.process_time())"
    compiled = float(subprocess.check_output([sys.executable, "-c", measure], env={**os.environ, "LANGCHECK_CACHE": "off"}))
    with tempfile.TemporaryDirectory() as folder, _cache(folder):
        load_lexicon()
        kept = [processor(load_lexicon) for _ in range(size.rounds)]
    return Part(
        [
            Figure("a process that compiles the lexicon from its files (the first time after a change)", compiled, unit="s"),
            Figure.of("the compiled lexicon read (every other time)", kept, unit="s"),
        ],
        {},
    )


@contextmanager
def _cache(where: str) -> Iterator[None]:
    before = os.environ.get("LANGCHECK_CACHE")
    os.environ["LANGCHECK_CACHE"] = where
    try:
        yield
    finally:
        del os.environ["LANGCHECK_CACHE"]
        if before is not None:
            os.environ["LANGCHECK_CACHE"] = before

"""Fuzz one target, some or all: `python -m fuzz [TARGET …] --cases 20000 --seed 7 [--guided]`. Ends with 1 where anything was found.

Prints a line for each target. What it finds comes with the smallest input that still shows it, as Python writes bytes. `--guided` lets atheris
(`pip install atheris`) lead by coverage; without it, examples are changed at random. Each target runs in a process of its own.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from fuzz.mutate import LONGEST, inputs, smaller
from fuzz.target import TARGETS, Target

MODULES = ("fuzz.words", "fuzz.files", "fuzz.web")
REFUSED, HANG = "refused", "hang"
SECONDS = 5.0
"""A case that takes longer, in seconds of processor time, hangs."""


class Hang(BaseException):
    """A case took too long."""


def _alarm(*_: object) -> None:
    raise Hang


class Tally:
    """Runs cases of a target and counts them."""

    def __init__(self, name: str, target: Target) -> None:
        self.name, self.target = name, target
        self.cases = self.refused = 0
        self.found: Counter[str] = Counter()
        signal.signal(signal.SIGVTALRM, _alarm)
        with contextlib.suppress(*target.refuses):
            target.run(target.examples[0])  # what is made once, such as a lexicon, is no part of a case
        self.began = time.perf_counter()

    def case(self, data: bytes) -> None:
        """Run one case; what is found for the first time is told at once."""
        self.cases += 1
        kind = self.outcome(data)
        self.refused += kind == REFUSED
        if kind and kind != REFUSED:
            self.found[kind] += 1
            if self.found[kind] == 1:
                small = data if kind == HANG else smaller(data, lambda shorter: self.outcome(shorter) == kind)
                print(f"{self.name}: {kind}\n  {small!r}", flush=True)
                self.outcome(small, tell=True)

    def outcome(self, data: bytes, tell: bool = False) -> str:
        """What became of a case: nothing, refused, or what is wrong and in which line of code."""
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
        try:
            self.target.run(data)
        except self.target.refuses:
            return REFUSED
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            if tell:
                traceback.print_exc(limit=-8)
            place = traceback.extract_tb(error.__traceback__)[-1]
            return HANG if isinstance(error, Hang) else f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        return ""

    def line(self, how: str) -> str:
        """The result, on a line."""
        hangs = self.found[HANG]
        rate = self.cases / (time.perf_counter() - self.began)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        counted = f"{self.cases:>9,} cases  {self.refused:>9,} refused  {self.found.total() - hangs} crashes  {hangs} hangs"
        return f"{self.name:15} {how:7} {counted}  peak {peak} MB  {rate:,.0f}/s"


def at_random(tally: Tally, cases: int, seed: int) -> None:
    """Run so many inputs of the seed."""
    for _, data in zip(range(cases), inputs(seed, tally.target.examples, tally.target.pieces), strict=False):
        tally.case(data)


def guided(tally: Tally, cases: int, seed: int) -> None:
    """Let atheris choose the inputs by what they reach. It never returns, so the line is printed and the process ended here."""
    import atheris

    def one(data: bytes) -> None:
        tally.case(data)
        if tally.cases >= cases:
            print(tally.line("guided"), flush=True)
            sys.stdout.flush()
            os._exit(bool(tally.found))

    with tempfile.TemporaryDirectory() as folder:
        for number, example in enumerate(tally.target.examples):
            Path(folder, str(number)).write_bytes(example[:LONGEST])
        words = Path(folder).parent / f"{Path(folder).name}.dict"
        escaped = ["".join(map("\\x{:02x}".format, piece)) for piece in tally.target.pieces if piece]
        words.write_text("".join(map('"{}"\n'.format, escaped)), encoding="ascii")
        options = [f"-seed={seed}", f"-max_len={LONGEST}", f"-dict={words}", "-rss_limit_mb=0", "-timeout=60", "-verbosity=0", folder]
        atheris.Setup([sys.argv[0], *options], one)
        atheris.Fuzz()


def known() -> Iterator[str]:
    """The names of all targets, module by module: one that is found early saves loading the rest."""
    for module in MODULES:
        before = set(TARGETS)
        import_module(module)
        yield from [name for name in TARGETS if name not in before]


def _one(name: str, cases: int, seed: int, by_coverage: bool) -> int:
    """Run one target in this process. When it is told to end early, it says how far it came."""
    with _instrumented() if by_coverage else contextlib.nullcontext():
        if name not in known():
            raise SystemExit(f"there is no target {name!r}; choose from {', '.join(TARGETS)}")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    tally = Tally(name, TARGETS[name])
    with contextlib.suppress(KeyboardInterrupt):
        (guided if by_coverage else at_random)(tally, cases, seed)
    print(tally.line("random"), flush=True)
    return bool(tally.found)


def _instrumented() -> contextlib.AbstractContextManager[None]:
    """Lets atheris see which lines are reached of what is imported within."""
    import atheris

    found: contextlib.AbstractContextManager[None] = atheris.instrument_imports(include=["langcheck"])
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run what is asked for; 1 where anything was found."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description="Fuzz every reader of langcheck.")
    parser.add_argument("targets", nargs="*", help="which (default: all)")
    parser.add_argument("--cases", type=int, default=2_000, help="of each target (default: 2,000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other inputs (default: 1)")
    parser.add_argument("--guided", action="store_true", help="choose inputs by coverage, with atheris")
    asked: Any = parser.parse_args(arguments)
    faulthandler.enable()
    if len(asked.targets) == 1:
        return _one(asked.targets[0], asked.cases, asked.seed, asked.guided)
    command = [sys.executable, "-m", "fuzz", f"--cases={asked.cases}", f"--seed={asked.seed}", *(["--guided"] if asked.guided else [])]
    ended = {name: subprocess.run([*command, name], check=False).returncode for name in asked.targets or list(known())}
    for name, code in ended.items():
        if code < 0:
            print(f"{name}: the process died of {signal.Signals(-code).name}")
    return int(any(ended.values()))


if __name__ == "__main__":
    sys.exit(main())

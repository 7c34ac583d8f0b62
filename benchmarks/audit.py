"""Measures whole audits with the lexicon that comes along: `python -m benchmarks.audit speed` and `… memory ROWS`.

`speed`: an audit from CSV to report, next to `check_many` on the same notes with as many processes, turn by turn; the ratio of notes a second.
`memory`: the memory of an audit and its workers while it runs, every few seconds. PSS counts what processes share once, so it may be summed.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpus import notes
from benchmarks.material import flagged_sentences
from benchmarks.measure import processor, wall
from langcheck.checker import Checker

TEAMS, KINDS = ("Assessment", "Early Help", "Exploitation", "Leaving Care"), ("Home visit", "Phone call", "Strategy meeting")
COLUMNS = ["--text", "note", "--id", "note_id", "--date", "recorded", "--group", "team", "--type", "note_type"]
FORMATS = ["--format", "csv", "--format", "xlsx", "--format", "parquet"]
_CHECKER: tuple[Checker, ...] = ()


def make_csv(path: Path, count: int, hit_rate: float = 0.08, words: int | None = None) -> Path:
    """So many invented notes of ten years as CSV; `words` is their length (default: as notes are, 150 in the middle)."""
    rng = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["note_id", "recorded", "team", "note_type", "note"])
        for i, text in enumerate(notes(count, hit_rate, flagged_sentences(Checker().lexicon), words=words)):
            day = f"{2015 + 10 * i // count}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
            writer.writerow([f"N{i}", day, rng.choice(TEAMS), rng.choice(KINDS), text])
    return path


def audit_command(source: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "langcheck", "audit", str(source), *COLUMNS, "--out", str(out), *more]


# ---- speed ----------------------------------------------------------------------------------------------------------------------------------


class Round(NamedTuple):
    """Notes a second of the audit and of `check_many`, and the audit's share: by the clock on the wall, and by seconds of processor.

    Where others use the machine too, the latter is to be trusted.
    """

    audit: float
    check_many: float
    by_wall: float
    by_processor: float


def rounds(count: int, jobs: int, number: int) -> Iterator[Round]:
    """A whole audit (start, lexicon, reading, outputs, report), then `check_many` alone on its notes, turn by turn."""
    with tempfile.TemporaryDirectory() as folder:
        source = make_csv(Path(folder, "notes.csv"), count)
        with source.open(encoding="utf-8", newline="") as file:
            texts = [row["note"] for row in csv.DictReader(file)]
        for i in range(number):
            whole, whole_cpu = _audit_seconds(audit_command(source, Path(folder, f"out {i}"), "--jobs", str(jobs)))
            alone, alone_cpu = _check_many_seconds(texts, jobs)
            yield Round(count / whole, count / alone, alone / whole, alone_cpu / whole_cpu)


def _seconds(texts: Sequence[str]) -> float:
    global _CHECKER
    _CHECKER = _CHECKER or (Checker(),)
    checker = _CHECKER[0]
    return processor(lambda: [None for _ in checker.check_many(texts, explain=True)])


def _check_many_seconds(texts: Sequence[str], jobs: int) -> tuple[float, float]:
    """In so many processes, started and warm before the clock: seconds on the wall, and of processor."""
    spent: list[float] = []
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        list(pool.map(_seconds, [texts[:100]] * jobs))
        parts = [texts[i : i + 200] for i in range(0, len(texts), 200)]
        seconds = wall(lambda: spent.extend(pool.map(_seconds, parts)))
    return seconds, sum(spent)


def _audit_seconds(command: Sequence[str]) -> tuple[float, float]:
    """Seconds on the wall, and of processor in all its processes."""
    before = os.times()
    seconds = wall(lambda: subprocess.run(command, capture_output=True, check=True))
    after = os.times()
    return seconds, after.children_user + after.children_system - before.children_user - before.children_system


def speed(count: int, jobs: int, number: int) -> None:
    """Print the ratios, round by round and in the middle."""
    found = []
    for each in rounds(count, jobs, number):
        found.append(each)
        said = f"audit {each.audit:,.0f} notes/s, check_many {each.check_many:,.0f}: {each.by_wall:.2f}; of processor {each.by_processor:.2f}"
        print(said, flush=True)
    for what, values in ("", [each.by_wall for each in found]), (" of processor", [each.by_processor for each in found]):
        print(f"{count:,} notes, {jobs} processes: ratio{what} {statistics.median(values):.2f} ({min(values):.2f}–{max(values):.2f})")


# ---- memory ---------------------------------------------------------------------------------------------------------------------------------


def _family(pid: int) -> Iterator[int]:
    yield pid
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield from _family(int(child))


def _megabytes(pid: int, *keys: str) -> list[int]:
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
    return [int(lines[key].split()[0]) // 1024 for key in keys]


def memory(source: Path, jobs: int, every: float) -> None:
    """Print, every so many seconds, PSS in all and RSS by process; at the end the most of each. Linux alone."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out")
        process = subprocess.Popen(audit_command(source, out, "--jobs", str(jobs), *FORMATS), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        begun, most, most_one, shown = time.monotonic(), 0, 0, 0.0
        while process.poll() is None:
            try:
                found = [_megabytes(pid, "Pss", "Rss") for pid in _family(process.pid)]
            except (OSError, KeyError):  # one of them has just ended
                continue
            in_all = sum(pss for pss, _ in found)
            most, most_one = max(most, in_all), max(most_one, *(rss for _, rss in found))
            if time.monotonic() - shown >= every:
                shown = time.monotonic()
                done = ", ".join(f"{path.name} {path.stat().st_size >> 20}" for path in sorted(out.glob("*")) if path.exists())
                print(f"{shown - begun:6.0f} s  PSS in all {in_all} MB  RSS {[rss for _, rss in found]}  ({done})", flush=True)
            time.sleep(0.5)
        said = process.communicate()[0].decode().splitlines()
        print(
            f"most: {most} MB in all (PSS), {most_one} MB in one process (RSS); {time.monotonic() - begun:.0f} s, exit {process.returncode}",
            *said,
            sep="\n",
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["speed", "memory"])
    parser.add_argument("rows", nargs="?", type=int, default=20_000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if options.what == "speed":
        speed(options.rows, options.jobs, options.rounds)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        memory(make_csv(Path(folder, "notes.csv"), options.rows, words=30), options.jobs, max(1.0, options.rows / 50_000))
    return 0


if __name__ == "__main__":
    sys.exit(main())

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

from benchmarks.corpus import notes
from benchmarks.run import clock, flagged_sentences
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
        for i, text in enumerate(notes(count, hit_rate, flagged_sentences(Checker()), words=words)):
            day = f"{2015 + 10 * i // count}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
            writer.writerow([f"N{i}", day, rng.choice(TEAMS), rng.choice(KINDS), text])
    return path


def audit_command(source: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "langcheck", "audit", str(source), *COLUMNS, "--out", str(out), *more]


# ---- speed ----------------------------------------------------------------------------------------------------------------------------------


def _count(texts: Sequence[str]) -> int:
    global _CHECKER
    _CHECKER = _CHECKER or (Checker(),)
    return sum(len(report.findings) for report in _CHECKER[0].check_many(texts, explain=True))


def check_many_seconds(texts: Sequence[str], jobs: int) -> float:
    """`check_many` alone in so many processes, started and warm before the clock: texts in, counts out."""
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        list(pool.map(_count, [texts[:100]] * jobs))
        return clock(lambda: list(pool.map(_count, [texts[i : i + 200] for i in range(0, len(texts), 200)])))


def speed(count: int, jobs: int, rounds: int) -> None:
    """Print the ratio, round by round and in the middle. The audit's time is the whole command's: start, lexicon, reading, outputs, report."""
    with tempfile.TemporaryDirectory() as folder:
        source, ratios = make_csv(Path(folder, "notes.csv"), count), []
        with source.open(encoding="utf-8", newline="") as file:
            texts = [row["note"] for row in csv.DictReader(file)]
        for number in range(rounds):
            command = audit_command(source, Path(folder, f"out {number}"), "--jobs", str(jobs))
            whole = clock(lambda command=command: subprocess.run(command, capture_output=True, check=True))  # type: ignore[misc]
            alone = check_many_seconds(texts, jobs)
            ratios.append(alone / whole)
            print(f"audit {count / whole:,.0f} notes/s, check_many {count / alone:,.0f}, ratio {ratios[-1]:.2f}", flush=True)
        print(f"{count:,} notes, {jobs} processes, {rounds} rounds: ratio {statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})")


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

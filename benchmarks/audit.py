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


def _seconds(texts: Sequence[str]) -> float:
    """Seconds of processor that checking takes."""
    global _CHECKER
    _CHECKER = _CHECKER or (Checker(),)
    begun = time.process_time()
    for _ in _CHECKER[0].check_many(texts, explain=True):
        pass
    return time.process_time() - begun


def check_many_seconds(texts: Sequence[str], jobs: int) -> tuple[float, float]:
    """`check_many` alone in so many processes, started and warm before the clock: seconds on the wall, and of processor."""
    spent: list[float] = []
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        list(pool.map(_seconds, [texts[:100]] * jobs))
        parts = [texts[i : i + 200] for i in range(0, len(texts), 200)]
        wall = clock(lambda: spent.extend(pool.map(_seconds, parts)))
    return wall, sum(spent)


def audit_seconds(command: Sequence[str]) -> tuple[float, float]:
    """A whole command with start, lexicon, reading, outputs and report: seconds on the wall, and of processor in all its processes."""
    before = os.times()
    wall = clock(lambda: subprocess.run(command, capture_output=True, check=True))
    after = os.times()
    return wall, after.children_user + after.children_system - before.children_user - before.children_system


def speed(count: int, jobs: int, rounds: int) -> None:
    """Print the ratios, round by round and in the middle. Where others use the machine too, the one of processor seconds is to be trusted."""
    with tempfile.TemporaryDirectory() as folder:
        source = make_csv(Path(folder, "notes.csv"), count)
        with source.open(encoding="utf-8", newline="") as file:
            texts = [row["note"] for row in csv.DictReader(file)]
        walls, cpus = [], []
        for number in range(rounds):
            whole, whole_cpu = audit_seconds(audit_command(source, Path(folder, f"out {number}"), "--jobs", str(jobs)))
            alone, alone_cpu = check_many_seconds(texts, jobs)
            walls.append(alone / whole)
            cpus.append(alone_cpu / whole_cpu)
            print(f"audit {count / whole:,.0f} notes/s, check_many {count / alone:,.0f}: {walls[-1]:.2f}; of processor {cpus[-1]:.2f}", flush=True)
        print(f"{count:,} notes, {jobs} processes: ratio {statistics.median(walls):.2f} ({min(walls):.2f}–{max(walls):.2f}), "
              f"of processor {statistics.median(cpus):.2f} ({min(cpus):.2f}–{max(cpus):.2f})")  # fmt: skip


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

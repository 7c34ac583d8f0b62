"""How things are measured: contestants in turn, ratios inside a round, and a figure that carries its goal with it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Run = Callable[[Sequence[str]], float]
"""Takes notes; gives seconds."""
AT_LEAST, AT_MOST = "≥", "≤"


@dataclass(frozen=True)
class Size:
    """How much a run measures: notes in the main comparison, rounds, notes for the growth of memory and for the differential test."""

    notes: int
    rounds: int
    memory: int
    differential: int
    processes: int = 2


SHORT = Size(notes=600, rounds=3, memory=30_000, differential=1_000)
FULL = Size(notes=4_000, rounds=7, memory=1_000_000, differential=1_000_000)


@dataclass(frozen=True)
class Figure:
    """One line of the results: the median with the lowest and the highest of its rounds, and the goal that it is held against, if it has one.

    Without a value, `missing` says why.
    """

    what: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    details: str = ""
    goal: tuple[str, float] | None = None
    missing: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; None if there is none, or nothing to hold against it."""
        if self.goal is None or self.value is None:
            return None
        sign, bound = self.goal
        return self.value >= bound if sign == AT_LEAST else self.value <= bound

    @classmethod
    def of(cls, what: str, values: Sequence[float], **more: Any) -> Figure:
        """The figure of several rounds."""
        return cls(what, statistics.median(values), min(values), max(values), **more)


@dataclass(frozen=True)
class Part:
    """What one part of a run gives: figures, and series of (size, milliseconds) for the chart."""

    figures: Sequence[Figure]
    series: Mapping[str, Sequence[tuple[float, float]]]


def at_least(bound: float) -> tuple[str, float]:
    return AT_LEAST, bound


def at_most(bound: float) -> tuple[str, float]:
    return AT_MOST, bound


def number(value: float) -> str:
    """Three digits that count: 0.0891, 12.3, 1,230."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def processor(work: Callable[[], object]) -> float:
    """Seconds of processor that work takes in this process: other programs at work on the machine bear on it little."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def wall(work: Callable[[], object]) -> float:
    """Seconds on the clock, for what more than one process does."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def letters(texts: Sequence[str]) -> int:
    return sum(map(len, texts))


def in_turn(runs: Mapping[str, tuple[Run, Sequence[str]]], rounds: int) -> dict[str, list[float]]:
    """Characters a second of each contestant, round by round; each has its notes, and one turn before the clock runs."""
    for run, texts in runs.values():
        run(texts)
    rates: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, (run, texts) in runs.items():
            rates[name].append(letters(texts) / run(texts))
    return rates


def ratios(ones: Sequence[float], others: Sequence[float]) -> list[float]:
    """One of the other, round by round."""
    return [one / other for one, other in zip(ones, others, strict=True)]

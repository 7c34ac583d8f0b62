"""Rates with their uncertainty, and which counts are too small to print. Plain functions of counts; nothing here knows what is counted.

All intervals are 95 % intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, sqrt
from typing import NamedTuple

Z = 1.959964
"""The 97.5 % point of the normal distribution: two-sided 95 %."""

SMALL = 5
"""Counts below this are not printed: they could point at a person. The usual threshold of public bodies in the United Kingdom."""


class Estimate(NamedTuple):
    """A rate with the ends of its interval."""

    value: float
    low: float
    high: float

    def per(self, unit: float) -> Estimate:
        """The same, per `unit`: `.per(100)` for a percentage."""
        return Estimate(self.value * unit, self.low * unit, self.high * unit)


def share(count: int, of: int) -> Estimate:
    """The share `count` / `of` with Wilson's score interval, which keeps its promise for small numbers and shares near 0 and 1. `of` must not be 0.

    >>> [round(x, 3) for x in share(8, 100)]
    [0.08, 0.041, 0.15]
    """
    p, z2 = count / of, Z * Z
    centre, half = (p + z2 / (2 * of)) / (1 + z2 / of), Z * sqrt(p * (1 - p) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return Estimate(p, max(0.0, centre - half) if count else 0.0, min(1.0, centre + half) if count < of else 1.0)


def rate(count: int, exposure: float) -> Estimate:
    """The rate of events `count` / `exposure` with Byar's interval for a Poisson count. `exposure` must not be 0.

    Phrases come in clusters (a note that holds one often holds two), so this interval is somewhat too narrow for them.

    >>> [round(x, 2) for x in rate(10, 1000).per(1000)]
    [10.0, 4.79, 18.39]
    """
    above = count + 1
    low = count * (1 - 1 / (9 * count) - Z / (3 * sqrt(count))) ** 3 if count else 0.0
    high = above * (1 - 1 / (9 * above) + Z / (3 * sqrt(above))) ** 3
    return Estimate(count / exposure, max(0.0, low) / exposure, high / exposure)


def ratio_of_shares(count: int, of: int, before: int, of_before: int) -> Estimate:
    """How many times as large the share `count` / `of` is as `before` / `of_before` (Katz's interval on the logarithm).

    Half a case is added to each count where one of them is 0.

    >>> [round(x, 2) for x in ratio_of_shares(30, 1000, 60, 1000)]
    [0.5, 0.33, 0.77]
    """
    a, n, b, m = _shifted(count, of, before, of_before)
    spread = Z * sqrt(max(0.0, 1 / a - 1 / n + 1 / b - 1 / m))
    return _around(a / n / (b / m), spread)


def ratio_of_rates(count: int, exposure: float, before: int, exposure_before: float) -> Estimate:
    """How many times as large the rate `count` / `exposure` is as `before` / `exposure_before`, for events counted over an exposure.

    >>> [round(x, 2) for x in ratio_of_rates(50, 1000, 100, 1000)]
    [0.5, 0.36, 0.7]
    """
    a, n, b, m = _shifted(count, exposure, before, exposure_before)
    return _around(a / n / (b / m), Z * sqrt(1 / a + 1 / b))


def in_words(ratio: Estimate | None) -> str:
    """What a ratio says, with care: where its interval holds 1, chance alone could explain it.

    >>> in_words(Estimate(0.5, 0.4, 0.7)), in_words(Estimate(1.3, 0.9, 1.9))
    ('less often', 'no clear change')
    """
    if ratio is None:
        return "too few to tell"
    if ratio.high < 1:
        return "less often"
    return "more often" if ratio.low > 1 else "no clear change"


def _shifted(count: int, of: float, before: int, of_before: float) -> tuple[float, float, float, float]:
    extra = 0.0 if count and before else 0.5
    return count + extra, of + extra, before + extra, of_before + extra


def _around(value: float, spread: float) -> Estimate:
    return Estimate(value, exp(log(value) - spread), exp(log(value) + spread))


def hidden(counts: Sequence[int]) -> list[bool]:
    """Which of the counts of one table must not be printed, when their total may be known.

    Counts from 1 to 4 are hidden. Where one hidden count could be found by subtracting the others from the total, or the hidden ones together
    come to less than 5, the next smallest counts are hidden as well.

    >>> hidden([120, 3, 40, 0])
    [False, True, True, False]
    >>> hidden([120, 40, 0])
    [False, False, False]
    """
    out = [0 < count < SMALL for count in counts]
    while any(out) and (sum(out) < 2 or sum(c for c, hide in zip(counts, out, strict=True) if hide) < SMALL):
        rest = [i for i, count in enumerate(counts) if count and not out[i]]
        if not rest:
            break
        out[min(rest, key=lambda i: counts[i])] = True
    return out

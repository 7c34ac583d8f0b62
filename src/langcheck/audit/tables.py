"""The lines of the report's tables: rates with their intervals, and counts left out that are too small to print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from langcheck.audit.statistics import SMALL, Estimate, hidden, rate, ratio_of_shares, share
from langcheck.audit.summary import Tally, Wording


@dataclass(frozen=True)
class Line:
    """A line of a table: `count` of `of`. `count` and `estimate` are None where they are too small to print."""

    label: str
    of: int | None
    count: int | None
    estimate: Estimate | None
    key: str = ""


Make = Callable[[str, Tally, bool], Line]
"""Makes a line of a tally, or hides its count."""


def notes_line(label: str, tally: Tally, hide: bool = False) -> Line:
    """Notes with a flagged phrase, per 100 notes."""
    if hide or not tally.notes:
        return Line(label, tally.notes, None, None)
    return Line(label, tally.notes, tally.flagged_notes, share(tally.flagged_notes, tally.notes).per(100))


def words_line(label: str, tally: Tally, hide: bool = False) -> Line:
    """Flagged phrases per 1,000 words."""
    if hide or not tally.words:
        return Line(label, tally.words, None, None)
    return Line(label, tally.words, tally.phrases, rate(tally.phrases, tally.words).per(1000))


def small(tally: Tally) -> bool:
    """Whether a tally that stands alone is too small to print."""
    return 0 < tally.flagged_notes < SMALL


def by_name(tallies: Mapping[str, Tally]) -> list[Line]:
    """Notes per 100, in the order of the names, so that the report ranks nobody."""
    named = sorted(tallies.items())
    hide = hidden([tally.flagged_notes for _, tally in named])
    return [notes_line(name or "not given", tally, hides) for (name, tally), hides in zip(named, hide, strict=True)]


def by_frequency(wordings: Mapping[str, Wording], words: int) -> list[Line]:
    """Phrases per 1,000 words of each term or category, the most frequent first."""
    ranked = sorted(wordings.items(), key=lambda item: (-item[1].phrases, item[0]))
    hide = hidden([wording.notes for _, wording in ranked])
    return [
        Line(key, None, None, None, key) if hides else Line(key, wording.notes, wording.phrases, rate(wording.phrases, words).per(1000), key)
        for (key, wording), hides in zip(ranked, hide, strict=True)
    ]


# ---- time ------------------------------------------------------------------------------------------------------------------------------------


class Time(NamedTuple):
    """The same notes by year and by month (YYYY, YYYY-MM)."""

    years: Sequence[Line]
    months: Sequence[Line]


def over_time(tallies: Mapping[str, Tally], make: Make) -> Time:
    """Lines by year and by month, from the first month that has a note to the last. Notes without a date are left out.

    A table of years gives the sum of each year's months; so the months of a year hide enough to keep each other, and those of a hidden year all hide.
    """
    known = sorted(month for month in tallies if month)
    each = [(month, tallies.get(month, Tally())) for month in _span(known[0], known[-1])] if known else []
    grouped = [(year, list(months)) for year, months in groupby(each, lambda item: item[0][:4])]
    sums = [sum_of(tally for _, tally in months) for _, months in grouped]
    years, months = [], []
    for (year, inside), whole, hide in zip(grouped, sums, hidden([whole.flagged_notes for whole in sums]), strict=True):
        years.append(make(year, whole, hide))
        hides = [True] * len(inside) if hide else hidden([tally.flagged_notes for _, tally in inside])
        months += [make(month, tally, hidden_) for (month, tally), hidden_ in zip(inside, hides, strict=True)]
    return Time(years, months)


def sum_of(tallies: Iterable[Tally]) -> Tally:
    """Several tallies as one."""
    out = Tally()
    for tally in tallies:
        out.notes += tally.notes
        out.words += tally.words
        out.flagged_notes += tally.flagged_notes
        out.phrases += tally.phrases
    return out


def _span(first: str, last: str) -> Iterable[str]:
    year, month = int(first[:4]), int(first[5:])
    while (name := f"{year:04}-{month:02}") <= last:
        yield name
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


class Trend(NamedTuple):
    """A year and the one before it, and how many times as frequent the wording is in the later one."""

    before: Line
    after: Line
    ratio: Estimate


def trend(time: Time) -> Trend | None:
    """How it goes: of the years with notes in six months or more, the last two. None where there are no two of them to compare."""
    filled = Counter(month.label[:4] for month in time.months if month.of)
    lasting = [year for year in time.years if filled[year.label] >= 6][-2:]
    if len(lasting) < 2:
        return None
    before, after = lasting
    if before.count is None or not before.of or after.count is None or not after.of:
        return None
    return Trend(before, after, ratio_of_shares(after.count, after.of, before.count, before.of))

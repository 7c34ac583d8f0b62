"""The report of a run: one self-contained page without script, to read on screen, print, and put before a board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from langcheck.audit.charts import Mark, Point, over_time, side_by_side
from langcheck.audit.model import read_manifest, read_rejected
from langcheck.audit.statistics import SMALL, Estimate, hidden, rate, share
from langcheck.audit.summary import Summary, Tally, Wording, summarise
from langcheck.measured import BLIND
from langcheck.render.words import one_line

_TEMPLATES = FileSystemLoader(Path(__file__).parent / "templates")
_MOST_TERMS, _MOST_TEMPLATES = 40, 20


@dataclass(frozen=True)
class Line:
    """A line of a table. `count` and `estimate` are None where they are too small to print."""

    label: str
    of: int | None
    count: int | None
    estimate: Estimate | None
    about: str = ""


@dataclass(frozen=True)
class Part:
    """A table with its chart."""

    chart: Markup
    lines: Sequence[Line]


def render(template: str, **view: object) -> str:
    """A page of this folder's templates, with the style sheet inside."""
    page = Environment(loader=_TEMPLATES, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    page.filters.update(rounded=_rounded, interval=_interval)
    return page.get_template(template).render(**view)


def _rounded(value: float) -> str:
    return f"{value:.2f}" if value < 1 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def _interval(estimate: Estimate) -> str:
    return f"{_rounded(estimate.low)} to {_rounded(estimate.high)}"


def to_html(folder: Path, marks: Sequence[Mark] = (), baseline: Path | None = None) -> str:
    """The report of the finished run in `folder`; `marks` are changes to show over time.

    With the folder of an earlier run as `baseline`, only what that one had not found counts. Raises AuditError where there is no finished run.
    """
    manifest, summary = read_manifest(folder), summarise(folder, baseline)
    total = summary.total
    return render(
        "report.html",
        manifest=manifest,
        since=read_manifest(baseline) if baseline else None,
        total=total,
        headline=_rate_of_notes(total),
        per_words=_rate_of_words(total),
        months=_notes_by(_in_order(summary.months), "month", marks),
        words=_phrases_by_month(_in_order(summary.months), marks),
        marks=marks,
        categories=_phrases(summary.categories, _titles(summary), summary.total.words, "category"),
        terms=_phrases(summary.terms, {}, summary.total.words, "term").lines[:_MOST_TERMS],
        category_of=summary.category_of,
        groups=_notes_by(summary.groups, "team", line=_rate_of_notes(total)),
        types=_notes_by(summary.types, "note type", line=_rate_of_notes(total)),
        quoted=summary.quoted,
        dismissed=summary.dismissed.most_common(),
        templates=sorted(summary.templates.values(), key=lambda template: -template.notes)[:_MOST_TEMPLATES],
        rejected=Counter(row.reason for row in read_rejected(folder)).most_common(),
        measured=BLIND,
        small=SMALL,
        one_line=one_line,
    )


def _rate_of_notes(tally: Tally) -> Estimate | None:
    return share(tally.flagged_notes, tally.notes).per(100) if tally.notes and not 0 < tally.flagged_notes < SMALL else None


def _rate_of_words(tally: Tally) -> Estimate | None:
    return rate(tally.phrases, tally.words).per(1000) if tally.words and not 0 < tally.flagged_notes < SMALL else None


def _in_order(months: Mapping[str, Tally]) -> dict[str, Tally]:
    """Every month from the first to the last, those without a note too; undated notes are left out."""
    known = sorted(month for month in months if month)
    return {month: months.get(month, Tally()) for month in _span(known[0], known[-1])} if known else {}


def _span(first: str, last: str) -> Iterable[str]:
    year, month = int(first[:4]), int(first[5:])
    while (name := f"{year:04}-{month:02}") <= last:
        yield name
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _lines(tallies: Mapping[str, Tally]) -> list[Line]:
    """Notes with a flagged phrase, per 100 notes; small counts, and what would give them away, are left out."""
    hide = hidden([tally.flagged_notes for tally in tallies.values()])
    return [
        Line(label or "not given", tally.notes, None, None)
        if small or not tally.notes
        else Line(label or "not given", tally.notes, tally.flagged_notes, share(tally.flagged_notes, tally.notes).per(100))
        for (label, tally), small in zip(tallies.items(), hide, strict=True)
    ]


def _notes_by(tallies: Mapping[str, Tally], what: str, marks: Sequence[Mark] = (), line: Estimate | None = None) -> Part | None:
    """Notes by month, or by team or type in the order of their names: the report ranks nobody. None where the notes are not told apart."""
    if not any(tallies):
        return None
    lines = _lines(tallies) if what == "month" else _lines(dict(sorted(tallies.items())))
    points = [Point(line.label, line.estimate) for line in lines]
    label = f"Notes with a phrase to reconsider, per 100 notes, by {what}, with 95 % intervals. The table below has the numbers."
    unit = "flagged notes per 100 notes"
    chart = over_time(points, unit, label, marks) if what == "month" else side_by_side(points, unit, label, line and line.value)
    return Part(chart, lines)


def _phrases_by_month(months: Mapping[str, Tally], marks: Sequence[Mark]) -> Part | None:
    if not months:
        return None
    hide = hidden([tally.flagged_notes for tally in months.values()])
    lines = [
        Line(month, tally.words, None, None)
        if small or not tally.words
        else Line(month, tally.words, tally.phrases, rate(tally.phrases, tally.words).per(1000))
        for (month, tally), small in zip(months.items(), hide, strict=True)
    ]
    label = "Phrases to reconsider per 1,000 words by month, with 95 % intervals. The table below has the numbers."
    return Part(over_time([Point(line.label, line.estimate) for line in lines], "phrases per 1,000 words", label, marks), lines)


def _phrases(wordings: Mapping[str, Wording], titles: Mapping[str, str], words: int, what: str) -> Part:
    """Phrases per 1,000 words by category or term, the most frequent first."""
    ranked = sorted(wordings.items(), key=lambda item: (-item[1].phrases, item[0]))
    hide = hidden([wording.notes for _, wording in ranked])
    lines = [
        Line(titles.get(key, key), None, None, None, key)
        if small
        else Line(titles.get(key, key), wording.notes, wording.phrases, rate(wording.phrases, words).per(1000), key)
        for (key, wording), small in zip(ranked, hide, strict=True)
    ]
    label = f"Phrases to reconsider per 1,000 words by {what}, with 95 % intervals. The table below has the numbers."
    return Part(side_by_side([Point(line.label, line.estimate) for line in lines], "phrases per 1,000 words", label), lines)


def _titles(summary: Summary) -> dict[str, str]:
    """Category ids as words."""
    return {key: key.replace("-", " ").capitalize() for key in summary.categories}

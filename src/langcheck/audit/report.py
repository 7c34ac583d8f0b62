"""The report of a run: one self-contained page without script, to read on screen, print, and put before a board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from langcheck.audit import charts, tables
from langcheck.audit.charts import Mark, Point
from langcheck.audit.model import Manifest, read_manifest, read_rejected
from langcheck.audit.statistics import SMALL, Estimate, in_words
from langcheck.audit.summary import Summary, Tally, summarise
from langcheck.audit.tables import Line
from langcheck.measured import BLIND
from langcheck.render.words import counted, one_line

_TEMPLATES = FileSystemLoader(Path(__file__).parent / "templates")
_MOST_TERMS, _MOST_TEMPLATES = 40, 20
_MONTHS = "January February March April May June July August September October November December".split()


class Part(NamedTuple):
    """A table with its chart. `months` are folded away under a table of years."""

    chart: Markup
    lines: Sequence[Line]
    months: Sequence[Line] = ()


def render(template: str, **view: object) -> str:
    """A page of this folder's templates, with the style sheet inside."""
    page = Environment(loader=_TEMPLATES, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    page.filters.update(rounded=_rounded, interval=_interval, in_words=in_words, month=month, day=_day, one_line=one_line)
    page.globals.update(counted=counted)
    return page.get_template(template).render(**view)


def _rounded(value: float) -> str:
    return f"{value:.2f}" if value < 1 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def _interval(estimate: Estimate) -> str:
    return f"{_rounded(estimate.low)} to {_rounded(estimate.high)}"


def month(name: str) -> str:
    """A month for people.

    >>> month("2024-03"), month("2024")
    ('March 2024', '2024')
    """
    return f"{_MONTHS[int(name[5:]) - 1]} {name[:4]}" if len(name) == 7 else name


def _day(time: str) -> str:
    day = datetime.fromisoformat(time.replace("Z", "+00:00"))
    return f"{day.day} {month(f'{day:%Y-%m}')}"


def to_html(folder: Path, marks: Sequence[Mark] = (), baseline: Path | None = None) -> str:
    """The report of the finished run in `folder`; `marks` are changes to show over time.

    With the folder of an earlier run as `baseline`, only what that one had not found counts. Raises AuditError where there is no finished run.
    """
    manifest, summary = read_manifest(folder), summarise(folder, baseline)
    total = summary.total
    all_notes, all_words = tables.notes_line("", total, tables.small(total)), tables.words_line("", total, tables.small(total))
    notes, words = tables.over_time(summary.months, tables.notes_line), tables.over_time(summary.months, tables.words_line)
    categories = tables.by_frequency(summary.categories, total.words)
    return render(
        "report.html",
        manifest=manifest,
        since=read_manifest(baseline) if baseline else None,
        total=total,
        headline=all_notes.estimate,
        per_words=all_words.estimate,
        trend=tables.trend(notes),
        notes=_over_time(notes, marks, "flagged notes per 100 notes", "Notes with a phrase to reconsider, per 100 notes"),
        words=_over_time(words, marks, "phrases per 1,000 words", "Phrases to reconsider, per 1,000 words"),
        marks=_shown(marks, manifest),
        categories=_categories(categories),
        terms=tables.by_frequency(summary.terms, total.words)[:_MOST_TERMS],
        category_of=summary.category_of,
        splits=[(what, _side_by_side(tables.by_name(split), what, all_notes)) for what, split in _splits(summary) if any(split)],
        quoted=summary.quoted,
        dismissed=summary.dismissed.most_common(),
        templates=sorted(summary.templates.values(), key=lambda template: -template.notes)[:_MOST_TEMPLATES],
        rejected=Counter(row.reason for row in read_rejected(folder)).most_common(),
        measured=BLIND,
        small=SMALL,
        run=folder.name,
    )


def _splits(summary: Summary) -> Sequence[tuple[str, Mapping[str, Tally]]]:
    return ("team", summary.groups), ("note type", summary.types)


def _shown(marks: Sequence[Mark], manifest: Manifest) -> list[Mark]:
    """The marks within the dates of the notes: those that the charts show."""
    return [mark for mark in marks if manifest["dates"]["first"][:7] <= mark.month <= manifest["dates"]["last"][:7]]


def _points(lines: Sequence[Line]) -> list[Point]:
    return [Point(line.label, line.estimate) for line in lines]


def _over_time(time: tables.Time, marks: Sequence[Mark], unit: str, what: str) -> Part | None:
    """By month in the chart and by year in the table, with the months below; None where no note has a date."""
    if not time.months:
        return None
    label = f"{what}, by month, with 95 % intervals. The table below has the numbers."
    return Part(charts.over_time(_points(time.months), unit, label, marks), time.years, time.months)


def _side_by_side(lines: Sequence[Line], what: str, of_all: Line) -> Part:
    label = f"Notes with a phrase to reconsider, per 100 notes, by {what}, with 95 % intervals. The table below has the numbers."
    return Part(charts.side_by_side(_points(lines), "flagged notes per 100 notes", label, of_all.estimate and of_all.estimate.value), lines)


def _categories(lines: Sequence[Line]) -> Part:
    named = [Line(line.label.replace("-", " ").capitalize(), line.of, line.count, line.estimate, line.key) for line in lines]
    label = "Phrases to reconsider per 1,000 words by category, with 95 % intervals. The table below has the numbers."
    return Part(charts.side_by_side(_points(named), "phrases per 1,000 words", label), named)

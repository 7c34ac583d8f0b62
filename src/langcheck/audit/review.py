"""What reviewers said of a sample, as precision: how many of the flagged phrases were rightly flagged, and which terms to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from langcheck.audit.model import AuditError
from langcheck.audit.sample import COLUMNS, SHEET, VERDICTS
from langcheck.audit.sources.workbook import BROKEN, open_workbook
from langcheck.audit.statistics import Estimate, share
from langcheck.render.words import counted

LOOK_AT = 80
"""A term is proposed for a look where fewer than so many in 100 of its phrases were accepted, and at least two were rejected."""


class Judged(NamedTuple):
    """What was said of one finding."""

    term: str
    category: str
    verdict: str
    reason: str


class Precision(NamedTuple):
    """Of the findings with a clear verdict, the share that was accepted. None where none has a clear verdict."""

    name: str
    accepted: int
    rejected: int
    unsure: int
    estimate: Estimate | None


class Review(NamedTuple):
    """A reviewed sample: precision over all, by category and by term; the terms to look at with the reasons given; findings not judged yet."""

    total: Precision
    categories: Sequence[Precision]
    terms: Sequence[Precision]
    look_at: Mapping[str, Sequence[str]]
    open: int


def read_workbook(path: Path) -> list[Judged]:
    """The verdicts in a workbook that `langcheck audit sample` made. Raises AuditError for any other file, and for a verdict it doesn't know."""
    if not path.exists():
        raise AuditError(f"there is no {path}; name the XLSX file that `audit sample` made")
    try:
        with closing(open_workbook(path)) as book:
            rows = [["" if cell is None else cell for cell in row] for row in book[SHEET].iter_rows(values_only=True)]
    except (OSError, *BROKEN):
        raise AuditError(f"{path} can't be read as a review workbook; name the XLSX file that `audit sample` made, saved as .xlsx") from None
    if not rows or tuple(str(name).strip() for name in rows[0][: len(COLUMNS)]) != COLUMNS:
        raise AuditError(f"the sheet {SHEET!r} of {path} lacks columns; keep those that `audit sample` wrote: {', '.join(COLUMNS)}")
    return list(_judged(path, rows[1:]))


def _judged(path: Path, rows: Iterable[Sequence[object]]) -> Iterator[Judged]:
    for number, row in enumerate(rows, 2):
        cells = dict(zip(COLUMNS, (str(cell).strip() for cell in row), strict=False))
        if not any(cells.values()):
            continue
        verdict = cells["verdict"].lower()
        if verdict and verdict not in VERDICTS:
            raise AuditError(f"{path}, row {number}: the verdict must be one of {', '.join(VERDICTS)}, or empty")
        yield Judged(cells["term"], cells["category"], verdict, cells["reason"])


def review(judged: Sequence[Judged]) -> Review:
    """Precision from verdicts. Raises AuditError where nothing is judged yet."""
    said = [item for item in judged if item.verdict]
    if not said:
        raise AuditError("no verdict is filled in yet; choose accept, reject or unsure in the column verdict, save, and try again")
    terms = [_precision(term, [item for item in said if item.term == term]) for term in sorted({item.term for item in said})]
    categories = [_precision(name, [item for item in said if item.category == name]) for name in sorted({item.category for item in said})]
    doubtful = sorted((p for p in terms if p.rejected >= 2 and p.estimate and p.estimate.value < LOOK_AT), key=lambda p: (-p.rejected, p.name))
    reasons = {p.name: [item.reason for item in said if item.term == p.name and item.verdict == "reject" and item.reason] for p in doubtful}
    return Review(_precision("all", said), categories, terms, reasons, len(judged) - len(said))


def _precision(name: str, said: Sequence[Judged]) -> Precision:
    counts = Counter(item.verdict for item in said)
    accepted, rejected = counts["accept"], counts["reject"]
    clear = accepted + rejected
    return Precision(name, accepted, rejected, counts["unsure"], share(accepted, clear).per(100) if clear else None)


def to_text(result: Review) -> str:
    """The review for a terminal."""

    def line(p: Precision) -> str:
        if p.estimate is None:
            return f"  {p.name:<32} no clear verdict ({p.unsure} unsure)"
        value, low, high = p.estimate
        return f"  {p.name:<32} {value:5.0f} %  ({low:.0f} to {high:.0f})   {p.accepted} accepted, {p.rejected} rejected, {p.unsure} unsure"

    out = ["Precision: of 100 flagged phrases, so many were rightly flagged (95 % interval)", line(result.total)]
    out += ["", "By category", *map(line, result.categories), "", "By term", *map(line, result.terms), ""]
    out += [f"Terms to look at: two or more rejected, and under {LOOK_AT} % accepted"] if result.look_at else ["No term stands out."]
    for term, reasons in result.look_at.items():
        out += [f"  {term}: see `langcheck lexicon show {term}`", *(f"    - {reason}" for reason in reasons)]
    if result.open:
        out += ["", f"No verdict yet, and not counted: {counted(result.open, 'finding')}."]
    return "\n".join(out) + "\n"

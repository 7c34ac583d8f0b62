"""What a run is going to do: its sources, its columns, its options, and what it would read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from typing import Any

from langcheck.audit.columns import Columns, settled
from langcheck.audit.model import AuditError, RejectedRow, Row
from langcheck.audit.rows import rows
from langcheck.audit.sources import Source, open_sources
from langcheck.audit.work import Settings, plain_text
from langcheck.documents import DocumentError


@dataclass(frozen=True)
class Options:
    """What the person asked for."""

    inputs: tuple[str, ...]
    columns: Columns = field(default_factory=Columns)
    query: str = ""
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    formats: tuple[str, ...] = ()
    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True)
class Plan:
    """What will be read, and as what. `guessed` names the purposes whose column nobody named, `left_out` the sheets without notes."""

    options: Options
    sources: Sequence[Source]
    columns: Columns
    guessed: Sequence[str]
    left_out: Sequence[Source] = ()

    @property
    def doubled(self) -> list[str]:
        """Column names that stand twice in a source; the second is told apart as `name (2)`."""
        return sorted({name for source in self.sources for name in source.columns if f"{name} (2)" in source.columns})

    def close(self) -> None:
        """Let go of the sources."""
        for source in (*self.sources, *self.left_out):
            source.close()

    def fingerprint(self, lexicon: dict[str, str], version: str) -> dict[str, Any]:
        """What must be the same for a run to be resumed."""
        settings = self.options.settings
        return {
            "inputs": [source.describe() for source in self.sources],
            "lexicon": lexicon,
            "columns": {**asdict(self.columns), "child_name": list(self.columns.child_name), "adult_name": list(self.columns.adult_name)},
            "options": {
                "context": settings.context,
                "packs": list(settings.packs),
                "overlays": [path.name for path in settings.overlays],
                "formats": list(self.options.formats),
                "sheet": self.options.sheet,
                "encoding": self.options.encoding,
                "delimiter": self.options.delimiter,
                "query": self.options.query,
            },
            "langcheck": version,
        }


def plan_of(options: Options) -> Plan:
    """Open the sources and settle the columns. Raises AuditError that says what to do."""
    found = open_sources(options.inputs, query=options.query, sheet=options.sheet, encoding=options.encoding, delimiter=options.delimiter)
    with ExitStack() as closing_all:
        for source in found:
            closing_all.callback(source.close)
        plan = _plan_of(options, found)
        closing_all.pop_all()
    return plan


def _plan_of(options: Options, found: Sequence[Source]) -> Plan:
    if options.query and not any(source.kind == "sql" for source in found):
        raise AuditError("--query is for a database; name one as the input, such as sqlite:///records.db")
    sheets = sum(source.kind == "xlsx" for source in found) > 1
    columns = options.columns
    guessed: list[str] = []
    kept: list[Source] = []
    left_out: list[Source] = []
    for source in found:
        try:
            settled_here, guessed_here = settled(columns, source.columns, source.name)
        except AuditError:
            if not (sheets and source.kind == "xlsx"):
                raise
            left_out.append(source)
            continue
        if not kept:
            columns, guessed = settled_here, guessed_here
        kept.append(source)
    if not kept:
        settled(options.columns, found[0].columns, found[0].name)
    return Plan(options, kept, columns, guessed, left_out)


@dataclass
class Survey:
    """What a run would read, without checking it."""

    read: int = 0
    rejected: int = 0
    undated: int = 0
    odd_dates: int = 0
    """rows that have a date which can't be read; they count as undated"""
    odd_date_at: str = ""
    first_date: str = ""
    last_date: str = ""
    groups: set[str] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    problems: list[RejectedRow] = field(default_factory=list)


def survey(plan: Plan, problems: int = 10) -> Survey:
    """Read everything as a run would, and count. Raises AuditError if a source breaks off."""
    out = Survey()
    for row in _readable(plan):
        out.read += 1
        if isinstance(row, RejectedRow):
            out.rejected += 1
            if len(out.problems) < problems:
                out.problems.append(row)
            continue
        out.undated += not row.date
        if row.odd_date:
            out.odd_dates += 1
            out.odd_date_at = out.odd_date_at or row.place
        if row.date:
            out.first_date = min(out.first_date or row.date, row.date)
            out.last_date = max(out.last_date, row.date)
        for known, value in ((out.groups, row.group), (out.types, row.type)):
            if value and len(known) < 1000:
                known.add(value)
    return out


def _readable(plan: Plan) -> Iterator[Row | RejectedRow]:
    for row in rows(plan.sources, plan.columns):
        if isinstance(row, Row):
            try:
                plain_text(row)
            except DocumentError as error:
                row = RejectedRow(row.number, row.place, row.id, str(error))
            except OSError as error:
                row = RejectedRow(row.number, row.place, row.id, f"can't be read: {error.strerror}; check that you may open it")
        yield row

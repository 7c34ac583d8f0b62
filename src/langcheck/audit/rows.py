"""The rows of all sources as one numbered stream, cut into batches that are the same each time."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from langcheck.audit.columns import Columns
from langcheck.audit.dates import iso_date
from langcheck.audit.model import RejectedRow, Row, storable
from langcheck.audit.sources import Record, Source
from langcheck.audit.sources.base import MAX_CELL, TOO_LONG

BATCH_ROWS, BATCH_CHARACTERS = 200, 500_000

Batch = list["Row | RejectedRow"]


def rows(sources: Sequence[Source], columns: Columns) -> Iterator[Row | RejectedRow]:
    """Every row of the sources in order, counted from 1. What can't be checked comes as a RejectedRow, in its place."""
    number = 0
    for source in sources:
        for record in source.records(columns.wanted()):
            number += 1
            yield _row(number, record, columns)


def _row(number: int, record: Record, columns: Columns) -> Row | RejectedRow:
    if record.values is None:
        return RejectedRow(number, record.place, "", record.reason)
    values = iter(record.values)
    text = next(values)
    id_, date, group, type_ = (next(values) if name else None for name in (columns.id, columns.date, columns.group, columns.type))
    names = {"child": [_text(next(values)) for _ in columns.child_name], "adults": [_text(next(values)) for _ in columns.adult_name]}
    name = _text(id_)
    if not isinstance(text, Path):
        text = _cell(text)
        if not text.strip():
            return RejectedRow(number, record.place, name, f"no text in the column {columns.text!r}")
        if len(text) > MAX_CELL:
            return RejectedRow(number, record.place, name, TOO_LONG)
    people = names if any(any(given) for given in names.values()) else None
    day = iso_date("" if date is None else date)
    return Row(number, record.place, name, text, day, _text(group), _text(type_), not day and bool(_text(date)), people)


def _cell(value: Any) -> str:
    """The text of a cell exactly as it stands; bytes are text in UTF-8 or Windows-1252."""
    if isinstance(value, (bytes, memoryview)):
        raw = bytes(value)
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return raw.decode("cp1252", "replace")
    return "" if value is None else str(value)


def _text(value: Any) -> str:
    """A short text on one line: what an id, a team or a name is."""
    return storable(re.sub(r"[\s\0]+", " ", _cell(value)).strip())


def batches(stream: Iterable[Row | RejectedRow]) -> Iterator[Batch]:
    """Cut the stream, by rows and by length of text, so that batches take about the same time."""
    batch: Batch = []
    size = 0
    for row in stream:
        batch.append(row)
        size += len(row.text) if isinstance(row, Row) and isinstance(row.text, str) else 5_000
        if len(batch) >= BATCH_ROWS or size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def chained(before: str, batch: Batch) -> str:
    """The SHA-256 of all rows so far, from that of the rows before and a batch: it tells whether an input gives the same rows again."""
    digest = hashlib.sha256(before.encode())
    for row in batch:
        content = row.text if isinstance(row, Row) else row.reason
        digest.update(f"{row.place}\0{row.id}\0{content}\0{row[4:] if isinstance(row, Row) else ''}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()

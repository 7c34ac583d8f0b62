"""The files of a run: JSON Lines always, and the findings as CSV, XLSX or Parquet for whoever asks.

A spreadsheet runs a cell that begins with = + - or @ as a formula. In CSV such a cell gets an apostrophe in front; in XLSX every cell is written
as text. JSON Lines and Parquet hold the words exactly.
"""

from __future__ import annotations

import csv
import json
import shutil
from codecs import getwriter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from langcheck.audit.files import output, written
from langcheck.audit.journal import Journal
from langcheck.audit.model import FINDINGS, FORMATS, NOTES, REJECTED, AuditError, FindingRow
from langcheck.spreadsheet import inert

_SHEET_ROWS = 1_048_575
"""Rows of a sheet below its header; Excel takes no more."""

Rows = Iterable[tuple[Any, ...]]


def write_outputs(folder: Path, journal: Journal, formats: Sequence[str], context: bool) -> list[dict[str, object]]:
    """Write every file of the run but its manifest. Returns them as the manifest names them. Raises AuditError."""
    names = FindingRow._fields if context else FindingRow._fields[:-2]

    def findings() -> Iterator[tuple[Any, ...]]:
        return (row[: len(names)] for row in journal.findings())

    def rejected() -> Iterator[tuple[Any, ...]]:
        return iter(journal.rejected())

    out = [
        write_jsonl(folder / NOTES, ("row", "place", "id", "date", "group", "type", "words", "flagged", "quoted", "dismissed"), journal.notes()),
        write_jsonl(folder / FINDINGS, names, findings()),
        write_jsonl(folder / REJECTED, ("row", "place", "id", "reason"), rejected()),
    ]
    return out + [_WRITERS[form]((folder / FINDINGS).with_suffix(f".{form}"), names, findings()) for form in formats]


def _counted(rows: Rows, count: list[int]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        count[0] += 1
        yield row


def write_jsonl(path: Path, names: Sequence[str], rows: Rows) -> dict[str, object]:
    """A JSON object a line."""
    count = [0]
    with output(path) as file:
        for row in _counted(rows, count):
            line = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, separators=(",", ":"))
            file.write(line.encode() + b"\n")
    return written(path, count[0])


def write_csv(path: Path, names: Sequence[str], rows: Rows) -> dict[str, object]:
    """A CSV that Excel opens rightly: UTF-8 with its mark, and no formulas."""
    count = [0]
    with output(path) as file:
        writer = csv.writer(getwriter("utf-8-sig")(file))
        writer.writerow(names)
        writer.writerows([inert(value) for value in row] for row in _counted(rows, count))
    return written(path, count[0])


@contextmanager
def _private_folder(path: Path) -> Iterator[str]:
    """A folder for rows that wait to be written: beside the outputs, as private as they are, and empty even if a run was killed in here."""
    shutil.rmtree(path, ignore_errors=True)
    try:
        path.mkdir(mode=0o700)
    except OSError as error:
        raise AuditError(f"{path} can't be made: {error.strerror}. Make room or mend the folder, then go on with --resume") from None
    try:
        yield str(path)
    finally:
        shutil.rmtree(path, ignore_errors=True)


def write_xlsx(path: Path, names: Sequence[str], rows: Rows) -> dict[str, object]:
    """A workbook with every cell as text or number; more rows than a sheet takes go on in the next."""
    from xlsxwriter import Workbook

    count, stream = [0], iter(rows)
    with _private_folder(path.with_suffix(".waiting")) as rows_wait, output(path) as file:
        book: Any = Workbook(file, {"constant_memory": True, "tmpdir": rows_wait, "strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties({"created": datetime(2000, 1, 1)})  # the day of writing would make two runs differ
        bold = book.add_format({"bold": True})
        more = True
        while more:
            sheet = book.add_worksheet(f"findings {len(book.worksheets()) + 1}" if book.worksheets() else "findings")
            sheet.freeze_panes(1, 0)
            for column, name in enumerate(names):
                sheet.write_string(0, column, name, bold)
            here = 0
            for here, row in enumerate(islice(stream, _SHEET_ROWS), 1):
                for column, value in enumerate(row):
                    if isinstance(value, str):
                        sheet.write_string(here, column, value[:32_767])
                    else:
                        sheet.write_number(here, column, value)
            count[0] += here
            more = here == _SHEET_ROWS
        book.close()
    return written(path, count[0])


def write_parquet(path: Path, names: Sequence[str], rows: Rows) -> dict[str, object]:
    """A Parquet file, compressed, in groups of rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole = {"row", "start", "end", "template"}
    schema = pa.schema([(name, pa.int64() if name in whole else pa.string()) for name in names])
    count, stream = [0], iter(rows)
    with output(path) as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while group := list(islice(stream, 5_000)):
            writer.write_table(pa.table(list(map(list, zip(*group, strict=True))), schema=schema))
            count[0] += len(group)
    return written(path, count[0])


_WRITERS: dict[str, Callable[[Path, Sequence[str], Rows], dict[str, object]]] = dict(
    zip(FORMATS, (write_csv, write_xlsx, write_parquet), strict=True)
)

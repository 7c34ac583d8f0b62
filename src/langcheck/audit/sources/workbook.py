"""Excel workbooks, sheet by sheet. A sheet is held in memory while it is read: for millions of rows use CSV or Parquet."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from langcheck.audit.model import AuditError
from langcheck.audit.sources.base import Record, Source, file_sha256, header, unreadable

MAX_UNPACKED = 2_000_000_000
"""The largest workbook, unpacked, in bytes."""


class Sheet(Source):
    """One sheet, whose first row that is not empty holds the column names."""

    kind = "xlsx"

    def __init__(self, path: Path, sheet: str, rows: Iterator[list[Any]], sha256: str, size: int) -> None:
        super().__init__(f"{path}, sheet {sheet}", f"{path.name}, sheet {sheet}")
        self._label = f"{path.name} sheet {sheet}"
        self._rows = enumerate(rows, 1)
        self.size = size
        self.facts = {"sha256": sha256, "sheet": sheet}
        self.columns = header(next((row for _, row in self._rows if any(_plain(cell) for cell in row)), []))

    def records(self, wanted: Sequence[str]) -> Iterator[Record]:
        """See `Source.records`."""
        places = [self.columns.index(name) for name in wanted]
        for number, row in self._rows:
            self.position = number
            if any(cell != "" for cell in row):
                yield Record(f"{self._label} row {number}", tuple(_plain(row[i]) for i in places))


def sheets(path: Path, only: str = "") -> list[Source]:
    """The sheets of a workbook that hold anything, or the one named. Raises AuditError."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with path.open("rb") as file:
            start = file.read(8)
        if start.startswith(b"\xd0\xcf\x11\xe0"):
            raise AuditError(f"{path} is protected by a password or of an old kind; open it in Excel, take the password away and save it as .xlsx")
        sha256 = file_sha256(path)
        _refuse_bombs(path)
        book = CalamineWorkbook.from_path(str(path))
        if only and only not in book.sheet_names:
            raise AuditError(f"{path} has no sheet {only!r}; it has {', '.join(book.sheet_names)}")
        found: list[Source] = []
        for name in [only] if only else book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.end is not None:
                found.append(Sheet(path, name, iter(sheet.iter_rows()), sha256, sheet.end[0] + 1))
    except OSError as error:
        raise unreadable(path, error) from None
    except (CalamineError, zipfile.BadZipFile, NotImplementedError):
        raise AuditError(f"{path} is damaged or no workbook; open it in Excel and save it as .xlsx") from None
    if not found:
        raise AuditError(f"{path} is empty; export it again")
    return found


def _refuse_bombs(path: Path) -> None:
    """Raise AuditError for what would unpack to more than any real workbook, and BadZipFile for one that lies about its size."""
    with zipfile.ZipFile(path) as file:
        parts = file.infolist()
        dense = any(part.file_size > 100_000_000 and part.file_size > 200 * part.compress_size for part in parts)
        if dense or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise AuditError(f"{path} would unpack to far more than a workbook holds; if it is yours, save it as CSV and audit that")
        if damaged := file.testzip():
            raise zipfile.BadZipFile(damaged)


def _plain(cell: Any) -> Any:
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell

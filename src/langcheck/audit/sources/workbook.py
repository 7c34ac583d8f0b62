"""Excel workbooks, sheet by sheet and row by row: openpyxl reads the rows, and their texts are found in the file (see `shared_strings`)."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any

from langcheck.audit.model import AuditError
from langcheck.audit.sources.base import Record, Source, file_sha256, header, unreadable
from langcheck.audit.sources.shared_strings import SharedStrings

MAX_UNPACKED = 4_000_000_000
"""The largest workbook, unpacked, in bytes."""
MAX_ROWS = 1_048_576
"""The last row that a sheet of Excel can have."""
BROKEN = (zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, ValueError, TypeError, AttributeError, EOFError, NotImplementedError)
"""What openpyxl raises where a part is missing or is not what it should be; broken XML is a SyntaxError, whichever parser reads it."""


class Sheet(Source):
    """One sheet, whose first row that is not empty holds the column names."""

    kind = "xlsx"

    def __init__(self, path: Path, book: Any, sheet: Any, sha256: str) -> None:
        super().__init__(f"{path}, sheet {sheet.title}", f"{path.name}, sheet {sheet.title}")
        self._path = path
        self._label = f"{path.name} sheet {sheet.title}"
        self.size = sheet.max_row or 0
        sheet.reset_dimensions()  # exporters write wrong ones
        self._book, self._cells = book, sheet.iter_rows(values_only=True)
        self._rows = _counted(self._cells)
        self.facts = {"sha256": sha256, "sheet": sheet.title}
        self.columns = header([_plain(cell) for cell in next((row for _, row in self._rows if any(_plain(cell) for cell in row)), ())])

    def close(self) -> None:
        """Let the file go."""
        self._cells.close()
        self._book.close()

    def records(self, wanted: Sequence[str]) -> Iterator[Record]:
        """See `Source.records`."""
        places, width = [self.columns.index(name) for name in wanted], len(self.columns)
        try:
            for number, row in self._rows:
                self.position = number
                if any(cell not in (None, "") for cell in row):
                    cells = [*map(_plain, row), *[""] * (width - len(row))]
                    yield Record(f"{self._label} row {number}", tuple(cells[i] for i in places))
        except OSError as error:
            raise unreadable(self._path, error) from None
        except BROKEN:
            raise AuditError(f"{self._path} is damaged after row {self.position}; open it in Excel and save it as .xlsx") from None


def sheets(path: Path, only: str = "") -> list[Source]:
    """The sheets of a workbook that hold anything, or the one named. Raises AuditError."""
    try:
        with path.open("rb") as file:
            start = file.read(8)
        if start.startswith(b"\xd0\xcf\x11\xe0"):
            raise AuditError(f"{path} is protected by a password or of an old kind; open it in Excel, take the password away and save it as .xlsx")
        sha256 = file_sha256(path)
        _refuse_bombs(path)
        return _sheets(path, open_workbook(path), only, sha256)
    except OSError as error:
        raise unreadable(path, error) from None
    except BROKEN:
        raise AuditError(f"{path} is damaged or no workbook; open it in Excel and save it as .xlsx") from None


def _sheets(path: Path, book: Any, only: str, sha256: str) -> list[Source]:
    found: list[Source] = []
    with ExitStack() as closing_all:
        closing_all.callback(book.close)
        names = [sheet.title for sheet in book.worksheets]
        if only and only not in names:
            raise AuditError(f"{path} has no sheet {only!r}; it has {', '.join(names)}")
        for sheet in book.worksheets:
            if not only or sheet.title == only:
                found.append(closing_all.enter_context(closing(Sheet(path, book, sheet, sha256))))
        if not any(sheet.columns for sheet in found):
            raise AuditError(f"{path} is empty; export it again")
        closing_all.pop_all()
    return [sheet for sheet in found if sheet.columns]


def open_workbook(path: Path) -> Any:
    """A workbook of openpyxl to read from, row by row. Raises OSError or one of the errors in `BROKEN`."""
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.styles.stylesheet import apply_stylesheet
    from openpyxl.utils.exceptions import InvalidFileException
    from openpyxl.xml.constants import SHARED_STRINGS

    class Reader(ExcelReader):  # type: ignore[misc]
        """Reads what rows need and no more; what an exporter wrote wrongly elsewhere does not matter."""

        def read(self) -> None:
            self.read_manifest()
            if (strings := self.package.find(SHARED_STRINGS)) is not None:
                self.shared_strings = SharedStrings(path, strings.PartName[1:])
            self.read_workbook()
            with suppress(ValueError, TypeError, KeyError, AttributeError):
                apply_stylesheet(self.archive, self.wb)
            self.read_worksheets()

    try:
        reader = Reader(path, read_only=True, keep_links=False, data_only=True)
    except InvalidFileException:
        raise zipfile.BadZipFile(path.name) from None
    with ExitStack() as closing_it, warnings.catch_warnings():
        closing_it.callback(reader.archive.close)
        warnings.simplefilter("ignore")  # of styles and extensions, which no row needs
        reader.read()
        closing_it.pop_all()
    return reader.wb


def _refuse_bombs(path: Path) -> None:
    """Raise AuditError for what would unpack to more than any real workbook, and BadZipFile for one that lies about its size."""
    with zipfile.ZipFile(path) as file:
        parts = file.infolist()
        dense = any(part.file_size > 100_000_000 and part.file_size > 200 * part.compress_size for part in parts)
        if dense or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise AuditError(f"{path} would unpack to far more than a workbook holds; if it is yours, save it as CSV and audit that")
        if damaged := file.testzip():
            raise zipfile.BadZipFile(damaged)


def _counted(rows: Iterator[Sequence[Any]]) -> Iterator[tuple[int, Sequence[Any]]]:
    """Rows with their numbers. Raises ValueError beyond the last that there can be: openpyxl fills what a wrong row number leaves open."""
    for number, row in enumerate(rows, 1):
        if number > MAX_ROWS:
            raise ValueError(number)
        yield number, row


def _plain(cell: Any) -> Any:
    """The value of a cell as people see it: whole numbers without a point, nothing as an empty text."""
    if cell is None:
        return ""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell

"""CSV and its relatives: any encoding that exports have, any delimiter, quotation marks, line breaks in cells.

The standard library reads the cells, since it alone leaves the line breaks in them as they stand, and offsets depend on that.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections.abc import Iterator, Sequence
from io import BufferedReader, TextIOWrapper
from pathlib import Path

from langcheck.audit.model import AuditError
from langcheck.audit.sources.base import MAX_CELL, TOO_LONG, Record, Source, header, unreadable

_DELIMITERS = ",;\t|^~\x1f"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Delimited(Source):
    """A CSV or TSV file. Raises AuditError if it is empty, in no known encoding, or not there."""

    kind = "csv"

    def __init__(self, path: Path, encoding: str = "", delimiter: str = "") -> None:
        super().__init__(str(path), path.name)
        self._path = path
        try:
            self.size = path.stat().st_size
            self._encoding, sha256 = _surveyed(path, encoding)
            with self._open() as file:
                sample = [line for _, line in zip(range(40), _Lines(file), strict=False)]
        except OSError as error:
            raise unreadable(path, error) from None
        if not "".join(sample).strip():
            raise AuditError(f"{path} is empty; export it again")
        self._delimiter = delimiter or _delimiter(sample)
        if (first := next((cells for cells in self._reader(sample) if cells), None)) is None:
            raise AuditError(f"{path} has no header line; export it again, with column names in the first line")
        self.columns = header(first)
        self.facts = {"sha256": sha256, "encoding": self._encoding, "delimiter": self._delimiter}

    def _open(self) -> TextIOWrapper:
        self._raw = BufferedReader(self._path.open("rb", buffering=0), 1 << 18)
        return TextIOWrapper(self._raw, encoding=self._encoding, newline="")

    def _reader(self, lines: Sequence[str] | _Lines) -> Iterator[list[str]]:
        csv.field_size_limit(MAX_CELL)
        return csv.reader(lines, delimiter=self._delimiter)

    def records(self, wanted: Sequence[str]) -> Iterator[Record]:
        """See `Source.records`."""
        places = [self.columns.index(name) for name in wanted]
        try:
            with self._open() as file:
                lines = _Lines(file)
                for number, record in enumerate(self._records(lines, places)):
                    if number:  # the first is the header
                        self.position = self._raw.tell()
                        yield record
        except OSError as error:
            raise unreadable(self._path, error) from None
        except UnicodeDecodeError as error:
            raise AuditError(f"{self._path} is not {self._encoding}: {error.reason}. Name its encoding with --encoding") from None

    def _records(self, lines: _Lines, places: Sequence[int]) -> Iterator[Record]:
        reader, width = self._reader(lines), len(self.columns)
        while True:
            first = lines.begin()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                lines.skip_quotation()
                cells, reason = [], TOO_LONG
            else:
                reason = TOO_LONG if lines.huge else ""
            if not cells and not reason:
                continue  # an empty line is no row
            place = f"{self._path.name} line {first}" + (f"-{lines.number}" if lines.number > first and (reason or len(cells) != width) else "")
            if not reason and lines.number > first and lines.unclosed():
                reason = "a quotation mark is never closed, and the file ends inside the cell; mend the quotation mark and run again"
            if not reason and len(cells) > width and any(cell.strip() for cell in cells[width:]):
                reason = f"{len(cells)} cells where the header has {width}; a delimiter or quotation mark in a cell is not quoted"
            if not reason and len(cells) <= places[0]:
                reason = f"{len(cells)} cells where the header has {width}; the row breaks off early"
            cells += [""] * (width - len(cells))  # exporters leave empty cells at the end away
            yield Record(place, None, reason) if reason else Record(place, tuple(cells[i] for i in places))


class _Lines:
    """The lines of a file. Counts them, and knows whether the record so far has an odd number of quotation marks: an open quotation."""

    def __init__(self, file: TextIOWrapper) -> None:
        self._file = file
        self.number = 0
        self.huge = False
        self._open = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._file.readline(MAX_CELL + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self._open ^= bool(line.count('"') & 1)
        if len(line) > MAX_CELL:
            line = self._cut_short(line)
        return line.replace("\0", "\ufffd") if "\0" in line else line  # one for one, so offsets hold; csv before Python 3.11 refuses NUL

    def _cut_short(self, line: str) -> str:
        """Pass over the rest of a line that is too long. A quotation that ends in what is left out ends here, so that it takes no further line."""
        self.huge, open_here = True, self._open
        while rest := self._file.readline(MAX_CELL):
            self._open ^= bool(rest.count('"') & 1)
            if len(rest) < MAX_CELL or rest.endswith("\n"):
                break
        return line + '"\n' * (open_here and not self._open)

    def begin(self) -> int:
        """A record begins: the number of its first line."""
        self._open = self.huge = False
        return self.number + 1

    def skip_quotation(self) -> None:
        """Go to the end of the quotation that the record is in."""
        while self._open and next(self, None) is not None:
            pass

    def unclosed(self) -> bool:
        """Whether the file ended inside a quotation."""
        return self._open and not self._file.readline(1)


def _surveyed(path: Path, named: str) -> tuple[str, str]:
    """The encoding and the SHA-256, in one pass. Raises AuditError, OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        start = file.read(4096)
        encoding = named or next((name for bom, name in _BOMS if start.startswith(bom)), "")
        if not encoding and start.count(b"\0") > len(start) // 4:
            raise AuditError(f"{path} looks like UTF-16 without its mark; say so with --encoding utf-16-le, or save it as UTF-8")
        try:
            decoders = {name: codecs.getincrementaldecoder(name)() for name in ([encoding] if encoding else ["utf-8", "cp1252"])}
        except LookupError:
            raise AuditError(f"there is no encoding {encoding!r}; use utf-8, cp1252 or another that Python knows") from None
        file.seek(0)
        block = b"-"
        while block:
            block = file.read(1 << 20)
            digest.update(block)
            for name, decoder in list(decoders.items()):
                try:
                    decoder.decode(block, final=not block)
                except UnicodeError:
                    del decoders[name]
    if not decoders and encoding:
        raise AuditError(f"{path} is not {encoding}; leave --encoding out, or name the right one")
    if not decoders:
        raise AuditError(f"{path} is neither UTF-8 nor Windows-1252; name its encoding with --encoding, or save it as UTF-8")
    return next(iter(decoders)), digest.hexdigest()


def _delimiter(sample: Sequence[str]) -> str:
    """The delimiter that gives the first records the same number of cells, and the most of them."""

    def fit(delimiter: str) -> tuple[float, int]:
        try:
            counts = [len(cells) for cells in csv.reader(sample, delimiter=delimiter) if cells]
        except csv.Error:
            return 0, 0
        if not counts or counts[0] < 2:
            return 0, 0
        return sum(count == counts[0] for count in counts[:-1] or counts), counts[0]

    return max(_DELIMITERS, key=fit)

"""The texts of a workbook, which stand apart from its sheets: found when they are asked for, so that they need not be held in memory.

Sheets name them by number, mostly in rising order. So the packed part is read along with the sheet; now and then the state of the unpacking is
kept, and a text further back is read from there.
"""

from __future__ import annotations

import re
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import NamedTuple, overload
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

_BLOCK = 1 << 16
_STATES = 400
"""How many states of the unpacking are kept at most, of some 40 kB each."""
_SHORT, _KEPT = 120, 20_000
_ITEM = re.compile(rb"<(?:\w+:)?si[\s/>]")
_TEXT = re.compile(r"<(?:\w+:)?rPh\b.*?</(?:\w+:)?rPh>|<(?:\w+:)?t(?:\s[^>]*)?(?<!/)>(.*?)</(?:\w+:)?t>", re.DOTALL)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class _Stored:
    """Unpacks, in the manner of zlib, what was put into the file as it is: `left` bytes of it."""

    unconsumed_tail = unused_data = b""

    def __init__(self, left: int) -> None:
        self._left = left

    def decompress(self, data: bytes, max_length: int) -> bytes:
        block = data[: min(self._left, max_length)]
        self._left -= len(block)
        self.unused_data = data[len(block) :]
        return block

    @property
    def eof(self) -> bool:
        return not self._left

    def copy(self) -> _Stored:
        return _Stored(self._left)


class _State(NamedTuple):
    """Where an unpacking stands: so far into the part, so far into the file, and how it goes on."""

    at: int
    read: int
    unpacking: zlib._Decompress | _Stored


class SharedStrings(Sequence[str]):
    """The texts in `part` of the workbook at `path`. Raises OSError, BadZipFile and zlib.error, at the beginning or when a text is asked for."""

    def __init__(self, path: Path, part: str) -> None:
        with ZipFile(path) as book:
            about = book.getinfo(part)
        if about.compress_type not in (ZIP_DEFLATED, ZIP_STORED) or about.flag_bits & 1:
            raise BadZipFile(part)
        self._path = path
        lengths = self._packed(about.header_offset + 26, 4)
        begin = about.header_offset + 30 + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
        self._states = [_State(0, begin, zlib.decompressobj(-15) if about.compress_type == ZIP_DEFLATED else _Stored(about.file_size))]
        self._every = max(1 << 20, about.file_size // _STATES)
        self._starts = array("Q")
        self._survey()
        self._go_to(0)
        self._short: Callable[[int], str] = lru_cache(_KEPT)(self._text)  # such as the name of a team: asked for again and again

    def _packed(self, at: int, size: int) -> bytes:
        with self._path.open("rb") as file:
            file.seek(at)
            return file.read(size)

    def _survey(self) -> None:
        """Find where each text begins, and keep states on the way."""
        self._go_to(0)
        tail, before = b"", 0
        for block in self._blocks(keep_states=True):
            found = tail + block
            self._starts.extend(before + item.start() for item in _ITEM.finditer(found) if item.end() > len(tail))
            tail = found[-40:]
            before += len(found) - len(tail)
        self._starts.append(before + len(tail))

    def _go_to(self, at: int) -> None:
        """Stand at the last kept state before a place."""
        state = self._states[bisect_right(self._states, at, key=lambda state: state.at) - 1]
        self._window, self._window_at, self._read, self._unpacking = b"", state.at, state.read, state.unpacking.copy()

    def _blocks(self, keep_states: bool = False) -> Iterator[bytes]:
        """What is unpacked from here on, a block at a time."""
        at = self._window_at + len(self._window)
        while not self._unpacking.eof:
            if keep_states and at - self._states[-1].at >= self._every:
                self._states.append(_State(at, self._read, self._unpacking.copy()))
            if not (packed := self._packed(self._read, _BLOCK // 4)):
                raise BadZipFile("the shared texts break off")
            block = self._unpacking.decompress(packed, 16 * _BLOCK)
            self._read += len(packed) - len(self._unpacking.unconsumed_tail) - len(self._unpacking.unused_data)
            at += len(block)
            yield block

    def _bytes(self, begin: int, end: int) -> bytes:
        if not self._window_at <= begin <= self._window_at + len(self._window) + self._every:
            self._go_to(begin)
        blocks = self._blocks()
        while self._window_at + len(self._window) < end:
            self._window += next(blocks, b"")
            if self._unpacking.eof and self._window_at + len(self._window) < end:
                raise BadZipFile("the shared texts break off")
            passed = min(begin - self._window_at, len(self._window))
            if passed > _BLOCK:
                self._window, self._window_at = self._window[passed:], self._window_at + passed
        return self._window[begin - self._window_at : end - self._window_at]

    def _text(self, number: int) -> str:
        packed = self._bytes(self._starts[number], self._starts[number + 1]).decode("utf-8", "replace").replace("\r\n", "\n")
        text = "".join(unescape(match[1] or "") for match in _TEXT.finditer(packed))
        return _ESCAPE.sub(lambda code: chr(int(code[1], 16)), text)

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[str]: ...
    def __getitem__(self, number: int | slice) -> str | Sequence[str]:
        if isinstance(number, slice):
            return [self[i] for i in range(*number.indices(len(self)))]
        if not 0 <= number < len(self):
            raise IndexError(number)
        return (self._short if self._starts[number + 1] - self._starts[number] < _SHORT else self._text)(number)

    def __len__(self) -> int:
        return len(self._starts) - 1

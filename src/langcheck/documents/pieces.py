"""Builds a text out of a source piece by piece, and keeps which span of the source each piece came from."""

from __future__ import annotations

from langcheck.documents.errors import MAX_TEXT, DocumentError
from langcheck.normalise import Tidy


class Pieces:
    """The text so far. Breaks are written only between words: never at the start, never doubled, never at the end."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._out: list[str] = []
        self._starts: list[int] = []
        self._pieces: list[tuple[int, int, bool]] = []
        self._length = 0
        self._waiting = ("", 0, 0)

    def copy(self, start: int, end: int) -> None:
        """Take `source[start:end]` as it stands."""
        self.add(self._source[start:end], start, end)

    def add(self, text: str, start: int, end: int) -> None:
        """Write `text` for `source[start:end]`."""
        if not text:
            return
        if self._waiting[0]:
            waiting, self._waiting = self._waiting, ("", 0, 0)
            if self._out:
                self._put(*waiting)
        self._put(text, start, end)

    def space(self, start: int, end: int) -> None:
        """A gap between words, which gives way to a line break."""
        self._wait(" ", start, end)

    def line(self, start: int, end: int) -> None:
        """The end of a line; the second one in a row ends the paragraph."""
        self._wait("\n\n" if "\n" in self._waiting[0] else "\n", start, end)

    def paragraph(self, start: int, end: int) -> None:
        """The end of a paragraph: a blank line."""
        self._wait("\n\n", start, end)

    def done(self) -> Tidy:
        """The text with its way back."""
        return Tidy("".join(self._out), self._source, tuple(self._starts), tuple(self._pieces))

    def _wait(self, gap: str, start: int, end: int) -> None:
        if len(gap) > len(self._waiting[0]) or self._waiting[0] == " ":
            self._waiting = (gap, start, end)

    def _put(self, text: str, start: int, end: int) -> None:
        self._out.append(text)
        self._starts.append(self._length)
        self._pieces.append((start, end, self._source[start:end] == text))
        self._length += len(text)
        if self._length > MAX_TEXT:
            raise DocumentError(f"the text is longer than {MAX_TEXT:,} characters; split it into parts")

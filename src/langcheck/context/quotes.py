"""Find quotations: somebody's verbatim words, in any of the quotation marks that people type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
_PAIRS = {"\u201c": "\u201d", "\u201e": "\u201d\u201c", "\u00ab": "\u00bb", "\u2018": "\u2019", '"': '"', "'": "'"}
MARKS = frozenset("\"'\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb")
_MARKS = re.compile("[\"'\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb]")
_STOP = re.compile(r"[.!?](?=\s)|\n")
_SPEECH_BEFORE = re.compile(
    r"(?:[:,\u2013\u2014-]|\b(?:said|says|saying|told|asked|wrote|texted|stated|replied|shouted|added|words|quote|that|like|called))\s*$",
    re.IGNORECASE,
)


class Quotation(NamedTuple):
    """Code-point offsets into the tidy text, marks included. `closed` is False where the mark that ends it is missing."""

    start: int
    end: int
    closed: bool


def _opens(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return (
        (not before or before.isspace() or before in "([{/\u2013\u2014-:\"'\u201c\u2018,")
        and bool(after)
        and not after.isspace()
        and not (text[at] in "'\u2018\u2019" and after.isdigit())
    )


def _closes(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return bool(before) and not before.isspace() and (not after or not after.isalnum())


def _closing(text: str, at: int, end: int) -> int | None:
    """The offset of the mark that closes the one at `at`, before `end`; None if another opens first."""
    mark = text[at]
    wanted = _PAIRS[mark]
    for found in _MARKS.finditer(text, at + 1, end):
        i, kind = found.start(), found.group()
        if kind == mark and _opens(text, i) and not _closes(text, i):
            return None
        if kind not in wanted or (mark in "'\u2018" and not _closes(text, i)):
            continue
        return i
    return None


def quotations(text: str) -> Iterator[Quotation]:
    """Yield the outermost quotations of `text`, paragraph by paragraph.

    A single straight or curly mark inside a word or after a plural's s is an apostrophe. A quotation whose end is missing runs to the end of
    its paragraph where the words before it announce speech, else to the end of its sentence.

    >>> text = 'He said "it\\'s my choice" and the boys\\' mum left.'
    >>> [text[q.start : q.end] for q in quotations(text)]
    ['"it\\'s my choice"']
    """
    begin = 0
    for end in [*(m.start() for m in _PARAGRAPH.finditer(text)), len(text)]:
        at = begin
        while found := _MARKS.search(text, at, end):
            i = found.start()
            at = i + 1
            if found.group() not in _PAIRS or not _opens(text, i):
                continue
            close = _closing(text, i, end)
            if close is not None:
                yield Quotation(i, close + 1, True)
                at = close + 1
            elif found.group() in '"\u201c':
                announced = _SPEECH_BEFORE.search(text, max(begin, i - 12), i)
                stop = None if announced else _STOP.search(text, i, end)
                at = stop.start() + 1 if stop else end
                yield Quotation(i, at, False)
        begin = end

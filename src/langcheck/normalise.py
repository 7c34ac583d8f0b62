"""Tidy a note for matching, and keep the way back to every character of the note as given.

Case notes arrive pasted from e-mail, Word and web forms: wrapped lines, curly quotes, soft hyphens, HTML. Each can hide a phrase from a
matcher, and none may move a finding. `tidy()` is the only place that knows about them; everything after it reads tidy text.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

_DELETE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe0e\ufe0f"
_MARKS = "\u0300-\u036f"
_INSIDE = _MARKS + _DELETE
_SPACES = "\t \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_HYPHENS = "-\u2010-\u2013\u2212\ufe63\uff0d"
_BLOCK_TAGS = "p|br|div|li|ul|ol|dl|dt|dd|table|tbody|thead|tfoot|tr|td|th|h[1-6]|hr|blockquote|pre|section|article|html|head|body"
_INLINE_TAGS = "a|abbr|b|big|code|del|em|font|i|ins|mark|q|s|small|span|strong|sub|sup|tt|u|o:p"

# One alternative for each kind of untidiness; the group's name says what it becomes.
_UNTIDY = re.compile(
    rf"""
      (?P<block></?(?i:{_BLOCK_TAGS})(?:\s[^<>]{{0,400}})?/?>)
    | (?P<inline></?(?i:{_INLINE_TAGS})(?:\s[^<>]{{0,400}})?/?>)
    | (?P<entity>&(?:\#[0-9]{{1,7}}|\#[xX][0-9a-fA-F]{{1,6}}|[a-zA-Z]{{2,8}}[0-9]{{0,2}});)
    | (?P<delete>[{_DELETE}]+)
    | (?P<newline>\r\n?|[\u2028\u2029\u0085\v\f])
    | (?P<space>[{_SPACES}]*[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000][{_SPACES}]*|[ ]{{2,}})
    | (?P<apostrophe>(?<=[^\W\d_])[\u2019\u02bc\u2032\u00b4`](?=[^\W\d_]))
    | (?P<hyphen>(?<=[\w{_INSIDE}])[{_HYPHENS}](?:[ ]?\r?\n)?(?=[\w{_INSIDE}]))
    | (?P<short>(?<!\w)[wW]/(?:[oO](?!\w)|(?=\s)))
    | (?P<marks>[^\W\d_][{_MARKS}]+)
    | (?P<broken>[\ud800-\udfff])
    | (?P<letter>[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f\u212a\ufb00-\ufb06\uff01-\uff5e])
    """,
    re.VERBOSE,
)
_SUSPECT = re.compile(
    r"[\t\r\v\f<&/`\-\u0085\u00a0\u00ad\u00b4\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f\u02bc\u0300-\u036f\u1680\u2000-\u2013\u2019"
    r"\u2028-\u202f\u2032\u205f-\u2064\u2066-\u2069\u212a\u2212\u3000\ud800-\udfff\ufb00-\ufb06\ufe0e\ufe0f\ufe63\ufeff\uff01-\uff5e]"
)
"""A character of every untidiness but a run of plain blanks. A plain set is searched for many times faster than `_UNTIDY`."""


@dataclass(frozen=True)
class Tidy:
    """Tidy text and its way back. Offsets are code points on both sides."""

    text: str
    source: str
    _tidy_starts: tuple[int, ...]
    _pieces: tuple[tuple[int, int, bool], ...]
    """For each piece: source start, source end, and whether the piece was copied (one character for one)."""

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the note as given that became `text[start:end]` (which must not be empty)."""
        if not self._pieces:
            return start, end
        return self._to_source(start)[0], self._to_source(end - 1)[1]

    def _to_source(self, index: int) -> tuple[int, int]:
        i = bisect_right(self._tidy_starts, index) - 1
        start, end, copied = self._pieces[i]
        if not copied:
            return start, end
        at = start + index - self._tidy_starts[i]
        return at, at + 1


def _replacement(match: re.Match[str]) -> str:
    kind, found = str(match.lastgroup), match.group()
    if kind == "entity":
        text = html.unescape(found)
        start, end = match.span()
        inside = match.string[max(start - 1, 0) : start].isalnum() and match.string[end : end + 1].isalnum()
        if text == found:
            return found
        return tidy(f"x{text}x").text[1:-1] if inside else tidy(text).text
    if kind in ("marks", "letter"):
        return unicodedata.normalize("NFKD", found)[: None if kind == "letter" and found >= "\ufb00" else 1]
    if kind == "short":
        return "without" if found.lower().endswith("o") else "with"
    return {"block": "\n", "newline": "\n", "space": " ", "apostrophe": "'", "hyphen": " ", "broken": "\ufffd"}.get(kind, "")


def _untidy(text: str) -> Iterator[re.Match[str]]:
    """What `_UNTIDY.finditer(text)` yields, several times faster for a plain note: tried only where a suspect character stands."""
    if "  " in text:
        yield from _UNTIDY.finditer(text)
        return
    done = 0
    for suspect in _SUSPECT.finditer(text):
        at = suspect.start()
        if at < done:
            continue
        # An untidiness may begin a character before its suspect: a blank before a tab, a letter before its accent, the w of "w/".
        for start in (at - 1, at) if at > done else (at,):
            if (match := _UNTIDY.match(text, start)) and match.end() > at:
                yield match
                done = match.end()
                break


def tidy(text: str) -> Tidy:
    """Return `text` ready for matching.

    Line ends become newlines, runs of blanks one space, apostrophes straight, accents plain, hyphens inside words a space; invisible
    characters and HTML markup go; "w/" becomes "with". Letter case, quotation marks and everything else stay. Nothing is looked up again
    later: the map back is kept from the start.

    >>> tidy("She\u2019s a risk\u2011taking girl").text
    "She's a risk taking girl"
    >>> note = tidy("<b>promis&shy;cuous</b>")
    >>> note.text, note.source_span(0, 11)
    ('promiscuous', (3, 19))
    """
    out: list[str] = []
    tidy_starts: list[int] = []
    pieces: list[tuple[int, int, bool]] = []
    length = done = 0

    def add(piece: str, start: int, end: int, copied: bool) -> None:
        nonlocal length
        if piece:
            out.append(piece)
            tidy_starts.append(length)
            pieces.append((start, end, copied))
            length += len(piece)

    for match in _untidy(text):
        start, end = match.span()
        add(text[done:start], done, start, True)
        piece = _replacement(match)
        add(piece, start, end, len(piece) == end - start)
        done = end
    if not done:
        return Tidy(text, text, (), ())
    add(text[done:], done, len(text), True)
    return Tidy("".join(out), text, tuple(tidy_starts), tuple(pieces))

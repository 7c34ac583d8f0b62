"""RTF as text, with the way back to every character.

RTF is words with control words among them (`\\b`, `\\par`) in nested groups; some groups are destinations that no reader sees (fonts, styles,
pictures). The scanner goes through once and keeps a stack of what a group changes.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace

from langcheck.documents.errors import DocumentError
from langcheck.documents.pieces import Pieces
from langcheck.normalise import Tidy

RTF = re.compile(r"\ufeff?\s{0,99}\{\\rtf", re.ASCII)
"""How RTF begins."""
_DEEPEST = 1000
_TOKEN = re.compile(r"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n]+|[^\\{}\r\n]+", re.DOTALL)
_UNSEEN = frozenset(
    "author bkmkend bkmkstart blipuid category colortbl comment company creatim datafield datastore doccomm docvar falt ffdeftext ffentrymcr "
    "ffexitmcr ffformat ffhelptext ffl ffname ffstattext filetbl fldinst fontemb fontfile fonttbl formfield generator hlinkbase htmltag info "
    "keywords latentstyles levelnumbers leveltext listname listoverridetable liststylename listtable manager mhtmltag nextfile nonesttables objalias "
    "objclass objdata objname objsect operator password passwordhash pict picprop printim private propname protusertbl revtbl revtim rsidtbl "
    "shprslt sn sp stylesheet subject sv template themedata colorschememapping title txe userprops wgrffmtfilter xe xmlnstbl "
    "annotation atnauthor atndate atnicn atnid atnparent atnref atntime atrfend atrfstart aftnsep aftnsepc ftnsep ftnsepc".split()
)
_SIGNS = {
    "emdash": "\u2014", "endash": "\u2013", "bullet": "\u2022", "lquote": "\u2018", "rquote": "\u2019", "ldblquote": "\u201c",
    "rdblquote": "\u201d", "tab": "\t", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005", "~": "\u00a0", "-": "\u00ad",
    "_": "\u2011", "{": "{", "}": "}", "\\": "\\", "zwj": "\u200d", "zwnj": "\u200c", "zwbo": "\u200b", "ltrmark": "\u200e", "rtlmark": "\u200f",
}  # fmt: skip
_PARAGRAPHS = frozenset(
    "par sect page cell nestcell row nestrow footnote header headerl headerr headerf footer footerl footerr footerf shptxt dptxbxtext".split()
)
_SEEN_THOUGH_STARRED = _PARAGRAPHS | {"shpinst", "do"}  # Writer stars footnotes
_LINES = frozenset(("line", "lbr", "softline", "\n", "\r"))
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip


@dataclass(frozen=True)
class _Group:
    """What a group inherits and may change: whether it is seen, how many stand-ins follow a `\\u`, the encoding of bytes."""

    seen: bool = True
    stand_ins: int = 1
    encoding: str = "cp1252"


class _Reader:
    """One pass over the source."""

    def __init__(self, source: str, raw: bool) -> None:
        self.out, self.source, self.raw = Pieces(source), source, raw
        self.group, self.stack = _Group(), list[_Group]()
        self.fonts, self.font, self.default_font, self.ansi = dict[int, str](), 0, 0, "cp1252"
        self.starred, self.skip = False, 0
        self.bytes, self.bytes_at = bytearray(), (0, 0)
        self.surrogate: tuple[int, int] | None = None

    def read(self) -> Tidy:
        at = 0
        while match := _TOKEN.match(self.source, at):
            start, at = match.span()
            word, number, byte, sign, brace = match.groups()
            if not byte:
                self.flush()
            if brace:
                self.skip = 0
                if brace == "{":
                    self.open()
                elif not self.close():
                    break
            elif word:
                at = self.control(word, int(number) if number else None, start, at)
            elif sign:
                self.symbol(sign, start, at)
            elif byte:
                self.byte(byte, start, at)
            elif match.group()[0] not in "\r\n":
                self.words(start, at)
        self.flush()
        return self.out.done()

    def open(self) -> None:
        self.stack.append(self.group)
        if len(self.stack) > _DEEPEST:
            raise DocumentError(f"the RTF is nested more than {_DEEPEST} groups deep; save its words as plain text")

    def close(self) -> bool:
        """End a group; False at the end of the document."""
        if self.stack:
            self.group = self.stack.pop()
        return bool(self.stack)

    def words(self, start: int, end: int) -> None:
        skipped = min(self.skip, end - start)
        self.skip -= skipped
        start += skipped
        if not self.group.seen or start == end:
            return
        text = self.source[start:end]
        if self.raw and not text.isascii():
            text = text.encode("latin-1").decode(self.group.encoding, "replace")
        self.out.add(text, start, end)

    def symbol(self, sign: str, start: int, end: int) -> None:
        if sign == "*":
            self.starred = True
        elif self.skip:
            self.skip -= 1
        elif sign in _LINES:
            self.gap(sign, start, end)
        elif self.group.seen:
            self.out.add(_SIGNS.get(sign, ""), start, end)

    def byte(self, digits: str, start: int, end: int) -> None:
        if self.skip:
            self.skip -= 1
        elif self.group.seen:
            self.bytes_at = (self.bytes_at[0] if self.bytes else start, end)
            self.bytes.append(int(digits, 16))

    def flush(self) -> None:
        """Write the bytes that came one after the other: in some encodings two make a character."""
        if self.bytes:
            self.out.add(self.bytes.decode(self.group.encoding, "replace"), *self.bytes_at)
            self.bytes.clear()

    def gap(self, word: str, start: int, end: int) -> None:
        if self.group.seen:
            (self.out.line if word in _LINES else self.out.paragraph)(start, end)

    def control(self, word: str, number: int | None, start: int, end: int) -> int:
        """Follow a control word; return where to read on."""
        starred, self.starred, self.skip = self.starred, False, 0
        if word == "bin":
            return end + max(number or 0, 0)
        if word in _UNSEEN or (starred and word not in _SEEN_THOUGH_STARRED) or (word == "deleted" and number != 0):
            self.group = replace(self.group, seen=False)
        if word == "u" and number is not None:
            self.unicode(number & 0xFFFF if number < 0 else number, start, end)
        elif word in _PARAGRAPHS or word in _LINES:
            self.gap(word, start, end)
        elif word in _SIGNS and self.group.seen:
            self.out.add(_SIGNS[word], start, end)
        elif word == "uc":
            self.group = replace(self.group, stand_ins=max(number or 0, 0))
        else:
            self.encoding(word, number)
        return end

    def unicode(self, code: int, start: int, end: int) -> None:
        self.skip = self.group.stand_ins
        high, self.surrogate = self.surrogate, None
        if 0xD800 <= code < 0xDC00:
            self.surrogate = (code, start)
            return
        if high and 0xDC00 <= code < 0xE000:
            code, start = 0x10000 + ((high[0] - 0xD800) << 10) + code - 0xDC00, high[1]
        if self.group.seen and code <= 0x10FFFF:
            self.out.add(chr(code), start, end)

    def encoding(self, word: str, number: int | None) -> None:
        """Follow the control words that say how bytes are to be read."""
        if word == "ansicpg" and number:
            self.ansi = _known_encoding(f"cp{number}") if number != 65001 else "utf-8"
            self.group = replace(self.group, encoding=self.ansi)
        elif word in ("mac", "pc", "pca"):
            self.ansi = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word]
            self.group = replace(self.group, encoding=self.ansi)
        elif word == "deff":
            self.default_font = number or 0
        elif word == "fcharset":
            self.fonts[self.font] = _CHARSETS.get(number or 0, "")
        elif word in ("f", "plain"):
            self.font = self.default_font if word == "plain" or number is None else number
            self.group = replace(self.group, encoding=self.fonts.get(self.font) or self.ansi)


def _known_encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def text_of_rtf(source: str, raw: bool = False) -> Tidy:
    r"""The words that a word processor would show, headers, footers, footnotes and text boxes among them.

    `raw` says that `source` is the bytes of a file, one character each. What was cut off at the end is read as far as it goes.

    >>> found = text_of_rtf(r"{\rtf1 She is {\b late}\'85\par}")
    >>> found.text, found.source_span(7, 11)
    ('She is late…', (18, 22))

    Raises DocumentError when groups nest too deep or the text is too long.
    """
    return _Reader(source, raw).read()

"""The short cut before everything: where in a note a pattern may match at all. It reads the tidy text once, mostly at C speed.

A clause is what lies between two marks that no pattern looks for, so no match reaches across. A clause's words decide which patterns are
possible in it (`PatternIndex.possible`), and these are tried on the clause alone. In most notes none matches, and the note is done.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from langcheck.match import PatternIndex
from langcheck.patterns import WORD, Words

_WORDS = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")
_CUT = "\0"


class Spot(NamedTuple):
    """Patterns, by number, that match between two code-point offsets of a tidy text."""

    start: int
    end: int
    numbers: list[int]


class Prefilter:
    """Finds the places where patterns of an index may match."""

    def __init__(self, index: PatternIndex[Any]) -> None:
        self._index = index
        # Letters become small, marks that no pattern looks for become cuts, all else becomes a blank; so do letters that are not ASCII,
        # which no plain word holds.
        table = bytearray(b" " * 256)
        for code in range(128):
            sign = chr(code)
            if sign.isalnum() or sign == "'":
                table[code] = ord(sign.lower())
            elif not sign.isspace() and sign != "_" and sign not in index.signs:
                table[code] = ord("\n")
        table[ord("?")] = ord(" ")
        self._table = bytes(table)
        self._question = "?" if "?" in index.signs else _CUT

    def spots(self, text: str) -> list[Spot]:
        """The clauses of tidy text in which a pattern matches, with the patterns. A match in a sentence is a match in its clause."""
        marked = text.replace("?", self._question).replace("\n\n", _CUT + _CUT)
        plain = marked.encode("ascii", "replace").translate(self._table).decode("ascii")
        possible, found, start = self._index.possible, [], 0
        for clause in plain.split("\n"):
            end = start + len(clause)
            if numbers := possible(set(_WORDS.findall(clause) if "'" in clause else clause.split())):
                words = Words.of(WORD.findall(text[start:end].lower()))
                if numbers := sorted({number for number in numbers if self._index.matches(number, words)}):
                    found.append(Spot(start, end, numbers))
            start = end + 1
        return found

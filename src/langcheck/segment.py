"""Cut tidy text into words, sentences and paragraphs, the way notes are really written: bullets, headings, wrapped lines, log style."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import add
from typing import NamedTuple

from langcheck.normalise import Tidy
from langcheck.patterns import WORD, Words

_ABBREVIATIONS = frozenset("dr mr mrs ms prof st eg ie e.g i.e vs sgt insp supt cllr rev dob dept ext hx rx tx".split())
_BEFORE_NUMBER = frozenset("no nr tel approx ref".split())
_ODD = re.compile(r"[_\x00-\x08\x0e-\x1b\x7f]")
_NO_END = _ABBREVIATIONS | _BEFORE_NUMBER
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_KNOWN_MARKS = frozenset("\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u2022\u00a3")
_MARKS = (*'!"#$%&()*+,-./:;<=>?@[\\]^`{|}~', *sorted(_KNOWN_MARKS))
_STOPS = frozenset(".!?\u2026")
_CLOSERS = "\"')]\u201d\u2019"
_BULLET = re.compile(r"(?:[-*\u2022\u25cf\u25aa\u25e6\u2013\u2014\u00b7>\u2610\u2611\u2612]|\(?[0-9]{1,2}[.)]|\(?[a-z][.)])\s")
_LABEL = re.compile(r"[A-Z][\w '/&()-]{0,48}:(?:\s|$)")
_SHORT_LINE = 32
_LONGEST = 400
_GOES_ON = frozenset("and but so then she he they".split())


class Sentence(NamedTuple):
    """A run of words, as positions in the note's word list; `paragraph` counts blocks parted by a blank line."""

    start: int
    end: int
    paragraph: int
    starts_line: bool


@dataclass(frozen=True, eq=False)
class Note:
    """A note in words. What only few notes are asked for, places and sentences, is worked out when it is."""

    tidy: Tidy
    lower: tuple[str, ...]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words as written."""
        return tuple(split_words(self.tidy.text))

    @cached_property
    def text(self) -> Words:
        """The words as the pattern nodes read them."""
        return Words.of(self.lower)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each word begins, as code-point offsets into the tidy text."""
        found, at, find = [], 0, self.tidy.text.find
        for word in self.words:
            at = find(word, at)
            found.append(at)
            at += len(word)
        return tuple(found)

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """Where each word ends."""
        return tuple(map(add, self.starts, map(len, self.words)))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences, in order."""
        return tuple(_sentences(self.tidy.text, self.words, self.starts, self.ends))

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def sentence_of(self, word: int) -> int:
        """The number of the sentence that holds a word."""
        return bisect_right(self._sentence_starts, word) - 1


def _hard_break(text: str, line_start: int, end: int, start: int) -> bool:
    """Whether the line end between `end` and `start` ends a sentence, rather than being where a long line was wrapped."""
    before, after = text[line_start:end], text[start : start + 60]
    if before.rstrip(_CLOSERS).endswith((".", "!", "?", ":", ";")) or _BULLET.match(after) or _LABEL.match(after):
        return True
    return (after[0].isupper() or after[0].isdigit()) and (len(before) < _SHORT_LINE or before.isupper())


def _ends_sentence(words: tuple[str, ...], ends: tuple[int, ...], starts: tuple[int, ...], i: int) -> bool:
    """Whether a sentence ends between word i-1 and word i, which stand on one line."""
    j = i - 1
    while j > max(i - 4, 0) and words[j] in _CLOSERS:
        j -= 1
    if words[j] not in _STOPS:
        return False
    gap = starts[i] > ends[i - 1]
    opens = words[i][0].isupper() or (gap and (words[i][0].isdigit() or words[i] in "\"'(\u201c\u2018[-\u2022"))
    if not opens:
        return False
    before = words[j - 1] if j and words[j] == "." and ends[j - 1] == starts[j] else ""
    initial = len(before) == 1 and before.isupper() and before != "I"
    abbreviation = before.lower() in _ABBREVIATIONS or (before.lower() in _BEFORE_NUMBER and words[i][0].isdigit())
    return not (initial or abbreviation)


def surely_ends(words: Sequence[str], i: int) -> bool:
    """Whether a sentence certainly ends before word `i`, which follows a full stop, wherever the line ends: word, stop, capital."""
    return words[i][0].isupper() and i > 1 and len(words[i - 2]) > 2 and words[i - 2].isalpha() and words[i - 2].lower() not in _NO_END


def _cut(words: tuple[str, ...], i: int) -> int:
    """Where to cut a run of words that has no end of sentence up to word i: after a comma or before a new clause, as late as there is one."""
    for j in range(i, i - _LONGEST // 2, -1):
        if not words[j - 1][0].isalnum() or words[j].lower() in _GOES_ON:
            return j
    return i


def split_words(text: str) -> list[str]:
    """The words and marks of tidy text: what `WORD` finds, several times faster where marks are the usual ones.

    >>> split_words("It's 'fine' (so she said).")
    ["It's", "'", 'fine', "'", '(', 'so', 'she', 'said', ')', '.']
    """
    if _ODD.search(text) or (not text.isascii() and not _KNOWN_MARKS.issuperset(_BEYOND_ASCII.findall(text))):
        return WORD.findall(text)
    at = text.find("'")
    while at >= 0:
        if not (text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum()):
            return WORD.findall(text)
        at = text.find("'", at + 1)
    for mark in _MARKS:
        if mark in text:
            text = text.replace(mark, f" {mark} ")
    return text.split()


def segment(tidy: Tidy) -> Note:
    """A tidied note in words and sentences.

    >>> from langcheck.normalise import tidy
    >>> note = segment(tidy("Seen with Dr. Lowe. Refused RHI.\\n- absconded x3"))
    >>> [" ".join(note.words[s.start : s.end]) for s in note.sentences]
    ['Seen with Dr . Lowe .', 'Refused RHI .', '- absconded x3']
    """
    text = tidy.text
    if text.isascii():
        return Note(tidy, tuple(split_words(text.lower())))
    words = tuple(split_words(text))
    note = Note(tidy, tuple(map(str.lower, words)))
    note.__dict__["words"] = words
    return note


def _sentences(text: str, words: tuple[str, ...], starts: tuple[int, ...], ends: tuple[int, ...]) -> Iterator[Sentence]:
    begin, paragraph, line_start, starts_line = 0, 0, 0, True
    for i in (*_possible_ends(words, text, starts), len(words)):
        newlines = text.count("\n", ends[i - 1], starts[i]) if i < len(words) else 0
        if i == len(words):
            ended = i > 0
        elif newlines:
            ended = newlines > 1 or _hard_break(text, line_start, ends[i - 1], starts[i])
            line_start = starts[i]
        else:
            ended = _ends_sentence(words, ends, starts, i)
        if not ended:
            continue
        while i - begin > _LONGEST:
            end = _cut(words, begin + _LONGEST)
            yield Sentence(begin, end, paragraph, starts_line)
            begin, starts_line = end, False
        yield Sentence(begin, i, paragraph, starts_line)
        begin, starts_line = i, bool(newlines)
        paragraph += newlines > 1


def _possible_ends(words: tuple[str, ...], text: str, starts: tuple[int, ...]) -> list[int]:
    """The words that may begin a sentence: after a line end, or after a full stop and its closing marks."""
    places: set[int] = set()
    at = text.find("\n")
    while at >= 0:
        places.add(bisect_right(starts, at))
        at = text.find("\n", at + 1)
    for i in [i for i, word in enumerate(words, 1) if word in _STOPS]:
        places.add(i)
        for after in range(i, min(i + 3, len(words))):
            if words[after] not in _CLOSERS:
                break
            places.add(after + 1)
    return sorted(places - {0, len(words)})

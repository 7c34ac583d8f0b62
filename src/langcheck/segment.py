"""Cut tidy text into words, sentences and paragraphs, the way notes are really written: bullets, headings, wrapped lines, log style."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain
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
_STOP = re.compile("[.!?\u2026]")
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
        return tuple(chain.from_iterable(self.lines))

    @cached_property
    def lines(self) -> Sequence[Sequence[str]]:
        """The words as written, line by line."""
        return _line_words(self.tidy.text)

    @cached_property
    def line_starts(self) -> frozenset[int]:
        """The words before which a line ends."""
        return frozenset(accumulate(map(len, self.lines))) - {0}

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
        return tuple(_sentences(self.tidy.text, self.words, self.lines))

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def sentence_of(self, word: int) -> int:
        """The number of the sentence that holds a word."""
        return bisect_right(self._sentence_starts, word) - 1


def _hard_break(before: str, after: str) -> bool:
    """Whether the end of the line `before` ends a sentence, rather than being where a long line was wrapped."""
    if before.rstrip(_CLOSERS).endswith((".", "!", "?", ":", ";")) or _BULLET.match(after) or _LABEL.match(after):
        return True
    return (after[0].isupper() or after[0].isdigit()) and (len(before) < _SHORT_LINE or before.isupper())


def _ends_sentence(text: str, words: Sequence[str], stop: int, at: int, i: int, gap: bool) -> bool:
    """Whether a sentence ends with the full stop or the like at word `stop`, offset `at`, so that word `i` begins one; `gap`: after a blank."""
    opens = words[i][0].isupper() or (gap and (words[i][0].isdigit() or words[i] in "\"'(\u201c\u2018[-\u2022"))
    if not opens:
        return False
    before = words[stop - 1] if stop and words[stop] == "." and not text[at - 1].isspace() else ""
    initial = len(before) == 1 and before.isupper() and before != "I"
    abbreviation = before.lower() in _ABBREVIATIONS or (before.lower() in _BEFORE_NUMBER and words[i][0].isdigit())
    return not (initial or abbreviation)


def sure_ends(note: Note) -> Iterator[int]:
    """Yield the words that certainly begin a sentence, wherever the line ends: after a word, a full stop, and with a capital.

    Each full stop is a word of its own, so what stands after it can be read in the text before places are worked out.
    """
    lower, at = note.lower, -1
    for after in note.tidy.text.split(".")[1:]:
        at = lower.index(".", at + 1)
        if after.lstrip()[:1].isupper() and at > 0 and len(lower[at - 1]) > 2 and lower[at - 1].isalpha() and lower[at - 1] not in _NO_END:
            yield at + 1


def _cut(words: Sequence[str], i: int) -> int:
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
    apart = _apart(text)
    return WORD.findall(text) if apart is None else apart.split()


def _line_words(text: str) -> list[list[str]]:
    """The same, line by line."""
    apart = _apart(text)
    return [WORD.findall(line) for line in text.split("\n")] if apart is None else [line.split() for line in apart.split("\n")]


def _apart(text: str) -> str | None:
    """The text with blanks round each mark; None where marks are unusual."""
    if _ODD.search(text) or (not text.isascii() and not _KNOWN_MARKS.issuperset(_BEYOND_ASCII.findall(text))):
        return None
    at = text.find("'")
    while at >= 0:
        if not (text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum()):
            return None
        at = text.find("'", at + 1)
    for mark in _MARKS:
        if mark in text:
            text = text.replace(mark, f" {mark} ")
    return text


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
    lines = _line_words(text)
    note = Note(tidy, tuple(map(str.lower, chain.from_iterable(lines))))
    note.__dict__["lines"] = lines
    return note


def _sentences(text: str, words: Sequence[str], lines: Sequence[Sequence[str]]) -> Iterator[Sentence]:
    begins = dict(_line_starts(text, lines))
    ends = {i: newlines for i, (newlines, ended) in begins.items() if ended}
    ends |= dict.fromkeys((i for i in _after_stops(text, words) if i not in begins), 0)
    begin, paragraph, starts_line = 0, 0, True
    for i, newlines in [*sorted(ends.items()), (len(words), 0)]:
        while i - begin > _LONGEST:
            end = _cut(words, begin + _LONGEST)
            yield Sentence(begin, end, paragraph, starts_line)
            begin, starts_line = end, False
        if i > begin:
            yield Sentence(begin, i, paragraph, starts_line)
        begin, starts_line = i, bool(newlines)
        paragraph += newlines > 1


def _line_starts(text: str, lines: Sequence[Sequence[str]]) -> Iterator[tuple[int, tuple[int, bool]]]:
    """Yield the first word of each line but the first: how many line ends stand before it, and whether a sentence ends there."""
    word = offset = newlines = 0
    before = ""
    for line, found in zip(text.split("\n"), lines, strict=True):
        if found:
            if word:
                yield word, (newlines, newlines > 1 or _hard_break(before, text[offset : offset + len(line) + 60].lstrip()[:60]))
            before, newlines = line.strip(), 0
            word += len(found)
        offset += len(line) + 1
        newlines += 1


def _after_stops(text: str, words: Sequence[str]) -> Iterator[int]:
    """Yield the words that begin a sentence after a full stop or the like and its closing marks, wherever lines end."""
    stops = [i for i, word in enumerate(words) if word in _STOPS]
    for stop, match in zip(stops, _STOP.finditer(text), strict=True):
        at = match.end()
        for i in range(stop + 1, min(stop + 5, len(words))):
            if i > stop + 1 and words[i - 1] not in _CLOSERS:
                break
            if i > stop + 1:
                at = text.index(words[i - 1], at) + 1
            if _ends_sentence(text, words, stop, match.start(), i, text[at].isspace()):
                yield i

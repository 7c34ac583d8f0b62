"""Cut tidy text into words, sentences and paragraphs, the way notes are really written: bullets, headings, wrapped lines, log style."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from langcheck.normalise import Tidy
from langcheck.patterns import WORD, Words

_ABBREVIATIONS = frozenset("dr mr mrs ms prof st eg ie e.g i.e vs sgt insp supt cllr rev dob dept ext hx rx tx".split())
_BEFORE_NUMBER = frozenset("no nr tel approx ref".split())
_CLOSERS = "\"')]\u201d\u2019"
_BULLET = re.compile(r"(?:[-*\u2022\u25cf\u25aa\u25e6\u2013\u2014\u00b7>\u2610\u2611\u2612]|\(?[0-9]{1,2}[.)]|\(?[a-z][.)])\s")
_LABEL = re.compile(r"[A-Z][\w '/&()-]{0,48}:(?:\s|$)")
_SHORT_LINE = 32
_LONGEST = 400
_GOES_ON = frozenset("and but so then she he they".split())


@dataclass(frozen=True)
class Sentence:
    """A run of words, as positions in the note's word list; `paragraph` counts blocks parted by a blank line."""

    start: int
    end: int
    paragraph: int
    starts_line: bool


@dataclass(frozen=True)
class Note:
    """A note in words. `starts` and `ends` are code-point offsets into the tidy text."""

    tidy: Tidy
    words: tuple[str, ...]
    lower: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sentences: tuple[Sentence, ...] = field(repr=False)

    def text_of(self, sentence: Sentence) -> Words:
        """The sentence as the pattern nodes read it."""
        found = self._texts.get(sentence.start)
        if found is None:
            found = self._texts[sentence.start] = Words.of(self.lower[sentence.start : sentence.end])
        return found

    @cached_property
    def _texts(self) -> dict[int, Words]:
        return {}


def _hard_break(text: str, line_start: int, end: int, start: int) -> bool:
    """Whether the line end between `end` and `start` ends a sentence, rather than being where a long line was wrapped."""
    before, after = text[line_start:end], text[start : start + 60]
    if before.rstrip(_CLOSERS).endswith((".", "!", "?", ":", ";")) or _BULLET.match(after) or _LABEL.match(after):
        return True
    return (after[0].isupper() or after[0].isdigit()) and (len(before) < _SHORT_LINE or before.isupper())


def _ends_sentence(words: list[str], text: str, ends: list[int], starts: list[int], i: int) -> bool:
    """Whether a sentence ends between word i-1 and word i, which stand on one line."""
    j = i - 1
    while j > max(i - 4, 0) and words[j] in _CLOSERS:
        j -= 1
    if words[j] not in ".!?\u2026":
        return False
    gap = starts[i] > ends[i - 1]
    opens = words[i][0].isupper() or (gap and (words[i][0].isdigit() or words[i] in "\"'(\u201c\u2018[-\u2022"))
    if not opens:
        return False
    before = words[j - 1] if j and words[j] == "." and ends[j - 1] == starts[j] else ""
    initial = len(before) == 1 and before.isupper() and before != "I"
    abbreviation = before.lower() in _ABBREVIATIONS or (before.lower() in _BEFORE_NUMBER and words[i][0].isdigit())
    return not (initial or abbreviation)


def _cut(words: list[str], i: int) -> int:
    """Where to cut a run of words that has no end of sentence up to word i: after a comma or before a new clause, as late as there is one."""
    for j in range(i, i - _LONGEST // 2, -1):
        if not words[j - 1][0].isalnum() or words[j].lower() in _GOES_ON:
            return j
    return i


def segment(tidy: Tidy) -> Note:
    """Cut a tidied note into words and sentences.

    >>> from langcheck.normalise import tidy
    >>> note = segment(tidy("Seen with Dr. Lowe. Refused RHI.\\n- absconded x3"))
    >>> [" ".join(note.words[s.start : s.end]) for s in note.sentences]
    ['Seen with Dr . Lowe .', 'Refused RHI .', '- absconded x3']
    """
    text = tidy.text
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in WORD.finditer(text):
        words.append(found.group())
        starts.append(found.start())
        ends.append(found.end())
    sentences: list[Sentence] = []
    begin, paragraph, line_start, starts_line = 0, 0, 0, True
    for i in range(1, len(words)):
        between = text[ends[i - 1] : starts[i]]
        newlines = between.count("\n") if between else 0
        if newlines:
            ended = newlines > 1 or _hard_break(text, line_start, ends[i - 1], starts[i])
            line_start = starts[i]
        else:
            ended = _ends_sentence(words, text, ends, starts, i)
        if ended or i - begin == _LONGEST:
            end = i if ended else _cut(words, i)
            sentences.append(Sentence(begin, end, paragraph, starts_line))
            begin, starts_line = end, ended and bool(newlines)
            paragraph += newlines > 1
    if words:
        sentences.append(Sentence(begin, len(words), paragraph, starts_line))
    return Note(tidy, tuple(words), tuple(w.lower() for w in words), tuple(starts), tuple(ends), tuple(sentences))

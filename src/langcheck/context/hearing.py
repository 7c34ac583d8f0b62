"""Could somebody else than the record be speaking at a word? A quick look that may say yes too often, but never no wrongly.

Entries that count only in somebody's own mouth match many everyday words. Where nobody can be speaking they are left aside before anything is
worked out about the note. What `voice`, `quotes` and the headings find is found only where this says yes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from langcheck.context.cues import CHILD_VOICE, Cues
from langcheck.context.quotes import MARKS
from langcheck.context.speakers import QUOTE_CLOSERS
from langcheck.match import Match
from langcheck.segment import Note, sure_ends

_BEFORE_SPEAKER = QUOTE_CLOSERS | {"("}
_HEADING_ENDS = frozenset(": - \u2013 \u2014".split())


class Hearing:
    """Answers for one note."""

    def __init__(self, note: Note, cues: Cues) -> None:
        self._note, self._cues = note, cues

    def possible(self, start: int) -> bool:
        """Whether word `start` may stand in a quotation, under a heading for the child's voice, or in what somebody says.

        A speaker stands before what they say, or after it and a comma or the like ("it's my fault, she says"), or is the label of the sentence.
        """
        if self._anywhere:
            return True
        sentence = self._note.sentences[self._note.sentence_of(start)]
        lower = self._note.lower
        return any(place < start or not _BEFORE_SPEAKER.isdisjoint(lower[sentence.start : place]) for place in self._spoken(*sentence[:2]))

    def speaker_near(self, first: int, last: int) -> bool:
        """Whether `possible` may hold for one of the words `first` to `last`: quicker, since no sentences are needed."""
        if self._anywhere:
            return True
        begin, end = bisect_right(self._ends, first), bisect_right(self._ends, last)
        words = self._note.lower[self._ends[begin - 1] if begin else 0 : self._ends[end] if end < len(self._ends) else None]
        return ":" in words or not self._cues.accounts.nowhere(words)

    @cached_property
    def _anywhere(self) -> bool:
        words = self._note.lower
        if not MARKS.isdisjoint(words):
            return True
        return not self._cues.own_headings.isdisjoint(words) and any(map(self._heads_voice, self._cues.headings.find(self._note.text)))

    def _heads_voice(self, match: Match[str]) -> bool:
        """Whether a heading's words may stand at the end of one: "Lily's views:"."""
        if match.key != "owned" or match.end == len(self._note.lower):
            return match.key in CHILD_VOICE
        ends = any(word in _HEADING_ENDS for word in self._note.lower[match.end : match.end + 3])
        return ends or match.end in self._note.line_starts

    def _spoken(self, begin: int, end: int) -> Iterator[int]:
        """Where a verb of speech or the like begins, and the colons that may end a speaker's label (not those of 10:30)."""
        lower = self._note.lower
        yield from (i for i in range(begin, end) if lower[i] == ":" and not lower[i - 1].isdigit())
        yield from (match.start for match in self._cues.accounts.find(self._note.text, begin, end))

    @cached_property
    def _ends(self) -> list[int]:
        """Where a sentence certainly begins, after a full stop."""
        return list(sure_ends(self._note))

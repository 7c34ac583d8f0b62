"""Could somebody else than the record be speaking at a word? A quick look that may say yes too often, but never no wrongly.

Entries that count only in somebody's own mouth match many everyday words. Where nobody can be speaking they are left aside before anything is
worked out about the note. What `voice`, `quotes` and the headings find is found only where this says yes.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from langcheck.context.cues import Cues
from langcheck.context.quotes import MARKS
from langcheck.context.voice import QUOTE_CLOSERS
from langcheck.segment import Note, surely_ends


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
        lower, ends = self._note.lower, self._ends
        number = bisect_right(ends, start)
        begin, end = (ends[number - 1] if number else 0), (ends[number] if number < len(ends) else len(lower))
        for place in self._spoken[bisect_right(self._spoken, begin - 1) :]:
            if place >= end:
                return False
            if place < start or not QUOTE_CLOSERS.isdisjoint(lower[begin:place]):
                return True
        return False

    @cached_property
    def _anywhere(self) -> bool:
        words = set(self._note.lower)
        return not (words.isdisjoint(MARKS) and words.isdisjoint(self._cues.own_headings))

    @cached_property
    def _spoken(self) -> list[int]:
        """The words that may belong to a verb of speech or the like, and the colons that may end a speaker's label (not those of 10:30)."""
        lower, speaking = self._note.lower, self._cues.speaking
        return [i for i, word in enumerate(lower) if word in speaking or (word == ":" and not lower[i - 1].isdigit())]

    @cached_property
    def _ends(self) -> list[int]:
        """Where a sentence certainly begins, after a full stop."""
        words = self._note.words
        return [i for i in range(1, len(words)) if words[i - 1] == "." and surely_ends(words, i)]

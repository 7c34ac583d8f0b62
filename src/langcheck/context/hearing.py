"""Could somebody else than the record be speaking at a word? A quick look that may say yes too often, but never no wrongly.

Entries that count only in somebody's own mouth match many everyday words. Where nobody can be speaking they are left aside before anything is
worked out about the note. What `voice`, `quotes` and the headings find is found only where this says yes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property

from langcheck.context.cues import CHILD_VOICE, Cues
from langcheck.context.quotes import MARKS
from langcheck.context.speakers import QUOTE_CLOSERS
from langcheck.match import Match
from langcheck.segment import Note, surely_ends

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
        number = bisect_right(self._ends, start)
        if not self._speaker_near(start, self._ends[number - 1] if number else 0, self._ends[number] if number < len(self._ends) else None):
            return False
        return self._speaker_near(start, *self._note.sentences[self._note.sentence_of(start)][:2])

    def _speaker_near(self, start: int, begin: int, end: int | None) -> bool:
        lower, spoken = self._note.lower, self._spoken
        near = spoken[bisect_left(spoken, begin) : None if end is None else bisect_left(spoken, end)]
        return any(place < start or not _BEFORE_SPEAKER.isdisjoint(lower[begin:place]) for place in near)

    @cached_property
    def _anywhere(self) -> bool:
        words = set(self._note.lower)
        if not words.isdisjoint(MARKS):
            return True
        return not words.isdisjoint(self._cues.own_headings) and any(map(self._heads_voice, self._cues.headings.find(self._note.text)))

    def _heads_voice(self, match: Match[str]) -> bool:
        """Whether a heading's words may stand at the end of one: "Lily's views:"."""
        if match.key != "owned" or match.end == len(self._note.words):
            return match.key in CHILD_VOICE
        ends = any(word in _HEADING_ENDS for word in self._note.lower[match.end : match.end + 3])
        return ends or "\n" in self._note.tidy.text[self._note.ends[match.end - 1] : self._note.starts[match.end]]

    @cached_property
    def _spoken(self) -> list[int]:
        """Where a verb of speech or the like begins, and the colons that may end a speaker's label (not those of 10:30)."""
        lower = self._note.lower
        colons = [i for i, word in enumerate(lower) if word == ":" and not lower[i - 1].isdigit()]
        return sorted({*colons, *(match.start for match in self._cues.accounts.find(self._note.text))})

    @cached_property
    def _ends(self) -> list[int]:
        """Where a sentence certainly begins, after a full stop."""
        words = self._note.words
        return [i for i in range(1, len(words)) if words[i - 1] == "." and surely_ends(words, i)]

"""Does the writer talk about the words, deny, challenge or correct them? The cues that reach a candidate, in its sentence or the ones beside it."""

from __future__ import annotations

from collections.abc import Container
from typing import Literal

from langcheck.context.cues import Cues, Reach
from langcheck.context.evidence import Candidate, Evidence
from langcheck.match import Match
from langcheck.segment import Note, Sentence

_TOLD = frozenset("told asked advised warned reminded".split())
_ARTICLES = frozenset("a an the any".split())
_OF_IT = frozenset("it it's this that that's".split())
_OF_NONE = frozenset("such record records history".split())
"""In a denial these say that there is none at all: "no such thing as", "no record of any"."""
_TOLD_NEAR = 3
_ASKED_NEAR = 5
"""How many words may stand between "why" and the denial that it asks about."""


class Corrections:
    """Answers for one note. The cues of a sentence are kept until the note is done."""

    def __init__(self, note: Note, cues: Cues) -> None:
        self._note, self._cues = note, cues
        self._reaches: dict[int, list[Match[Reach]]] = {}

    def _cued(self, number: int) -> list[Match[Reach]]:
        if number not in self._reaches:
            self._reaches[number] = list(self._cues.reach.find(self._note.text, *self._note.sentences[number][:2], every_end=True))
        return self._reaches[number]

    def cue(self, c: Candidate, sentence: Sentence, group: str, quoted: Evidence | None = None) -> Evidence | None:
        """The nearest cue of a group that reaches the candidate, or the quotation that holds it where the cue is for quotations alone."""
        best: tuple[int, Evidence] | None = None
        for match in self._cued(c.sentence):
            if not match.key.value.startswith(group) or (match.key.quoted and not quoted):
                continue
            start, end = match.start, match.end
            first, last = (quoted.start, quoted.end) if quoted and match.key.quoted else (c.start, c.end)
            ahead, behind = first - end, start - last
            distance = ahead if ahead >= 0 else behind
            if distance < 0 or (ahead >= 0 and match.key.direction == "backward") or (ahead < 0 and match.key.direction == "forward"):
                continue
            between = self._note.lower[end:first] if ahead >= 0 else self._note.lower[last:start]
            if distance < match.key.width and not any(w in match.key.stops for w in between) and (best is None or distance < best[0]):
                kind: Literal["mention", "polarity"] = "mention" if group.startswith("mention") else "polarity"
                best = distance, Evidence(kind, match.key.value.split(".")[1], start, end)
        return best[1] if best else None

    def challenged_next(self, c: Candidate, sentence: Sentence, cues: Container[str]) -> Evidence | None:
        """A correction at the start of the next sentence: "That is wrong." """
        following = c.sentence + 1
        if following >= len(self._note.sentences) or self._note.sentences[following].paragraph != sentence.paragraph:
            return None
        start = self._note.sentences[following].start
        for match in self._cued(following):
            if match.key.value in cues and match.start <= start + 1:
                return Evidence("polarity", "next", match.start, match.end)
        return None

    def challenged_earlier(self, c: Candidate, sentence: Sentence) -> Evidence | None:
        """Whether the sentence before is about how a record is worded: "The language isn't good enough. She is described as …"."""
        earlier = c.sentence - 1
        if earlier < 0 or self._note.sentences[earlier].paragraph != sentence.paragraph:
            return None
        found = next((m for m in self._cued(earlier) if m.key.value == "challenge.earlier"), None)
        return Evidence("polarity", "earlier", found.start, found.end) if found else None

    def denied(self, c: Candidate, sentence: Sentence) -> Evidence | None:
        """A denial right before the words; "why didn't she …?" and "told not to be …" deny nothing."""
        denied = self.cue(c, sentence, "denial")
        before = self._note.lower[max(denied.start - _ASKED_NEAR, sentence.start) : denied.start] if denied else ()
        return None if "why" in before or (before and before[-1] in _TOLD) else denied

    def outside(self, account: Evidence | None, cue: Evidence | None) -> Evidence | None:
        """A cue that is the writer's, and not inside the child's account: "she says that he is not her boyfriend"."""
        return None if account and cue and account.end <= cue.start else cue

    def corrected(self, c: Candidate, sentence: Sentence, denied: Evidence) -> bool:
        """A denied label is corrected where it is set apart, or where the writer says what is true instead."""
        lower = self._note.lower
        set_apart = denied.start > sentence.start and lower[denied.start - 1] in (",", "(", "-", "\u2013", "\u2014")
        of_it = bool(_OF_IT & set(lower[max(denied.start - 2, sentence.start) : denied.start + 1]))
        of_none = bool(_OF_NONE & set(lower[denied.start : denied.end]))
        return (
            set_apart
            or of_it
            or of_none
            or self._goes_on_otherwise(c.sentence)
            or self.cue(c, sentence, "challenge.contrast") is not None
            or (bool(_ARTICLES & set(lower[denied.start : c.start])) and self._harm_told(c.sentence))
        )

    def _harm_told(self, number: int) -> bool:
        """Whether the sentences around tell what was done to the child, so that "is not a drug dealer" sets the record right."""
        sentences = self._note.sentences
        near = range(max(number - _TOLD_NEAR, 0), min(number + 2, len(sentences)))
        same = [n for n in near if sentences[n].paragraph == sentences[number].paragraph]
        return any(match.key.value == "challenge.contrast" for n in same for match in self._cued(n))

    def _goes_on_otherwise(self, number: int) -> bool:
        """Whether the next sentence says what is so instead: "He isn't hard to reach. He is at the skate park every day." """
        sentences = self._note.sentences
        if number + 1 >= len(sentences) or sentences[number + 1].paragraph != sentences[number].paragraph:
            return False
        first, second = (*self._note.lower[sentences[number + 1].start : sentences[number + 1].end], "", "")[:2]
        return first in ("he's", "she's", "they're") or (first in ("he", "she", "they") and second in ("is", "was", "are", "were", "has", "have"))

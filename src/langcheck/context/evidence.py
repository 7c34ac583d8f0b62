"""What the questions about a candidate are asked of and answered with: the candidate, and the evidence."""

from __future__ import annotations

from typing import Literal, NamedTuple

from langcheck.lexicon.model import Term


class Candidate(NamedTuple):
    """A term's wording, as words of the note."""

    term: Term
    sentence: int
    start: int
    end: int


class Evidence(NamedTuple):
    """Why: its kind, what it says, and the note's words `start` to `end` that say so."""

    kind: Literal["speaker", "subject", "mention", "polarity", "protected", "sense"]
    value: str
    start: int
    end: int

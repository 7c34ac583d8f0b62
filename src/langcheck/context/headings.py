"""Under which heading does a sentence stand? Headings and labels that give the child's own voice, or that make language the topic."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from langcheck.context.cues import Cues
from langcheck.context.people import People
from langcheck.segment import Note, Sentence

_LABEL_NEAR = 7
"""How many words a label at the start of a line may have."""
_HEADING_NEAR = 9
_DASHES = frozenset("- \u2013 \u2014".split())


class Heading(NamedTuple):
    """What a heading or label says, and its words."""

    kind: str
    start: int
    end: int


class Headings:
    """The headings of one note, looked for when first asked about."""

    def __init__(self, note: Note, people: People, cues: Cues) -> None:
        self._note, self._people, self._cues = note, people, cues

    def over(self, number: int) -> Heading | None:
        """The heading or label that sentence `number` stands under."""
        return self._over[number]

    def says_none(self, sentence: Sentence) -> bool:
        """Whether a sentence under the child's heading says that the child did not speak: "Not seen, as she …"."""
        return any(m.key == "no-voice" for m in self._cues.headings.find(self._note.text, sentence.start, sentence.end))

    @cached_property
    def _over(self) -> list[Heading | None]:
        found: list[Heading | None] = []
        block: Heading | None = None
        line: Heading | None = None
        for number, sentence in enumerate(self._note.sentences):
            if sentence.starts_line:
                line = None
                if self._alone(number):
                    block = self._read(number, sentence.end) or Heading("other", sentence.start, sentence.end)
                elif (colon := self._label_end(sentence)) is not None:
                    line = self._read(number, colon)
                    if line is None and block and block.kind == "child-voice" and not self._names_child(number, colon):
                        block = None
            found.append(line or block)
        return found

    def _alone(self, number: int) -> bool:
        """Whether a sentence is a line of its own, short and without a full stop."""
        sentences = self._note.sentences
        sentence = sentences[number]
        if sentence.end - sentence.start > _HEADING_NEAR or self._note.words[sentence.end - 1] in ".!?":
            return False
        return number + 1 == len(sentences) or sentences[number + 1].starts_line

    def _label_end(self, sentence: Sentence) -> int | None:
        """The colon or dash that ends the label of a line; not the colon of 10:30."""
        lower = self._note.lower
        for at in range(sentence.start + 1, min(sentence.start + _LABEL_NEAR + 1, sentence.end)):
            if lower[at] in _DASHES or (lower[at] == ":" and not lower[at - 1].isdigit()):
                return at
        return None

    def _read(self, number: int, end: int) -> Heading | None:
        """What the words of sentence `number` up to word `end` say as a heading."""
        start = self._note.sentences[number].start
        found = list(self._cues.headings.find(self._note.text, start, end))
        if end < self._note.sentences[number].end:
            found = [m for m in found if m.key == "owned" or not any(w.isalpha() for w in self._note.lower[start : m.start])]
        kinds = {match.key for match in found}
        if "language" in kinds:
            return Heading("language", start, end)
        if "child-voice" in kinds or ("owned" in kinds and self._names_child(number, end)):
            return Heading("child-voice", start, end)
        return None

    def _names_child(self, number: int, end: int) -> bool:
        """Whether the child, and nobody else, is named in a heading or a label that ends at word `end`."""
        named = [m.role for m in self._people.mentions(number) if m.end <= end]
        return bool(named) and all(role == "child" for role in named)

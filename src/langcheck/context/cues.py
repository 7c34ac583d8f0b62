"""The cues of a lexicon, compiled: each group a `PatternIndex`, found once per sentence and kept for the note."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from langcheck.lexicon.schema import Cue, CueFile, PeopleWords
from langcheck.match import PatternIndex
from langcheck.patterns import Pattern, Vocabulary, first_words, parse

_ACCOUNTS = frozenset("account owned source verbs recording plain".split())
CHILD_VOICE = frozenset("child-voice owned".split())
"""Kinds of headings under which the child may speak."""
Direction = Literal["forward", "backward", "both"]


class Reach(NamedTuple):
    """What a cue says, and how far on which side."""

    value: str
    direction: Direction
    width: int
    quoted: bool
    stops: tuple[str, ...]


def _pattern(source: str, vocabulary: Vocabulary) -> Pattern:
    """Cues may be made of common words alone, so they need no rare anchor."""
    node = parse(source, vocabulary)
    first_words(node)  # complains of a leading gap
    return Pattern(source, node, frozenset())


@dataclass(frozen=True, eq=False)
class Cues:
    """Every group of cues.yaml, ready to be found."""

    people: PatternIndex[PeopleWords]
    speech: PatternIndex[str]
    reach: PatternIndex[Reach]
    protected: PatternIndex[str]
    headings: PatternIndex[str]
    accounts: PatternIndex[str]
    """Those of the speech cues that give somebody's account."""

    @cached_property
    def own_headings(self) -> frozenset[str]:
        """Words of which every heading for the child's own voice holds one."""
        return frozenset().union(*(pattern.anchors or pattern.first for kind, pattern in self.headings.patterns if kind in CHILD_VOICE))


def compile_cues(file: CueFile, vocabulary: Vocabulary) -> Cues:
    """Compile cues.yaml. Raises PatternError for a cue that can't be read."""

    def index(rows: Iterable[tuple[str, Iterable[str]]]) -> PatternIndex[str]:
        return PatternIndex((key, _pattern(line, vocabulary)) for key, lines in rows for line in lines)

    def reaching(group: str, cues: Iterable[tuple[str, Cue]]) -> list[tuple[Reach, Pattern]]:
        return [
            (Reach(f"{group}.{name}", cue.direction, cue.width, cue.quoted, tuple(cue.stops)), _pattern(line, vocabulary))
            for name, cue in cues
            for line in cue.patterns
        ]

    speech = index((name, lines) for name, lines in file.speech)
    return Cues(
        people=PatternIndex((row, _pattern(word, vocabulary)) for row in file.people for word in row.words),
        speech=speech,
        accounts=PatternIndex(row for row in speech.patterns if row[0] in _ACCOUNTS),
        reach=PatternIndex(
            [
                *reaching("mention", file.mention.items()),
                *reaching("challenge", file.challenge.items()),
                *reaching("denial", file.denial.items()),
            ]
        ),
        protected=index(file.protected.items()),
        headings=index(file.headings.items()),
    )

"""A compiled lexicon: what the engine reads. Immutable and safe to share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from langcheck.lexicon.schema import CategoryFile, CueFile, Entry, Guide, WhenDenied
from langcheck.match import PatternIndex
from langcheck.patterns import WORD, Node, Pattern, Vocabulary


class Surroundings(NamedTuple):
    """A compiled `unless` pattern: what must stand directly before and after the match (None: anything)."""

    because: str
    source: str
    before: Node | None
    after: Node | None


@dataclass(frozen=True, eq=False)
class Term:
    """An entry ready for use."""

    entry: Entry
    category: str
    when_denied: WhenDenied
    patterns: tuple[Pattern, ...]
    unless: tuple[Surroundings, ...]
    file: str
    line: int

    @property
    def id(self) -> str:
        return self.entry.id

    @cached_property
    def inflected(self) -> tuple[str, ...]:
        """The base words that its patterns have in any form."""
        return tuple(sorted(frozenset[str]().union(*(pattern.inflected for pattern in self.patterns))))


@dataclass(frozen=True, eq=False)
class Lexicon:
    """A compiled lexicon. Immutable and safe to share."""

    name: str
    version: str
    sha256: str
    terms: Mapping[str, Term]
    categories: Mapping[str, CategoryFile]
    guides: Mapping[str, Guide]
    vocabulary: Vocabulary
    cues: CueFile

    @cached_property
    def index(self) -> PatternIndex[Term]:
        """All patterns of all terms."""
        return PatternIndex(self.patterns(), self._frequency())

    def patterns(self) -> Iterator[tuple[Term, Pattern]]:
        """Yield each pattern with its term, in the lexicon's order."""
        return ((term, pattern) for term in self.terms.values() for pattern in term.patterns)

    def _frequency(self) -> dict[str, float]:
        """How often a word stands in ordinary notes, as the lexicon's own sentences and reasons show it."""
        counts: Counter[str] = Counter()
        for term in self.terms.values():
            examples = term.entry.examples
            for text in (*examples.flagged, *examples.quoted, *examples.clear, term.entry.why, *(a.text for a in term.entry.alternatives)):
                counts.update(WORD.findall(text.lower()))
        return {word: count / counts.total() for word, count in counts.items()}

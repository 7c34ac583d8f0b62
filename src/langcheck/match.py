"""Find patterns in sentences: an index by anchor word, so that patterns cost nothing where their words do not stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from langcheck.patterns import Pattern, Words

Key = TypeVar("Key")


@dataclass(frozen=True)
class Match(Generic[Key]):
    """`key`'s pattern matches the words `start` to `end` (word positions in the sentence, end exclusive)."""

    key: Key
    start: int
    end: int


class PatternIndex(Generic[Key]):
    """Many patterns, each with a key, found in one pass over a sentence.

    A pattern is tried only in a sentence that holds one of its anchors, and only at words that it can begin with. Both tests are exact
    (see `patterns.anchors` and `patterns.first_words`), so nothing is lost: `find(words, every_pattern=True)` leaves the anchors out and
    finds the same.
    """

    def __init__(self, patterns: Iterable[tuple[Key, Pattern]]) -> None:
        self._patterns = list(patterns)
        self._by_anchor: dict[str, list[int]] = defaultdict(list)
        for number, (_, pattern) in enumerate(self._patterns):
            for word in pattern.anchors:
                self._by_anchor[word].append(number)
        self.anchors = frozenset(self._by_anchor)

    def find(self, text: Words, *, every_pattern: bool = False, every_end: bool = False) -> Iterator[Match[Key]]:
        """Yield, for each pattern and place, the longest match (with `every_end`: each). The order is by pattern."""
        if every_pattern:
            tried: Iterable[int] = range(len(self._patterns))
        else:
            tried = sorted({number for word in self.anchors.intersection(text.words) for number in self._by_anchor[word]})
        for number in tried:
            key, pattern = self._patterns[number]
            for start, word in enumerate(text.words):
                if word in pattern.first and (ends := pattern.node.ends(text, start)):
                    for end in ends if every_end else (max(ends),):
                        yield Match(key, start, end)

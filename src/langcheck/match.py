"""Find patterns in words: an index by what a match must hold, so that patterns cost nothing where their words do not stand."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, count, repeat
from operator import add
from typing import Any, Generic, NamedTuple, TypeVar

from langcheck.patterns import COMMON, Pattern, Words
from langcheck.probes import Probe, Probes, Sight, WordSet

Key = TypeVar("Key")

_UNSEEN, _COMMON = 2e-7, 4e-3
"""How often a word stands in notes at least: one that was not counted, one of the very common."""
_NOTHING = repeat(0)


@dataclass(frozen=True)
class Match(Generic[Key]):
    """`key`'s pattern matches the words `start` to `end` (end exclusive)."""

    key: Key
    start: int
    end: int


class Hit(NamedTuple):
    """The pattern of this number matches from word `start` to each of `ends`."""

    number: int
    start: int
    ends: frozenset[int]


class Possible(NamedTuple):
    """The pattern of this number may match, and then begins at one of the words `first` to `last`."""

    number: int
    first: int
    last: int


Row = tuple[int, Sight]
"""What is filed under a probe: the number of a pattern, and where it is to be looked for."""
Group = tuple[WordSet | None, int, int, tuple[Possible, ...]]
"""Rows with the same need: the set of words, from and to where a word of it stands, and the patterns, all counted from the probe."""


class PatternIndex(Generic[Key]):
    """Many patterns, each with a key, found in one pass over the words of a note.

    Each pattern is filed under probes (`langcheck.probes`): rare words, or pairs of neighbours, of which each match holds one. Where no probe
    of a pattern stands it is not tried. This is exact, so nothing is lost: `reference` leaves the filing out and finds the same. `frequency`
    tells how often words stand in ordinary notes, so that the rarest probes are chosen; it bears on speed alone.
    """

    def __init__(self, patterns: Iterable[tuple[Key, Pattern]], frequency: Mapping[str, float] | None = None) -> None:
        patterns = list(patterns)
        probes = Probes({**dict.fromkeys(COMMON, _COMMON), **(frequency or {})}, _UNSEEN)
        filed: dict[Probe, list[Row]] = defaultdict(list)
        for number, (_, pattern) in enumerate(patterns):
            for probe, sight in probes.of(pattern.node):
                filed[probe].append((number, sight))
        self._set(patterns, filed)

    def _set(self, patterns: Sequence[tuple[Key, Pattern]], filed: Mapping[Probe, Sequence[Row]]) -> None:
        self.patterns, self._filed = patterns, filed
        grouped = {probe: _groups(rows) for probe, rows in filed.items()}
        single, pairs = [probe for probe in filed if len(probe) == 1], [probe for probe in filed if len(probe) == 2]
        # Words that are in the same probes, such as the slips of a word, are of one kind. A pair of kinds is known by one number: the
        # number of the first word's kind times that of all kinds, and the number of the second's added.
        (alone, alone_kinds), (firsts, first_kinds), (seconds, second_kinds) = (
            _alike([probe[0] for probe in single]),
            _alike([pair[0] for pair in pairs]),
            _alike([pair[1] for pair in pairs]),
        )
        factor = 1 + max(seconds.values(), default=0)
        by_kind: dict[int, tuple[Group, ...]] = defaultdict(tuple)
        for probe, kinds in zip(single, alone_kinds, strict=True):
            for kind in kinds:
                by_kind[kind] += grouped[probe]
        self._by_pair: dict[int, tuple[Group, ...]] = defaultdict(tuple)
        for pair, ones, others in zip(pairs, first_kinds, second_kinds, strict=True):
            for one in ones:
                for other in others:
                    self._by_pair[one * factor + other] += grouped[pair]
        numbers: dict[tuple[int, int, int], int] = {(0, 0, 0): 0}
        self._kind = {
            word: numbers.setdefault((alone.get(word, 0), firsts.get(word, 0), seconds.get(word, 0)), len(numbers))
            for word in alone.keys() | firsts.keys() | seconds.keys()
        }
        self._by_kind = [by_kind.get(one, ()) for one, _, _ in numbers]
        self._firsts, self._seconds = [first * factor for _, first, _ in numbers], [second for _, _, second in numbers]

    @cached_property
    def anchors(self) -> frozenset[str]:
        """The words that a scan would have to look for, if it looked for single words."""
        return frozenset().union(*(pattern.anchors for _, pattern in self.patterns))

    def possible(self, words: Sequence[str], start: int = 0) -> list[Possible]:
        """The patterns that may match among `words`, which begin with word `start` of the note."""
        found = []
        kinds = self._kinds(words)
        for filed in map(self._by_kind.__getitem__, kinds), self._pairs(kinds):
            standing = list(filed)
            for i in compress(count(), standing):
                for need, near, far, patterns in standing[i] or ():
                    near += i
                    if need is None or not need.isdisjoint(words[near if near > 0 else 0 : i + far + 1 if i + far >= 0 else 0]):
                        found += [Possible(number, start + max(i + first, 0), start + i + last) for number, first, last in patterns]
        return found

    def _kinds(self, words: Sequence[str]) -> list[int]:
        return list(map(self._kind.get, words, _NOTHING))

    def _pairs(self, kinds: Sequence[int]) -> Iterator[tuple[Group, ...] | None]:
        """What is filed under each word and its neighbour."""
        return map(self._by_pair.get, map(add, map(self._firsts.__getitem__, kinds), map(self._seconds.__getitem__, kinds[1:])))

    def nowhere(self, words: Sequence[str]) -> bool:
        """Whether no probe stands among the words, so that surely nothing matches there: quicker than to look for what does."""
        kinds = self._kinds(words)
        return not (any(map(self._by_kind.__getitem__, kinds)) or any(self._pairs(kinds)))

    def hits(self, text: Words, possible: Iterable[Possible]) -> list[Hit]:
        """Where those patterns match indeed; by pattern, then by place."""
        words, tried, found = text.words, set[tuple[int, int]](), []
        for number, first, last in possible:
            pattern = self.patterns[number][1]
            begins = pattern.first
            for i in range(first, last + 1):
                if words[i] in begins and (number, i) not in tried:
                    tried.add((number, i))
                    if ends := pattern.node.ends(text, i):
                        found.append(Hit(number, i, ends))
        return sorted(found)

    def find(self, text: Words, start: int = 0, end: int | None = None, *, every_end: bool = False) -> Iterator[Match[Key]]:
        """Yield, for each pattern and place among the words `start` to `end`, the longest match (with `every_end`: each). The order is by pattern."""
        end = len(text.words) if end is None else end
        for number, at, ends in self.hits(text, self.possible(text.words[start:end], start)):
            inside = sorted(e for e in ends if e <= end)
            for last in inside if every_end else inside[-1:]:
                yield Match(self.patterns[number][0], at, last)

    def find_each(self, text: Words, spans: Sequence[tuple[int, int]]) -> list[list[Match[Key]]]:
        """What `find` yields for each of the spans, which stand in order, found in one pass."""
        begins, found = [start for start, _ in spans], [list[Match[Key]]() for _ in spans]
        for number, at, ends in self.hits(text, self.possible(text.words)):
            span = bisect_right(begins, at) - 1
            if inside := [end for end in ends if end <= spans[span][1]]:
                found[span].append(Match(self.patterns[number][0], at, max(inside)))
        return found

    def reference(self, words: Sequence[str], *, every_end: bool = False) -> Iterator[Match[Key]]:
        """What `find` yields, found by trying every pattern at each word that it can begin with."""
        text = Words.of(words)
        for number, start in sorted((number, start) for start, word in enumerate(words) for number in self._by_first.get(word, ())):
            key, pattern = self.patterns[number]
            ends = sorted(pattern.node.ends(text, start))
            for end in ends if every_end else ends[-1:]:
                yield Match(key, start, end)

    @cached_property
    def _by_first(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, (_, pattern) in enumerate(self.patterns):
            for word in pattern.first:
                found[word].append(number)
        return dict(found)

    def rekeyed(self, patterns: Iterable[tuple[Key, Pattern]]) -> PatternIndex[Key]:
        """This index with other keys for the same patterns, in the same order."""
        index = copy(self)
        index.patterns = list(patterns)
        return index

    def to_data(self) -> dict[str, Any]:
        """What has been worked out, as JSON-ready data; sets of words are named by number."""
        sets: dict[WordSet, int] = {}

        def named(words: WordSet | None) -> int | None:
            return None if words is None else sets.setdefault(words, len(sets))

        filed = [
            [list(map(named, probe)), [(number, *sight.start, named(sight.need), *sight.there) for number, sight in rows]]
            for probe, rows in self._filed.items()
        ]
        return {"filed": filed, "sets": [sorted(words) for words in sets]}

    @classmethod
    def from_data(cls, patterns: Iterable[tuple[Key, Pattern]], data: Mapping[str, Any]) -> PatternIndex[Key]:
        """The index that `to_data` gave as `data`, of the same patterns."""
        sets = [frozenset(words) for words in data["sets"]]
        index = cls.__new__(cls)
        sights = {
            row[1:]: Sight(row[1:3], None if row[3] is None else sets[row[3]], row[4:]) for _, rows in data["filed"] for row in map(tuple, rows)
        }
        index._set(
            list(patterns),
            {tuple([sets[i] for i in probe]): [(row[0], sights[tuple(row[1:])]) for row in rows] for probe, rows in data["filed"]},
        )
        return index


def _groups(rows: Iterable[Row]) -> tuple[Group, ...]:
    found: dict[tuple[WordSet | None, int, int], list[Possible]] = defaultdict(list)
    for number, ((first, last), need, (near, far)) in rows:
        found[need, near, far].append(Possible(number, first, last))
    return tuple((*need, tuple(patterns)) for need, patterns in found.items())


def _alike(sets: Sequence[WordSet]) -> tuple[dict[str, int], list[set[int]]]:
    """The kind of each word, from 1 on: words are of one kind if they are in the same sets. And the kinds in each set."""
    holders: dict[str, list[int]] = defaultdict(list)
    for number, words in enumerate(sets):
        for word in words:
            holders[word].append(number)
    numbers: dict[tuple[int, ...], int] = {}
    kinds = {word: numbers.setdefault(tuple(holding), 1 + len(numbers)) for word, holding in holders.items()}
    inside: list[set[int]] = [set() for _ in sets]
    for holding, kind in numbers.items():
        for number in holding:
            inside[number].add(kind)
    return kinds, inside

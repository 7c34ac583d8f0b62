"""Find patterns in words: an index by what a match must hold, so that patterns cost nothing where their words do not stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, count, repeat
from operator import and_
from typing import Any, Generic, NamedTuple, TypeVar

from langcheck.patterns import COMMON, Pattern, Words, longest
from langcheck.probes import Probe, Probes, WordSet

Key = TypeVar("Key")

_UNSEEN, _COMMON = 2e-6, 4e-3
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
    """The pattern of this number may match, and if so, the match holds word `at`."""

    number: int
    at: int


Row = tuple[int, int, WordSet | None]
"""What is filed under a probe: the number of a pattern, its greatest length in words, and a set of words of which a match holds one, too."""


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
            for probe, need in probes.of(pattern.node).items():
                filed[probe].append((number, longest(pattern.node), need))
        self._set(patterns, filed)

    def _set(self, patterns: Sequence[tuple[Key, Pattern]], filed: Mapping[Probe, Sequence[Row]]) -> None:
        self.patterns, self._filed = patterns, filed
        by_word: dict[str, list[Row]] = defaultdict(list)
        firsts, seconds = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
        pairs = [probe for probe in filed if len(probe) == 2]
        for bit, (first, second) in enumerate(pairs):
            for side, words in ((firsts, first), (seconds, second)):
                for word in words:
                    side[word].append(bit)
        for probe, rows in filed.items():
            if len(probe) == 1:
                for word in probe[0]:
                    by_word[word] += rows
        self._by_word = dict(by_word)
        self._by_pair = [filed[probe] for probe in pairs]
        # A bit for each pair of neighbours: a pair stands where a word's bits as the first meet the next word's bits as the second.
        self._first, self._second = _masks(firsts), _masks(seconds)

    @cached_property
    def anchors(self) -> frozenset[str]:
        """The words that a scan would have to look for, if it looked for single words."""
        return frozenset().union(*(pattern.anchors for _, pattern in self.patterns))

    def possible(self, words: Sequence[str], start: int = 0) -> list[Possible]:
        """The patterns that may match among `words`, which begin with word `start` of the note."""
        found = []
        for i in [i for i, word in enumerate(words) if word in self._by_word]:
            for number, most, need in self._by_word[words[i]]:
                if need is None or not need.isdisjoint(words[max(i - most, 0) : i + most]):
                    found.append(Possible(number, start + i))
        masks = list(map(and_, map(self._first.get, words, _NOTHING), map(self._second.get, words[1:], _NOTHING)))
        for i in compress(count(), masks):
            mask = masks[i]
            while mask:
                bit = mask.bit_length() - 1
                mask ^= 1 << bit
                for number, most, need in self._by_pair[bit]:
                    if need is None or not need.isdisjoint(words[max(i - most, 0) : i + most]):
                        found.append(Possible(number, start + i))
        return found

    def hits(self, text: Words, possible: Iterable[Possible], start: int = 0) -> list[Hit]:
        """Where those patterns match indeed, from word `start` on; by pattern, then by place."""
        words, tried, found = text.words, set(), []
        for number, at in possible:
            pattern = self.patterns[number][1]
            first = pattern.first
            for i in range(at, max(at - longest(pattern.node), start - 1), -1):
                if words[i] in first and (number, i) not in tried:
                    tried.add((number, i))
                    if ends := pattern.node.ends(text, i):
                        found.append(Hit(number, i, ends))
        return sorted(found)

    def find(self, text: Words, start: int = 0, end: int | None = None, *, every_end: bool = False) -> Iterator[Match[Key]]:
        """Yield, for each pattern and place among the words `start` to `end`, the longest match (with `every_end`: each). The order is by pattern."""
        end = len(text.words) if end is None else end
        for number, at, ends in self.hits(text, self.possible(text.words[start:end], start), start):
            inside = sorted(e for e in ends if e <= end)
            for last in inside if every_end else inside[-1:]:
                yield Match(self.patterns[number][0], at, last)

    def reference(self, words: Sequence[str], *, every_end: bool = False) -> Iterator[Match[Key]]:
        """What `find` yields, found by trying every pattern at each word that it can begin with."""
        text = Words.of(words)
        for number in sorted(set[int]().union(*[self._by_first.get(word, ()) for word in words])):
            key, pattern = self.patterns[number]
            for start, word in enumerate(words):
                if word in pattern.first and (ends := sorted(pattern.node.ends(text, start))):
                    for end in ends if every_end else ends[-1:]:
                        yield Match(key, start, end)

    @cached_property
    def _by_first(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, (_, pattern) in enumerate(self.patterns):
            for word in pattern.first:
                found[word].append(number)
        return dict(found)

    def to_data(self) -> dict[str, Any]:
        """What has been worked out, as JSON-ready data; sets of words are named by number."""
        sets: dict[WordSet, int] = {}

        def named(words: WordSet | None) -> int | None:
            return None if words is None else sets.setdefault(words, len(sets))

        filed = [[list(map(named, probe)), [(number, most, named(need)) for number, most, need in rows]] for probe, rows in self._filed.items()]
        return {"filed": filed, "sets": [sorted(words) for words in sets]}

    @classmethod
    def from_data(cls, patterns: Iterable[tuple[Key, Pattern]], data: Mapping[str, Any]) -> PatternIndex[Key]:
        """The index that `to_data` gave as `data`, of the same patterns."""
        sets = [frozenset(words) for words in data["sets"]]
        index = cls.__new__(cls)
        index._set(
            list(patterns),
            {
                tuple([sets[i] for i in probe]): [(number, most, None if need is None else sets[need]) for number, most, need in rows]
                for probe, rows in data["filed"]
            },
        )
        return index


def _masks(bits: Mapping[str, list[int]]) -> dict[str, int]:
    """Lists of bits as whole numbers. Words with the same list, such as the slips of a word, share one number."""
    known: dict[tuple[int, ...], int] = {}

    def mask(places: tuple[int, ...]) -> int:
        if places not in known:
            made = bytearray(places[-1] // 8 + 1)
            for place in places:
                made[place // 8] |= 1 << place % 8
            known[places] = int.from_bytes(made, "little")
        return known[places]

    return {word: mask(tuple(places)) for word, places in bits.items()}

"""Find patterns in words: an index by the words that a match must hold, so that patterns cost nothing where their words do not stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from langcheck.patterns import COMMON, Choice, Node, Pattern, Sequence_, Token, Words, signs

Key = TypeVar("Key")

_PLAIN = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")
_UNSEEN, _COMMON = 2e-6, 4e-3
"""How often a word stands in notes at least: one that was not counted, one of the very common."""
_KEPT = 4
"""How many sets a branch keeps, the rarest: a further one hardly ever decides."""


@dataclass(frozen=True)
class Match(Generic[Key]):
    """`key`'s pattern matches the words `start` to `end` (word positions in the sentence, end exclusive)."""

    key: Key
    start: int
    end: int


Words_ = frozenset[str]
Branch = tuple[Words_, ...]
"""One of the ways in which a pattern can match: sets of words, and a match this way holds a word of each. The rarest set comes first."""


Row = tuple[Branch, tuple[int, ...]]
"""The other sets of a branch, and the numbers of the patterns that have it."""


class _Branches:
    """Works out the branches of patterns. `often` tells how often a word stands in notes."""

    def __init__(self, often: Mapping[str, float]) -> None:
        self._often = often
        self._known: dict[Node, tuple[Branch, ...]] = {}
        self._rarities: dict[Words_, tuple[float, str]] = {}

    def of(self, node: Node) -> tuple[Branch, ...]:
        """The branches of a node; none if a match may hold no plain word."""
        if node not in self._known:
            self._known[node] = tuple(self._of(node))
        return self._known[node]

    def _of(self, node: Node) -> Iterable[Branch]:
        match node:
            case Token(found):
                return ((found,),) if all(map(_PLAIN.fullmatch, found)) else ()
            case Choice(options, False):
                each = [self.of(option) for option in options]
                return dict.fromkeys(branch for branches in each for branch in branches) if all(each) else ()
            case Sequence_(parts):
                each = [branches for part in parts if (branches := self.of(part))]
                first = min(each, key=self._cost, default=())
                others = [frozenset[str]().union(*(branch[0] for branch in branches)) for branches in each if branches is not first]
                return [tuple(sorted({*branch, *others}, key=self.rarity)[:_KEPT]) for branch in first]
            case _:
                return ()

    def rarity(self, words: Words_) -> tuple[float, str]:
        """How often any of the words stands in notes; the least of them sets apart what is equally rare."""
        if words not in self._rarities:
            self._rarities[words] = sum(sorted(self._often.get(word, _UNSEEN) for word in words)), min(words)
        return self._rarities[words]

    def _cost(self, branches: tuple[Branch, ...]) -> float:
        return sum(self.rarity(branch[0])[0] for branch in branches)


class _File(NamedTuple):
    """What is filed under a word. Where no word of `second` stands nothing of it is possible; None if a branch needs no second word."""

    second: frozenset[str] | None
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, rows: tuple[Row, ...]) -> _File:
        second = frozenset[str]().union(*(others[0] for others, _ in rows)) if all(others for others, _ in rows) else None
        return cls(second, rows)


class PatternIndex(Generic[Key]):
    """Many patterns, each with a key, found in one pass over a sentence.

    Each branch of a pattern (a way in which it can match) requires words. The pattern is filed under the rarest of them, together with the
    others; it is tried only in a sentence that holds them, and only at words that it can begin with (`patterns.first_words`). All this is
    exact, so nothing is lost: `find` with the patterns of `beginning` leaves the filing out and finds the same. `frequency` tells how often
    words stand in ordinary notes, so that the rarest is known; it bears on speed alone.
    """

    def __init__(self, patterns: Iterable[tuple[Key, Pattern]], frequency: Mapping[str, float] | None = None) -> None:
        patterns = list(patterns)
        branches = _Branches({**dict.fromkeys(COMMON, _COMMON), **(frequency or {})})
        always: list[int] = []
        by_set: dict[Words_, dict[Branch, list[int]]] = {}
        for number, (_, pattern) in enumerate(patterns):
            ways = branches.of(pattern.node)
            if not ways:
                always.append(number)
            for rarest, *others in ways:
                by_set.setdefault(rarest, {}).setdefault(tuple(others), []).append(number)
        holders: dict[str, list[Words_]] = {}
        for words in by_set:
            for word in words:
                holders.setdefault(word, []).append(words)
        files: dict[tuple[Words_, ...], _File] = {}  # words that stand in the same sets, such as the slips of a word, share a file
        by_word = {}
        for word, holding in holders.items():
            key = tuple(holding)
            if key not in files:
                files[key] = _File.of(tuple((others, tuple(numbers)) for words in key for others, numbers in by_set[words].items()))
            by_word[word] = files[key]
        self._set(patterns, by_word, always, frozenset[str]().union(*(signs(pattern.node) for _, pattern in patterns)))

    def _set(self, patterns: Sequence[tuple[Key, Pattern]], filed: Mapping[str, _File], always: Sequence[int], signs: frozenset[str]) -> None:
        self.patterns, self._filed, self.anchors = patterns, filed, frozenset(filed)
        self._always = always
        """Patterns that may match without a plain word, as signs and other alphabets do: tried everywhere."""
        self.signs = signs
        """Every punctuation mark that a pattern looks for; no match reaches across another."""

    def to_data(self) -> dict[str, Any]:
        """What has been worked out, as JSON-ready data; sets of words, and what is filed alike, are named by number."""
        sets: dict[frozenset[str], int] = {}
        files: dict[tuple[Row, ...], int] = {}
        by_word = {word: files.setdefault(file.rows, len(files)) for word, file in self._filed.items()}
        rows = [[[[sets.setdefault(other, len(sets)) for other in others], numbers] for others, numbers in file] for file in files]
        return {"sets": [sorted(words) for words in sets], "files": rows, "words": by_word, "always": self._always, "signs": sorted(self.signs)}

    @classmethod
    def from_data(cls, patterns: Iterable[tuple[Key, Pattern]], data: Mapping[str, Any]) -> PatternIndex[Key]:
        """The index that `to_data` gave as `data`, of the same patterns."""
        sets = [frozenset(words) for words in data["sets"]]
        files = [_File.of(tuple([(tuple([sets[i] for i in others]), tuple(numbers)) for others, numbers in rows])) for rows in data["files"]]
        index = cls.__new__(cls)
        index._set(list(patterns), {word: files[i] for word, i in data["words"].items()}, data["always"], frozenset(data["signs"]))
        return index

    def possible(self, words: AbstractSet[str]) -> list[int]:
        """The numbers of the patterns that may match in a text with these words."""
        found = list(self._always)
        for anchor in self.anchors.intersection(words):
            second, rows = self._filed[anchor]
            if second is not None and second.isdisjoint(words):
                continue
            for others, numbers in rows:
                for other in others:
                    if other.isdisjoint(words):
                        break
                else:
                    found += numbers
        return found

    def beginning(self, words: Iterable[str]) -> list[int]:
        """The numbers of all patterns that can begin with one of these words, whatever else they require: the slow reference."""
        return sorted(set[int]().union(*[self._by_first.get(word, ()) for word in words]))

    @cached_property
    def _by_first(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, (_, pattern) in enumerate(self.patterns):
            for word in pattern.first:
                found[word].append(number)
        return dict(found)

    def matches(self, number: int, text: Words) -> bool:
        """Whether the pattern of this number matches anywhere in the words."""
        _, pattern = self.patterns[number]
        return any(word in pattern.first and pattern.node.ends(text, start) for start, word in enumerate(text.words))

    def find(self, text: Words, numbers: Iterable[int] | None = None, *, every_end: bool = False) -> Iterator[Match[Key]]:
        """Yield, for each pattern and place, the longest match (with `every_end`: each). The order is by pattern.

        `numbers` are the patterns to try, in order; without them, those that are possible.
        """
        for number in sorted(set(self.possible(set(text.words)))) if numbers is None else numbers:
            key, pattern = self.patterns[number]
            for start, word in enumerate(text.words):
                if word in pattern.first and (ends := pattern.node.ends(text, start)):
                    for end in ends if every_end else (max(ends),):
                        yield Match(key, start, end)

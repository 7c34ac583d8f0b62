"""What a match of a pattern must hold: for each pattern the probes, words or pairs of neighbours, that are worth looking for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from langcheck.patterns import Choice, Gap, Node, Sequence_, Token, first_words, gap_first, nullable

WordSet = frozenset[str]
Needs = frozenset[WordSet]
"""Sets of which a match holds a word each."""
Probe = tuple[WordSet, ...]
"""A word out of a set, or a word out of one set and right after it a word out of another."""

_KNOWN = 50_000
_TOGETHER = 3
"""How much more often two words stand side by side than chance would have it, at a guess."""


class Probes:
    """Works out the probes of patterns. `often` tells how often a word stands in notes, `unseen` for a word that it lacks."""

    def __init__(self, often: Mapping[str, float], unseen: float) -> None:
        self._often, self._unseen = often, unseen
        self._covers: dict[Node, Mapping[Probe, Needs]] = {}
        self._needed: dict[Node, Needs] = {}
        self._rarities: dict[WordSet, float] = {}

    def of(self, node: Node) -> dict[Probe, WordSet | None]:
        """Probes of which each match holds one; and for each a set of words, of which a match with that probe holds one besides."""
        covers = self._cover(node) or {(first_words(node),): frozenset()}
        return {probe: self._rarest(need for need in needs if not any(map(need.issuperset, probe))) for probe, needs in covers.items()}

    def _rarest(self, needs: Iterable[WordSet]) -> WordSet | None:
        return min(needs, key=lambda need: (self._rarity(need), min(need)), default=None)

    def _rarity(self, words: WordSet) -> float:
        if words not in self._rarities:
            self._rarities[words] = min(sum(sorted(self._often.get(word, self._unseen) for word in words)), 1.0)
        return self._rarities[words]

    def _cost(self, probes: Iterable[Probe]) -> float:
        """How often any of the probes stands at a word."""
        return sum(self._rarity(first) * (_TOGETHER * self._rarity(second[0]) if second else 1) for first, *second in probes)

    def _cover(self, node: Node) -> Mapping[Probe, Needs]:
        """Probes of which each match holds one, with what it then needs besides; none if the node has no such probes."""
        if node not in self._covers:
            found: Mapping[Probe, Needs] = {}
            match node:
                case Token(words):
                    found = {(words,): frozenset()}
                case Choice(options, False):
                    found = self._either([self._cover(option) for option in options])
                case Sequence_(parts):
                    found = min(self._ways(parts), key=self._cost, default=found)
            self._covers[node] = found
        return self._covers[node]

    def _either(self, covers: Sequence[Mapping[Probe, Needs]]) -> Mapping[Probe, Needs]:
        found: dict[Probe, Needs] = {}
        for cover in covers if all(covers) else ():
            for probe, needs in cover.items():
                found[probe] = found[probe] & needs if probe in found else needs
        return found

    def _ways(self, parts: Sequence[Node]) -> Iterator[Mapping[Probe, Needs]]:
        """The covers of a sequence: that of any of its parts, or a pair at any seam between them."""
        needed = [self._need(part) for part in parts]
        every = Needs().union(*needed)
        for i, part in enumerate(parts):
            if cover := self._cover(part):
                others = Needs().union(*needed[:i], *needed[i + 1 :])
                yield {probe: needs | others for probe, needs in cover.items()}
        for i in range(1, len(parts)):
            if not (nullable(parts[i - 1]) and nullable(parts[i])) and (before := _ends_with(parts[:i])) and (after := _begins_with(parts[i:])):
                yield {(before, after): every}

    def _need(self, node: Node) -> Needs:
        """What each match holds."""
        if node not in self._needed:
            match node:
                case Token(words):
                    found = frozenset((words,))
                case Choice(options, False):
                    each = [self._rarest(self._need(option)) for option in options]
                    found = frozenset((frozenset[str]().union(*filter(None, each)),)) if all(each) else frozenset()
                case Sequence_(parts):
                    found = Needs().union(*map(self._need, parts))
                case _:
                    found = frozenset()
            self._needed[node] = found
        return self._needed[node]


def _begins_with(parts: Sequence[Node]) -> WordSet | None:
    """The words that a match of the parts can begin with; None if that may be any, or no word."""
    words = frozenset[str]()
    for part in parts:
        if gap_first(part):
            return None
        words |= first_words(part)
        if not nullable(part):
            return words
    return None


def _ends_with(parts: Sequence[Node]) -> WordSet | None:
    """The words that a match of the parts can end with; None if that may be any, or no word."""
    words = frozenset[str]()
    for part in reversed(parts):
        last = _last_words(part)
        if last is None:
            return None
        words |= last
        if not nullable(part):
            return words
    return None


@lru_cache(maxsize=_KNOWN)
def _last_words(node: Node) -> WordSet | None:
    """The words that a match of the node can end with, unless it is empty; None if that may be any."""
    match node:
        case Token(words):
            return words
        case Gap():
            return None
        case Choice(options):
            each = [_last_words(option) for option in options]
            return None if None in each else frozenset[str]().union(*filter(None, each))
        case Sequence_(parts):
            words = frozenset[str]()
            for part in reversed(parts):
                last = _last_words(part)
                if last is None:
                    return None
                words |= last
                if not nullable(part):
                    break
            return words

"""What a match of a pattern must hold: for each pattern the probes, words or pairs of neighbours, that are worth looking for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from langcheck.patterns import Choice, Gap, Node, Sequence_, Token, first_words, gap_first, longest, nullable, shortest

WordSet = frozenset[str]
Probe = tuple[WordSet, ...]
"""A word out of a set, or a word out of one set and right after it a word out of another."""
Range = tuple[int, int]
"""At least and at most how many words from some place on."""
Needs = Mapping[WordSet, Range]
"""Sets of words of which a match holds one each, and where, counted from its start."""

_KNOWN = 50_000
_TOGETHER = 3
"""How much more often two words stand side by side than chance would have it, at a guess."""
_LOOKING = 1e-4
"""What looking for a pair costs at any rate: a word that is rarer by itself needs no neighbour."""


class Sight(NamedTuple):
    """Where a match begins, counted from a probe that it holds, and the rarest further set of words that it needs, and where."""

    start: Range
    need: WordSet | None
    there: Range


class Probes:
    """Works out the probes of patterns. `often` tells how often a word stands in notes, `unseen` for a word that it lacks."""

    def __init__(self, often: Mapping[str, float], unseen: float) -> None:
        self._often, self._unseen = often, unseen
        self._covers: dict[Node, Mapping[Probe, tuple[Range, Needs]]] = {}
        self._needed: dict[Node, Needs] = {}
        self._ranks: dict[WordSet, tuple[float, str]] = {}

    def of(self, node: Node) -> Iterator[tuple[Probe, Sight]]:
        """Yield probes of which each match holds one."""
        covers = self._cover(node) or {(first_words(node),): ((0, 0), {})}
        for probe, ((least, most), needs) in covers.items():
            further = [need for need in needs if not any(map(need.issuperset, probe))]
            need = min(further, key=self._rank, default=None)
            first, last = needs[need] if need else (0, 0)
            yield probe, Sight((-most, -least), need, (first - most, last - least))

    def _rarity(self, words: WordSet) -> float:
        return self._rank(words)[0]

    def _rank(self, words: WordSet) -> tuple[float, str]:
        """Rarer sets first, always in the same order."""
        if words not in self._ranks:
            self._ranks[words] = min(sum(sorted(self._often.get(word, self._unseen) for word in words)), 1.0), min(words)
        return self._ranks[words]

    def _cost(self, probes: Iterable[Probe]) -> float:
        """How often any of the probes stands at a word."""
        return sum(self._rarity(one) * _TOGETHER * self._rarity(other[0]) + _LOOKING if other else self._rarity(one) for one, *other in probes)

    def _cover(self, node: Node) -> Mapping[Probe, tuple[Range, Needs]]:
        """Probes of which each match holds one, each with its place in the match and what the match then needs; none if there are no such probes."""
        if node not in self._covers:
            found: Mapping[Probe, tuple[Range, Needs]] = {}
            match node:
                case Token(words):
                    found = {(words,): ((0, 0), {words: (0, 0)})}
                case Choice(options, False):
                    found = _either([self._cover(option) for option in options])
                case Sequence_(parts):
                    found = self._cover_sequence(parts)
            self._covers[node] = found
        return self._covers[node]

    def _cover_sequence(self, parts: Sequence[Node]) -> Mapping[Probe, tuple[Range, Needs]]:
        """The best cover of a sequence: that of any of its parts, or a pair at any seam between them."""
        ways: dict[tuple[int, bool], Collection[Probe]] = {(i, False): cover for i, part in enumerate(parts) if (cover := self._cover(part))}
        ways |= {(i, True): (pair,) for i in range(1, len(parts)) if (pair := _seam(parts, i))}
        if not ways:
            return {}
        i, at_seam = min(ways, key=lambda way: self._cost(ways[way]))
        begin, every = _begins(parts)[i], self._needs_of(parts)
        if at_seam:
            return dict.fromkeys(ways[i, True], (_sum(begin, (-1, -1)), every))
        return {probe: (_sum(begin, place), _both([every, _moved(needs, begin)])) for probe, (place, needs) in self._cover(parts[i]).items()}

    def _needs_of(self, parts: Sequence[Node]) -> Needs:
        """What each match of a sequence holds."""
        return _both([_moved(self._need(part), begin) for begin, part in zip(_begins(parts), parts, strict=False)])

    def _need(self, node: Node) -> Needs:
        """What each match of the node holds."""
        if node not in self._needed:
            found: Needs = {}
            match node:
                case Token(words):
                    found = {words: (0, 0)}
                case Choice(options, False):
                    each = [self._need(option) for option in options]
                    if all(each):
                        rarest = [min(needs, key=self._rank) for needs in each]
                        places = [needs[need] for needs, need in zip(each, rarest, strict=True)]
                        found = {frozenset[str]().union(*rarest): _hull(places)}
                case Sequence_(parts):
                    found = self._needs_of(parts)
            self._needed[node] = found
        return self._needed[node]


def _begins(parts: Sequence[Node]) -> list[Range]:
    """How far from the start of a sequence each part begins, and its end."""
    return [*accumulate(((shortest(part), longest(part)) for part in parts), _sum, initial=(0, 0))]


def _sum(one: Range, other: Range) -> Range:
    return one[0] + other[0], one[1] + other[1]


def _hull(ranges: Iterable[Range]) -> Range:
    least, most = zip(*ranges, strict=True)
    return min(least), max(most)


def _moved(needs: Needs, begin: Range) -> Needs:
    return {need: _sum(begin, there) for need, there in needs.items()}


def _both(all_needs: Iterable[Needs]) -> Needs:
    """What is needed where all of these are."""
    found: dict[WordSet, Range] = {}
    for needs in all_needs:
        for need, there in needs.items():
            found[need] = _hull([found[need], there]) if need in found else there
    return found


def _either(covers: Sequence[Mapping[Probe, tuple[Range, Needs]]]) -> Mapping[Probe, tuple[Range, Needs]]:
    """The probes of a choice: those of every option."""
    found: dict[Probe, tuple[Range, Needs]] = {}
    for cover in covers if all(covers) else ():
        for probe, (place, needs) in cover.items():
            if probe in found:
                known, others = found[probe]
                place = _hull([known, place])
                needs = {need: _hull([others[need], there]) for need, there in needs.items() if need in others}
            found[probe] = place, needs
    return found


def _seam(parts: Sequence[Node], i: int) -> Probe | None:
    """The words on both sides of the seam before part `i`, if it has such."""
    if nullable(parts[i - 1]) and nullable(parts[i]):
        return None
    before, after = _ends_with(parts[:i]), _begins_with(parts[i:])
    return (before, after) if before and after else None


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
    return None if all(map(nullable, parts)) else _trailing(parts)


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
            return _trailing(parts)


def _trailing(parts: Sequence[Node]) -> WordSet | None:
    """The last words of the last part that is surely there, and of those after it; None if that may be any."""
    words = frozenset[str]()
    for part in reversed(parts):
        last = _last_words(part)
        if last is None:
            return None
        words |= last
        if not nullable(part):
            break
    return words

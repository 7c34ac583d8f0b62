"""The middle of the way of a note: match, then judge. Pure functions of a note, so that any number of threads may share them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import filterfalse

from langcheck.context import Candidate, Judge, Verdict
from langcheck.context.cues import Cues
from langcheck.context.people import KnownPeople
from langcheck.lexicon.model import Term
from langcheck.match import Match, PatternIndex
from langcheck.prefilter import Spot
from langcheck.segment import Note

Judged = tuple[Candidate, Verdict]
Tried = Sequence[tuple[int, Sequence[int] | None]]
"""Sentences by number, each with the patterns to try in it (None: those that are possible)."""


def match(note: Note, index: PatternIndex[Term], tried: Tried) -> list[Candidate]:
    """Where the lexicon's wordings stand. Of those of a sentence that overlap the longest stays, then the stronger entry.

    Terms about parents, and terms that count only in the child's own words, are kept apart: only context can say which of them the words are.
    """
    candidates: list[Candidate] = []
    for number, patterns in tried:
        sentence = note.sentences[number]
        taken: dict[tuple[bool, str], bytearray] = {}
        kept: list[Match[Term]] = []
        for m in sorted(index.find(note.text_of(sentence), patterns), key=_preference):
            places = taken.setdefault((m.key.entry.subject == "parent", m.key.entry.voice), bytearray(sentence.end - sentence.start))
            if not any(places[m.start : m.end]):
                places[m.start : m.end] = b"\1" * (m.end - m.start)
                kept.append(m)
        kept.sort(key=lambda m: m.start)
        candidates += [Candidate(m.key, number, sentence.start + m.start, sentence.start + m.end) for m in kept]
    return candidates


def everywhere(note: Note, index: PatternIndex[Term], every_pattern: bool = False) -> Tried:
    """Each sentence, with the patterns that are possible in it (`every_pattern`: with all that can begin in it)."""
    if not every_pattern:
        return [(number, None) for number in range(len(note.sentences))]
    return [(number, index.beginning(note.lower[sentence.start : sentence.end])) for number, sentence in enumerate(note.sentences)]


def at(note: Note, spots: Iterable[Spot]) -> Tried:
    """The sentences that spots of the prefilter touch, with their patterns."""
    starts = [note.starts[sentence.start] for sentence in note.sentences]
    tried: dict[int, set[int]] = {}
    for spot in spots:
        for number in range(max(bisect_right(starts, spot.start) - 1, 0), bisect_left(starts, spot.end)):
            tried.setdefault(number, set()).update(spot.numbers)
    return [(number, sorted(patterns)) for number, patterns in sorted(tried.items())]


def _preference(match: Match[Term]) -> tuple[int, str, int, str]:
    return match.start - match.end, match.key.entry.strength, match.start, match.key.id


def judge(note: Note, candidates: Sequence[Candidate], cues: Cues, known: KnownPeople) -> list[Judged]:
    """What becomes of each candidate, in text order. Of those that overlap, one stays (see `_shown_first`)."""
    if not candidates:
        return []
    judging = Judge(note, cues, candidates, known)
    kept: list[Judged] = []
    taken = bytearray(len(note.words))
    judged = [(candidate, judging.verdict(candidate)) for candidate in candidates]
    for candidate, verdict in sorted(filterfalse(_nobodys_words, judged), key=_shown_first):
        if not any(taken[candidate.start : candidate.end]):
            taken[candidate.start : candidate.end] = b"\1" * (candidate.end - candidate.start)
            kept.append((candidate, verdict))
    return sorted(kept, key=lambda pair: pair[0].start)


def _nobodys_words(pair: Judged) -> bool:
    """Whether words that count only in somebody's own mouth stand elsewhere: then they are no finding at all."""
    candidate, verdict = pair
    return candidate.term.entry.voice == "child" and verdict.status != "quoted"


def _shown_first(pair: Judged) -> tuple[bool, bool, int, str]:
    """Of candidates that overlap, what is shown comes before what is dismissed, then the longer; mere own words come last."""
    candidate, verdict = pair
    return verdict.status == "dismissed", candidate.term.entry.voice == "child", candidate.start - candidate.end, candidate.term.id

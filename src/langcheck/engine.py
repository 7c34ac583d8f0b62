"""The middle of the way of a note: match, then judge. Pure functions of a note, so that any number of threads may share them."""

from __future__ import annotations

from collections.abc import Sequence

from langcheck.context import Candidate, Judge, Verdict
from langcheck.context.cues import Cues
from langcheck.context.people import KnownPeople
from langcheck.lexicon.load import Term
from langcheck.match import Match, PatternIndex
from langcheck.segment import Note

Judged = tuple[Candidate, Verdict]


def match(note: Note, index: PatternIndex[Term], every_pattern: bool = False) -> list[Candidate]:
    """Where the lexicon's wordings stand. Of those of a sentence that overlap the longest stays, then the stronger entry.

    Terms about parents, and terms that count only in the child's own words, are kept apart: only context can say which of them the words are.
    """
    candidates: list[Candidate] = []
    for number, sentence in enumerate(note.sentences):
        found = sorted(index.find(note.text_of(sentence), every_pattern=every_pattern), key=_preference)
        taken: dict[tuple[bool, str], bytearray] = {}
        kept: list[Match[Term]] = []
        for m in found:
            places = taken.setdefault((m.key.entry.subject == "parent", m.key.entry.voice), bytearray(sentence.end - sentence.start))
            if not any(places[m.start : m.end]):
                places[m.start : m.end] = b"\1" * (m.end - m.start)
                kept.append(m)
        kept.sort(key=lambda m: m.start)
        candidates += [Candidate(m.key, number, sentence.start + m.start, sentence.start + m.end) for m in kept]
    return candidates


def _preference(match: Match[Term]) -> tuple[int, str, int, str]:
    return match.start - match.end, match.key.entry.strength, match.start, match.key.id


def judge(note: Note, candidates: Sequence[Candidate], cues: Cues, known: KnownPeople) -> list[Judged]:
    """What becomes of each candidate, in text order. Of those that overlap, one stays (see `_shown_first`)."""
    if not candidates:
        return []
    judging = Judge(note, cues, candidates, known)
    kept: list[Judged] = []
    taken = bytearray(len(note.words))
    for candidate, verdict in sorted(((c, judging.verdict(c)) for c in candidates), key=_shown_first):
        if not any(taken[candidate.start : candidate.end]):
            taken[candidate.start : candidate.end] = b"\1" * (candidate.end - candidate.start)
            kept.append((candidate, verdict))
    return sorted(kept, key=lambda pair: pair[0].start)


def _shown_first(pair: Judged) -> tuple[bool, bool, int, str]:
    """Of candidates that overlap, what is shown comes before what is dismissed, then the longer; mere own words come last."""
    candidate, verdict = pair
    return verdict.status == "dismissed", candidate.term.entry.voice == "child", candidate.start - candidate.end, candidate.term.id

"""The middle of the way of a note: match, then judge. Pure functions of a note, so that any number of threads may share them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import filterfalse

from langcheck.context import Candidate, Judge, Verdict
from langcheck.context.cues import Cues
from langcheck.context.hearing import Hearing
from langcheck.context.known import KnownPeople
from langcheck.context.parsing import Model
from langcheck.lexicon.model import Term
from langcheck.match import Hit, Match, PatternIndex
from langcheck.segment import Note

Judged = tuple[Candidate, Verdict]


def match(note: Note, index: PatternIndex[Term], cues: Cues) -> list[Candidate]:
    """Where the lexicon's wordings stand; words that count only in somebody's own mouth, where somebody may be speaking."""
    hearing = Hearing(note, cues)

    def own(number: int) -> bool:
        return index.patterns[number][0].entry.voice == "child"

    hits = index.hits(note.text, (one for one in index.possible(note.lower) if not own(one.number) or hearing.speaker_near(one.first, one.last)))
    by_sentence: dict[int, list[Match[Term]]] = defaultdict(list)
    for number, start, ends in (*(hit for hit in hits if not own(hit.number)), *_heard([hit for hit in hits if own(hit.number)], hearing)):
        sentence = note.sentence_of(start)
        if inside := [end for end in ends if end <= note.sentences[sentence].end]:
            by_sentence[sentence].append(Match(index.patterns[number][0], start, max(inside)))
    return [candidate for sentence, found in sorted(by_sentence.items()) for candidate in _chosen(sentence, found)]


def _heard(hits: Sequence[Hit], hearing: Hearing) -> Iterator[Hit]:
    """The hits where somebody may be speaking, and those that overlap them, since of these the longest stays."""
    together: list[Hit] = []
    reached = -1
    for hit in sorted(hits, key=lambda hit: hit.start):
        if hit.start >= reached:
            if any(hearing.possible(each.start) for each in together):
                yield from together
            together = []
        together.append(hit)
        reached = max(reached, *hit.ends)
    if any(hearing.possible(each.start) for each in together):
        yield from together


def reference_match(note: Note, index: PatternIndex[Term], _: Cues) -> list[Candidate]:
    """What `match` finds and more, found by trying every pattern in every sentence: the slow reference for tests and measurements."""
    candidates: list[Candidate] = []
    for number, sentence in enumerate(note.sentences):
        found = index.reference(note.lower[sentence.start : sentence.end])
        candidates += _chosen(number, [Match(m.key, sentence.start + m.start, sentence.start + m.end) for m in found])
    return candidates


def _chosen(sentence: int, found: Iterable[Match[Term]]) -> list[Candidate]:
    """Of the matches of a sentence that overlap the longest, then that of the stronger entry.

    Terms about parents, and terms that count only in the child's own words, are kept apart: only context can say which of them the words are.
    """
    taken: dict[tuple[bool, str], set[int]] = defaultdict(set)
    kept: list[Candidate] = []
    for m in sorted(found, key=_preference):
        places = taken[m.key.entry.subject == "parent", m.key.entry.voice]
        if places.isdisjoint(range(m.start, m.end)):
            places.update(range(m.start, m.end))
            kept.append(Candidate(m.key, sentence, m.start, m.end))
    return sorted(kept, key=lambda c: c.start)


def _preference(match: Match[Term]) -> tuple[int, str, int, str]:
    return match.start - match.end, match.key.entry.strength, match.start, match.key.id


def judge(note: Note, candidates: Sequence[Candidate], cues: Cues, known: KnownPeople, model: Model | None = None) -> list[Judged]:
    """What becomes of each candidate, in text order. Of those that overlap, one stays (see `_shown_first`)."""
    if not candidates:
        return []
    judging = Judge(note, cues, candidates, known, model)
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

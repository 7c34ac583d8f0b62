"""Whose account is it? Indirect speech in a sentence: who speaks, and how far the account reaches."""

from __future__ import annotations

from typing import NamedTuple

from langcheck.context.cues import Cues
from langcheck.context.people import _PRONOUNS, Mention, People
from langcheck.segment import Note, Sentence

_BREAKS = (";", "\u2013", "\u2014")
_TO_INFINITIVE = frozenset({"to", "not", "n't", "never", "won't", "wouldn't", "refuses", "refused"})


class Account(NamedTuple):
    """Words `start` to `end` are the account of a child (`child` true) or of somebody else; the cue is `cue_start` to `cue_end`."""

    start: int
    end: int
    cue_start: int
    cue_end: int
    child: bool


def accounts(note: Note, number: int, people: People, cues: Cues) -> tuple[list[Account], list[tuple[int, int]]]:
    """The accounts in sentence `number`, and the places of their speakers (who are not the subject of what they say)."""
    sentence = note.sentences[number]
    found = sorted(cues.speech.find(note.text_of(sentence)), key=lambda m: (m.start, -m.end))
    ends = [sentence.start + m.start for m in found if m.key == "ends"]
    out: list[Account] = []
    speakers: list[tuple[int, int]] = []
    mentions = people.mentions(number)
    between = {sentence.start + i for m in found if m.key == "between" for i in range(m.start, m.end)}
    passive = {sentence.start + m.start for m in found if m.key == "passive"}
    for match in found:
        start, end = sentence.start + match.start, sentence.start + match.end
        if match.key == "account":
            out.append(Account(end, _scope_end(note, sentence, end, ends), start, end, True))
        elif match.key in ("verbs", "plain"):
            speaker = _speaker(note, sentence, start, mentions, between, passive, match.key == "plain")
            if speaker is None:
                continue
            first, last, role = speaker
            if role == "?":
                resolved = people._resolve(number, first, _PRONOUNS.get(note.lower[first], ""), speakers)
                role = resolved.role if resolved else "child"
            elif role == "elided":
                carried = people._carried(number, speakers) if number else None
                role = carried.role if carried and carried.role != "agency" else "child"
            if last > first:
                speakers.append((first, last))
            stop = _scope_end(note, sentence, end, ends)
            begin = end
            if stop - end <= 2 and first > sentence.start and note.lower[first - 1] in (",", '"', "\u201d", "'"):
                begin, stop = sentence.start, first
            out.append(Account(begin, stop, first, end, role == "child"))
    return out, speakers


def _speaker(
    note: Note, sentence: Sentence, verb: int, mentions: list[Mention], between: set[int], passive: set[int], plain: bool
) -> tuple[int, int, str] | None:
    """The place and role of a verb's subject: a role, `?` for a pronoun, `elided` for log style; None if this is no speech."""
    i = verb - 1
    while i >= sentence.start and (i in between or i in passive):
        if i in passive and note.lower[i] not in ("is", "was", "has") or (i in passive and note.lower[verb] in ("told", "said", "reported", "described", "considered", "thought", "believed", "called", "seen", "regarded", "viewed", "stated", "alleged", "felt")):
            return None
        i -= 1
    if i >= sentence.start and note.lower[i] == ")":
        while i > sentence.start and note.lower[i] != "(":
            i -= 1
        i -= 1
    if i < sentence.start or note.lower[i] in (",", ":", "-", "\u2013", "\u2014", ".", "\u2022"):
        return None if plain else (verb, verb, "elided")
    word = note.lower[i]
    if word in _TO_INFINITIVE:
        return None
    if word in _PRONOUNS:
        if plain and word in ("he", "she"):
            return None
        return i, i + 1, "child" if _PRONOUNS[word] == "y" else "?"
    if word in ("who", "that", "which"):
        i -= 1
        if i >= sentence.start and note.lower[i] == ",":
            i -= 1
    for mention in mentions:
        if mention.end == i + 1:
            return mention.start, mention.end, mention.role
    nearest = [m for m in mentions if m.end <= i + 1]
    if nearest and i + 1 - nearest[-1].end <= 4 and not any(note.lower[k] in (",", ";") for k in range(nearest[-1].end, i + 1)):
        return nearest[-1].start, nearest[-1].end, nearest[-1].role if nearest[-1].role != "child" else "adult"
    return i, i + 1, "adult"


def _scope_end(note: Note, sentence: Sentence, start: int, ends: list[int]) -> int:
    for i in range(start, sentence.end):
        if i in ends and i > start or note.lower[i] in _BREAKS:
            return i
    return sentence.end

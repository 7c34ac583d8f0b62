"""Whose account is it? Indirect speech in a sentence: who speaks, and how far the account reaches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from langcheck.context.cues import Cues
from langcheck.context.people import PRONOUNS, Mention, People, Speakers, people_after_preposition
from langcheck.segment import Note, Sentence

_BREAKS = (";", "\u2013", "\u2014")
_OPENING = frozenset(",:-.\u2013\u2014\u2022*(\"'\u201c")
_NO_ACCOUNT = frozenset("to as by are is was were from of for and with have has been".split())
_NO_SPEECH = frozenset("to not never won't wouldn't refuses refused can can't cannot could be being".split())


class Account(NamedTuple):
    """Words `start` to `end` are somebody's account; `role` is the speaker's; the cue is `cue_start` to `cue_end`."""

    start: int
    end: int
    cue_start: int
    cue_end: int
    role: str


def accounts(note: Note, number: int, people: People, cues: Cues, quotes: Sequence[tuple[int, int, bool]]) -> tuple[list[Account], Speakers]:
    """The accounts in sentence `number`, and the places of their speakers (who are not the subject of what they say)."""
    sentence = note.sentences[number]
    found = sorted(cues.speech.find(note.text_of(sentence)), key=lambda m: (m.start, -m.end))
    places = {kind: {sentence.start + i for m in found if m.key == kind for i in range(m.start, m.end)} for kind in ("between", "passive")}
    ends = {sentence.start + m.start for m in found if m.key == "ends"}
    out: list[Account] = []
    speakers: Speakers = []
    for match in found:
        start, end = sentence.start + match.start, sentence.start + match.end
        stop = _scope_end(note, sentence, end, ends, quotes)
        if match.key == "account":
            out.append(Account(end, stop, start, end, "child"))
        elif match.key == "source":
            if named := next((m for m in people.mentions(number) if m.start in (end, end + 1)), None):
                speakers.append((named.start, named.end, start))
                out.append(Account(named.end, stop, start, named.end, named.role))
            elif end < sentence.end and note.lower[end] in ("her", "him", "them"):
                out.append(Account(end + 1, stop, start, end + 1, _role(people, number, end, speakers)))
        elif match.key in ("verbs", "recording", "plain"):
            speaker = _speaker(note, sentence, start, end, people.mentions(number), places, match.key)
            if speaker is None:
                continue
            first, last, role = speaker
            if role == "?":
                role = _role(people, number, first, speakers)
            elif role == "elided":
                carried = people._carried(number) if number else None
                role = "child" if carried is None or carried.role in ("agency", "professional") else carried.role
            if last > first:
                speakers.append((first, last, start))
            if first >= end or (stop - end <= 2 and first > sentence.start and note.lower[first - 1] in (",", '"', "\u201d", "'")):
                out.append(Account(sentence.start, min(first, start), min(first, start), max(last, end), role))
            else:
                out.append(Account(end, stop, min(first, start), end, role))
    return out, speakers


def _role(people: People, number: int, pronoun: int, speakers: Speakers) -> str:
    resolved = people.resolve(number, pronoun, speakers)
    return resolved.role if resolved else "child"


def _speaker(
    note: Note, sentence: Sentence, verb: int, end: int, mentions: list[Mention], places: dict[str, set[int]], kind: str
) -> tuple[int, int, str] | None:
    """The place and role of a verb's subject: a role, `?` for a pronoun, `elided` for log style; None if this is no speech."""
    lower, plain = note.lower, kind == "plain"
    follows = lower[end] if end < sentence.end else ""
    if follows == "as" and verb > sentence.start and lower[verb].endswith("ed") and verb - 1 not in places["between"] and lower[verb - 1] not in PRONOUNS:
        return None
    i = verb - 1
    while i >= sentence.start and (i in places["between"] or i in places["passive"]):
        if i in places["passive"] and not lower[verb].endswith("ing"):
            return None
        i -= 1
    if i >= sentence.start and lower[i] == ")":
        while i > sentence.start and lower[i] != "(":
            i -= 1
        i -= 1
    if i < sentence.start or lower[i] in _OPENING:
        after = next((m for m in mentions if m.start == end and lower[end - 1] in ("says", "said", "reports", "states", "stated", "reported")), None)
        if after is not None and i >= sentence.start and lower[i] in (",", '"', "\u201d", "'", "\u2019", "?", "!"):
            return after.start, after.end, after.role
        return None if kind != "verbs" or follows in _NO_ACCOUNT else (verb, verb, "elided")
    word = lower[i]
    if word in _NO_SPEECH or (plain and word.endswith("'s")):
        return None
    if word == "and":
        uprights = [m for m in mentions if m.end <= i and not people_after_preposition(note, m)]
        pronoun = next((k for k in range(sentence.start, i) if lower[k] in PRONOUNS), None)
        if pronoun is not None and (not uprights or pronoun < uprights[0].start):
            return pronoun, pronoun + 1, "?"
        return (uprights[0].start, uprights[0].end, uprights[0].role) if uprights else (verb, verb, "elided")
    if word in PRONOUNS:
        if (plain and word in ("he", "she")) or (i > sentence.start and lower[i - 1] in ("what", "everything", "anything", "whatever")):
            return None
        return i, i + 1, "child" if word.startswith("you") else "?"
    if plain and not any(m.end == i + 1 and (m.plural or m.role == "child") for m in mentions):
        return None
    if word in ("who", "that", "which"):
        i -= 1
        if i >= sentence.start and lower[i] == ",":
            i -= 1
    for mention in mentions:
        if mention.end == i + 1:
            return mention.start, mention.end, mention.role
    nearest = [m for m in mentions if m.end <= i + 1]
    if nearest and i + 1 - nearest[-1].end <= 4 and not any(lower[k] in (",", ";") for k in range(nearest[-1].end, i + 1)):
        return nearest[-1].start, nearest[-1].end, nearest[-1].role if nearest[-1].role != "child" else "adult"
    return i, i + 1, "adult"


def _scope_end(note: Note, sentence: Sentence, start: int, ends: set[int], quotes: Sequence[tuple[int, int, bool]]) -> int:
    """Where an account that begins at `start` ends. One that is given verbatim ends with its quotation."""
    for first, last, _ in quotes:
        if start <= first <= start + 2 and last < sentence.end:
            return last
    for i in range(start, sentence.end):
        if (i in ends and i > start) or note.lower[i] in _BREAKS:
            return i
    return sentence.end

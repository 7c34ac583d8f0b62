"""Is the wording protected? Titles of offences, laws and services, labels of forms, definitions pasted in."""

from __future__ import annotations

from typing import NamedTuple

from langcheck.context.cues import Cues
from langcheck.segment import Note, Sentence

_SERVICE = frozenset(
    """service services team project policy form act order guide guidance programme panel unit forum strategy course group procedure protocol
    toolkit plan interview centre hub partnership charity clinic model workshop training college schools school risk code notice bill action
    language families mentoring screening tool assessment list register board committee refresher module lead award scheme operation outreach
    helpline line network alliance association trust foundation""".split()
)
"""Words that end the name of a service, a form or a document."""
_INSIDE_NAMES = frozenset("and of & for in the ' from".split())
_LINE_OPENERS = frozenset(": - \u2013 \u2014 \u2022 * ( . [ / > \" ' \u201c \u2018".split())
_NAMERS = frozenset("from at by the with to via called named".split())
_CHOICES = frozenset("( ) / y n ? yes no ] x delete as appropriate or".split())
_FILLED = frozenset("y n yes no na n/a none nil unknown tick ] \u2610 \u2611 \u2612 \u2713 \u2714 [ x".split())
_BOX_NEAR = 6
"""How many words may lie between a tick box and the words."""
_REACH = {"definition": 12, "offence": 25, "law": 12}
"""How many words a cue of each kind reaches."""
_NAMES = {"definition": "a definition", "offence": "the title of an offence", "law": "wording of a law"}


class Protection(NamedTuple):
    """Why the wording is protected, and the note's words that say so."""

    value: str
    start: int
    end: int


def protection(note: Note, sentence: Sentence, start: int, end: int, cues: Cues) -> Protection | None:
    """What protects the words `start` to `end` of a sentence, if anything does."""
    for match in cues.protected.find(note.text, sentence.start, sentence.end):
        first, last = match.start, match.end
        if match.key == "law" and first == sentence.start and note.lower[last : last + 1] == (":",):
            continue
        distance = start - last if match.key == "offence" else max(first - end, start - last)
        if distance <= _REACH[match.key] and (match.key != "offence" or distance >= 0):
            return Protection(_NAMES[match.key], first, last)
    return _titled(note, sentence, start, end) or _unticked(note, sentence, start) or _label(note, sentence, start, end)


def _titled(note: Note, sentence: Sentence, start: int, end: int) -> Protection | None:
    """Part of a name in capitals: "the Hard to Reach Families Project", "a worker from Streetwise"."""
    words = note.words
    if not words[start].istitle() or not all(w[0].isupper() or len(w) <= 3 for w in words[start:end]):
        return None
    if _all_capitals(note, sentence):
        return None
    last = end
    while last < sentence.end and (words[last][0].isupper() or words[last] in _INSIDE_NAMES):
        last += 1
    capitals = [w.lower() for w in words[start:last] if w[0].isupper()]
    before = words[start - 1] if start > sentence.start else ""
    of_name = before == "of" and start - 2 >= sentence.start and words[start - 2][0].isupper()
    inside = bool(before) and before not in _LINE_OPENERS and not before.isdigit()
    service = bool(_SERVICE & {w.lower() for w in words[end:last]} if not before else _SERVICE & set(capitals))
    form = last < sentence.end and words[last] in _SERVICE
    if len(capitals) >= 2 and (service or form or inside):
        return Protection("a name or title", start, last)
    if inside and (of_name or (last == start + 1 and before.lower() in _NAMERS)):
        return Protection("a name or title", start, last)
    return None


def _all_capitals(note: Note, sentence: Sentence) -> bool:
    """Whether a sentence is written in capitals throughout, or with a capital at every word, so that capitals say nothing."""
    words = [w for w in note.words[sentence.start : sentence.end] if w.isalpha()]
    return len(words) > 4 and all(w[0].isupper() for w in words)


def _unticked(note: Note, sentence: Sentence, start: int) -> Protection | None:
    """The label of a box that nobody ticked: "[ ] Promiscuity [x] Other"."""
    lower = note.lower
    for at in range(start - 1, max(start - _BOX_NEAR, sentence.start) - 1, -1):
        if lower[at] == "\u2610" or (lower[at] == "]" and at > sentence.start and lower[at - 1] == "["):
            return Protection("a box that is not ticked", at, start)
        if not lower[at].isalpha():
            return None
    return None


def _label(note: Note, sentence: Sentence, start: int, end: int) -> Protection | None:
    """The label of a form line: "Risk-taking behaviour: Y / N"."""
    lower = note.lower
    listed = "/" in lower[sentence.start : start][-2:] or "/" in lower[end : end + 1]
    if lower[start - 1] == "]" and start > sentence.start:
        return None
    if not sentence.starts_line or (start - sentence.start > 6 and not listed):
        return None
    at, options = end, False
    while at < min(sentence.end, end + 10) and lower[at] not in (":", "["):
        options = options or (lower[at] == "/" and "(" in lower[end:at])
        if not (lower[at] in _CHOICES or (lower[at].isalpha() and (at < end + 2 or options or "(" in lower[end:at] or listed))):
            break
        at += 1
    if at >= sentence.end or lower[at] not in (":", "[", "?"):
        return None
    after = lower[at + 1] if at + 1 < len(lower) else ""
    filled = options or after in _FILLED or after.isdigit() or (lower[at] == ":" and at + 1 == sentence.end)
    return Protection("the label of a form", sentence.start, at + 1) if filled else None

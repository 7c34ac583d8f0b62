"""Who speaks? The subject of a verb of speech, wherever it stands: before it, after it, or left out as log style does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from langcheck.context.clauses import preposition
from langcheck.context.grammar import DETERMINERS, PREPOSITIONS, PRONOUNS
from langcheck.context.people import Mention
from langcheck.context.references import References
from langcheck.segment import Note

_CLAUSE_OPENERS = frozenset(",:-.\u2013\u2014\u2022*(\"'\u201c")
QUOTE_CLOSERS = frozenset(",\"'\u201d\u2019?!")
_INVERTED = frozenset("says said reports states stated reported".split())
_RECORDERS_OWN = frozenset("informed informs recorded shared wrote mentioned admits admitted".split())
_NO_ACCOUNT = frozenset("to as by are is was were from of for and with have has been".split())
_NO_SPEECH = frozenset("to not never won't wouldn't refuses refused can can't cannot could be being".split())
_RECORDS_VIEW = frozenset("agreed agrees considered felt thought believed described identified noted found viewed regarded acknowledged".split())
_TOLD_THINGS = frozenset("different lies tales stories one fibs conflicting this".split())
_PARTICIPLES = frozenset("found told said thought felt seen heard known understood".split())
_PASSIVE_TO = frozenset("be have not".split())
_ENDING_MARKS = frozenset(", . ; ) by".split())
_NOTED = frozenset("identified described noted recorded logged observed assessed documented advised informed considered viewed".split())
_RUNG = frozenset("back round at in police 101 999 for out off by home on staff edt mash to".split())
"""After "called" these say that somebody telephoned or came."""
_PEERS = frozenset("friend friends peer peers brother sister sibling siblings stepbrother stepsister cousin mate".split())
_AFTER_OBJECT = frozenset("that she he it to not about i we this there , .".split())
_OTHER = frozenset("other another different".split())
_RELATIVES = frozenset("who that which".split())
_FREE_RELATIVES = frozenset("what everything anything whatever".split())
_NEAR = 4
"""How many words may stand between a speaker and the verb: "the deputy at her school says"."""


class Speaker(NamedTuple):
    """Words `start` to `end` name who speaks; empty where log style leaves the subject out."""

    start: int
    end: int
    role: str


@dataclass(frozen=True)
class Spoken:
    """What is known of one sentence; positions are the note's words."""

    number: int
    start: int
    end: int
    mentions: list[Mention]
    fillers: frozenset[int]
    """Words that may stand between a speaker and the verb: "has also"."""
    passives: frozenset[int]
    ends: frozenset[int]
    """Where the record's own voice begins again."""
    records: frozenset[int]
    """Verbs of those who write records."""


class Speaking:
    """Answers, for one note, who speaks."""

    def __init__(self, note: Note, references: References) -> None:
        self._note, self._references = note, references

    def of(self, s: Spoken, verb: int, end: int, kind: str) -> Speaker | None:
        """Who speaks; role `?` for a pronoun. None if this is no speech."""
        lower = self._note.lower
        if end < s.end and (self._passive(s, verb, end) or lower[end] in _TOLD_THINGS or (lower[verb].startswith("call") and lower[end] in _RUNG)):
            return None
        at = verb - 1
        while at >= s.start and (at in s.fillers or at in s.passives):
            if at in s.passives and not lower[verb].endswith("ing"):
                return None
            at -= 1
        if at >= s.start and lower[at] == ")":
            at = max((i for i in range(s.start, at) if lower[i] == "("), default=at) - 1
        if kind == "plain" and at < s.start and {"both", "all"} & set(lower[s.start : verb]):
            return Speaker(verb, verb, self._references.several(s.number))
        if at < s.start or lower[at] in _CLAUSE_OPENERS:
            return self._unnamed(s, verb, end, at, kind)
        if lower[at] in _NO_SPEECH:
            return None
        if lower[at] in ("and", "but"):
            return self._coordinated(s, verb, at)
        if lower[at] in PRONOUNS:
            free = at > s.start and lower[at - 1] in _FREE_RELATIVES
            return None if free or (kind == "plain" and lower[at] in ("he", "she")) else Speaker(at, at + 1, "child" if lower[at] == "you" else "?")
        if kind == "plain" and not any(m.end == at + 1 and (m.plural or m.role == "child") and not lower[at].endswith("'s") for m in s.mentions):
            return None
        if lower[at] in _RELATIVES:
            at -= 1 + (at > s.start and lower[at - 1] == ",")
            last = next((m for m in reversed(s.mentions) if m.end <= at + 1 and m.role != "thing"), None)
            if last and at + 1 - last.end <= _NEAR:
                return Speaker(last.start, last.end, self.role(s, last))
        return self._named(s, at)

    def _passive(self, s: Spoken, verb: int, end: int) -> bool:
        """Whether the verb is a participle, which names no speaker: "two men described as", "boy noted to be", "no exploiter identified,"."""
        lower = self._note.lower
        before = lower[verb - 1] if verb > s.start else ""
        if not before or verb - 1 in s.fillers or before in PRONOUNS or not (lower[verb].endswith("ed") or lower[verb] in _PARTICIPLES):
            return False
        if lower[end] == "to" or lower[end : end + 2] == ("not", "to"):
            return lower[end + 1 : end + 2] != () and (lower[end + 1] in _PASSIVE_TO or lower[end] == "not")
        return lower[end] == "as" or (lower[verb] in _NOTED and lower[end] in _ENDING_MARKS)

    def _unnamed(self, s: Spoken, verb: int, end: int, at: int, kind: str) -> Speaker | None:
        """No speaker before the verb: inverted (", says PC Khan") or log style ("Says he is …")."""
        lower = self._note.lower
        after = next((m for m in s.mentions if m.start == end), None)
        if after and lower[end - 1] in _INVERTED and at >= s.start and lower[at] in QUOTE_CLOSERS:
            return Speaker(after.start, after.end, after.role)
        follows, beyond = lower[end : end + 2] if end + 1 < s.end else ("", "")
        if self._about_child(lower[end - 1], follows, beyond):
            return Speaker(verb, verb, "adult")
        to_somebody = follows == "to" and any(m.start in (end + 1, end + 2) for m in s.mentions)
        said_been = follows == "been" and lower[verb] in _INVERTED
        if kind != "verbs" or (follows in _NO_ACCOUNT and not to_somebody and not said_been) or lower[verb] in _RECORDERS_OWN | _RECORDS_VIEW:
            return None
        if before := [m for m in s.mentions if m.end <= verb and m.role not in ("child", "harmer")]:
            return Speaker(verb, verb, before[-1].role)
        return Speaker(verb, verb, self._references.elided_speaker(s.number))

    def _about_child(self, cue: str, follows: str, beyond: str) -> bool:
        """Whether the child is told or described rather than speaking: "Told her that …", "Sees him as …", but not "Told her SW that …"."""
        if cue == "as" or follows in ("him", "them"):
            return True
        return follows == "her" and beyond in _AFTER_OBJECT

    def _coordinated(self, s: Spoken, verb: int, at: int) -> Speaker:
        """ "She talked to me about Tyler and said": the first subject speaks."""
        upright = next((m for m in s.mentions if m.end <= at and not preposition(self._note.lower, m)), None)
        pronoun = next((i for i in range(s.start, at) if self._note.lower[i] in PRONOUNS), None)
        if pronoun is not None and (upright is None or pronoun < upright.start):
            return Speaker(pronoun, pronoun + 1, "?")
        return Speaker(upright.start, upright.end, upright.role) if upright else Speaker(verb, verb, "child")

    def _named(self, s: Spoken, at: int) -> Speaker:
        """The person whose name or noun ends at word `at`, or shortly before it."""
        before = [m for m in s.mentions if m.end <= at + 1]
        if len(before) > 1 and before[-1].end == at + 1 and self._note.lower[before[-2].end] == "of":
            before.pop()  # "the aunt of the boy told us"
            at = before[-1].end - 1
        if together := self._first_of_two(s, before, at):
            return together
        if before and before[-1].end == at + 1:
            return Speaker(before[-1].start, before[-1].end, self.role(s, before[-1]))
        saying = self._note.lower[at + 1].endswith("ing") and self._note.lower[at] not in PREPOSITIONS
        subject = next((h for h in reversed(self._references.heads(s.number)) if h.at <= at), None) if saying else None
        if subject and subject.at == at - 1:
            subject = None  # "She keeps saying"
        if subject and subject.kind == "pronoun":
            return Speaker(subject.at, subject.at + 1, "?")
        if subject and subject.mention:
            return Speaker(subject.mention.start, subject.mention.end, subject.mention.role)
        if before and at + 1 - before[-1].end <= _NEAR and not {",", ";"} & set(self._note.lower[before[-1].end : at + 1]):
            return Speaker(before[-1].start, before[-1].end, "adult" if before[-1].role == "child" else before[-1].role)
        return Speaker(at, at + 1, "adult")

    def role(self, s: Spoken, mention: Mention) -> str:
        """The role of a speaker; a friend or another child is not the child of the note."""
        words = self._note.lower[max(mention.start - 1, s.start) : mention.end]
        return "adult" if mention.role == "child" and (words[0] in _OTHER or _PEERS & set(words)) else mention.role

    def _first_of_two(self, s: Spoken, before: Sequence[Mention], at: int) -> Speaker | None:
        """The child of "Lily and her friend say"."""
        if len(before) < 2 or before[-1].end != at + 1 or before[-2].role != "child":
            return None
        between = self._note.lower[before[-2].end : before[-1].start]
        joined = between[:1] in (("and",), ("&",)) and all(w in DETERMINERS for w in between[1:])
        return Speaker(before[-2].start, before[-1].end, "child") if joined and not preposition(self._note.lower, before[-2], s.start) else None

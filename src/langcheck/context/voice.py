"""Whose account is it? Indirect speech in a sentence: who speaks, and how far the account reaches."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from langcheck.context.clauses import is_finite, preposition
from langcheck.context.cues import Cues
from langcheck.context.grammar import PRONOUNS
from langcheck.context.people import Mention, People
from langcheck.context.references import References, Speakers
from langcheck.segment import Note

WordSpan = tuple[int, int, bool]
"""A quotation as words of the note: start, end, and whether its end mark is there."""

_BREAKS = frozenset(";\u2013\u2014")
_CLAUSE_OPENERS = frozenset(",:-.\u2013\u2014\u2022*(\"'\u201c")
QUOTE_CLOSERS = frozenset(",\"'\u201d\u2019?!")
_INVERTED = frozenset("says said reports states stated reported".split())
_RECORDERS_OWN = frozenset("informed informs recorded shared wrote mentioned".split())
_NO_ACCOUNT = frozenset("to as by are is was were from of for and with have has been".split())
_NO_SPEECH = frozenset("to not never won't wouldn't refuses refused can can't cannot could be being".split())
_RECORDS_VIEW = frozenset("agreed agrees considered felt thought believed described identified noted found viewed regarded acknowledged".split())
_TOLD_THINGS = frozenset("different lies tales stories one fibs conflicting several this".split())
_PARTICIPLES = frozenset("found told said thought felt seen heard known understood".split())
_PASSIVE_TO = frozenset("be have not".split())
_ENDING_MARKS = frozenset(", . ; ) by".split())
_NOTED = frozenset("identified described noted recorded logged observed assessed documented advised informed considered viewed".split())
_RECORDS = frozenset("noted notes recorded records logged documented documents observed observes assessed concluded concludes".split())
"""Whoever is named as doing this writes records, though the name may be a child's: "Reg noted that …"."""
_RUNG = frozenset("back round at in police 101 999 for out off by home on staff edt mash to".split())
"""After "called" these say that somebody telephoned or came."""
_PEERS = frozenset("friend friends peer peers brother sister sibling siblings stepbrother stepsister cousin mate".split())
_AFTER_OBJECT = frozenset("that she he it to not about i we this there , .".split())
_OTHER = frozenset("other another different".split())
_RELATIVES = frozenset("who that which".split())
_FREE_RELATIVES = frozenset("what everything anything whatever".split())
_NEAR = 4
"""How many words may stand between a speaker and the verb: "the deputy at her school says"."""


class Account(NamedTuple):
    """Words `start` to `end` are somebody's account; `role` is the speaker's; the cue is `cue_start` to `cue_end`."""

    start: int
    end: int
    cue_start: int
    cue_end: int
    role: str


class Speaker(NamedTuple):
    """Words `start` to `end` name who speaks; empty where log style leaves the subject out."""

    start: int
    end: int
    role: str


@dataclass(frozen=True)
class _Sentence:
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


class Voice:
    """The accounts in a note, sentence by sentence as they are asked for."""

    def __init__(self, note: Note, people: People, references: References, cues: Cues, quotes: Sequence[WordSpan]) -> None:
        self._note, self._people, self._references, self._cues = note, people, references, cues
        self._quotes, self._quote_starts = quotes, [quote[0] for quote in quotes]
        self._found: dict[int, tuple[list[Account], Speakers]] = {}

    def accounts(self, number: int) -> list[Account]:
        """The accounts in sentence `number`."""
        return self._of(number)[0]

    def speakers(self, number: int) -> Speakers:
        """The places of its speakers, who are not the subject of what they say."""
        return self._of(number)[1]

    def _of(self, number: int) -> tuple[list[Account], Speakers]:
        if number not in self._found:
            self._found[number] = self._find(number)
        return self._found[number]

    def _find(self, number: int) -> tuple[list[Account], Speakers]:
        note = self._note.sentences[number]
        matches = sorted((m.start, m.end, m.key) for m in self._cues.speech.find(self._note.text, note.start, note.end))

        def words(kind: str, first_only: bool = False) -> frozenset[int]:
            return frozenset(i for start, end, key in matches if key == kind for i in range(start, start + 1 if first_only else end))

        mentions = self._people.mentions(number)
        sentence = _Sentence(number, note.start, note.end, mentions, words("between"), words("passive"), words("ends", True))
        accounts: list[Account] = []
        speakers: Speakers = []
        self._labelled(sentence, accounts, speakers)
        for start, end, key in matches:
            if key == "account":
                theirs = next((a.role for a in accounts if a.start <= start < a.end and a.role != "child"), "child")
                accounts.append(Account(end, self._scope_end(sentence, end), start, end, theirs))
            elif key == "source":
                self._sourced(sentence, start, end, accounts, speakers)
            elif key in ("verbs", "recording", "plain"):
                self._spoken(sentence, start, end, key, accounts, speakers)
        return [self._cut(account, accounts) for account in accounts], speakers

    def _cut(self, account: Account, accounts: list[Account]) -> Account:
        """An account ends where somebody else's follows on: "thinks he is grown up and the officer said …"."""
        following = [a.cue_start for a in accounts if account.start < a.cue_start < account.end and self._follows_on(a.cue_start)]
        return account._replace(end=min(following)) if following else account

    def _follows_on(self, at: int) -> bool:
        before = self._note.lower[max(at - 2, 0) : at]
        return bool({"and", "but", ","} & set(before)) and "that" not in before

    def _labelled(self, s: _Sentence, accounts: list[Account], speakers: Speakers) -> None:
        """ "Dad (by phone): he's gone off the rails": the label speaks."""
        for mention in s.mentions[:1]:
            colon = next((i for i in range(mention.end, min(mention.end + 6, s.end)) if self._note.lower[i] == ":"), s.end)
            aside = self._note.lower[mention.end : colon]
            if mention.start == s.start and colon < s.end and (not aside or (aside[0], aside[-1]) == ("(", ")")):
                speakers.append((mention.start, mention.end, colon))
                if mention.role == "harmer":
                    accounts.append(Account(colon + 1, s.end, mention.start, colon + 1, mention.role))

    def _sourced(self, s: _Sentence, start: int, end: int, accounts: list[Account], speakers: Speakers) -> None:
        """ "According to Finn": the speaker follows."""
        if named := next((m for m in s.mentions if m.start in (end, end + 1)), None):
            speakers.append((named.start, named.end, start))
            accounts.append(Account(named.end, self._scope_end(s, end), start, named.end, named.role))
        elif end < s.end and self._note.lower[end] in ("her", "him", "them"):
            accounts.append(Account(end + 1, self._scope_end(s, end), start, end + 1, self._pronoun_role(s, end, speakers)))

    def _spoken(self, s: _Sentence, start: int, end: int, kind: str, accounts: list[Account], speakers: Speakers) -> None:
        speaker = self._speaker(s, start, end, kind)
        told = next((m.end for m in s.mentions if m.start == end), end)
        if speaker is None or self._note.lower[told : told + 2] == (",", "who"):
            return
        first, last, role = speaker
        if role == "child" and self._note.lower[end - 1] in _RECORDS and self._note.lower[last - 1] not in PRONOUNS:
            role = "professional"
        if role == "?":
            role = self._reporter(s, first, end) or self._pronoun_role(s, first, speakers)
        if last > first:
            speakers.append((first, last, start))
        stop = self._scope_end(s, end)
        said_before = stop - end <= 2 and first > s.start and self._note.lower[first - 1] in QUOTE_CLOSERS
        if first >= end or said_before:
            accounts.append(Account(s.start, min(first, start), min(first, start), max(last, end), role))
        else:
            accounts.append(Account(end, stop, min(first, start), end, role))

    def _pronoun_role(self, s: _Sentence, pronoun: int, speakers: Speakers) -> str:
        resolved = self._references.resolve(s.number, pronoun, speakers)
        return resolved.role if resolved else "child"

    def _reporter(self, s: _Sentence, pronoun: int, end: int) -> str:
        """The role of the adult who speaks as a pronoun that can't be the child's, since the child is another one: "Nan rang. She says he is …"."""
        spoken_of = next((h for h in self._references.heads(s.number) if h.at >= end), None)
        if spoken_of is None or spoken_of.kind not in ("pronoun", "person") or self._note.lower[spoken_of.at].startswith("they"):
            return ""
        mine = PRONOUNS[self._note.lower[pronoun]]
        if spoken_of.kind == "pronoun" and PRONOUNS[self._note.lower[spoken_of.at]] in (mine, "y"):
            return ""
        if spoken_of.mention and spoken_of.mention.role != "child":
            return ""
        return self._references.adult_before(s.number, pronoun, mine)

    # ---- the subject of a verb of speech ---------------------------------------------------------------------------------------------------

    def _speaker(self, s: _Sentence, verb: int, end: int, kind: str) -> Speaker | None:
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
        if at < s.start or lower[at] in _CLAUSE_OPENERS:
            return self._unnamed(s, verb, end, at, kind)
        if lower[at] in _NO_SPEECH:
            return None
        if lower[at] == "and":
            return self._coordinated(s, verb, at)
        if lower[at] in PRONOUNS:
            free = at > s.start and lower[at - 1] in _FREE_RELATIVES
            return None if free or (kind == "plain" and lower[at] in ("he", "she")) else Speaker(at, at + 1, "child" if lower[at] == "you" else "?")
        if kind == "plain" and not any(m.end == at + 1 and (m.plural or m.role == "child") and not lower[at].endswith("'s") for m in s.mentions):
            return None
        if lower[at] in _RELATIVES:
            at -= 1 + (at > s.start and lower[at - 1] == ",")
        return self._named(s, at)

    def _passive(self, s: _Sentence, verb: int, end: int) -> bool:
        """Whether the verb is a participle, which names no speaker: "two men described as", "boy noted to be", "no exploiter identified,"."""
        lower = self._note.lower
        before = lower[verb - 1] if verb > s.start else ""
        if not before or verb - 1 in s.fillers or before in PRONOUNS or not (lower[verb].endswith("ed") or lower[verb] in _PARTICIPLES):
            return False
        if lower[end] == "to" or lower[end : end + 2] == ("not", "to"):
            return lower[end + 1 : end + 2] != () and (lower[end + 1] in _PASSIVE_TO or lower[end] == "not")
        return lower[end] == "as" or (lower[verb] in _NOTED and lower[end] in _ENDING_MARKS)

    def _unnamed(self, s: _Sentence, verb: int, end: int, at: int, kind: str) -> Speaker | None:
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

    def _coordinated(self, s: _Sentence, verb: int, at: int) -> Speaker:
        """ "She talked to me about Tyler and said": the first subject speaks."""
        upright = next((m for m in s.mentions if m.end <= at and not preposition(self._note.lower, m)), None)
        pronoun = next((i for i in range(s.start, at) if self._note.lower[i] in PRONOUNS), None)
        if pronoun is not None and (upright is None or pronoun < upright.start):
            return Speaker(pronoun, pronoun + 1, "?")
        return Speaker(upright.start, upright.end, upright.role) if upright else Speaker(verb, verb, "child")

    def _named(self, s: _Sentence, at: int) -> Speaker:
        """The person whose name or noun ends at word `at`, or shortly before it."""
        before = [m for m in s.mentions if m.end <= at + 1]
        if len(before) > 1 and before[-1].end == at + 1 and self._note.lower[before[-2].end] == "of":
            before.pop()  # "the aunt of the boy told us"
            at = before[-1].end - 1
        if before and before[-1].end == at + 1:
            first, last, role = before[-1][:3]
            words = self._note.lower[max(first - 1, s.start) : last]
            return Speaker(first, last, "adult" if role == "child" and (words[0] in _OTHER or _PEERS & set(words)) else role)
        if before and at + 1 - before[-1].end <= _NEAR and not {",", ";"} & set(self._note.lower[before[-1].end : at + 1]):
            return Speaker(before[-1].start, before[-1].end, "adult" if before[-1].role == "child" else before[-1].role)
        return Speaker(at, at + 1, "adult")

    def _resumes(self, at: int, end: int) -> bool:
        """Whether an account goes on after a quotation: 'he said that his "bros" were there and that …'."""
        return any(self._note.lower[i : i + 2] == ("and", "that") for i in range(at, end))

    def _scope_end(self, s: _Sentence, start: int) -> int:
        """Where an account that begins at `start` ends. One that is given verbatim ends with its quotation."""
        nearest = bisect_left(self._quote_starts, start)
        for first, last, _ in self._quotes[nearest : nearest + 1]:
            if first <= start + 2 and last < s.end and not is_finite(self._note.lower[last]) and not self._resumes(last, s.end):
                return last
        return next((i for i in range(start, s.end) if (i in s.ends and i > start) or self._note.lower[i] in _BREAKS), s.end)

"""Whose account is it? Indirect speech in a sentence: who speaks, and how far the account reaches."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from langcheck.context.clauses import SELVES, is_finite
from langcheck.context.cues import Cues
from langcheck.context.grammar import DETERMINERS, PRONOUNS
from langcheck.context.people import People
from langcheck.context.references import POSSESSIVES, References, Speakers
from langcheck.context.speakers import QUOTE_CLOSERS, Speaking, Spoken
from langcheck.segment import Note

WordSpan = tuple[int, int, bool]
"""A quotation as words of the note: start, end, and whether its end mark is there."""

_BREAKS = frozenset(";\u2013\u2014")
_WRITING = frozenset("wrote write put recorded record".split())
_TAGS = (("do",), ("does",), ("did",), ("that", "is"))
_OWN = frozenset("own exact actual".split())
_BY_OWNER = frozenset("in from by to under".split())
"""Before an owner these make "words" or "view" an account without a verb: "in Lily's words"."""
_SAYING = frozenset("is was that being remains been".split())
_CLAUSES = SELVES | PRONOUNS.keys() | frozenset("it it's there nobody no-one everyone my".split())
"""With these a clause begins that somebody says."""
_OPENING = frozenset(", ( - \u2013 \u2014".split())
_ENDS = frozenset(". ) ! ? ; , \" '".split())


class Account(NamedTuple):
    """Words `start` to `end` are somebody's account; `role` is the speaker's; the cue is `cue_start` to `cue_end`."""

    start: int
    end: int
    cue_start: int
    cue_end: int
    role: str


class Voice:
    """The accounts in a note, sentence by sentence as they are asked for."""

    def __init__(self, note: Note, people: People, references: References, cues: Cues, quotes: Sequence[WordSpan]) -> None:
        self._note, self._people, self._references, self._cues = note, people, references, cues
        self._speaking = Speaking(note, references)
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
        sentence = Spoken(number, note.start, note.end, mentions, words("between"), words("passive"), words("ends", True), words("records"))
        accounts: list[Account] = []
        speakers: Speakers = []
        self._labelled(sentence, accounts, speakers)
        for start, end, key in matches:
            if key == "account":
                theirs = next((a.role for a in accounts if a.start <= start < a.end and a.role != "child"), "child")
                accounts.append(Account(end, self._scope_end(sentence, end), start, end, theirs))
            elif key == "owned":
                self._owned(sentence, start, end, accounts, speakers)
            elif key == "source":
                self._sourced(sentence, start, end, accounts, speakers)
            elif key in ("verbs", "recording", "knowing", "plain"):
                self._spoken(sentence, start, end, key, accounts, speakers)
        return [self._cut(account, accounts) for account in accounts], speakers

    def _cut(self, account: Account, accounts: list[Account]) -> Account:
        """An account ends where somebody else's follows on: "thinks he is grown up and the officer said …"."""
        following = [a.cue_start for a in accounts if account.start < a.cue_start < account.end and self._follows_on(a.cue_start)]
        return account._replace(end=min(following)) if following else account

    def _follows_on(self, at: int) -> bool:
        before = self._note.lower[max(at - 2, 0) : at]
        return bool({"and", "but", ","} & set(before)) and "that" not in before

    def _labelled(self, s: Spoken, accounts: list[Account], speakers: Speakers) -> None:
        """ "Dad (by phone): he's gone off the rails": the label speaks."""
        for mention in s.mentions[:1]:
            colon = next((i for i in range(mention.end, min(mention.end + 6, s.end)) if self._note.lower[i] == ":"), s.end)
            aside = self._note.lower[mention.end : colon]
            if mention.start == s.start and colon < s.end and (not aside or (aside[0], aside[-1]) == ("(", ")")):
                speakers.append((mention.start, mention.end, colon))
                if mention.role == "harmer":
                    accounts.append(Account(colon + 1, s.end, mention.start, colon + 1, mention.role))

    def _owned(self, s: Spoken, start: int, end: int, accounts: list[Account], speakers: Speakers) -> None:
        """ "Lily's view is that", "in her own words": of whose owner it is."""
        lower, at = self._note.lower, start
        while at > s.start and lower[at - 1] in _OWN:
            at -= 1
        owner = next((m for m in s.mentions if m.end == at and lower[at - 1].endswith("'s")), None)
        first = owner.start if owner else at - 1
        while owner and first > s.start and lower[first - 1] in DETERMINERS:
            first -= 1
        if not owner and (at == s.start or lower[at - 1] not in POSSESSIVES):
            return
        by_owner = first > s.start and lower[first - 1] in _BY_OWNER
        if not (by_owner or lower[first - 1] == "(" or self._goes_on(s, end)):
            return
        containing = next((a.role for a in accounts if a.start <= first < a.end and a.role != "child"), "")
        role = owner.role if owner else containing or self._pronoun_role(s, first, speakers)
        begin = first - by_owner
        if self._last(s, end) and begin > s.start and lower[end - 1] not in _SAYING and lower[begin - 1] in _OPENING:
            accounts.append(Account(s.start, begin, begin, end, role))
        else:
            accounts.append(Account(end, self._scope_end(s, end), begin, end, role))

    def _goes_on(self, s: Spoken, end: int) -> bool:
        """Whether a cue that ends before word `end` leads into what is said: "her story is that", but not "her story was bad"."""
        if self._note.lower[end - 1] not in _SAYING or end >= s.end:
            return False
        return self._note.lower[end - 1] == "that" or self._note.lower[end] in _CLAUSES or any(m.start == end for m in s.mentions)

    def _last(self, s: Spoken, end: int) -> bool:
        """Whether a clause ends at word `end`."""
        return end >= s.end or self._note.lower[end] in _ENDS

    def _sourced(self, s: Spoken, start: int, end: int, accounts: list[Account], speakers: Speakers) -> None:
        """ "According to Finn": the speaker follows."""
        if named := next((m for m in s.mentions if m.start in (end, end + 1)), None):
            speakers.append((named.start, named.end, start))
            if start > s.start and self._last(s, named.end):
                accounts.append(Account(s.start, start, start, named.end, self._speaking.role(s, named)))
            else:
                accounts.append(Account(named.end, self._scope_end(s, end), start, named.end, self._speaking.role(s, named)))
        elif end < s.end and self._note.lower[end] in ("her", "him", "them"):
            accounts.append(Account(end + 1, self._scope_end(s, end), start, end + 1, self._pronoun_role(s, end, speakers)))

    def _spoken(self, s: Spoken, start: int, end: int, kind: str, accounts: list[Account], speakers: Speakers) -> None:
        if end - start > 1 and self._note.lower[end - 1] in PRONOUNS:
            end -= 1  # "admitted she", where the words need not be an account without "she"
        speaker = self._speaking.of(s, start, end, kind)
        told = next((m.end for m in s.mentions if m.start == end), end)
        if speaker is None or self._note.lower[told : told + 2] == (",", "who"):
            return
        first, last, role = speaker
        words = self._note.lower[start:end]
        if role == "child" and end - 1 in s.records and self._note.lower[last - 1] not in PRONOUNS:
            role = "professional"
        if role == "?" and self._note.lower[first].startswith("they") and words[-1] in _WRITING:
            role = "professional"
        if role == "?":
            role = self._told_later(s, first) or self._reporter(s, first, end) or self._pronoun_role(s, first, speakers)
            if role == "professional" and ("herself" in words or "himself" in words):
                role = "child"
        if last > first and not (role == "child" and kind == "knowing"):
            speakers.append((first, last, start))
        if kind == "knowing":
            return
        stop = self._named_end(s, first, end) or self._scope_end(s, end)
        said_before = stop - end <= 2 and first > s.start and self._note.lower[first - 1] in QUOTE_CLOSERS
        if first >= end or said_before:
            accounts.append(Account(s.start, min(first, start), min(first, start), max(last, end), role))
        else:
            accounts.append(Account(end, stop, min(first, start), end, role))

    def _named_end(self, s: Spoken, speaker: int, start: int) -> int | None:
        """Where the clause ends in "the man she calls her boyfriend was …": at the verb of the one who is called so."""
        if self._note.lower[speaker] not in PRONOUNS or not any(m.end == speaker and m.role != "thing" for m in s.mentions):
            return None
        return next((i for i in range(start + 1, s.end) if is_finite(self._note.lower[i])), None)

    def _pronoun_role(self, s: Spoken, pronoun: int, speakers: Speakers) -> str:
        resolved = self._references.resolve(s.number, pronoun, speakers)
        return resolved.role if resolved else "child"

    def _told_later(self, s: Spoken, pronoun: int) -> str:
        """The role of somebody whom a pronoun is explained by: "She (mum) says …", "They call her …, her carers do"."""
        lower = self._note.lower
        for mention in s.mentions:
            aside = lower[pronoun + 1 : pronoun + 2] == ("(",) and mention.start <= pronoun + 3
            tag = "," in lower[mention.start - 2 : mention.start] and mention.start > pronoun and lower[mention.end : s.end - 1] in _TAGS
            if mention.role != "child" and (aside or tag):
                return mention.role
        return ""

    def _reporter(self, s: Spoken, pronoun: int, end: int) -> str:
        """The role of the adult who speaks as a pronoun that can't be the child's, since the child is another one: "Nan rang. She says he is …"."""
        spoken_of = next((h for h in self._references.heads(s.number) if h.at >= end), None)
        if spoken_of is None or spoken_of.kind not in ("pronoun", "person") or self._note.lower[spoken_of.at].startswith("they"):
            return ""
        mine = PRONOUNS[self._note.lower[pronoun]]
        theirs = PRONOUNS[self._note.lower[spoken_of.at]] if spoken_of.kind == "pronoun" else ""
        if spoken_of.kind == "pronoun" and (theirs in (mine, "y") or self._people.child_gender not in ("", theirs)):
            return ""
        if spoken_of.mention and spoken_of.mention.role != "child":
            return ""
        return self._references.adult_before(s.number, pronoun, mine)

    def _resumes(self, at: int, end: int) -> bool:
        """Whether an account goes on after a quotation: 'he said that his "bros" were there and that …'."""
        return any(self._note.lower[i : i + 2] == ("and", "that") for i in range(at, end))

    def _scope_end(self, s: Spoken, start: int) -> int:
        """Where an account that begins at `start` ends. One that is given verbatim ends with its quotation."""
        nearest = bisect_left(self._quote_starts, start)
        for first, last, _ in self._quotes[nearest : nearest + 1]:
            if first <= start + 2 and last < s.end and not is_finite(self._note.lower[last]) and not self._resumes(last, s.end):
                return last
        return next((i for i in range(start, s.end) if (i in s.ends and i > start) or self._note.lower[i] in _BREAKS), s.end)

"""To whom does a word refer? The person whom a pronoun stands for, one of several, and the subject that log style leaves out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from langcheck.context.clauses import Head, contracted, heads, is_finite, preposition
from langcheck.context.grammar import PARTNERS, PRONOUNS
from langcheck.context.people import Mention, People
from langcheck.segment import Note

OBJECTS = {"him": "m", "them": ""}
POSSESSIVES = {"his": "m", "her": "f", "their": "", "your": "y"}
_GENDERS = {**PRONOUNS, **POSSESSIVES, **OBJECTS}
_WHOM = (("who",), ("whom",))
"""Between a noun and a pronoun these say that they are two people: "the man who he sees"."""
_ADULT_AGE = 21
"""From this age on nobody is taken for the child of the note, though a care leaver may be older."""
_LOOK_BACK = 5
"""How many sentences, the pronoun's own included, may lie between a pronoun and its person."""
_BULLETS = frozenset("- * \u2022 \u25cf \u25aa \u25e6 \u2013 \u2014 \u00b7 >".split())
_LABEL_MARKS = frozenset(": - \u2013 \u2014".split())
_LABEL_NEAR = 2
"""How many words may stand before whoever speaks in a line of a log: "update from mum:"."""
_PREDICATING = frozenset("is was are were became as".split())
_REASONS = frozenset("because as since".split())
"""Before "they" these give the reason for what staff did, which is mostly somebody else: "served notice because they …"."""
_SPOKEN_TO = frozenset("by to with".split())
"""After these stands the one who asks or listens, rather than the one who speaks."""
_LIKENING = frozenset("thinks think thought if like though reckons believes acts".split())
"""After these an age is no age: "thinks she's 25"."""
_NUMBERS = frozenset("both two three four five six several x2 x3 x4 2x 3x".split())

Speakers = list[tuple[int, int, int]]
"""Places of speakers: first word, end, and the word of their verb."""


class Subject(NamedTuple):
    """Who a candidate speaks of, and the words that say so. `explicit` is False where it was carried over from an earlier sentence.

    `by` names the model, where one decided and not the rules.
    """

    role: str
    start: int
    end: int
    explicit: bool
    by: str = ""


class References:
    """Answers, for one note, to whom a word refers."""

    def __init__(self, note: Note, people: People) -> None:
        self._note, self._people = note, people
        self._heads: dict[int, list[Head]] = {}

    def heads(self, number: int) -> list[Head]:
        """The subjects of sentence `number`, in order."""
        if number not in self._heads:
            sentence = self._note.sentences[number]
            self._heads[number] = heads(self._note.lower, sentence.start, sentence.end, self._people.mentions(number))
        return self._heads[number]

    def some(self, number: int, head: Head) -> Subject | None:
        """Of whom "one" or "both" speaks: several people of this sentence or the one before, its subject first, then children."""
        if head.mention:
            return explicit(head.mention)
        if not number or self._note.sentences[number - 1].paragraph != self._note.sentences[number].paragraph:
            return None
        several = [m for m in self._people.mentions(number - 1) if m.plural or self._counted(m)]
        several = [m for m in several if m.role not in ("agency", "thing")]
        subject = next((h.mention for h in self.heads(number - 1) if h.mention in several), None)
        if subject and subject.role not in ("professional", "agency"):
            return explicit(subject)
        chosen = [m for m in several if m.role == "child"] or [m for m in several if m.role != "professional"] or several
        return explicit(chosen[-1]) if chosen else None

    def _counted(self, mention: Mention) -> bool:
        """Whether several people are counted or are named together: "three suspects", "both parents", "Mr and Mrs L"."""
        return bool(_NUMBERS & set(self._note.lower[max(mention.start - 2, 0) : mention.end]))

    def several(self, number: int) -> str:
        """The role of those whom "both" at the start of sentence `number` stands for; children where nobody else is named."""
        subject = self.some(number, Head(self._note.sentences[number].start, "some"))
        return subject.role if subject else "child"

    def carried(self, number: int, told: bool = False) -> Subject | None:
        """The subject that sentence `number`, which has none of its own, goes on from: the previous sentence's; none from item to item of a list."""
        sentence, before = self._note.sentences[number], self._note.sentences[number - 1]
        opening = self._note.lower[before.start]
        if opening.endswith("s") and is_finite(opening) and not any(m.start == before.start for m in self._people.mentions(number - 1)):
            return None  # log style left the subject out there, too: "Says her mum … Refused …"
        if before.paragraph != sentence.paragraph or (sentence.starts_line and self._note.lower[sentence.start] in _BULLETS):
            return None
        label = self._label(number - 1)
        mentions = self._people.mentions(number - 1)
        first = next((h for h in self.heads(number - 1) if h.kind in ("person", "pronoun") and not (label and h.mention == label)), None)
        if label and first and first.kind == "pronoun":
            resolved = self.resolve(number - 1, first.at, [])
            return resolved and resolved._replace(explicit=False)
        if number > 1 and not first and all(m.role in ("agency", "thing") for m in mentions):
            return self.carried(number - 1, told=True)
        if told and not first:
            return None
        others = [m for m in mentions if m != label]
        return self.first_upright(others if first or any(m.role == "child" for m in others) else mentions)

    def _label(self, number: int) -> Mention | None:
        """Whoever speaks in a line of a log: "School nurse: Kai seen today", "Dad (by phone) - she is home"."""
        sentence, mentions = self._note.sentences[number], self._people.mentions(number)
        if not mentions or mentions[0].start - sentence.start > _LABEL_NEAR:
            return None
        at, end = mentions[0].end, sentence.end
        if at < end and self._note.lower[at] == "(":
            at = next((i + 1 for i in range(at, end) if self._note.lower[i] == ")"), at)
        while at < end and self._note.lower[at].isdigit():
            at += 1
        return mentions[0] if at < end and self._note.lower[at] in _LABEL_MARKS else None

    def elided_speaker(self, number: int) -> str:
        """The role of who speaks in a sentence that leaves the speaker out: "Call from Nan. Says …" is Nan, "SW visited. Says …" the child."""
        if not number or self._note.sentences[number - 1].paragraph != self._note.sentences[number].paragraph:
            return "child"
        if carried := self.carried(number):
            return "child" if carried.role in ("agency", "professional") else carried.role
        others = self._people.mentions(number - 1)
        return "child" if not others or any(m.role == "child" for m in others) else others[-1].role

    def adult_before(self, number: int, at: int, gender: str) -> str:
        """The role of the nearest parent, professional or service before word `at` that a pronoun of this gender ("" for they) can stand for."""
        for back in range(min(_LOOK_BACK, number + 1)):
            fitting = [
                m
                for m in self._people.mentions(number - back)
                if m.end <= at
                and m.role in ("parent", "professional", "agency", "adult")
                and (back or preposition(self._note.lower, m) not in _SPOKEN_TO)
                and self._fits(m, gender, False, at, [])
            ]
            if fitting:
                return fitting[-1].role
        return ""

    def first_upright(self, mentions: Iterable[Mention]) -> Subject | None:
        words = self._note.lower
        upright = (
            m for m in mentions if m.role != "thing" and not preposition(words, m) and (contracted(words, m) or not words[m.end - 1].endswith("'s"))
        )
        return next((explicit(m)._replace(explicit=False) for m in upright if words[m.start] not in PARTNERS), None)

    def _is_about(self, number: int, gender: str) -> bool:
        """Whether a sentence begins with the same pronoun, so that the chain goes on to the sentence before: "She told her nan. She …"."""
        first = next(iter(self.heads(number)), None)
        return first is not None and first.kind == "pronoun" and PRONOUNS[self._note.lower[first.at]] == gender

    def _adult_by_age(self, at: int) -> bool:
        """Whether the pronoun at word `at` is given an adult's age: "he's 25", "she is aged 30"."""
        following = [w for w in self._note.lower[at + 1 : at + 5] if w not in ("is", "was", "'s", "aged", "about", "approx", "a", "an")]
        if self._note.lower[at - 1] in _LIKENING:
            return False
        said = self._note.lower[at].endswith("'s") or self._note.lower[at + 1 : at + 2] in (("is",), ("was",))
        return said and bool(following) and len(following[0]) == 2 and following[0].isdigit() and int(following[0]) >= _ADULT_AGE

    def _first_of(self, number: int, at: int, gender: str) -> int:
        """The first of a chain of pronouns in one sentence: "when he's back from contact with dad he's rude" has one he."""
        first = at
        for head in reversed([h for h in self.heads(number) if h.at < at]):
            if head.kind == "person":
                break
            if head.kind == "pronoun" and PRONOUNS[self._note.lower[head.at]] == gender:
                first = head.at
        return first

    def _upright(self, fitting: list[Mention], gender: str) -> list[Mention]:
        """Those who stand as subjects: no objects of prepositions, no owners; where one is known to be he or she, no professional who may be."""
        words = self._note.lower
        upright = [m for m in fitting if not preposition(words, m) and (contracted(words, m) or not words[m.end - 1].endswith("'s"))]
        known = [m for m in upright if m.gender == gender]
        return known if gender and known and upright[0].role == "professional" else upright

    def _spoken_of(self, number: int, fitting: list[Mention]) -> Mention | None:
        """The child of whom a parent or professional spoke: in "Gran said that Kayleigh is rude. She …" that is Kayleigh."""
        if not fitting or fitting[0].role not in ("parent", "professional", "agency"):
            return None
        return next((h.mention for h in reversed(self.heads(number)) if h.mention in fitting[1:] and h.mention and h.mention.role == "child"), None)

    def _other(self, number: int, at: int, gender: str) -> Subject | None:
        """The person of the nearest earlier pronoun that is another's: in "She found messages. She feels that he …" he isn't whoever she is."""
        earlier = [h for h in self.heads(number) if h.kind == "pronoun" and h.at < at and PRONOUNS[self._note.lower[h.at]] in ("f", "m")]
        if not gender or not earlier or PRONOUNS[self._note.lower[earlier[-1].at]] == gender:
            return None
        other = self.resolve(number, earlier[-1].at, [])
        return other if other and not self._people.children_so_far else None

    def _acts_upon(self, mention: Mention, at: int, gender: str) -> bool:
        """Whether a mention does something to somebody of this gender: whoever "drove her to the flat" isn't "she"."""
        words = self._note.lower[mention.end : at]
        return len(words) > 1 and is_finite(words[0]) and _GENDERS.get(words[1]) == gender and words[1] in ("her", *OBJECTS)

    def resolve(self, number: int, at: int, speakers: Speakers) -> Subject | None:
        """The person that the pronoun at word `at` stands for: the nearest earlier one who fits, subjects of their sentence before others.

        A parent is meant no further back than one sentence of the same line, or along a chain of the same pronoun: the note is about the child.
        """
        gender = _GENDERS.get(self._note.lower[at], "")
        if gender == "y":
            return Subject("child", at, at + 1, True)
        at = self._first_of(number, at, gender)
        if self._adult_by_age(at):
            return Subject("adult", at, at + 1, True)
        other = self._other(number, at, gender)
        not_child, chain = bool(gender) and self._people.child_gender not in ("", gender), True
        told_by = {self._note.lower[last - 1].removesuffix("'s") for first, last, verb in speakers if verb < at}
        for back in range(min(_LOOK_BACK, number + 1)):
            fitting = [m for m in self._people.mentions(number - back) if m.end <= at and self._fits(m, gender, back == 0, at, speakers)]
            if other:
                fitting = [m for m in fitting if (m.start, m.end) != (other.start, other.end)]
            if not back and gender:
                fitting = [m for m in fitting if m.gender or not self._acts_upon(m, at, gender)]
            if not back and not gender and self._note.lower[at - 1] in _REASONS:
                fitting = [m for m in fitting if m.role not in ("agency", "professional")]
            if not back and self._note.lower[at] in POSSESSIVES and _PREDICATING & set(self._note.lower[at - 2 : at]):
                fitting = [m for m in fitting if not any(h.mention == m for h in self.heads(number))]
            fitting = [
                m for m in fitting if self._note.lower[m.end - 1].removesuffix("'s") not in told_by and self._note.lower[m.end : at] not in _WHOM
            ]
            if not not_child and ((back > 1 and not chain) or (back and self._note.sentences[number - back + 1].starts_line)):
                fitting = [m for m in fitting if m.role != "parent"]
            if back and gender and self._is_about(number - back, gender):
                there = self.heads(number - back)[0].at
                if self._adult_by_age(there):
                    return Subject("adult", there, there + 1, True)
                continue
            chain = chain and not back
            if back and self._note.sentences[number - back].paragraph != self._note.sentences[number].paragraph:
                first = next((h.mention for h in self.heads(number - back)), None)
                fitting = [m for m in fitting if m == first and m.role in ("child", "harmer")]
            if fitting:
                upright = self._upright(fitting, gender)
                if back and (child := self._spoken_of(number - back, upright)):
                    return explicit(child)._replace(explicit=False)
                upright = upright or [m for m in fitting if m.role not in ("professional", "agency") and (not_child or m.role != "parent")]
                if upright:
                    return explicit(upright[0 if back else -1])._replace(explicit=back == 0 or not_child)
        return None

    def _fits(self, mention: Mention, gender: str, same_sentence: bool, at: int, speakers: Speakers) -> bool:
        """Whether a pronoun of this gender ("" for they) can stand for the mention."""
        child = self._people.child_gender
        known = mention.gender or (child if mention.role == "child" else "")
        if mention.role == "thing" or (gender and (mention.role == "agency" or mention.plural)) or (known and gender and known != gender):
            return False
        alone = mention.role in ("harmer", "adult", "parent") and not mention.plural and (gender or self._people.children_so_far)
        if alone and (not gender or (gender == child == "f" and not mention.gender)):
            return False
        if not same_sentence:
            return True
        unlikely = mention.role in ("professional", "parent") and not mention.gender
        return not unlikely and not is_speaker(mention.start, mention.end, at, speakers)


def explicit(mention: Mention, role: str = "") -> Subject:
    """Somebody who is named where it is said, as a subject; `role` where it is another than the mention's."""
    return Subject(role or mention.role, mention.start, mention.end, True)


def is_speaker(start: int, end: int, at: int, speakers: Speakers) -> bool:
    """Whether the words are the speaker of what is said at `at`; the one who says a thing is not whom it is about."""
    return any(s < end and start < e and verb < at for s, e, verb in speakers)

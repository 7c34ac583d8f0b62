"""Of whom is something said? The person that a candidate most likely speaks of, and the person a pronoun stands for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from langcheck.context.clauses import Head, contracted, heads, is_finite, preposition
from langcheck.context.grammar import DETERMINERS, PARTNERS, PREPOSITIONS, PRONOUNS
from langcheck.context.people import Mention, People
from langcheck.segment import Note

_LINKS = frozenset("has have had is was are were been also twice still never then again both already now not repeatedly since all each".split())
_SUBORDINATE = frozenset("that if because as when whether how why who which where while so although".split())
_PREDICATING = frozenset("as is was to be being been".split())
_OBJECTS = {"him": "m", "them": ""}
_POSSESSIVES = {"his": "m", "her": "f", "their": "", "your": "y"}
_WHOM = (("who",), ("whom",))
"""Between a noun and a pronoun these say that they are two people: "the man who he sees"."""
_OBJECT_VERBS = frozenset("her him them told asked wants wanted spoke speaking talked talking".split())
_ADJECTIVES = frozenset("older adult known unknown own".split())
_SPEAKER_NEAR = 3
"""How many words may stand between a speaker and the claim that is itself in question: "the driver has also claimed"."""
_ADULT_AGE = 21
"""From this age on nobody is taken for the child of the note, though a care leaver may be older."""
_LOOK_BACK = 5
"""How many sentences, the pronoun's own included, may lie between a pronoun and its person."""

Speakers = list[tuple[int, int, int]]
"""Places of speakers: first word, end, and the word of their verb."""


class Subject(NamedTuple):
    """Who a candidate speaks of, and the words that say so. `explicit` is False where it was carried over from an earlier sentence."""

    role: str
    start: int
    end: int
    explicit: bool


class Subjects:
    """Answers, for one note, of whom something is said."""

    def __init__(self, note: Note, people: People) -> None:
        self._note, self._people = note, people
        self._heads: dict[int, list[Head]] = {}

    def of(self, number: int, start: int, end: int, speakers: Speakers) -> Subject | None:
        """Who the words `start` to `end` of sentence `number` speak of; None if nothing says.

        Tried in turn: a noun joined to the words ("manipulative men", "failure by the council"), the speaker whose verb they hold ("he claims"),
        a pronoun among them, the owner or object right before ("mum's failure", "find him difficult"), and the nearest subject before them.
        """
        mentions = self._people.mentions(number)
        for mention in mentions:
            if self._joined(mention, number, start, end):
                return _explicit(mention)
        for first, last, verb in speakers:
            if start <= verb <= start + 1 and start - last <= _SPEAKER_NEAR:
                said_by = next((m for m in mentions if (m.start, m.end) == (first, last)), None)
                if said_by and said_by.role == "professional" and any(word in PRONOUNS for word in self._note.lower[verb + 1 : end]):
                    continue
                return _explicit(said_by) if said_by else self.resolve(number, first, []) if last > first else None
        for i in range(start, end):
            if self._note.lower[i] in PRONOUNS:
                return self.resolve(number, i, speakers)
        before = self._note.lower[start - 1] if start > self._note.sentences[number].start else ""
        if before == "its":
            return Subject("agency", start - 1, start, True)
        if owner := next((m for m in mentions if self._owns(m, start) and not any(m.end < o.end <= start for o in mentions)), None):
            return _explicit(owner)
        if before in _POSSESSIVES or before in _OBJECTS:
            return self.resolve(number, start - 1, speakers)
        return self._before(number, start, speakers)

    def _owns(self, mention: Mention, start: int) -> bool:
        """Whether the words are somebody's: "mum's failure"; not where they tell what somebody else is: "described as the suspect's girlfriend"."""
        words = self._note.lower
        if mention.end not in (start, start - 1) or not words[mention.end - 1].endswith("'s") or contracted(words, mention):
            return False
        if mention.end < start and (words[start - 1] in PREPOSITIONS or preposition(words, mention)):
            return False
        at = mention.start - 1
        while at >= 0 and words[at] in DETERMINERS:
            at -= 1
        return at < 0 or words[at] not in _PREDICATING

    def _joined(self, mention: Mention, number: int, start: int, end: int) -> bool:
        """Whether a noun holds the words, follows them as what they describe, or is their "by" agent."""
        lower, sentence = self._note.lower, self._note.sentences[number]
        before = lower[start - 1] if start > sentence.start else ""
        if (mention.start < start and end <= mention.end) or (mention.start == start and mention.end < end):
            return True
        if mention.start == end and lower[end] not in DETERMINERS and not PREPOSITIONS & set(lower[start + 1 : end]):
            return start == sentence.start or before in DETERMINERS or before in PREPOSITIONS
        by_agent = mention.start == end + 1 and end < sentence.end and lower[end] == "by" and before != "as"
        return by_agent and mention.role in ("agency", "professional")

    def heads(self, number: int) -> list[Head]:
        """The subjects of sentence `number`, in order."""
        if number not in self._heads:
            sentence = self._note.sentences[number]
            self._heads[number] = heads(self._note.lower, sentence.start, sentence.end, self._people.mentions(number))
        return self._heads[number]

    def _before(self, number: int, start: int, speakers: Speakers) -> Subject | None:
        """The subject in force at word `start`; in log style the one that is carried on."""
        sentence, mentions = self._note.sentences[number], self._people.mentions(number)
        if described := next((m for m in mentions if m.end <= start and self._describes(m, start)), None):
            return self._together(described, mentions) or _explicit(described)
        head = next((h for h in reversed(self.heads(number)) if h.at <= start and (not h.mention or h.mention.end <= start)), None)
        if head is None or head.kind == "none":
            if number and (start - sentence.start <= 1 or self._one_of_before(sentence.start, start)):
                return self.carried(number)
            return self._first_upright(m for m in mentions if head and m.end <= head.at and not _is_speaker(m.start, m.end, start, speakers))
        if head.kind == "self":
            return Subject("professional", head.at, head.at + 1, True) if all(w in _LINKS for w in self._note.lower[head.at + 1 : start]) else None
        if head.kind == "pronoun" and not _is_speaker(head.at, head.at + 1, start, speakers):
            return self.resolve(number, head.at, speakers)
        if head.mention is None or not self._acts(head.mention, start, speakers):
            return None
        role = "children in general" if self._general(head.mention) else head.mention.role
        return self._together(head.mention, mentions) or _explicit(head.mention, role)

    def _one_of_before(self, at: int, start: int) -> bool:
        """Whether a sentence begins with one of those in the sentence before: "Two men came. One was …"."""
        return start > at + 1 and self._note.lower[at] in ("one", "another", "both") and is_finite(self._note.lower[at + 1])

    def _describes(self, mention: Mention, start: int) -> bool:
        """Whether the words at `start` describe the noun before them: "a man, 27, known to police", "found the father to be aggressive"."""
        before, between = preposition(self._note.lower, mention), self._note.lower[mention.end : start]
        if between[:1] == ("as",) or between[:2] == ("to", "be"):
            return not before and all(w in _PREDICATING or w in DETERMINERS for w in between)
        aged = all(w.isdigit() or w in ("(", ")", ",", "aged", "both", "all", "also") for w in between)
        return before != "of" and aged and between != (",",)

    def _acts(self, mention: Mention, start: int, speakers: Speakers) -> bool:
        """Whether a subject can be the subject of the words at `start`."""
        if _is_speaker(mention.start, mention.end, start, speakers):
            return False
        return mention.role not in ("parent", "professional", "agency") or self._near(mention, start)

    def _general(self, mention: Mention) -> bool:
        """Whether children in general are meant, as guidance does: "Children often do not see themselves as victims"."""
        words = self._note.lower[mention.start : mention.end]
        before = self._note.lower[mention.start - 1] if mention.start else ""
        plural = words[-1] in ("children", "victims", "people") and words[0] in ("children", "victims", "young")
        return plural and before not in DETERMINERS - {"that"} and not before.isdigit()

    def _together(self, mention: Mention, mentions: Iterable[Mention]) -> Subject | None:
        """The child in "Imogen, 14, and the driver": what is said of both is said of the child."""
        words, at = self._note.lower, mention.start - 1
        while at >= 0 and words[at] in DETERMINERS:
            at -= 1
        if at < 0 or words[at] not in ("and", "&"):
            return None
        aged = [m for m in mentions if m.end <= at and all(w == "," or w.isdigit() for w in words[m.end : at]) and words[m.end : at] != (",",)]
        first = next((m for m in aged if m.role == "child" and not preposition(words, m)), None)
        return _explicit(first) if first else None

    def _relative(self, mention: Mention, start: int) -> bool:
        """Whether only "who has twice" or the like stands between the mention and the word at `start`."""
        between = [w for w in self._note.lower[mention.end : start] if w not in _LINKS and w != ","]
        return bool(between) and all(w in ("who", "which", "that", "whom") for w in between)

    def _near(self, mention: Mention, start: int) -> bool:
        """For people who often stand beside a child in a sentence: whether they are plainly the subject of the words at `start`.

        "The GP has twice failed to attend"; "Dad arrived late and refused to engage".
        """
        between = list(self._note.lower[mention.end : start])
        if between[:1] == ["("] and ")" in between:
            between = between[between.index(")") + 1 :]
        if between[:1] == [","]:
            between = between[between.index(",", 1) + 1 if "," in between[1:] else 1 :]
        if between[:1] in (["was"], ["is"], ["were"], ["are"]) and between[-1] == "as":
            between.pop()
        if not between or self._relative(mention, start):
            return True
        joined = any(word in ("and", "but", "or", "then") for word in between[-4:]) or between[-1] == ","
        broken = _SUBORDINATE | _OBJECT_VERBS | (set() if joined else {","})
        return len(between) <= (18 if joined else 5) and not any(word in broken for word in between)

    def carried(self, number: int) -> Subject | None:
        """The subject that sentence `number`, which has none of its own, goes on from: the previous sentence's."""
        if self._note.sentences[number - 1].paragraph != self._note.sentences[number].paragraph:
            return None
        return self._first_upright(self._people.mentions(number - 1))

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
                if m.end <= at and m.role in ("parent", "professional", "agency", "adult") and _fits(m, gender, False, at, [])
            ]
            if fitting:
                return fitting[-1].role
        return ""

    def _first_upright(self, mentions: Iterable[Mention]) -> Subject | None:
        words = self._note.lower
        upright = (m for m in mentions if not preposition(words, m) and (contracted(words, m) or not words[m.end - 1].endswith("'s")))
        return next((_explicit(m)._replace(explicit=False) for m in upright if words[m.start] not in PARTNERS), None)

    def _is_about(self, number: int, gender: str) -> bool:
        """Whether a sentence begins with the same pronoun, so that the chain goes on to the sentence before: "She told her nan. She …"."""
        first = next(iter(self.heads(number)), None)
        return first is not None and first.kind == "pronoun" and PRONOUNS[self._note.lower[first.at]] == gender

    def _adult_by_age(self, at: int) -> bool:
        """Whether the pronoun at word `at` is given an adult's age: "he's 25", "she is aged 30"."""
        following = [w for w in self._note.lower[at + 1 : at + 5] if w not in ("is", "was", "'s", "aged", "about", "approx")]
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

    def resolve(self, number: int, at: int, speakers: Speakers) -> Subject | None:
        """The person that the pronoun at word `at` stands for: the nearest earlier one who fits, subjects of their sentence before others."""
        gender = {**PRONOUNS, **_POSSESSIVES, **_OBJECTS}.get(self._note.lower[at], "")
        if gender == "y":
            return Subject("child", at, at + 1, True)
        at = self._first_of(number, at, gender)
        if self._adult_by_age(at):
            return Subject("adult", at, at + 1, True)
        told_by = {self._note.lower[last - 1].removesuffix("'s") for first, last, verb in speakers if verb < at}
        for back in range(min(_LOOK_BACK, number + 1)):
            fitting = [m for m in self._people.mentions(number - back) if m.end <= at and _fits(m, gender, back == 0, at, speakers)]
            fitting = [
                m for m in fitting if self._note.lower[m.end - 1].removesuffix("'s") not in told_by and self._note.lower[m.end : at] not in _WHOM
            ]
            if back and gender and self._is_about(number - back, gender):
                there = self.heads(number - back)[0].at
                if self._adult_by_age(there):
                    return Subject("adult", there, there + 1, True)
                continue
            if back and self._note.sentences[number - back].paragraph != self._note.sentences[number].paragraph:
                first = next((h.mention for h in self.heads(number - back)), None)
                fitting = [m for m in fitting if m == first and m.role in ("child", "harmer")]
            if fitting:
                upright = self._upright(fitting, gender)
                if back and (child := self._spoken_of(number - back, upright)):
                    return _explicit(child)._replace(explicit=False)
                upright = upright or [m for m in fitting if m.role not in ("professional", "agency") and (back or m.role != "parent")]
                if upright:
                    return _explicit(upright[0 if back else -1])._replace(explicit=back == 0)
        return None


def _explicit(mention: Mention, role: str = "") -> Subject:
    return Subject(role or mention.role, mention.start, mention.end, True)


def _is_speaker(start: int, end: int, at: int, speakers: Speakers) -> bool:
    """Whether the words are the speaker of what is said at `at`; the one who says a thing is not whom it is about."""
    return any(s < end and start < e and verb < at for s, e, verb in speakers)


def _fits(mention: Mention, gender: str, same_sentence: bool, at: int, speakers: Speakers) -> bool:
    """Whether a pronoun of this gender ("" for they) can stand for the mention."""
    if (mention.role == "agency" and gender) or (mention.gender and gender and mention.gender != gender) or (mention.plural and gender):
        return False
    if not same_sentence:
        return True
    unlikely = mention.role in ("professional", "parent") and not mention.gender
    return not unlikely and not _is_speaker(mention.start, mention.end, at, speakers)

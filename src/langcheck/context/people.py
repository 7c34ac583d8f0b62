"""Of whom is something said? Person nouns and pronouns of a note, and the one that a candidate most likely speaks of."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from langcheck.context.cues import Cues
from langcheck.patterns import Words
from langcheck.segment import Note, Sentence

_PREPOSITIONS = frozenset(
    "with w to by of for from at in on about against into than towards toward like between among around near via after over behind under onto off regarding re including upon".split()
)
_DETERMINERS = frozenset(
    "a an the this that these those her his their your my our some any each every another one two three four several many other such both all".split()
)
PRONOUNS = {
    "he": "m",
    "she": "f",
    "they": "",
    "he's": "m",
    "she's": "f",
    "they're": "",
    "they've": "",
    "he'd": "m",
    "she'd": "f",
    "they'd": "",
    "he'll": "m",
    "she'll": "f",
    "you": "y",
    "you're": "y",
    "you've": "y",
}
_DUMMIES = frozenset("it it's there there's what".split())
_LINKS = frozenset("has have had is was are were been also twice still never then again both already now not repeatedly since all each".split())
_SUBORDINATE = frozenset("that if because as when whether how why who which where while so since although".split())
_OBJECTS = {"him": "m", "them": ""}
_POSSESSIVES = {"his": "m", "her": "f", "their": "", "your": "y"}
_NOT_NAMES = frozenset(
    """i the this that these those there here it its he she they we you his her their our my your a an and or but so if when while where what who
    why how as at in on of for to from by with no not yes also however although since after before during then now today yesterday tomorrow
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun january february march april may june
    july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec has have had is was are were been does did do
    will would can could should may might must refused declined absconded told said states stated says reports reported denies denied claims
    claimed discussed spoke seen visited attended age aged known please note action actions plan analysis present info information intel
    numerous several many most some any all both each one two three hx imp pc sh fh dx rx nil nfa snapchat instagram facebook tiktok whatsapp""".split()
)
_AFTER_NAME = frozenset(
    """is was has had will would does did can could ( and said says told tells feels felt went left got ran keeps kept gets who continues refuses
    refused herself himself themselves himself again also never always came made chose won't doesn't didn't isn't wasn't hasn't can't spoke
    took thinks knows knew put gave met sent let may might""".split()
)
_SUSPECTING = frozenset("i we they staff police officers professionals would to carers workers and also now strongly parents".split())
_APPOSING = frozenset(", ( ) who is was a an the our his her their aged known now also of - \u2013".split())
_STARTERS = frozenset(":-\u2013\u2014\u2022*(\"'\u201c\u2018[.")
_TITLES = frozenset("mr mrs ms miss dr prof sir cllr sgt pc dc ds di dci insp supt nurse officer inspector sergeant constable judge".split())


class Mention(NamedTuple):
    """A person or agency in a sentence; positions are the note's words."""

    start: int
    end: int
    role: str
    gender: str
    plural: bool
    named: bool = False


Speakers = list[tuple[int, int, int]]
"""Places of speakers: first word, end, and the word of their verb."""


class Subject(NamedTuple):
    """Who a candidate speaks of, and the words that say so. `explicit` is False where it was carried over from an earlier sentence."""

    role: str
    start: int
    end: int
    explicit: bool


@dataclass(frozen=True)
class KnownPeople:
    """Names and initials that the calling system knows, lower case."""

    child: frozenset[str] = frozenset()
    adults: frozenset[str] = frozenset()


class People:
    """The people of one note, found sentence by sentence as they are asked for.

    `labels` are the places of candidates: "drug dealer" said of a child is no mention of a dealer.
    """

    def __init__(self, note: Note, cues: Cues, known: KnownPeople, labels: Sequence[tuple[int, int]] = ()) -> None:
        self._note, self._cues, self._known = note, cues, known
        self._labels = sorted(labels)
        self._roles: dict[str, str] = {}
        self._found: list[list[Mention]] = []

    def mentions(self, number: int) -> list[Mention]:
        """The mentions in sentence `number`, in order, longest first where they overlap."""
        for earlier in range(len(self._found), number + 1):
            self._found.append(self._find(self._note.sentences[earlier]))
        return self._found[number]

    def _find(self, sentence: Sentence) -> list[Mention]:
        owners_too = Words.of([word.removesuffix("'s") or word for word in self._note.lower[sentence.start : sentence.end]])
        nouns = [
            Mention(sentence.start + m.start, sentence.start + m.end, m.key.role, m.key.gender, m.key.plural)
            for m in self._cues.people.find(owners_too)
        ]
        found: list[Mention] = []
        labels = self._labels[bisect_left(self._labels, (sentence.start, 0)) : bisect_left(self._labels, (sentence.end, 0))]
        nouns = [m for m in nouns if not self._verb(m) and not any(start <= m.start and m.end <= end for start, end in labels)]
        for mention in sorted([*nouns, *self._names(sentence)], key=lambda m: (m.start - m.end, m.named)):
            if not any(mention.start < other.end and other.start < mention.end for other in found):
                found.append(mention)
        return self._introduced(sorted(self._aged(mention) for mention in found))

    def _verb(self, mention: Mention) -> bool:
        """Whether "suspect" is a verb: "we suspect that"."""
        words = self._note.lower
        return (
            words[mention.start : mention.end] == ("suspect",)
            and words[mention.start - 1 : mention.start] != ()
            and words[mention.start - 1] in _SUSPECTING
        )

    def _introduced(self, mentions: list[Mention]) -> list[Mention]:
        """Names take the role they were introduced with ("social worker Bev", "Bev (SW)"), there and from then on."""
        out: list[Mention] = []
        for i, mention in enumerate(mentions):
            if mention.named and mention.role != "child":
                self._roles[self._note.lower[mention.end - 1].removesuffix("'s")] = mention.role
            elif mention.named:
                name = self._note.lower[mention.end - 1].removesuffix("'s")
                before = out[-1] if out and not out[-1].named and self._introduces(out[-1], mention) else None
                after = mentions[i + 1] if i + 1 < len(mentions) and not mentions[i + 1].named else None
                if after and not self._apposed(mention, after):
                    after = None
                role = (before or after or mention).role
                if role != "child" and name not in self._known.child:
                    self._roles[name] = role
                mention = mention._replace(role=self._roles.get(name, "child"))
                if before:
                    mention = mention._replace(start=before.start, gender=before.gender)
                    out.pop()
            out.append(mention)
        return out

    def _introduces(self, noun: Mention, name: Mention) -> bool:
        """Whether a noun stands right before a name that it introduces: "social worker Bev", "the suspect, Paula"."""
        return noun.end == name.start or (noun.role != "child" and self._note.lower[noun.end : name.start] == (",",))

    def _apposed(self, name: Mention, noun: Mention) -> bool:
        """Whether a noun tells what the one named is: "Bev (SW)", "Donna, 38, who is a suspect"."""
        between = self._note.lower[name.end : noun.start]
        if between[:1] == ("(",) and len(between) <= 2:
            return True
        return len(between) <= 8 and bool({"who", "is", "was"} & set(between)) and all(w in _APPOSING or w.isdigit() for w in between)

    def _aged(self, mention: Mention) -> Mention:
        """Somebody with an adult's age right after is an adult: "Mrs Ord (62)", "stepbrother, 27,"."""
        words, at = self._note.lower, mention.end
        if words[at : at + 1] == ("is",) and words[at + 1 : at + 4] in (("thought", "to", "be"), ("believed", "to", "be")):
            at += 3
        if (
            at + 2 < len(words)
            and words[at] in ("(", ",", "is", "was", "aged", "be", "of")
            and words[at + 1].isdigit()
            and words[at + 2] in (")", ",", ".", ";", "and")
        ):
            if 21 <= int(words[at + 1][:3]) <= 99 and (mention.named or mention.role == "child"):
                return mention._replace(role="adult")
        return mention

    def _names(self, sentence: Sentence) -> list[Mention]:
        note, known = self._note, self._known
        found = []
        for i in range(sentence.start, sentence.end):
            word, lower = note.words[i].removesuffix("'s"), note.lower[i].removesuffix("'s")
            if lower in known.child:
                found.append(Mention(i, i + 1, "child", "", False, True))
            elif lower in known.adults:
                found.append(Mention(i, i + 1, "adult", "", False, True))
            elif word[:1].isupper() and lower not in _NOT_NAMES and (not word.isupper() or len(word) == 1):
                if (i == sentence.start or note.lower[i - 1] in _STARTERS) and not self._name_begins(i):
                    continue
                titled = i > 0 and note.lower[i - 1] in _TITLES or (i > 1 and note.words[i - 1] == "." and note.lower[i - 2] in _TITLES)
                start = i - 1 if titled else i
                found.append(Mention(start, i + 1, "professional" if titled else "child", "", False, True))
        return found

    def _name_begins(self, i: int) -> bool:
        """Whether a capital at the start of a sentence is a name: the same name stands inside a sentence, or a finite verb follows."""
        words = self._note.lower
        if words[i].endswith("'s") or words[i] in self._inner_capitals:
            return True
        follows = words[i + 1] if i + 1 < len(words) else ""
        if follows == "," and words[i + 2 : i + 3] and words[i + 2].isdigit():
            return True
        return follows in _AFTER_NAME or (follows.endswith(("s", "ed")) and len(follows) > 3 and not follows.endswith("ss"))

    @cached_property
    def _inner_capitals(self) -> frozenset[str]:
        """Words with a capital inside a sentence, lower case."""
        note = self._note
        starts = {sentence.start for sentence in note.sentences}
        return frozenset(
            note.lower[i]
            for i, word in enumerate(note.words)
            if word[0].isupper() and not word.isupper() and i not in starts and note.lower[i - 1] not in _STARTERS
        )

    # ---- the subject of a candidate -----------------------------------------------------------------------------------------------------

    def subject(self, number: int, start: int, end: int, speakers: Speakers) -> Subject | None:
        """Who the words `start` to `end` of sentence `number` speak of; None if nothing says.

        Tried in turn: the noun right after an attribute ("manipulative men"), the owner right before ("mum's failure"), the nearest person
        before it in the clause that is no speaker and no object of a preposition, and, for log style without a subject, the previous
        sentence's.
        """
        sentence, lower = self._note.sentences[number], self._note.lower
        mentions = self.mentions(number)
        before = lower[start - 1] if start > sentence.start else ""
        for mention in mentions:
            if mention.start < start and end <= mention.end:
                return Subject(mention.role, mention.start, mention.end, True)
            if (
                mention.start == end
                and lower[end] not in _DETERMINERS
                and (before in _DETERMINERS or before in _PREPOSITIONS or start == sentence.start)
            ):
                return Subject(mention.role, mention.start, mention.end, True)
        for first, last, verb in speakers:
            if start <= verb <= start + 1:
                said_by = next((m for m in mentions if m.start == first and m.end == last), None)
                return Subject(said_by.role, first, last, True) if said_by else self.resolve(number, first, []) if last > first else None
        for mention in mentions:
            if (
                mention.start == end + 1
                and end < sentence.end
                and lower[end] == "by"
                and before != "as"
                and mention.role in ("agency", "professional")
            ):
                return Subject(mention.role, mention.start, mention.end, True)
        for i in range(start, end):
            if lower[i] in PRONOUNS:
                return self._resolve(number, i, PRONOUNS[lower[i]], speakers)
        if before == "its":
            return Subject("agency", start - 1, start, True)
        if before in _POSSESSIVES or before in _OBJECTS:
            return self._resolve(number, start - 1, {**_POSSESSIVES, **_OBJECTS}[before], speakers)
        clause = sentence.start
        for i in range(start - 1, sentence.start - 1, -1):
            if lower[i] in (";", ":") or (lower[i] in ("-", "\u2013", "\u2014") and i > sentence.start):
                clause = i + 1
                break
            if lower[i] in _DUMMIES:
                return None
            if lower[i] in ("i", "we"):
                if all(word in _LINKS for word in lower[i + 1 : start]):
                    return Subject("professional", i, i + 1, True)
                continue
            if lower[i] in PRONOUNS and not self._is_speaker(i, i + 1, start, speakers):
                return self._resolve(number, i, PRONOUNS[lower[i]], speakers)
            for mention in mentions:
                if mention.end == i + 1 and not self._is_speaker(mention.start, mention.end, start, speakers):
                    if self._owned(mention, start) or (self.after_preposition(mention) and not self._relative(mention, start)):
                        continue
                    if mention.role in ("parent", "professional", "agency") and not self._near(mention, start):
                        continue
                    if self._general(mention):
                        return Subject("children in general", mention.start, mention.end, True)
                    return self._joint(mention, mentions) or Subject(mention.role, mention.start, mention.end, True)
        if start - sentence.start <= 1 and number:
            return self.carried(number)
        if clause > sentence.start:
            return self._carried_in_sentence(number, clause, start, speakers)
        return None

    def _general(self, mention: Mention) -> bool:
        """Whether children in general are meant, as guidance does: "Children often do not see themselves as victims"."""
        words = self._note.lower[mention.start : mention.end]
        before = self._note.lower[mention.start - 1] if mention.start else ""
        return (
            words[-1] in ("children", "victims", "people")
            and words[0] in ("children", "victims", "young")
            and before not in _DETERMINERS
            and not before.isdigit()
        )

    def _joint(self, mention: Mention, mentions: list[Mention]) -> Subject | None:
        """The child in "Imogen and the driver": what is said of both is said of the child."""
        at = mention.start - 1
        while at >= 0 and self._note.lower[at] in _DETERMINERS:
            at -= 1
        if at < 0 or self._note.lower[at] not in ("and", "&"):
            return None
        first = next((m for m in mentions if m.end == at and m.role == "child"), None)
        return Subject("child", first.start, first.end, True) if first else None

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
        if between[:1] == [","] and "," not in between[1:]:
            between = between[1:]
        if not between or self._relative(mention, start):
            return True
        joined = any(word in ("and", "but", "or", "then") for word in between[-4:])
        broken = _SUBORDINATE | {"her", "him", "them", "told", "asked", "wants", "wanted"} | (set() if joined else {","})
        return len(between) <= (14 if joined else 5) and not any(word in broken for word in between)

    def _owned(self, mention: Mention, start: int) -> bool:
        """Whether the mention only owns something else ("mum's house …"); but "the suspect's account changed" is about the suspect."""
        return self._note.lower[mention.end - 1].endswith("'s") and mention.end < start - 1

    @staticmethod
    def _is_speaker(start: int, end: int, at: int, speakers: Speakers) -> bool:
        """Whether the words are the speaker of what is said at `at`; the one who says a thing is not whom it is about."""
        return any(s < end and start < e and verb < at for s, e, verb in speakers)

    def after_preposition(self, mention: Mention) -> bool:
        """Whether a mention is the object of a preposition, and so hardly the subject of its clause."""
        words = self._note.lower
        for i in range(mention.start - 1, max(mention.start - 4, -1), -1):
            if words[i] in _PREPOSITIONS:
                return True
            if words[i] not in _DETERMINERS and not words[i].isdigit() and words[i] not in ("older", "adult", "known", "unknown", "own"):
                return False
        return False

    def carried(self, number: int) -> Subject | None:
        previous = number - 1
        if self._note.sentences[previous].paragraph != self._note.sentences[number].paragraph:
            return None
        for mention in self.mentions(previous):
            if not self.after_preposition(mention):
                return Subject(mention.role, mention.start, mention.end, False)
        return None

    def _carried_in_sentence(self, number: int, clause: int, start: int, speakers: Speakers) -> Subject | None:
        for mention in self.mentions(number):
            if mention.end <= clause and not self.after_preposition(mention) and not self._is_speaker(mention.start, mention.end, start, speakers):
                return Subject(mention.role, mention.start, mention.end, False)
        return None

    def resolve(self, number: int, at: int, speakers: Speakers) -> Subject | None:
        """The person that the pronoun at word `at` stands for."""
        return self._resolve(number, at, PRONOUNS.get(self._note.lower[at], ""), speakers)

    def _resolve(self, number: int, at: int, gender: str, speakers: Speakers) -> Subject | None:
        """The nearest earlier person who fits, subjects of their sentence before others."""
        if gender == "y":
            return Subject("child", at, at + 1, True)
        for back in range(5):
            if number - back < 0:
                break
            fitting = [m for m in self.mentions(number - back) if m.end <= at and self._fits(m, gender, back == 0, at, speakers)]
            if back and self._note.sentences[number - back].paragraph != self._note.sentences[number].paragraph:
                fitting = [m for m in fitting if m.role in ("child", "harmer")]
            if fitting:
                upright = [m for m in fitting if not self.after_preposition(m)]
                best = (upright or fitting)[-1] if back == 0 else (upright or fitting)[0]
                return Subject(best.role, best.start, best.end, back == 0)
        return None

    def _fits(self, mention: Mention, gender: str, same_sentence: bool, at: int, speakers: Speakers) -> bool:
        if (mention.role == "agency" and gender) or (mention.gender and gender and mention.gender != gender) or (mention.plural and gender):
            return False
        if not same_sentence:
            return True
        if mention.role in ("professional", "parent") and not mention.gender:
            return False
        return not self._is_speaker(mention.start, mention.end, at, speakers)

"""Of whom is something said? Person nouns and pronouns of a note, and the one that a candidate most likely speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from langcheck.context.cues import Cues
from langcheck.segment import Note, Sentence

_PREPOSITIONS = frozenset(
    "with to by of for from at in on about against into than towards toward like between among around near via after over behind under onto off regarding re including upon".split()
)
_DETERMINERS = frozenset("a an the this that these those her his their your my our some any each every another one two three four several many other such both all".split())
_PRONOUNS = {"he": "m", "she": "f", "they": "", "he's": "m", "she's": "f", "they're": "", "they've": "", "he'd": "m", "she'd": "f", "they'd": "", "he'll": "m", "she'll": "f", "you": "y", "you're": "y", "you've": "y"}
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
_TITLES = frozenset("mr mrs ms miss dr prof sir cllr sgt pc dc ds di dci insp supt nurse officer inspector sergeant constable judge".split())


class Mention(NamedTuple):
    """A person or agency in a sentence; positions are the note's words."""

    start: int
    end: int
    role: str
    gender: str
    plural: bool
    named: bool = False


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
    """The people of one note, found sentence by sentence as they are asked for."""

    def __init__(self, note: Note, cues: Cues, known: KnownPeople) -> None:
        self._note, self._cues, self._known = note, cues, known
        self._found: dict[int, list[Mention]] = {}

    def mentions(self, number: int) -> list[Mention]:
        """The mentions in sentence `number`, in order, longest first where they overlap."""
        if number not in self._found:
            self._found[number] = self._find(self._note.sentences[number])
        return self._found[number]

    def _find(self, sentence: Sentence) -> list[Mention]:
        nouns = [
            Mention(sentence.start + m.start, sentence.start + m.end, m.key.role, m.key.gender, m.key.plural)
            for m in self._cues.people.find(self._note.text_of(sentence))
        ]
        found: list[Mention] = []
        for mention in sorted([*nouns, *self._names(sentence)], key=lambda m: (m.start - m.end, m.named)):
            if not any(mention.start < other.end and other.start < mention.end for other in found):
                found.append(mention)
        return sorted(self._aged(mention) for mention in found)

    def _aged(self, mention: Mention) -> Mention:
        """A name with an adult's age in brackets, or after a title, is an adult's: "Mrs Ord (62)", "stepfather (44)"."""
        words = self._note.lower
        if mention.named and mention.end + 1 < len(words) and words[mention.end] == "(" and words[mention.end + 1].isdigit():
            if 21 <= int(words[mention.end + 1]) <= 99:
                return mention._replace(role="adult")
        return mention

    def _names(self, sentence: Sentence) -> list[Mention]:
        note, known = self._note, self._known
        found = []
        for i in range(sentence.start, sentence.end):
            word, lower = note.words[i], note.lower[i].removesuffix("'s")
            if lower in known.child:
                found.append(Mention(i, i + 1, "child", "", False, True))
            elif lower in known.adults:
                found.append(Mention(i, i + 1, "adult", "", False, True))
            elif word[0].isupper() and lower not in _NOT_NAMES and (not word.isupper() or len(word) == 1):
                if i == sentence.start and not self._name_begins(i):
                    continue
                titled = i > 0 and note.lower[i - 1] in _TITLES or (i > 1 and note.words[i - 1] == "." and note.lower[i - 2] in _TITLES)
                start = i - 1 if titled else i
                found.append(Mention(start, i + 1, "professional" if titled else "child", "", False, True))
        return found

    def _name_begins(self, i: int) -> bool:
        """Whether a capital at the start of a sentence is a name: the same name stands inside a sentence, or a finite verb follows."""
        words = self._note.lower
        follows = words[i + 1] if i + 1 < len(words) else ""
        return (
            words[i].endswith("'s")
            or follows in ("is", "was", "has", "had", "will", "would", "does", "did", "can", "(", "and", "said", "says", "told", "tells", "feels", "went", "left", "keeps", "gets", "who", "continues", "refuses", "refused")
            or (follows.endswith(("s", "ed")) and len(follows) > 3 and not follows.endswith("ss"))
        )

    # ---- the subject of a candidate -----------------------------------------------------------------------------------------------------

    def subject(self, number: int, start: int, end: int, speakers: list[tuple[int, int]]) -> Subject | None:
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
            if mention.start == end and (before in _DETERMINERS or before in _PREPOSITIONS or start == sentence.start):
                return Subject(mention.role, mention.start, mention.end, True)
        if before in _POSSESSIVES:
            return self._resolve(number, start - 1, _POSSESSIVES[before], speakers)
        clause = start
        for i in range(start - 1, sentence.start - 1, -1):
            if lower[i] in (";", ":") or (lower[i] in ("-", "\u2013", "\u2014") and i > sentence.start):
                break
            clause = i
        for i in range(start - 1, clause - 1, -1):
            if lower[i] in _PRONOUNS and not self._is_speaker(i, i + 1, speakers):
                return self._resolve(number, i, _PRONOUNS[lower[i]], speakers)
            for mention in mentions:
                if mention.end == i + 1 and mention.end <= start and not self._is_speaker(mention.start, mention.end, speakers):
                    if self._after_preposition(mention) and not (mention.end == start or lower[mention.end : start] in (("who",), ("that",))):
                        continue
                    if self._owned(mention, start):
                        continue
                    return Subject(mention.role, mention.start, mention.end, True)
        if start - sentence.start <= 1 and number:
            return self._carried(number, speakers)
        if clause > sentence.start:
            return self._carried_in_sentence(number, clause, speakers)
        return None

    def _owned(self, mention: Mention, start: int) -> bool:
        """Whether the mention only owns something else ("mum's house …")."""
        return self._note.lower[mention.end - 1].endswith("'s") and mention.end < start

    @staticmethod
    def _is_speaker(start: int, end: int, speakers: list[tuple[int, int]]) -> bool:
        return any(s < end and start < e for s, e in speakers)

    def _after_preposition(self, mention: Mention) -> bool:
        words = self._note.lower
        for i in range(mention.start - 1, max(mention.start - 4, -1), -1):
            if words[i] in _PREPOSITIONS:
                return True
            if words[i] not in _DETERMINERS and not words[i].isdigit() and words[i] not in ("older", "adult", "known", "unknown", "own"):
                return False
        return False

    def _carried(self, number: int, speakers: list[tuple[int, int]]) -> Subject | None:
        previous = number - 1
        if self._note.sentences[previous].paragraph != self._note.sentences[number].paragraph:
            return None
        for mention in self.mentions(previous):
            if not self._after_preposition(mention):
                return Subject(mention.role, mention.start, mention.end, False)
        return None

    def _carried_in_sentence(self, number: int, clause: int, speakers: list[tuple[int, int]]) -> Subject | None:
        for mention in self.mentions(number):
            if mention.end <= clause and not self._after_preposition(mention) and not self._is_speaker(mention.start, mention.end, speakers):
                return Subject(mention.role, mention.start, mention.end, False)
        return None

    def _resolve(self, number: int, at: int, gender: str, speakers: list[tuple[int, int]]) -> Subject | None:
        """The person a pronoun stands for: the nearest earlier one that fits, subjects of their sentence before others."""
        if gender == "y":
            return Subject("child", at, at + 1, True)
        for back in range(5):
            if number - back < 0:
                break
            fitting = [
                m
                for m in self.mentions(number - back)
                if m.end <= at
                and not (back == 0 and self._is_speaker(m.start, m.end, speakers))
                and (not m.gender or not gender or m.gender == gender)
                and (not m.plural or not gender)
                and m.role != "agency"
            ]
            if back and self._note.sentences[number - back].paragraph != self._note.sentences[number].paragraph:
                fitting = [m for m in fitting if m.role in ("child", "harmer")]
            if fitting:
                upright = [m for m in fitting if not self._after_preposition(m)]
                best = (upright or fitting)[-1] if back == 0 else (upright or fitting)[0]
                return Subject(best.role, best.start, best.end, back == 0)
        return None

"""Of whom is something said? The person that a candidate most likely speaks of, and the person a pronoun stands for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from langcheck.context.people import Mention, People
from langcheck.segment import Note

_PREPOSITIONS = frozenset(
    """with w to by of for from at in on about against into than towards toward like between among around near via after over behind under
    onto off regarding re including upon""".split()
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
_OBJECT_VERBS = frozenset("her him them told asked wants wanted".split())
_ADJECTIVES = frozenset("older adult known unknown own".split())
_SPEAKER_NEAR = 3
"""How many words may stand between a speaker and the claim that is itself in question: "the driver has also claimed"."""
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
                return _explicit(said_by) if said_by else self.resolve(number, first, []) if last > first else None
        for i in range(start, end):
            if self._note.lower[i] in PRONOUNS:
                return self.resolve(number, i, speakers)
        before = self._note.lower[start - 1] if start > self._note.sentences[number].start else ""
        if before == "its":
            return Subject("agency", start - 1, start, True)
        if before in _POSSESSIVES or before in _OBJECTS:
            return self.resolve(number, start - 1, speakers)
        return self._before(number, start, speakers)

    def _joined(self, mention: Mention, number: int, start: int, end: int) -> bool:
        """Whether a noun holds the words, follows them as what they describe, or is their "by" agent."""
        lower, sentence = self._note.lower, self._note.sentences[number]
        before = lower[start - 1] if start > sentence.start else ""
        if (mention.start < start and end <= mention.end) or (mention.start == start and mention.end < end):
            return True
        if mention.start == end and lower[end] not in _DETERMINERS:
            return start == sentence.start or before in _DETERMINERS or before in _PREPOSITIONS
        by_agent = mention.start == end + 1 and end < sentence.end and lower[end] == "by" and before != "as"
        return by_agent and mention.role in ("agency", "professional")

    def _before(self, number: int, start: int, speakers: Speakers) -> Subject | None:
        """The nearest subject before word `start` in its clause; in log style the one that is carried on."""
        sentence, lower = self._note.sentences[number], self._note.lower
        ending = {mention.end: mention for mention in self._people.mentions(number)}
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
            elif lower[i] in PRONOUNS and not _is_speaker(i, i + 1, start, speakers):
                return self.resolve(number, i, speakers)
            elif (mention := ending.get(i + 1)) and self._acts(mention, start, speakers):
                role = "children in general" if self._general(mention) else mention.role
                return self._together(mention, ending) or self._main(mention, ending) or _explicit(mention, role)
        if start - sentence.start <= 1 and number:
            return self.carried(number)
        earlier = (m for m in ending.values() if m.end <= clause and not _is_speaker(m.start, m.end, start, speakers))
        return self._first_upright(earlier) if clause > sentence.start else None

    def _acts(self, mention: Mention, start: int, speakers: Speakers) -> bool:
        """Whether a mention can be the subject of the words at `start`."""
        if _is_speaker(mention.start, mention.end, start, speakers) or self._owned(mention, start):
            return False
        if self.after_preposition(mention) and not self._relative(mention, start):
            return False
        return mention.role not in ("parent", "professional", "agency") or self._near(mention, start)

    def _general(self, mention: Mention) -> bool:
        """Whether children in general are meant, as guidance does: "Children often do not see themselves as victims"."""
        words = self._note.lower[mention.start : mention.end]
        before = self._note.lower[mention.start - 1] if mention.start else ""
        plural = words[-1] in ("children", "victims", "people") and words[0] in ("children", "victims", "young")
        return plural and before not in _DETERMINERS - {"that"} and not before.isdigit()

    def _together(self, mention: Mention, ending: dict[int, Mention]) -> Subject | None:
        """The child in "Imogen and the driver": what is said of both is said of the child."""
        at = mention.start - 1
        while at >= 0 and self._note.lower[at] in _DETERMINERS:
            at -= 1
        first = ending.get(at) if at >= 0 and self._note.lower[at] in ("and", "&") else None
        return _explicit(first) if first and first.role == "child" else None

    def _main(self, mention: Mention, ending: dict[int, Mention]) -> Subject | None:
        """The adult in "the adult who exploits Kai is a gang member": what follows the relative clause is said of the adult."""
        if self._note.lower[mention.end : mention.end + 1] not in (("is",), ("was",), ("has",)):
            return None
        before = [m for m in ending.values() if m.end < mention.start and self._note.lower[m.end] in ("who", "that")]
        return _explicit(before[-1]) if before and before[-1].role == "harmer" else None

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
        broken = _SUBORDINATE | _OBJECT_VERBS | (set() if joined else {","})
        return len(between) <= (14 if joined else 5) and not any(word in broken for word in between)

    def _owned(self, mention: Mention, start: int) -> bool:
        """Whether the mention only owns something else ("mum's house …"); but "the suspect's account changed" is about the suspect."""
        return self._note.lower[mention.end - 1].endswith("'s") and mention.end < start - 1

    def after_preposition(self, mention: Mention) -> bool:
        """Whether a mention is the object of a preposition, and so hardly the subject of its clause."""
        words = self._note.lower
        for i in range(mention.start - 1, max(mention.start - 4, -1), -1):
            if words[i] in _PREPOSITIONS:
                return True
            if words[i] not in _DETERMINERS and not words[i].isdigit() and words[i] not in _ADJECTIVES:
                return False
        return False

    def carried(self, number: int) -> Subject | None:
        """The subject that sentence `number`, which has none of its own, goes on from: the previous sentence's."""
        if self._note.sentences[number - 1].paragraph != self._note.sentences[number].paragraph:
            return None
        return self._first_upright(self._people.mentions(number - 1))

    def _first_upright(self, mentions: Iterable[Mention]) -> Subject | None:
        return next((_explicit(m)._replace(explicit=False) for m in mentions if not self.after_preposition(m)), None)

    def resolve(self, number: int, at: int, speakers: Speakers) -> Subject | None:
        """The person that the pronoun at word `at` stands for: the nearest earlier one who fits, subjects of their sentence before others."""
        gender = {**PRONOUNS, **_POSSESSIVES, **_OBJECTS}.get(self._note.lower[at], "")
        if gender == "y":
            return Subject("child", at, at + 1, True)
        for back in range(min(_LOOK_BACK, number + 1)):
            fitting = [m for m in self._people.mentions(number - back) if m.end <= at and _fits(m, gender, back == 0, at, speakers)]
            if back and self._note.sentences[number - back].paragraph != self._note.sentences[number].paragraph:
                fitting = [m for m in fitting if m.role in ("child", "harmer")]
            if fitting:
                upright = [m for m in fitting if not self.after_preposition(m)]
                return _explicit((upright or fitting)[0 if back else -1])._replace(explicit=back == 0)
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

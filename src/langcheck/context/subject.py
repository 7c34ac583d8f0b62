"""Of whom is something said? The person that a candidate most likely speaks of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from langcheck.context.clauses import Head, contracted, is_finite, preposition
from langcheck.context.grammar import DETERMINERS, PARTNERS, PREPOSITIONS, PRONOUNS
from langcheck.context.parsing import Model
from langcheck.context.people import Mention, People
from langcheck.context.references import OBJECTS, POSSESSIVES, References, Speakers, Subject, explicit, is_speaker
from langcheck.segment import Note

_LINKS = frozenset("has have had is was are were been also twice still never then again both already now not repeatedly since all each".split())
_LEADING = _LINKS | frozenset("last known believed thought said reported suspected to be being seems appears very possibly".split())
"""With these a sentence of log style that leaves its subject out may begin: "Last known to be running a line"."""
_LISTED = 3
"""How many words may stand before a further label of a list that begins a sentence: "Very aggressive and …"."""
_SUBORDINATE = frozenset("that if because as when whether how why who which where while so although though".split())
_PREDICATING = frozenset("as is was to be being been".split())
_OBJECT_VERBS = frozenset("her him them told asked wants wanted spoke speaking talked talking".split())
_LOOKING = frozenset("looking sounding".split())
_INCLUDING = frozenset("include includes including are is was were".split())
_JOINS = frozenset(", and but or then that because when so if ; :".split())
_ABOUT = frozenset("about for over of from".split())
_OTHERS = frozenset("known local older suspected convicted adult another".split())
_LIKE = frozenset("like as than".split())
_PRESENTING = frozenset("presented presents presenting across".split())
_KNOWN = frozenset("known described identified".split())
_KNOWN_BY = frozenset("as by to for in locally".split())
_KNOWN_NEAR = 6
"""How many words may stand between a noun and the label that it is known by: "a man known to police as a"."""
_SPEAKER_NEAR = 3
"""How many words may stand between a speaker and the claim that is itself in question: "the driver has also claimed"."""


class Subjects:
    """Answers, for one note, of whom something is said."""

    def __init__(self, note: Note, people: People, references: References, model: Model | None = None) -> None:
        self._note, self._people, self._references, self._model = note, people, references, model

    def of(self, number: int, start: int, end: int, speakers: Speakers) -> Subject | None:
        """Who the words `start` to `end` of sentence `number` speak of; None if nothing says. Where the rules are unsure, the model may know."""
        found = self._by_rules(number, start, end, speakers)
        unsure = found is None or not found.explicit
        return (self._by_model(self._model, number, start, end) or found) if unsure and self._model else found

    def _by_model(self, model: Model, number: int, start: int, end: int) -> Subject | None:
        """The adult whom the model names as the subject."""
        note, sentence = self._note, self._note.sentences[number]
        begin, stop = note.starts[sentence.start], note.ends[sentence.end - 1]
        place = model.subject(note.tidy.text[begin:stop], note.starts[start] - begin, note.ends[end - 1] - begin)
        if place is None:
            return None
        at = bisect_right(note.starts, begin + place) - 1
        adult = next((m for m in self._people.mentions(number) if m.start <= at < m.end and m.role in ("harmer", "adult")), None)
        return explicit(adult)._replace(by=model.name) if adult else None

    def _by_rules(self, number: int, start: int, end: int, speakers: Speakers) -> Subject | None:
        """Who the words `start` to `end` of sentence `number` speak of; None if nothing says.

        Tried in turn: a noun joined to the words ("manipulative men", "failure by the council"), the speaker whose verb they hold ("he claims"),
        a pronoun among them, the owner or object right before ("mum's failure", "find him difficult"), and the nearest subject before them.
        """
        mentions = self._people.mentions(number)
        for mention in mentions:
            if self._joined(mention, number, start, end):
                return explicit(mention)
        for first, last, verb in speakers:
            if start <= verb <= start + 1 and start - last <= _SPEAKER_NEAR:
                said_by = next((m for m in mentions if (m.start, m.end) == (first, last)), None)
                if said_by and said_by.role == "professional" and any(word in PRONOUNS for word in self._note.lower[verb + 1 : end]):
                    continue
                if said_by or last == first:
                    return explicit(said_by) if said_by else self._references.carried(number) if number else None
                if self._note.lower[first] in PRONOUNS:
                    return self._references.resolve(number, first, [])
        for i in range(start, end):
            if self._note.lower[i] in PRONOUNS and i > start == self._note.sentences[number].start and number:
                return self._references.carried(number)  # log style: "Claims they are friends"
            if self._note.lower[i] in PRONOUNS:
                return self._references.resolve(number, i, speakers)
        if child := next((m for m in mentions if m.role == "child" and start < m.start and m.end <= end), None):
            return explicit(child)
        before = self._note.lower[start - 1] if start > self._note.sentences[number].start else ""
        if before == "its":
            return Subject("agency", start - 1, start, True)
        if owner := next((m for m in mentions if self._owns(m, start) and not any(m.end < o.end <= start for o in mentions)), None):
            return explicit(owner)
        if before in POSSESSIVES or before in OBJECTS:
            return self._references.resolve(number, start - 1, speakers)
        leading = self._note.lower[self._note.sentences[number].start : start]
        if (
            leading
            and leading[-1] in DETERMINERS
            and all(w in DETERMINERS for w in leading)
            and end < self._note.sentences[number].end
            and is_finite(self._note.lower[end])
        ):
            return None  # the words are themselves the subject: "A sexual relationship developed"
        if other := self._another(leading, start):
            return other
        return self._before(number, start, speakers)

    def _another(self, leading: tuple[str, ...], start: int) -> Subject | None:
        """Somebody else than the child whom a noun with an adjective brings in: "the flat of a known dealer", but not "known as a dealer"."""
        at = len(leading)
        while at and leading[at - 1] in _OTHERS:
            at -= 1
        if at == len(leading) or at < 2 or leading[at - 1] not in ("a", "an") or leading[at - 2] not in PREPOSITIONS - _LIKE:
            return None
        return Subject("adult", start - len(leading) + at, start, True)

    def _is_owner(self, mention: Mention) -> bool:
        return self._note.lower[mention.end - 1].endswith("'s") and not contracted(self._note.lower, mention)

    def _owns(self, mention: Mention, start: int) -> bool:
        """Whether the words are somebody's: "mum's failure"; not where they tell what somebody else is: "described as the suspect's girlfriend"."""
        words = self._note.lower
        if mention.end not in (start, start - 1) or not self._is_owner(mention):
            return False
        if mention.end < start and (words[start - 1] in PREPOSITIONS or preposition(words, mention)):
            return False
        if mention.role == "child" and words[start] in PARTNERS:
            return True
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
        if lower[end - 1] in _INCLUDING or lower[end - 1] in PARTNERS:
            return False
        if end < sentence.end and lower[end] in _LOOKING:
            end += 1
        if mention.start == end and lower[end] not in DETERMINERS and not PREPOSITIONS & set(lower[start + 1 : end]):
            return start == sentence.start or before in DETERMINERS or before in PREPOSITIONS
        by_agent = mention.start == end + 1 and end < sentence.end and lower[end] == "by" and before != "as"
        return by_agent and mention.role in ("agency", "professional")

    def _before(self, number: int, start: int, speakers: Speakers) -> Subject | None:
        """The subject in force at word `start`; in log style the one that is carried on."""
        sentence, mentions = self._note.sentences[number], self._people.mentions(number)
        if described := next((m for m in mentions if m.end <= start and self._describes(m, start)), None):
            return self._together(described, mentions) or explicit(described)
        head = next((h for h in reversed(self._references.heads(number)) if h.at <= start and (not h.mention or h.mention.end <= start)), None)
        if head is None or head.kind == "none":
            if number and self._elided(self._note.lower[sentence.start : start]):
                return self._references.carried(number)
            return self._references.first_upright(
                m for m in mentions if head and m.end <= head.at and not is_speaker(m.start, m.end, start, speakers)
            )
        if head.kind == "self":
            return Subject("professional", head.at, head.at + 1, True) if all(w in _LINKS for w in self._note.lower[head.at + 1 : start]) else None
        if head.kind == "some":
            return self._references.some(number, head)
        if head.kind == "pronoun" and (outer := self._outside_relative(head, mentions, start)):
            return explicit(outer)
        if head.kind == "pronoun" and not is_speaker(head.at, head.at + 1, start, speakers):
            return self._references.resolve(number, head.at, speakers)
        if head.mention and head.mention.role in ("professional", "agency", "parent") and (other := self._told(number, head.mention.end, start)):
            return other
        if head.mention is None or not self._acts(head.mention, start, speakers):
            return None
        role = "children in general" if self._general(head.mention) else head.mention.role
        return self._together(head.mention, mentions) or explicit(head.mention, role)

    def _outside_relative(self, head: Head, mentions: list[Mention], start: int) -> Mention | None:
        """Who goes on after a clause without "who": the man in "the man she met online sent nudes"."""
        lower, at = self._note.lower, head.at + 1
        outer = next((m for m in mentions if m.end == head.at and {lower[m.start], lower[m.start - 1]} & DETERMINERS), None)
        if outer is None or preposition(lower, outer) or not is_finite(lower[at]) or _JOINS & set(lower[at:start]):
            return None
        resumes = start if is_finite(lower[start]) else start - 1
        return outer if resumes > at and is_finite(lower[resumes]) and not all(w in _LINKS for w in lower[at:resumes]) else None

    def _elided(self, leading: tuple[str, ...]) -> bool:
        """Whether words at the start of a sentence leave its subject out: "Last known to be …", "Aggressive and …"."""
        return all(word in _LEADING for word in leading[:-1]) or (len(leading) <= _LISTED and leading[-1] in ("and", ","))

    def _told(self, number: int, at: int, start: int) -> Subject | None:
        """The child between an adult and what the child does: "staff found Chanel on FaceTime, exposing herself", "spoke to him about lying"."""
        lower = self._note.lower
        if not (lower[start].endswith("ing") or lower[start - 1] in _ABOUT) or lower[start - 1] in _LINKS:
            return None
        child = next(
            (m for m in self._people.mentions(number) if m.role == "child" and at <= m.start < m.end <= start and not self._is_owner(m)), None
        )
        pronoun = next((i for i in range(at, start) if lower[i] in OBJECTS or lower[i] == "her"), None)
        return explicit(child) if child else self._references.resolve(number, pronoun, []) if pronoun is not None else None

    def _describes(self, mention: Mention, start: int) -> bool:
        """Whether the words at `start` describe the noun before them: "a man, 27, known to police", "found the father to be aggressive"."""
        before, between = preposition(self._note.lower, mention), self._note.lower[mention.end : start]
        if between[:1] == ("as",) or between[:2] == ("to", "be"):
            return not before and all(w in _PREDICATING or w in DETERMINERS for w in between)
        if not between and (self._note.lower[start] in PRONOUNS | {"it": ""} or self._is_owner(mention)):
            return False
        if between[:1] and between[0] in _KNOWN and between[1] in _KNOWN_BY and "as" in between[-2:] and len(between) <= _KNOWN_NEAR:
            return True
        aged = all(w.isdigit() or w in ("(", ")", ",", "aged", "both", "all", "also") for w in between)
        return before != "of" and aged and between != (",",) and not (before and mention.role == "thing")

    def _acts(self, mention: Mention, start: int, speakers: Speakers) -> bool:
        """Whether a subject can be the subject of the words at `start`."""
        if is_speaker(mention.start, mention.end, start, speakers):
            return False
        return mention.role not in ("parent", "professional", "agency", "thing") or self._near(mention, start)

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
        return explicit(first) if first else None

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
        while between[-1:] and between[-1] in DETERMINERS and "as" in between[-2:]:
            between.pop()
        if between[-1:] == ["as"] and (between[0] in ("was", "is", "were", "are") or between[-2:-1][0] in _PRESENTING):
            between.pop()
        if not between or self._relative(mention, start):
            return True
        joined = any(word in ("and", "but", "or", "then") for word in between[-4:]) or between[-1] == ","
        broken = _SUBORDINATE | (_OBJECT_VERBS - {"her"} if mention.role == "thing" else _OBJECT_VERBS) | (set() if joined else {","})
        asides = {i for i, word in enumerate(between) if joined and word in ("her", "him", "them") and i and between[i - 1] in PREPOSITIONS}
        return len(between) <= (18 if joined else 5) and not any(word in broken for i, word in enumerate(between) if i not in asides)

"""Who is in a note? Person nouns and names, the role of each, and the names that people were introduced with."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from langcheck.context.cues import Cues
from langcheck.context.grammar import DETERMINERS, FINITE_VERBS, PARTNERS, PREPOSITIONS, PRONOUNS
from langcheck.context.known import ALSO_WORDS, KnownPeople
from langcheck.lexicon.schema import PeopleWords
from langcheck.match import Match
from langcheck.patterns import Words
from langcheck.segment import Note, Sentence

_NOT_NAMES = frozenset(
    """i the this that these those there here it its he she they we you his her their our my your a an and or but so if when while where what who
    why how as at in on of for to from by with no not yes also however although since after before during then now today yesterday tomorrow
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun january february march april may june
    july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec has have had is was are were been does did do
    will would can could should may might must refused declined absconded told said states stated says reports reported denies denied claims
    claimed discussed spoke seen visited attended age aged known please note action actions plan analysis present info information intel
    numerous several many most some any all both each one two three four five six first second
    third another other others neither none hx imp pc sh fh dx rx nil nfa snapchat instagram facebook tiktok
    wizz omegle discord telegram kik tinder grindr hinge badoo yubo roblox fortnite youtube twitter signal messenger google
    source caller informant bwv cctv ambo
    whatsapp home report record entry file email letter referral assessment chronology review minutes staff nobody everyone
    someone who which""".split()
)
_AFTER_NAME = frozenset(
    """is was has had will would does did can could ( and said says told tells feels felt went left got ran keeps kept gets who continues refuses
    refused herself himself themselves himself again also never always came made chose won't doesn't didn't isn't wasn't hasn't can't spoke
    took thinks knows knew put gave met sent let may might""".split()
)
_AFTER_NAME_AND_COMMA = frozenset("who whose whom aged".split())
_ADVERBS = frozenset("still now only often later initially usually sometimes reportedly apparently generally recently".split())
_AFTER_A_NAME = _AFTER_NAME | FINITE_VERBS
_SUSPECTING = frozenset("i we they staff police officers professionals would to carers workers and also now strongly parents".split())
_APPOSING = frozenset(", ( ) who is was a an the our his her their aged known now also of - \u2013".split())
_BEFORE_AGE = frozenset("( , is was aged be of are were".split())
_AFTER_AGE = frozenset(") , . ; and".split())
_STARTERS = frozenset(":-\u2013\u2014\u2022*(\"'\u201c\u2018[.")
_DOCUMENTS = frozenset((word,) for word in "log note notes entry statement summary handover letter".split())
_MALES = frozenset("male males man men".split())
_TITLES = frozenset("mr mrs ms miss dr prof sir cllr sgt pc dc ds di dci insp supt nurse officer inspector sergeant constable judge".split())
_SINCE = frozenset("since following during despite once".split())
_BEFORE_VERBS = frozenset("to will would can could did does do may might must should".split())
_YOUNGEST = 8
_OF_A_CHILD = frozenset(
    """uncle aunt auntie mum mother mam mummy dad father daddy parents nan nana gran grandma grandmother grandad stepmum stepdad stepfather
    stepmother carer carers foster social sw ssw yot yjs keyworker key school teacher tutor form head pastoral mentor placement residential
    siblings bedroom""".split()
)
"""What a possessive before these says of the child of the note: "her mum", "his social worker"."""

_POSSESSIVE_GENDER = {"her": "f", "his": "m"}
_CHILD_NOUNS = {"girl": "f", "schoolgirl": "f", "boy": "m", "schoolboy": "m"}
_INTRODUCED = 40
"""Among how many first words a note says that its child is a girl or a boy."""
_AGED = frozenset("year years yr yrs yo old o".split())
_STATED = {("she", "/", "her"): "f", ("he", "/", "him"): "m"}
_SHORT_TITLES = frozenset("mr mrs ms dr prof cllr sgt insp supt".split())
_TITLE_GENDER = {"mr": "m", "sir": "m", "mrs": "f", "ms": "f", "miss": "f"}


class Mention(NamedTuple):
    """A person or agency in a sentence; positions are the note's words."""

    start: int
    end: int
    role: str
    gender: str
    plural: bool
    named: bool = False


def _like_verb(word: str) -> bool:
    """Whether a word may be the verb of the name before it."""
    return word in _AFTER_A_NAME - {"(", "and"} or (len(word) > 3 and word.endswith("ed"))


class People:
    """The people of one note, found sentence by sentence as they are asked for.

    `labels` are the places of candidates: "drug dealer" said of a child is no mention of a dealer.
    """

    def __init__(self, note: Note, cues: Cues, known: KnownPeople, labels: Sequence[tuple[int, int]] = ()) -> None:
        self._note, self._cues, self._known = note, cues, known
        self._labels = sorted(labels)
        self._roles: dict[str, str] = {}
        self._found: list[list[Mention]] = []
        self._named: set[str] = set()
        self._grown: set[str] = set()

    @property
    def children_so_far(self) -> bool:
        """Whether a child was mentioned in the sentences that were asked for, or before them."""
        return any(m.role == "child" for mentions in self._found for m in mentions)

    def mentions(self, number: int) -> list[Mention]:
        """The mentions in sentence `number`, in order, longest first where they overlap."""
        for earlier in range(len(self._found), number + 1):
            self._found.append(self._find(self._note.sentences[earlier], self._nouns[earlier]))
        return self._found[number]

    @cached_property
    def _nouns(self) -> list[list[Match[PeopleWords]]]:
        """Person nouns, for each sentence; "mum's" is one, too."""
        owners_too = Words.of([word.removesuffix("'s") or word for word in self._note.lower])
        return self._cues.people.find_each(owners_too, [(sentence.start, sentence.end) for sentence in self._note.sentences])

    def _find(self, sentence: Sentence, matches: Sequence[Match[PeopleWords]]) -> list[Mention]:
        nouns = [Mention(m.start, m.end, m.key.role, m.key.gender, m.key.plural) for m in matches]
        found: list[Mention] = []
        labels = self._labels[bisect_left(self._labels, (sentence.start, 0)) : bisect_left(self._labels, (sentence.end, 0))]
        nouns = [m for m in nouns if self._is_person(m) and not any(self._labels_child(m, start, end) for start, end in labels)]
        for mention in sorted(
            [*nouns, *(m for m in self._names(sentence) if not any(start <= m.start and m.end <= end for start, end in labels))],
            key=lambda m: (m.start - m.end, m.named, not m.plural),
        ):
            if not any(mention.start < other.end and other.start < mention.end for other in found):
                found.append(mention)
        return self._introduced(sorted(self._aged(mention) for mention in found))

    def _labels_child(self, mention: Mention, start: int, end: int) -> bool:
        """Whether a noun is only part of a candidate's label ("drug dealer"), and not its subject ("suspect was lying")."""
        if self._is_partner(mention):
            return False
        subject = mention.start == start and self._note.lower[mention.end : mention.end + 1] in (("is",), ("was",), ("has",), ("were",), ("are",))
        return start <= mention.start and mention.end <= end and not subject

    def _is_partner(self, noun: Mention) -> bool:
        """Whether a noun is a word for a partner, which often is what somebody wrongly calls the child: it introduces no name."""
        return noun.end - noun.start == 1 and self._note.lower[noun.start].removesuffix("'s") in PARTNERS

    def _is_person(self, mention: Mention) -> bool:
        """Whether a noun is one: not the verb of "we suspect that", not the owner of a "carer log", not "no clear exploiter"."""
        words = self._note.lower
        verb = words[mention.start : mention.end] == ("suspect",) and mention.start > 0 and words[mention.start - 1] in _SUSPECTING
        if words[mention.start : mention.end] == ("male",) and not self._adult_male_known():
            return False
        if mention.role == "thing" and mention.start and words[mention.start - 1] in PRONOUNS.keys() | _BEFORE_VERBS:
            return False
        if "no" in words[max(mention.start - 2, 0) : mention.start]:
            return False
        if self._is_partner(mention) and not {"her", "his"} & set(words[max(mention.start - 2, 0) : mention.start]):
            return False
        return not verb and (words[mention.end : mention.end + 1] not in _DOCUMENTS or self._notes(mention.end))

    def _notes(self, at: int) -> bool:
        """Whether word `at` is a verb, "the sergeant notes he is …", and not a document, "carer notes: …"."""
        if self._note.lower[at] != "notes" or at + 1 == len(self._note.lower):
            return False
        after = self._note.lower[at + 1]
        return after in PRONOUNS or after in ("that", "the") or (len(after) == 1 and after.isalpha())

    def _adult_male_known(self) -> bool:
        """Whether "male" alone is the adult male, and not a boy, that an earlier sentence speaks of."""
        males = [m for mentions in self._found for m in mentions if _MALES & set(self._note.lower[m.start : m.end])]
        return bool(males) and all(m.role == "harmer" for m in males)

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
                known = self._known.at(self._note, mention.start) if self._known else None
                if role != "child" and not known:
                    self._roles[name] = role
                mention = mention._replace(role="child" if known else self._roles.get(name, "child"))
                if before:
                    mention = mention._replace(start=before.start, gender=before.gender)
                    out.pop()
            out.append(mention)
        return out

    def _introduces(self, noun: Mention, name: Mention) -> bool:
        """Whether a noun stands right before a name that it introduces: "social worker Bev", "the suspect, Paula", but no list: "SW, mum, Tia"."""
        if noun.role == "agency" or self._is_partner(noun) or not self._note.line_starts.isdisjoint(range(noun.end, name.start + 1)):
            return False
        before, after = self._note.lower[noun.start - 1] if noun.start else "", self._note.lower[name.end : name.end + 3]
        if noun.end == name.start and self._opens_with(noun) and (after[:1] and _like_verb(after[0])):
            return False  # "After contact with dad Lily absconded"
        young = len(after) > 1 and after[0] in ("(", ",") and after[1].isdigit() and int(after[1][:3]) < 18
        if noun.end == name.start:
            return noun.role == "child" or not young
        listed = young or before in (",", ":", "-", "and") or (after[:1] != (",",) and before not in DETERMINERS)
        return noun.role != "child" and not listed and self._note.lower[noun.end : name.start] == (",",)

    def _opens_with(self, noun: Mention) -> bool:
        """Whether a sentence begins with a preposition whose object a noun for one of the family is."""
        words, at = self._note.lower, noun.start - 1
        while at > 0 and words[at] in DETERMINERS:
            at -= 1
        begins = self._note.sentences[self._note.sentence_of(noun.start)].start
        return noun.role == "parent" and at >= begins and words[at] in PREPOSITIONS and words[begins] in PREPOSITIONS | _SINCE

    def _apposed(self, name: Mention, noun: Mention) -> bool:
        """Whether a noun tells what the one named is: "Bev (SW)", "Donna, 38, who is a suspect"."""
        between = self._note.lower[name.end : noun.start]
        if self._is_partner(noun):
            return False
        if between[:1] == ("(",) and len(between) <= 2:
            return True
        if between == (",",) and self._note.lower[noun.end : noun.end + 1] == (",",) and noun.end - noun.start > 1:
            return _like_verb(self._note.lower[noun.end + 1])  # "Steve, mum's partner, was"
        return len(between) <= 8 and bool({"who", "is", "was"} & set(between)) and all(w in _APPOSING or w.isdigit() for w in between)

    def _aged(self, mention: Mention) -> Mention:
        """Somebody with an adult's age right after is an adult, "Mrs Ord (62)", "stepbrother, 27,", and so is "the stepbrother" from then on, as
        after "her older sister"; a young mother is a child: "mum (15)"."""
        words, at = self._note.lower, mention.end
        noun = words[at - 1]
        if not mention.named and mention.role == "child" and noun in self._grown and words[mention.start - 1] == "the":
            return mention._replace(role="adult")
        if mention.role == "adult" and not mention.named:
            self._grown.add(noun)
        if words[at : at + 1] == ("is",) and words[at + 1 : at + 4] in (("thought", "to", "be"), ("believed", "to", "be")):
            at += 3
        if words[at : at + 2] in ((",", "aged"), ("(", "aged")):
            at += 1
        if at + 2 >= len(words) or words[at] not in _BEFORE_AGE or not words[at + 1].isdigit() or words[at + 2] not in _AFTER_AGE:
            return mention
        age = int(words[at + 1][:3])
        if 21 <= age <= 99 and (mention.named or mention.role == "child"):
            if not mention.named:
                self._grown.add(noun)
            return mention._replace(role="adult")
        young = _YOUNGEST <= age < 18 and (mention.role in ("parent", "adult") or words[mention.start : mention.end] == ("male",))
        return mention._replace(role="child") if young else mention

    def _names(self, sentence: Sentence) -> list[Mention]:
        note = self._note
        found: list[Mention] = []
        for i in self._capitals[bisect_left(self._capitals, sentence.start) : bisect_left(self._capitals, sentence.end)]:
            if found and i < found[-1].end:
                continue
            begins, titled = i == sentence.start or note.lower[i - 1] in _STARTERS, self._titled(i)
            if known := self._known_at(i, begins):
                end, role = known
            elif self._like_a_name(i, note.words[i].removesuffix("'s"), note.lower[i].removesuffix("'s")) and (not begins or self._name_begins(i)):
                end, role = i + 1, "professional" if titled else "child"
            else:
                continue
            if role == "either":
                role = "adult" if titled else "child"
            start = i - 1 if titled else i
            self._named.add(note.lower[i])
            found.append(Mention(start, end, role, _TITLE_GENDER.get(note.lower[start], ""), False, True))
        return found

    def _titled(self, i: int) -> bool:
        """Whether a title stands right before word `i`."""
        note = self._note
        return (i > 0 and note.lower[i - 1] in _TITLES) or (i > 1 and note.words[i - 1] == "." and note.lower[i - 2] in _SHORT_TITLES)

    def _known_at(self, i: int, begins: bool) -> tuple[int, str] | None:
        """A name that was handed over, at word `i`. One that is an everyday word, too, needs a verb or a comma where it begins a sentence."""
        known, words = self._known.at(self._note, i) if self._known else None, self._note.lower
        if known and begins and known[0] == i + 1 and words[i] in ALSO_WORDS and words[i + 1 : i + 2] not in ((",",), ("(",)):
            return known if self._name_begins(i) else None
        return known

    @cached_property
    def _capitals(self) -> list[int]:
        """The words that may be names: those with a capital; every word where names are known, or the note has no capitals."""
        every = bool(self._known) or self._no_capitals
        return [i for i, (word, lower) in enumerate(zip(self._note.words, self._note.lower, strict=True)) if every or word != lower]

    def _like_a_name(self, i: int, word: str, lower: str) -> bool:
        """Whether word `i` is written as a name or an initial is: not "PPNs", "SystmOne" or the letters of "T/C"."""
        if lower in _NOT_NAMES or not (word[:1].isupper() or (self._no_capitals and self._begins_lower(i))):
            return False
        if len(word) == 1:
            return "/" not in self._note.words[max(i - 1, 0) : i + 2]
        return word.islower() or (not word[:2].isupper() and (word[1:].islower() or word.startswith(("Mc", "Mac")) or not word[1:].isalpha()))

    def _name_begins(self, i: int) -> bool:
        """Whether a capital at the start of a sentence is a name: the same name stands inside a sentence or further up, or a finite verb follows."""
        words = self._note.lower
        if words[i].endswith("'s") or words[i] in self._inner_capitals or words[i] in self._named:
            return True
        follows = words[i + 1] if i + 1 < len(words) else ""
        if len(words[i]) == 1 and follows.isalpha() and self._note.words[i + 1].islower():
            return True
        if follows in _ADVERBS and i + 2 < len(words):
            follows = words[i + 2]
        if follows == "," and words[i + 2 : i + 3] and (words[i + 2].isdigit() or words[i + 2] in _AFTER_NAME_AND_COMMA):
            return True
        return follows in _AFTER_A_NAME or (follows.endswith(("s", "ed")) and len(follows) > 3 and not follows.endswith("ss"))

    @cached_property
    def child_gender(self) -> str:
        """Whether the child of the note is she or he; empty where the note does not say, or says both."""
        words = self._note.lower
        said = {_POSSESSIVE_GENDER[word] for word, after in pairwise(words) if word in _POSSESSIVE_GENDER and after in _OF_A_CHILD}
        selves = {"herself", "himself"} & set(words)
        said |= {"f" if selves == {"herself"} else "m"} if len(selves) == 1 else set()
        said |= {_CHILD_NOUNS[word] for before, word in pairwise(words[:_INTRODUCED]) if word in _CHILD_NOUNS and before in _AGED}
        said |= {g for (a, b, c), g in _STATED.items() for i, word in enumerate(words) if word == a and words[i + 1 : i + 3] == (b, c)}
        return said.pop() if len(said) == 1 else ""

    @cached_property
    def _no_capitals(self) -> bool:
        """Whether the whole note is written in small letters, its names too."""
        return self._note.words == self._note.lower

    def _begins_lower(self, i: int) -> bool:
        """Whether word `i`, in a note without capitals, begins a sentence and is followed by somebody's verb: "zoe says"."""
        words = self._note.lower
        begins = not i or words[i - 1] in _STARTERS
        return begins and len(words[i]) > 1 and words[i].isalpha() and words[i + 1 : i + 2] != () and words[i + 1] in _AFTER_NAME - {"(", "and"}

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

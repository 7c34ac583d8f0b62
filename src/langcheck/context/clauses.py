"""Who is the subject where? One pass over a sentence's small words tells, for each word, whose clause it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from langcheck.context.grammar import DETERMINERS, FINITE_VERBS, PLAIN_VERBS, PREPOSITIONS, PRONOUNS
from langcheck.context.people import Mention

SELVES = frozenset("i i'm i've i'd i'll we we've we're we'd".split())
_THINGS = frozenset("it it's there there's this".split())
_BREAKS = frozenset("; : \u2013 \u2014 \u2022 *".split())
_OPENERS = frozenset(
    """, ( / & and but or then so that if because as when whether how why where while since although though until unless before after however
    whereas cos bc despite ) \u2192""".split()
)
RELATIVES = frozenset("who that which whom whose".split())
_ADJECTIVES = frozenset("older adult known unknown own younger young same new former foster older-looking male female".split())
_ADVERBS = frozenset(
    """also now still then again always never often only just both all already really clearly since later repeatedly not initially previously
    currently usually further herself himself themselves too x2 x3 who""".split()
)
_NO_VERBS = frozenset("aged named called known described believed suspected thought based involved ( accused years boys girls yrs mins".split())
_MARKS = frozenset("\" ' \u2018 \u201c".split())
_EMBEDDING = frozenset("what how where why".split())
_CONJUNCTIONS = frozenset("after before like".split())
_SOME = frozenset("both one neither all another other others first second third latter two three four several none each".split())
_PARTS = frozenset("one some two three both all none any several many most each either neither".split())
_CONTRACTED = frozenset("at a an the not in on been got gone very always still just really too out being also so no never worried concerned".split())


class Head(NamedTuple):
    """From word `at` on the subject is `mention`, or the pronoun at word `at`, some of those just named ("one", "the other"), or a thing."""

    at: int
    kind: Literal["person", "pronoun", "self", "some", "thing", "none"]
    mention: Mention | None = None


def is_finite(word: str) -> bool:
    """Whether a word after a noun is most likely its verb."""
    if word in FINITE_VERBS or word in PLAIN_VERBS:
        return True
    return word.isalpha() and len(word) > 3 and word not in _NO_VERBS and (word.endswith("ed") or (word.endswith("s") and not word.endswith("ss")))


def contracted(lower: Sequence[str], mention: Mention) -> bool:
    """Whether the 's of "mum's" stands for is or has."""
    follows = lower[mention.end] if mention.end < len(lower) else ""
    return lower[mention.end - 1].endswith("'s") and (follows in _CONTRACTED or (follows.endswith("ing") and len(follows) > 4))


def heads(lower: Sequence[str], start: int, end: int, mentions: Sequence[Mention]) -> list[Head]:
    """The subjects of the sentence at words `start` to `end`, in order.

    A noun is a subject where its clause begins or where a verb follows it, but not as the object of a preposition. After a relative clause the
    sentence goes on, at a comma and a verb, with the subject that it had before.
    """
    beginning = {mention.start: mention for mention in mentions}
    main = Head(start, "none")
    found: list[Head] = []
    opens = i = start
    outer: Head | None = None
    """The subject outside a question within the sentence: hers in "she knows what the men want and goes"."""
    begins = True
    """Whether only determiners and the like stand between the start of the sentence, or a break, and word `opens`."""
    while i < end:
        word, mention = lower[i], beginning.get(i)
        head: Head | None = None
        if mention is not None:
            if _stands_as_subject(lower, start, end, begins and mention.start == opens, mention):
                resumed = found and found[-1] != main and opens <= found[-1].at
                head = main._replace(at=mention.end) if resumed else Head(i, "person", mention)
                if i > start and lower[i - 1] == "whose":
                    found.append(head)
                    head = None
            if mention.start == opens and lower[mention.end - 1].endswith("'s"):
                opens = mention.end
            i = mention.end - 1
        elif word in _BREAKS or (word == "-" and i > start):
            head = Head(i + 1, "none")
        elif word in PRONOUNS or word in SELVES:
            head = Head(i, "pronoun" if word in PRONOUNS else "self")
        elif _is_thing(lower, i, end) or (i == opens and i + 1 not in beginning and _names_thing(lower, i, end)):
            head = Head(i, "thing")
        elif word in _SOME and i == opens and is_finite(lower[_past_adverbs(lower, _past_of(lower, i + 1), end)]):
            head = Head(i, "some", _several(mentions, i))
        elif word in RELATIVES and (antecedent := _antecedent(lower, mentions, i)) and is_finite(lower[_past_adverbs(lower, i + 1, end)]):
            found.append(Head(i, "person", antecedent))
        elif word == "," and found and found[-1] != main and is_finite(lower[_past_adverbs(lower, i + 1, end)]):
            found.append(main._replace(at=i))
        elif word in ("and", "but") and outer and is_finite(lower[_past_adverbs(lower, i + 1, end)]):
            head, outer = outer._replace(at=i), None
        if head:
            if word not in ("and", "but"):
                outer = main if main.kind in ("person", "pronoun") and i > start and opens and lower[opens - 1] in _EMBEDDING else None
            main = head
            found.append(head)
        if word in _OPENERS or word in _BREAKS:
            opens, begins = i + 1, word in _BREAKS
        elif i == opens and (word in DETERMINERS or word in _ADJECTIVES or not word.isalpha()):
            opens = i + 1
        i += 1
    return found


def _is_thing(lower: Sequence[str], at: int, end: int) -> bool:
    """Whether "it" or "there" is the subject."""
    return lower[at] in _THINGS and at + 1 < end and (is_finite(lower[at + 1]) or lower[at].endswith("'s"))


def _names_thing(lower: Sequence[str], at: int, end: int) -> bool:
    """Whether a noun that is nobody, with an article at word `at`, has a verb: "the plan asked"."""
    return lower[at] in ("the", "a", "an") and at + 2 < end and is_finite(lower[at + 2])


def _several(mentions: Sequence[Mention], at: int) -> Mention | None:
    """The people of whom "both" or "one" at word `at` speaks, if this sentence named them."""
    several = [m for m in mentions if m.end <= at and m.plural]
    chosen = [m for m in several if m.role == "child"] or several
    return chosen[-1] if chosen else None


def _past_of(lower: Sequence[str], at: int) -> int:
    """After "of them", "of the two" or the number of "all three"."""
    if lower[at : at + 1] == ("of",) and lower[at + 1 : at + 2] in (("them",), ("these",), ("those",), ("whom",)):
        return at + 2
    return at + 1 if lower[at : at + 1] in (("two",), ("three",), ("four",)) else at


def _past_adverbs(lower: Sequence[str], at: int, end: int) -> int:
    while at < end - 1 and (lower[at] in _ADVERBS or (lower[at].isdigit() and len(lower[at]) == 2)):
        at += 1
    return min(at, end - 1)


def _antecedent(lower: Sequence[str], mentions: Sequence[Mention], at: int) -> Mention | None:
    """The mention right before the relative pronoun at word `at`; a comma, brackets or an age may stand between."""
    before = [m for m in mentions if m.end <= at and at - m.end <= 5]
    return before[-1] if before and all(not w.isalpha() or w in ("aged", "of", "about") for w in lower[before[-1].end : at]) else None


def _stands_as_subject(lower: Sequence[str], start: int, end: int, begins: bool, mention: Mention) -> bool:
    """Whether a mention is the subject of its clause."""
    if contracted(lower, mention):
        return True
    if lower[mention.end - 1].endswith("'s"):
        return False
    before = preposition(lower, mention, start)
    if before and not (before in _CONJUNCTIONS or _one_of(lower, mention)):
        return False
    return (begins and not before) or bool(before and _begins_part(lower, start, mention)) or _verb_after(lower, mention.end, end)


def _one_of(lower: Sequence[str], mention: Mention) -> bool:
    """Whether a mention is part of "one of the men"."""
    return any(lower[i] == "of" and i and lower[i - 1] in _PARTS for i in range(max(mention.start - 3, 0), mention.start))


def _begins_part(lower: Sequence[str], start: int, mention: Mention) -> bool:
    """Whether "one of the men" begins the sentence."""
    return any(lower[i] == "of" and i - 1 == start and lower[start] in _PARTS for i in range(max(mention.start - 3, start + 1), mention.start))


def _verb_after(lower: Sequence[str], at: int, end: int) -> bool:
    """Whether a finite verb follows at word `at`; brackets, an apposition between commas, an age and adverbs are left aside."""
    if at < end and lower[at] in ("(", ","):
        closing = ")" if lower[at] == "(" else ","
        at = next((i + 1 for i in range(at + 1, min(at + 9, end)) if lower[i] == closing), at + 1)
    return at < end and is_finite(lower[_past_adverbs(lower, at, end)])


def preposition(lower: Sequence[str], mention: Mention, start: int = 0) -> str:
    """The preposition whose object a mention is; an object is hardly the subject of its clause."""
    for i in range(mention.start - 1, max(mention.start - 4, start - 1), -1):
        if lower[i] in PREPOSITIONS:
            return lower[i]
        if (
            lower[i] not in DETERMINERS
            and lower[i] not in _ADJECTIVES
            and lower[i] not in _MARKS
            and not lower[i].isdigit()
            and not lower[i].endswith("'s")
        ):
            return ""
    return ""

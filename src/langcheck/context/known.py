"""The people whom the calling system knows: where a name or initials stand in a note, and whose they are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from langcheck.normalise import tidy
from langcheck.patterns import WORD
from langcheck.segment import Note

Role = Literal["child", "adult", "either"]
PeopleNames = Mapping[str, Iterable[str]]

_INITIALS = re.compile(r"[A-Z]{2,3}|(?:[A-Z][. ]{0,2}){2,3}")
_ROLES: dict[str, Role] = {"child": "child", "adults": "adult"}
ALSO_WORDS = frozenset(
    """will may april june august mark grace hope faith joy rose dean grant bill rob sue pat drew chase hunter summer autumn amber ruby jade sky
    skye dawn eve ivy lily daisy poppy holly heather olive hazel violet penny jack ray art frank guy nick dale heath cliff rocky buddy sonny
    chip wade miles max bob jasmine crystal destiny precious melody harmony angel star honey blue river storm blaze ace major prince duke
    earl king rich young long short brown green black white gray grey wood woods stone hill field banks brook marsh moss reed shaw price
    day hall church park street carter baker cook hand best small strong good wise sharp speed winter love""".split()
)
"""Names that are everyday words too; written small they are the word."""
_MONTHS = frozenset("april may june august".split())
_BEFORE_MONTHS = frozenset("in since until till by last early late mid during next of".split())


@dataclass(frozen=True)
class KnownPeople:
    """Whose a name is: for its first word, the names that begin with it as lower-case words, longest first, each with its role.

    The words of a longer name count alone, too, unless the child and an adult share them: then they may be `either`'s.
    """

    names: Mapping[str, list[tuple[tuple[str, ...], Role]]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.names)

    @classmethod
    def of(cls, people: PeopleNames | None) -> KnownPeople:
        """The people of `{"child": [names or initials], "adults": […]}`. Raises ValueError where that can't be read.

        >>> KnownPeople.of({"adults": ["Tony Marsh"]}).names["tony"]
        [(('tony', 'marsh'), 'adult'), (('tony',), 'adult')]
        """
        _complain_of(people or {})
        roles: dict[tuple[str, ...], set[Role]] = defaultdict(set)
        for key, names in (people or {}).items():
            for name in names:
                for words in _forms(name):
                    roles[words].add(_ROLES[key])
        found: dict[str, list[tuple[tuple[str, ...], Role]]] = defaultdict(list)
        for words in sorted(roles, key=len, reverse=True):
            found[words[0]].append((words, "either" if len(roles[words]) > 1 else next(iter(roles[words]))))
        return cls(dict(found))

    def at(self, note: Note, i: int) -> tuple[int, Role] | None:
        """Where the name ends that begins at word `i` of a note, and whose it is; None where none does."""
        lower = note.lower
        for words, role in self.names.get(lower[i].removesuffix("'s"), ()):
            end = i + len(words)
            if end <= len(lower) and (*lower[i : end - 1], lower[end - 1].removesuffix("'s")) == words and self._meant(note, i, end):
                return end, role
        return None

    def _meant(self, note: Note, i: int, end: int) -> bool:
        """Whether words that may be everyday ones are meant as a name: with a capital, and no month."""
        word = note.lower[i].removesuffix("'s")
        if end - i > 1 or word not in ALSO_WORDS:
            return True
        around = (note.lower[i - 1] if i else "", note.lower[end] if end < len(note.lower) else "")
        month = word in _MONTHS and (around[0] in _BEFORE_MONTHS or any(near.isdigit() for near in around))
        return note.words[i][:1].isupper() and not note.words[i].isupper() and not month


def _complain_of(people: PeopleNames) -> None:
    if unknown := set(people) - set(_ROLES):
        raise ValueError(f"people: unknown key {sorted(unknown)[0]!r}; use 'child' and 'adults', each a list of names or initials")
    if text := next((key for key, names in people.items() if isinstance(names, str)), None):
        raise ValueError(f"people: {text!r} is one piece of text; give a list of names or initials")


def _forms(name: str) -> Iterator[tuple[str, ...]]:
    """The ways in which a name may stand in a tidied note, as lower-case words: Zoë as zoe; Tony Marsh, Tony, Marsh; T.B., T B, TB."""
    if not isinstance(name, str):
        raise ValueError("people: a name must be text; leave out what is missing")
    words = tuple(word for word in WORD.findall(tidy(name).text.lower()) if word[0].isalnum())
    if _INITIALS.fullmatch(name.strip()):
        letters = tuple("".join(words))
        dotted = tuple(part for letter in letters for part in (letter, "."))
        yield from ((("".join(letters)),), letters, dotted, dotted[:-1])
    elif words:
        yield words
        yield from ((word,) for word in words if len(word) > 1 and len(words) > 1)

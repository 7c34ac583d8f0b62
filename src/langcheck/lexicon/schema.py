"""What a lexicon file holds: the strict models that a safeguarding lead's YAML is read into."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Strength = Literal["avoid", "consider"]
Subject = Literal["child", "parent", "anyone"]
WhenDenied = Literal["clear", "keep"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
KINDS = ("replace", "rewrite", "prompt")
SLOTS = ("{poss}", "{self}", "{subj}", "{obj}")


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Unless(Strict):
    """Another sense of the words: where `pattern` holds, nothing is wrong. `example` proves it."""

    pattern: str
    because: Text
    example: str


class Alternative(Strict):
    """One suggestion: `replace` drops in at the span, `rewrite` is a sentence with blanks, `prompt` a question."""

    replace: Text | None = None
    rewrite: Text | None = None
    prompt: Text | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Alternative:
        if sum(getattr(self, kind) is not None for kind in KINDS) != 1:
            raise ValueError("an alternative is one of replace, rewrite or prompt; keep one and give the other a line of its own")
        if wrong := [slot for slot in re.findall(r"\{.*?\}", self.text) if self.replace is None and slot not in SLOTS]:
            raise ValueError(f"{wrong[0]} can't be filled in a rewrite or prompt; use {', '.join(SLOTS)} or write the word out")
        if self.replace is not None and "⟨" in self.replace:
            raise ValueError("a replace drops in as it is, so it can't hold a ⟨blank⟩; make it a rewrite")
        return self

    @property
    def kind(self) -> str:
        return next(kind for kind in KINDS if getattr(self, kind) is not None)

    @property
    def text(self) -> str:
        return str(getattr(self, self.kind))


class Examples(Strict):
    """Sentences that prove an entry; [[ ]] marks the words that are found."""

    flagged: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    clear: tuple[str, ...] = Field(min_length=1)


class Entry(Strict):
    """One term: how it is found, why it matters, what to write instead, who says so, and the sentences that prove it."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    strength: Strength
    subject: Subject = "child"
    voice: Literal["any", "child"] = "any"
    """`child`: found only in somebody's verbatim words or the child's own account, and then quoted; never flagged."""
    when_denied: WhenDenied | None = None
    why: Text
    patterns: tuple[str, ...] = Field(min_length=1)
    unless: tuple[Unless, ...] = ()
    alternatives: tuple[Alternative, ...] = Field(min_length=1, max_length=5)
    sources: tuple[str, ...] = Field(min_length=1)
    covers: tuple[str, ...] = ()
    """Rows of the inventory of published wordings (tests/data/terms_ids.txt) that the entry answers. No finding depends on it."""
    examples: Examples
    misses: tuple[str, ...] = ()
    """Known failures: sentences that should be flagged and are not yet. A cure is noticed."""

    @model_validator(mode="after")
    def _plain_why(self) -> Entry:
        if "{" in self.why:
            raise ValueError("why is shown as it is, so it can't hold a {slot}; write the word out")
        return self

    @model_validator(mode="after")
    def _proved(self) -> Entry:
        if not (self.examples.quoted if self.voice == "child" else self.examples.flagged):
            raise ValueError(f"examples need at least one {'quoted' if self.voice == 'child' else 'flagged'} sentence")
        return self

    @model_validator(mode="after")
    def _kinds(self) -> Entry:
        kinds = {alternative.kind for alternative in self.alternatives}
        if "prompt" not in kinds or not kinds & {"replace", "rewrite"}:
            raise ValueError("alternatives need at least one prompt and at least one replace or rewrite")
        return self


class CategoryFile(Strict):
    """One file of the lexicon."""

    category: str
    title: str
    about: str
    on: bool = True
    when_denied: WhenDenied = "keep"
    classes: Mapping[str, tuple[str, ...]] = {}
    entries: tuple[Entry, ...] = Field(min_length=1)


class Guide(Strict):
    """A published guide, or an honest marker (`own`) where the wording is the project's."""

    title: str
    publisher: str
    year: str = ""
    url: str = ""
    note: str = ""


class Off(Strict):
    """An entry that a partnership has switched off, and why."""

    entry: str
    because: Text


class Change(Strict):
    """What a partnership words otherwise in an entry, and why."""

    entry: str
    because: Text
    strength: Strength | None = None
    why: Text | None = None
    alternatives: tuple[Alternative, ...] | None = None
    sources: tuple[str, ...] | None = None


class Overlay(Strict):
    """A partnership's own file on top of the lexicon: add, change, switch off, each with a reason."""

    overlay: str
    guides: Mapping[str, Guide] = {}
    packs_on: tuple[str, ...] = ()
    off: tuple[Off, ...] = ()
    change: tuple[Change, ...] = ()
    add: tuple[CategoryFile, ...] = ()


class Cue(Strict):
    """Wordings that say something of what stands near them; `direction` says on which side of the cue that is."""

    patterns: tuple[str, ...]
    direction: Literal["forward", "backward", "both"] = "forward"
    width: int = Field(default=12, ge=1, le=60)
    """How many words the cue reaches, inside its sentence."""
    quoted: bool = False
    """Whether the cue counts only for words in quotation marks."""
    stops: tuple[str, ...] = (";", ".")
    """Punctuation that the cue does not reach across."""


Role = Literal["child", "harmer", "adult", "parent", "professional", "agency", "thing"]


class PeopleWords(Strict):
    """Nouns for people of one role."""

    role: Role
    gender: Literal["f", "m", ""] = ""
    plural: bool = False
    words: tuple[str, ...]


class Speech(Strict):
    """How a record says that what follows is somebody's account."""

    verbs: tuple[str, ...] = ()
    recording: tuple[str, ...] = ()
    knowing: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    owned: tuple[str, ...] = ()
    """After "her" or "Lily's"."""
    records: tuple[str, ...] = ()
    """Verbs of those who write records, even where a name alone would be the child's."""
    source: tuple[str, ...] = ()
    passive: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


Mention = Literal["discussed", "topic", "reworded", "undone", "supposed", "corrected"]
Challenge = Literal["before", "before-clause", "earlier", "next", "rewritten", "coerced", "after", "contrast"]
Protected = Literal["definition", "offence", "law"]
Heading = Literal["child-voice", "owned", "no-voice", "language"]


class CueFile(Strict):
    """cues.yaml: the wordings that decide context. What follows from them is decided in `langcheck.context`."""

    people: tuple[PeopleWords, ...] = ()
    speech: Speech = Speech()
    mention: Mapping[Mention, Cue] = {}
    challenge: Mapping[Challenge, Cue] = {}
    denial: Mapping[Literal["denied"], Cue] = {}
    protected: Mapping[Protected, tuple[str, ...]] = {}
    headings: Mapping[Heading, tuple[str, ...]] = {}

"""What the JSON API takes and gives. These models serve, and the OpenAPI document is made from them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Taken(BaseModel):
    """What a request may hold. Unknown fields are refused: a misspelt one must not vanish."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class People(_Taken):
    """Names or initials as the recording system knows them; they help to tell of whom a sentence speaks."""

    child: list[str] = Field([], max_length=100, description="Names or initials of the child the note is about.")
    adults: list[str] = Field([], max_length=100, description="Names or initials of adults who may be harming the child.")


class Options(_Taken):
    """How to check."""

    packs: list[str] | None = Field(
        None,
        max_length=50,
        description="Exactly these optional packs are on; null: those that the server has on. GET /api/v1/version names them.",
    )
    people: People | None = None
    explain: bool = Field(False, description="Also return what was passed over (status `dismissed`), with the words that decided it.")


class CheckRequest(Options):
    """One note."""

    text: str = Field(description="The note, as plain text.", examples=["She keeps putting herself at risk."])


class BatchNote(_Taken):
    """One of many notes."""

    id: str | None = Field(None, max_length=200, description="Your own name for the note; it comes back with the result, and is never logged.")
    text: Any = Field(description="The note, as plain text. Anything else is answered with an error in its place.", examples=["He is street wise."])


class BatchRequest(Options):
    """Many notes, checked in order with the same options."""

    notes: list[BatchNote] = Field(min_length=1)


class Place(_Given):
    """A place counted in UTF-16 units, as JavaScript, Java, C# and Word count."""

    start: int = Field(ge=0)
    end: int = Field(ge=1)


class Evidence(_Given):
    """Words of the note that decided a status; `start` and `end` in code points."""

    kind: Literal["speaker", "subject", "mention", "polarity", "protected", "sense"]
    value: str
    start: int = Field(ge=0)
    end: int = Field(ge=1)
    text: str


class Alternative(_Given):
    """`replace` fits in the place of the words; `rewrite` holds ⟨blanks⟩ for the author; `prompt` is a question. Only `replace` may be pasted."""

    kind: Literal["replace", "rewrite", "prompt"]
    text: str


class Source(_Given):
    """A guide that lists the wording."""

    id: str
    title: str
    publisher: str
    year: str
    url: str


class Lexicon(_Given):
    """Which lexicon. `sha256` is over its files: the same hash means the same findings."""

    name: str
    version: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Finding(_Given):
    """A wording found. `start` and `end` are code points into `text` of the note; `utf16` is the same place in UTF-16 units."""

    start: int = Field(ge=0)
    end: int = Field(ge=1)
    utf16: Place
    text: str = Field(min_length=1)
    term: str = Field(description="The lexicon entry; GET /api/v1/lexicon/{id} explains it.")
    category: str
    strength: Literal["avoid", "consider"]
    status: Literal["flagged", "quoted", "dismissed"] = Field(
        description="flagged: reconsider. quoted: somebody's own words, keep them. dismissed: nothing is wrong (only with `explain`)."
    )
    reason: str
    context: list[Evidence]
    why: str
    alternatives: list[Alternative]
    sources: list[Source]


class Report(_Given):
    """The findings of one note, in text order, never overlapping: `langcheck.report/1`, as in docs/json.md."""

    schema_: Literal["langcheck.report/1"] = Field(default="langcheck.report/1", alias="schema")
    text: str
    findings: list[Finding]
    lexicon: Lexicon


class ItemError(_Given):
    """Why one note of a batch was not checked."""

    type: str
    status: int
    detail: str


class Checked(_Given):
    """A note of the batch that was checked."""

    index: int = Field(ge=0)
    id: str | None
    report: Report


class Rejected(_Given):
    """A note of the batch that was not checked, and why."""

    index: int = Field(ge=0)
    id: str | None
    error: ItemError


class BatchResponse(_Given):
    """A result for each note, in the order of the request: results = checked + rejected."""

    results: list[Checked | Rejected]
    checked: int = Field(ge=0)
    rejected: int = Field(ge=0)


class Category(_Given):
    """A category of the lexicon. An optional one is a pack."""

    id: str
    title: str
    about: str
    optional: bool
    on: bool


class EntrySummary(_Given):
    """A lexicon entry in short."""

    id: str
    category: str
    strength: Literal["avoid", "consider"]
    wordings: list[str] = Field(description="Some of the wordings that it finds.")


class LexiconResponse(_Given):
    """The lexicon that the server has on."""

    lexicon: Lexicon
    categories: list[Category]
    entries: list[EntrySummary]


class Exception_(_Given):
    """A sense in which the words are left alone."""

    because: str
    example: str


class EntryResponse(EntrySummary):
    """A lexicon entry in full. Slots such as {poss} in an alternative stand for *her*, *his* or *their*."""

    why: str
    patterns: list[str]
    alternatives: list[Alternative]
    left_alone: list[Exception_]
    sources: list[Source]


class LimitsInfo(_Given):
    """What this server takes at a time; `requests_per_minute` 0 means as many as come."""

    request_bytes: int
    note_characters: int
    batch_notes: int
    requests_per_minute: int


class VersionResponse(_Given):
    """What answers, and what it promises."""

    langcheck: str
    api: Literal["v1"] = "v1"
    report_schema: Literal["langcheck.report/1"] = "langcheck.report/1"
    lexicon: Lexicon
    packs: list[str] = Field(description="The packs that a request may name.")
    packs_on: list[str] = Field(description="Those of them that are on when a request names none.")
    limits: LimitsInfo


class FieldError(_Given):
    """What is wrong with one field."""

    pointer: str = Field(description="Where it stands in the request, as a JSON Pointer (RFC 6901).")
    detail: str


class Problem(_Given):
    """Why a request was not answered (RFC 9457). It never repeats what was sent."""

    type: str = Field(description="Which kind of problem; stable, so that programs may compare it.", examples=["urn:langcheck:problem:invalid"])
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    instance: str = Field(description="The id of this request, as in X-Request-ID and in the server's log.")
    errors: Annotated[list[FieldError], Field(description="For `invalid`: each field that is wrong.")] = []

"""What a check returns: plain, frozen data that every way in shares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

SCHEMA = "langcheck.report/1"
Status = Literal["flagged", "quoted", "dismissed"]


@dataclass(frozen=True)
class Context:
    """Evidence for a decision: its kind (speaker, subject, mention, polarity, protected, sense), what it says, and where."""

    kind: str
    value: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Suggestion:
    """One alternative. `replace` drops in at the span; `rewrite` has ⟨blanks⟩ only the author can fill; `prompt` is a question."""

    kind: Literal["replace", "rewrite", "prompt"]
    text: str


@dataclass(frozen=True)
class Source:
    """The guide that lists a term, or the project's own marker."""

    id: str
    title: str
    publisher: str
    year: str
    url: str


@dataclass(frozen=True)
class LexiconInfo:
    """Which lexicon found it."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True)
class Finding:
    """A wording found in a note. `start` and `end` are Python string indices (code points) into the text as given."""

    start: int
    end: int
    text: str
    term: str
    category: str
    strength: Literal["avoid", "consider"]
    status: Status
    reason: str
    context: tuple[Context, ...]
    why: str
    alternatives: tuple[Suggestion, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Report:
    """The findings of one note, in text order, never overlapping."""

    text: str
    findings: tuple[Finding, ...]
    lexicon: LexiconInfo

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON-ready data (`langcheck.report/1`): the same fields, and each finding's place in UTF-16 units as well."""
        places = sorted({p for f in self.findings for p in (f.start, f.end)})
        utf16 = dict(zip(places, utf16_offsets(self.text, places), strict=True))
        findings = [{**asdict(f), "utf16": {"start": utf16[f.start], "end": utf16[f.end]}} for f in self.findings]
        return {"schema": SCHEMA, "text": self.text, "findings": findings, "lexicon": asdict(self.lexicon)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Report:
        """The report that `to_dict` gave as `data`."""
        findings = (
            Finding(
                **{key: value for key, value in row.items() if key not in ("utf16", "context", "alternatives", "sources")},
                context=tuple(Context(**item) for item in row["context"]),
                alternatives=tuple(Suggestion(**item) for item in row["alternatives"]),
                sources=tuple(Source(**item) for item in row["sources"]),
            )
            for row in data["findings"]
        )
        return cls(data["text"], tuple(findings), LexiconInfo(**data["lexicon"]))


def utf16_offsets(text: str, places: list[int]) -> Iterator[int]:
    """Yield the UTF-16 offset of each code-point offset; `places` ascend.

    >>> list(utf16_offsets("\\U0001f600 a", [0, 1, 2]))
    [0, 2, 3]
    """
    done = units = 0
    for place in places:
        units += len(text[done:place].encode("utf-16-le", "surrogatepass")) // 2
        done = place
        yield units

"""What an audit reads and what its folder holds: the shapes that reading, checking, writing and reporting share.

A run folder describes itself. Everything that a report needs is in three files, each a JSON object a line or one JSON document:

    manifest.json    what was read, with what, and every count (`Manifest`)
    notes.jsonl      a line for each note that was checked (`NoteRow`), in the order of the input
    findings.jsonl   a line for each finding, the dismissed ones too (`FindingRow`), in the same order
    rejected.jsonl   a line for each row that could not be checked (`RejectedRow`), in the same order

`manifest.json` is written last: a folder that has one holds a whole run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypedDict, get_args

SCHEMA = "langcheck.audit/1"
MANIFEST, NOTES, FINDINGS, REJECTED, JOURNAL = "manifest.json", "notes.jsonl", "findings.jsonl", "rejected.jsonl", "journal.sqlite"
REPORT = "report.html"

FORMATS = ("csv", "xlsx", "parquet")
"""The forms in which findings can be had besides JSON Lines."""
By = Literal["term", "category", "team", "type", "month"]
STRATA: tuple[By, ...] = get_args(By)
"""What a sample can be drawn in proportion from."""

TEMPLATE_NOTES = 10
"""A line that stands word for word in at least so many notes is a template line: part of a form, not somebody's choice of words."""


class AuditError(Exception):
    """An audit can't start or go on. The message says what is wrong and what to do, and holds no text of a note."""


def storable(text: str) -> str:
    """The text with a question mark for each half of a broken character, which no file takes. As long as before."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


class Row(NamedTuple):
    """A note to check. `text` is the cell as it stands in the input, or the path of a document; `odd_date` says
    that there is a date which can't be read; `people` as `Checker.check` takes it."""

    number: int
    place: str
    id: str
    text: str | Path
    date: str = ""
    group: str = ""
    type: str = ""
    odd_date: bool = False
    people: Mapping[str, list[str]] | None = None


class NoteRow(NamedTuple):
    """A note that was checked. `row` counts all rows of the input from 1; `date` is YYYY-MM-DD, or empty where none could be read.

    `words` are the pieces between blanks; `flagged`, `quoted` and `dismissed` count its findings.
    """

    row: int
    place: str
    id: str
    date: str
    group: str
    type: str
    words: int
    flagged: int
    quoted: int
    dismissed: int

    @property
    def month(self) -> str:
        """YYYY-MM, or empty."""
        return self.date[:7]


class FindingRow(NamedTuple):
    """A finding. `start` and `end` are code points into the cell as it stands in the input, or into the text of a document.

    `template` is 0, or the number of the template line that the finding stands in: findings with the same number are one line in many notes.
    `before` and `after` hold the surrounding text that `--context N` asked for, and are otherwise empty.
    """

    row: int
    place: str
    id: str
    start: int
    end: int
    term: str
    category: str
    strength: str
    status: str
    reason: str
    phrase: str
    template: int = 0
    before: str = ""
    after: str = ""


class RejectedRow(NamedTuple):
    """A row that could not be checked, where it stands, and why. It holds no text."""

    row: int
    place: str
    id: str
    reason: str


class Counts(TypedDict):
    """`read` = `checked` + `rejected`. `duplicate_ids` are rows whose id an earlier row has too, with another text; they are checked."""

    read: int
    checked: int
    rejected: int
    words: int
    flagged_notes: int
    flagged: int
    quoted: int
    dismissed: int
    undated: int
    duplicate_ids: int


class Manifest(TypedDict):
    """The record of a run. Only `times` differs between two runs of the same input."""

    schema: str
    versions: dict[str, str]
    """langcheck, python"""
    lexicon: dict[str, str]
    """name, version, sha256"""
    inputs: list[dict[str, Any]]
    """name, kind, sha256 (of a file, of a folder's files, of a query's text), and what was found out about it: encoding, delimiter, sheets"""
    rows_sha256: str
    """of the places, ids and texts of all rows in their order"""
    columns: dict[str, Any]
    """text, id, date, group, type: the column's name or null; child_name, adult_name: lists"""
    options: dict[str, Any]
    """context, packs, overlays, formats, sheet, encoding, query"""
    counts: Counts
    dates: dict[str, str]
    """first, last: YYYY-MM-DD, empty where no date could be read"""
    outputs: list[dict[str, Any]]
    """name, rows, sha256 of each file of the run"""
    times: dict[str, str]
    """started, finished: UTC, ISO 8601"""


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a finished run. Raises AuditError."""
    try:
        manifest: Manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        unfinished = (folder / JOURNAL).exists()
        remedy = "finish it with the same command and --resume" if unfinished else "name the folder that `langcheck audit --out` wrote"
        raise AuditError(f"{folder} holds no finished audit (no {MANIFEST}); {remedy}") from None
    except (OSError, ValueError):
        raise AuditError(f"{folder / MANIFEST} can't be read; run the audit again into another folder") from None
    if manifest.get("schema") != SCHEMA:
        raise AuditError(f"{folder / MANIFEST} is of another kind ({manifest.get('schema')}), and this version reads {SCHEMA}")
    return manifest


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)
    except (OSError, ValueError):
        raise AuditError(f"{path} can't be read, or was changed; run the audit again into another folder") from None


def read_notes(folder: Path) -> Iterator[NoteRow]:
    """The notes of a run, in order."""
    return (NoteRow(**line) for line in _lines(folder / NOTES))


def read_findings(folder: Path) -> Iterator[FindingRow]:
    """The findings of a run, in order."""
    return (FindingRow(**line) for line in _lines(folder / FINDINGS))


def read_rejected(folder: Path) -> Iterator[RejectedRow]:
    """The rejected rows of a run, in order."""
    return (RejectedRow(**line) for line in _lines(folder / REJECTED))

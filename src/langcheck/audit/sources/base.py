"""What every source of notes is: named columns, and records one after the other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from langcheck.audit.model import AuditError

MAX_CELL = 10_000_000
"""The longest cell that is read, in characters: far above any note, so a longer one is damage or an attack."""
TOO_LONG = f"a cell of more than {MAX_CELL:,} characters; split the note, or mend the export (is a quotation mark missing?)"


class Record(NamedTuple):
    """A row of a source: where it stands and the wanted values, or no values and the reason why it can't be read."""

    place: str
    values: tuple[Any, ...] | None
    reason: str = ""


class Source:
    """A table of notes. A kind of input is a subclass that fills `columns` and yields `records`.

    `name` is for messages, the title for the manifest: a file has the same one wherever it lies. `size` and `position` measure progress in any
    unit; `size` is 0 where it is not known beforehand. `facts` goes into the manifest.
    """

    kind = ""

    def __init__(self, name: str, title: str = "") -> None:
        self.name = name
        self._title = title or name
        self.columns: list[str] = []
        self.size = 0
        self.position = 0
        self.facts: dict[str, Any] = {}

    def records(self, wanted: Sequence[str]) -> Iterator[Record]:
        """The rows in their order, each with the values of the `wanted` columns, that of the notes first.

        Raises AuditError if the source breaks off.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Let go of what the source holds open."""

    def describe(self) -> dict[str, Any]:
        """The source as the manifest names it."""
        return {"name": self._title, "kind": self.kind, **self.facts}


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def unreadable(name: object, error: OSError) -> AuditError:
    """The error for a file that the system does not give."""
    return AuditError(f"{name} can't be read: {error.strerror}. Check the name and that you may open it")


def header(names: Sequence[Any]) -> list[str]:
    """Column names as they can be asked for: blanks cut off, empty ones numbered, doubles told apart.

    >>> header([" id ", "", "note", "note"])
    ['id', 'column 2', 'note', 'note (2)']
    """
    out: list[str] = []
    for number, name in enumerate(names, 1):
        plain = str(name).strip() or f"column {number}"
        same = sum(other == plain or other.startswith(f"{plain} (") for other in out)
        out.append(f"{plain} ({same + 1})" if same else plain)
    return out

"""The documents that a command is given: files, folders and standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from langcheck.cli.common import Trouble
from langcheck.documents import EXTENSIONS, Document, DocumentError, read_document
from langcheck.documents.errors import MAX_BYTES

PASTED = "Pasted note"


@dataclass(frozen=True)
class Found:
    """A document as named, and where it goes in a folder of reports."""

    name: str
    place: Path


@dataclass(frozen=True)
class Sources:
    """The documents to check, whether one was asked for by its name, and how many files of a folder are of other kinds."""

    found: tuple[Found, ...]
    single: bool
    passed_over: int


def found_in(sources: Sequence[str], reports: Path | None = None) -> Sources:
    """The documents that the arguments name, folders with all below them, in order; hidden files are left out.

    What is in the folder `reports` was written by an earlier run, and is no document.

    Raises Trouble for a folder that holds none.
    """
    found: list[Found] = []
    passed_over = 0
    sources = sources or ("-",)
    single = len(sources) == 1 and not _is_folder(Path(sources[0]))
    for source in sources:
        folder = Path(source)
        if source == "-" or not _is_folder(folder):
            found.append(Found(source, Path(folder.name if source != "-" else "pasted-note")))
            continue
        files = [path for path in _below(folder, reports) if not _hidden(path.relative_to(folder)) and path.is_file()]
        documents = [path for path in files if path.suffix.lower() in EXTENSIONS]
        if not documents:
            raise Trouble(f"{source} is a folder without documents ({' '.join(EXTENSIONS)}); name another, or a file")
        found += [Found(str(path), path.relative_to(folder)) for path in documents]
        passed_over += len(files) - len(documents)
    return Sources(tuple(found), single, passed_over)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except ValueError:  # a name that no file can have
        return False


def _below(folder: Path, reports: Path | None) -> list[Path]:
    """Everything below a folder, in order, but for a folder of reports in it. One that can't be opened is no reason to pass over what it holds."""

    def refuse(error: OSError) -> None:
        raise Trouble(f"{error.filename} can't be read: {error.strerror}. Check that you may open it")

    apart = reports.resolve() if reports is not None else None
    found: list[Path] = []
    for where, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if (Path(where) / name).resolve() != apart]
        found += (Path(where) / name for name in names)
    return sorted(found)


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in path.parts)


def bytes_of(source: str) -> bytes:
    """The bytes of a file, or of standard input for `-`.

    Raises DocumentError, as for a document that can't be read.
    """
    if source == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with Path(source).open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise DocumentError(f"can't be read: {error.strerror}; check the name and that you may open it") from None
    except ValueError:
        raise DocumentError("is no file name; check the name") from None


def document_of(source: str, data: bytes) -> Document:
    """The document. A text file without words is an empty note, as templates have them, not a mistake."""
    if not data.strip() and Path(source).suffix.lower() in ("", ".txt", ".md"):
        return Document(data.decode("ascii"), "txt", ("is empty: there was nothing to check",))
    return read_document(source, data)

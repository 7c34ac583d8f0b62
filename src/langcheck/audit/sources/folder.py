"""A folder of documents: each file is a note, read by the worker that checks it."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from langcheck.audit.model import AuditError, storable
from langcheck.audit.sources.base import Record, Source, file_sha256, unreadable
from langcheck.documents import EXTENSIONS


class Folder(Source):
    """All files of a folder and of the folders in it, in the order of their paths, or one document.

    What can't be read is a row too, with the reason. Links are not followed. Raises AuditError.
    """

    kind = "folder"

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), path.name)
        self._path = path
        self.columns = ["text", "id", "folder"]
        self._entries = list(_entries(path))
        if not self._entries:
            raise AuditError(f"{path} is empty; name a folder with documents ({', '.join(EXTENSIONS)})")
        self.size = len(self._entries)
        digest = hashlib.sha256()
        for file, reason in self._entries:
            try:
                content = reason or file_sha256(file)
            except OSError as error:
                content = str(error.strerror)
            digest.update(f"{file.relative_to(path)}\0{content}\n".encode("utf-8", "surrogateescape"))
        self.facts = {"sha256": digest.hexdigest(), "files": self.size}

    def records(self, wanted: Sequence[str]) -> Iterator[Record]:
        """See `Source.records`."""
        for file, reason in self._entries:
            self.position += 1
            place = storable(str(file.relative_to(self._path)) if file != self._path else file.name)
            values: dict[str, Any] = {"text": file, "id": place, "folder": str(Path(place).parent) if Path(place).parent.name else ""}
            yield Record(place, None, reason) if reason else Record(place, tuple(values[name] for name in wanted))


def _entries(top: Path) -> Iterator[tuple[Path, str]]:
    """Each file, and why it can't be a note, or nothing."""
    if top.is_file():
        yield top, ""
        return
    unopened: list[OSError] = []
    for folder, folders, names in os.walk(top, onerror=unopened.append):
        folders.sort()
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        for name in sorted([*names, *links]):
            yield Path(folder) / name, _reason(Path(folder) / name)
    for problem in unopened:
        if Path(problem.filename) == top:
            raise unreadable(top, problem)
        yield Path(problem.filename), f"the folder can't be opened: {problem.strerror}; check that you may"


def _reason(file: Path) -> str:
    try:
        mode = file.lstat().st_mode
    except OSError as error:
        return f"can't be read: {error.strerror}"
    if stat.S_ISLNK(mode):
        return "a link, which is not followed; audit what it leads to"
    if not stat.S_ISREG(mode):
        return "no regular file"
    if file.suffix.lower() not in EXTENSIONS:
        return f"not a kind of document that is read ({' '.join(EXTENSIONS)}); tables are inputs of their own"
    return ""

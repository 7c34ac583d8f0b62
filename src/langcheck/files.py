"""Files that appear whole or not at all, and that only their owner can read."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole_file(path: Path, most: int = 0o777) -> Iterator[BinaryIO]:
    """Write a file under another name beside it; when all is on the disk, it takes its own. What stood there stays until then.

    A new file has mode 0600; one that is replaced keeps its group and its mode, as far as `most` allows. Raises OSError, and leaves nothing behind
    then; what a killed process left, `sweep` removes.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            _take_after(part, path.stat(), most)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _take_after(part: Path, old: os.stat_result, most: int) -> None:
    if hasattr(os, "chown") and part.stat().st_gid != old.st_gid:
        os.chown(part, -1, old.st_gid)
    part.chmod(stat.S_IMODE(old.st_mode) & most)


def sweep(folder: Path) -> None:
    """Remove the halves of files that a killed process left. Only for a folder that nobody else is writing to. Raises OSError."""
    for part in folder.glob(".*.part"):
        part.unlink(missing_ok=True)

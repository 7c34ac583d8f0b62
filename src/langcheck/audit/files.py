"""The files of a run, and what goes wrong with them in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from langcheck.audit.model import AuditError
from langcheck.audit.sources.base import file_sha256
from langcheck.files import whole_file


@contextmanager
def output(path: Path) -> Iterator[BinaryIO]:
    """A file of a run, to write to: see `whole_file`. Raises AuditError if the folder can't take it."""
    try:
        with whole_file(path) as file:
            yield file
    except OSError as error:
        raise AuditError(f"{path} can't be written: {error.strerror or error}. Make room or mend the folder, then go on with --resume") from None


def written(path: Path, rows: int) -> dict[str, object]:
    """A file as the manifest names it."""
    return {"name": path.name, "rows": rows, "sha256": file_sha256(path)}

"""Files that appear whole or not at all, and that only their owner can read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from langcheck.audit.model import AuditError


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Write a file under a temporary name in the same folder; when all is on the disk, give it its own. Mode 0600.

    Raises AuditError if the folder can't take it; the temporary file is gone then.
    """
    part = path.with_name(path.name + ".part")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError as error:
        raise AuditError(f"{path} can't be written: {error.strerror or error}. Make room or mend the folder, then go on with --resume") from None
    finally:
        part.unlink(missing_ok=True)


def written(path: Path, rows: int) -> dict[str, object]:
    """A file as the manifest names it."""
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    return {"name": path.name, "rows": rows, "sha256": digest.hexdigest()}

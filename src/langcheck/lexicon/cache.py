"""Keeps compiled lexicons in the user's cache folder, by the content of everything they are made of. What can't be kept is compiled again.

A file is read only if it belongs to this user and nobody else may write it, if it is whole, and as plain JSON: it can hold no program.
It is written beside its place and moved there, so that two processes never mix. The folder is `$LANGCHECK_CACHE`, or `langcheck` in the
system's place for caches; `LANGCHECK_CACHE=off` keeps nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from langcheck.files import whole_file

_CODE = Path(__file__).parents[1]
_MADE_BY = "inflect.py slips.py normalise.py patterns.py probes.py match.py".split()
_MADE_BY += [f"lexicon/{name}.py" for name in ("load", "source", "model", "schema", "compiled")]
_MOST_FILES = 8


def key(files: Iterable[Path], *settings: str) -> str | None:
    """A name for what these files and settings compile to with this code; None if one can't be read."""
    digest = hashlib.sha256(repr(settings).encode())
    try:
        for path in (*(_CODE / name for name in _MADE_BY), *files):
            raw = path.read_bytes()
            digest.update(f"{path.name}\0{len(raw)}\0".encode() + raw)
    except OSError:
        return None
    return digest.hexdigest()


def folder() -> Path | None:
    """Where compiled lexicons are kept; None for nowhere."""
    named = os.environ.get("LANGCHECK_CACHE")
    if named == "off":
        return None
    if named:
        return Path(named)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base, "langcheck", "Cache") if base else None
    if sys.platform == "darwin":
        return Path(os.path.expanduser("~/Library/Caches/langcheck"))
    return Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "langcheck")


def _ours(status: os.stat_result) -> bool:
    return sys.platform == "win32" or (status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH))


def read(name: str) -> Any | None:
    """The data kept under a name; None if there is none that can be trusted."""
    where = folder()
    if where is None:
        return None
    try:
        if not _ours(where.stat()):
            return None
        handle = os.open(where / f"{name}.json", os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode) or not _ours(status):
                return None
            checksum, _, body = file.read().partition(b"\n")
        return json.loads(body) if checksum.decode() == hashlib.sha256(body).hexdigest() else None
    except (OSError, ValueError):
        return None


def write(name: str, data: Any) -> None:
    """Keep data under a name, if the folder can be written; the oldest files go."""
    where = folder()
    if where is None:
        return
    body = json.dumps(data, ensure_ascii=True, separators=(",", ":")).encode()
    try:
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _ours(where.stat()):
            return
        with whole_file(where / f"{name}.json") as file:
            file.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
        for old in sorted(where.glob("*.json"), key=lambda path: path.stat().st_mtime)[:-_MOST_FILES]:
            old.unlink(missing_ok=True)
    except OSError:
        return

"""Bearer keys for programs: made once, shown once, and kept only as hashes in a file that `langcheck serve keys` writes."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from langcheck.files import whole_file

Scope = Literal["check", "batch", "metrics"]
"""`check`: one note at a time, the lexicon, and the LanguageTool protocol. `batch`: many notes at a time. `metrics`: /metrics."""
NAME = r"^[a-z0-9][a-z0-9-]{0,39}$"
"""The name of a key stands in logs, so it is plain."""


class KeyFileError(ValueError):
    """A file of keys that can't be used, or a change to it that can't be made; the message says what to do."""


@dataclass(frozen=True)
class Key:
    """One key: its name (which logs show), what it opens, when it was made, and the SHA-256 of the key itself.

    A plain hash is enough for 256 random bits; a slow one guards passwords, which can be guessed.
    """

    name: str
    scopes: tuple[Scope, ...]
    created: str
    sha256: str


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(pattern=NAME)
    scopes: tuple[Scope, ...] = Field(min_length=1)
    created: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    keys: tuple[_Kept, ...]


def read_keys(file: Path) -> tuple[Key, ...]:
    """The keys in `file`. Raises KeyFileError where it can't be read or is not what `langcheck serve keys` wrote."""
    try:
        kept = _File.model_validate_json(file.read_bytes())
    except OSError as error:
        raise KeyFileError(f"the file of keys {file} can't be read: {error.strerror}. Make it with: langcheck serve keys add NAME") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "its beginning"
        raise KeyFileError(f"the file of keys {file} is damaged (at {place}); restore it, or remove it and add the keys anew") from None
    return tuple(Key(**key.model_dump()) for key in kept.keys)


def add_key(file: Path, name: str, scopes: Iterable[Scope]) -> str:
    """Make a key, keep its hash in `file`, and return the key, which can't be had again. Raises KeyFileError for a name that is taken."""
    if not re.fullmatch(NAME, name):
        raise KeyFileError("a key's name stands in logs, so it has small letters, digits and hyphens alone, and 40 of them at most")
    keys = read_keys(file) if file.exists() else ()
    if any(key.name == name for key in keys):
        raise KeyFileError(f"there is a key {name!r} already; choose another name, or remove it first: langcheck serve keys remove {name}")
    secret = f"lc_{secrets.token_urlsafe(32)}"
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    _write(file, (*keys, Key(name, tuple(scopes), now, _hash(secret))))
    return secret


def remove_key(file: Path, name: str) -> None:
    """Take a key away; a running server refuses it from its next request on. Raises KeyFileError where there is none of that name."""
    keys = read_keys(file)
    kept = tuple(key for key in keys if key.name != name)
    if len(kept) == len(keys):
        raise KeyFileError(f"there is no key {name!r}; see: langcheck serve keys list")
    _write(file, kept)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def _write(file: Path, keys: tuple[Key, ...]) -> None:
    """Put a whole new file in the place of the old one, readable by its owner alone (and by the group that could read the old one)."""
    text = json.dumps({"keys": [asdict(key) for key in keys]}, indent=2) + "\n"
    try:
        with whole_file(file, most=0o640) as out:
            out.write(text.encode())
    except OSError as error:
        raise KeyFileError(f"the file of keys {file} can't be written: {error.strerror}. Check the folder and that you may write there") from None


class KeyRing:
    """The keys of a running server, read again whenever the file changes. Safe to share between threads."""

    def __init__(self, file: Path | None) -> None:
        self.required = file is not None
        """Whether a key is needed: wherever a file is named, even when its last key has been removed."""
        self._file = file
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._keys: tuple[Key, ...] = ()
        if file is not None:
            self.keys()

    def keys(self) -> tuple[Key, ...]:
        """The keys as the file has them now. Raises KeyFileError."""
        if self._file is None:
            return ()
        with self._lock:
            try:
                found = self._file.stat()
                stamp = (found.st_mtime_ns, found.st_ino)
            except OSError:
                stamp = (0, 0)
            if stamp != self._stamp:
                self._keys = read_keys(self._file)
                self._stamp = stamp
            return self._keys

    def find(self, secret: str) -> Key | None:
        """The key whose hash is that of `secret`. Every key is compared, each in constant time."""
        digest = _hash(secret)
        found = None
        for key in self.keys():
            if hmac.compare_digest(key.sha256, digest):
                found = key
        return found

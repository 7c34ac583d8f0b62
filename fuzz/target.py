"""What a target is: a function of bytes for one loop that reads what others wrote, with the error it may raise and what inputs are made of."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

Run = Callable[[bytes], None]


@dataclass(frozen=True)
class Target:
    """`run` raises one of `refuses` for what its loop refuses, as documented; whatever else it raises is a defect."""

    run: Run
    refuses: tuple[type[Exception], ...]
    examples: Sequence[bytes]
    pieces: Sequence[bytes]


TARGETS: dict[str, Target] = {}


def target(*refuses: type[Exception], examples: Sequence[bytes], pieces: str | Sequence[bytes] = ()) -> Callable[[Run], Run]:
    """Make a function a target under its name. `pieces` given as one text are parted by blanks."""

    def add(run: Run) -> Run:
        TARGETS[run.__name__] = Target(run, refuses, examples, [p.encode() for p in pieces.split()] if isinstance(pieces, str) else pieces)
        return run

    return add


def text_of(data: bytes) -> str:
    """Any text, lone halves of characters included."""
    return data.decode("utf-8", "surrogateescape")


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


@lru_cache(maxsize=1)
def scratch() -> Path:
    """A folder for files of cases, in memory where the system has a place for that; it goes with the process."""
    memory = Path("/dev/shm")
    _KEPT.append(tempfile.TemporaryDirectory(prefix="fuzz-", dir=memory if memory.is_dir() else None))
    return Path(_KEPT[0].name)

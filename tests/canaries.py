"""The words that no note has, planted in everything that langcheck is given, and the search for them in everything that it leaves behind."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

NAME = "Zyxquorvel"
SENTENCE = "The quibberwock frimbled a nastrodge behind Brimblethwaite."
NOTE = f"""{NAME} absconded. "{NAME} is promiscuous", said Mrs {NAME}-{NAME.lower()}. {SENTENCE}
{NAME}'s risk-taking; officers put themselves at risk for {NAME}. {SENTENCE}"""
"""Something to flag, something quoted, something passed over, with a planted word on each side of each."""

_WORDS = [NAME.lower(), "quibberwock", "nastrodge", "brimblethwaite"]
_BYTES = [word.encode(encoding) for word in _WORDS for encoding in ("utf-8", "utf-16-le")]
"""Plain ASCII: percent-encoded, as JSON or as HTML they look the same."""


def planted_in(data: bytes | str) -> bool:
    """Whether a planted word stands in `data`, also inside a package of files (a workbook, a Word document) or a Parquet table."""
    data = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
    small = data.lower()
    return any(word in small for word in _BYTES) or any(map(planted_in, _unpacked(data)))


def _unpacked(data: bytes) -> list[bytes]:
    if data.startswith(b"PK\3\4"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return [package.read(name) for name in package.namelist()]
    if data.startswith(b"PAR1"):
        import pyarrow.parquet as pq

        return [str(pq.read_table(io.BytesIO(data)).to_pylist()).encode()]
    return []


def files_with_planted(folder: Path) -> set[str]:
    """The files below `folder` that hold a planted word, or have one in their name."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(folder).as_posix() for path in files if planted_in(path.name) or planted_in(path.read_bytes())}


def planted_in_memory(process: int) -> int:
    """In how many places of its memory a running process of ours still has a planted word (Linux)."""
    found = 0
    with open(f"/proc/{process}/maps") as maps, open(f"/proc/{process}/mem", "rb", buffering=0) as memory:
        for line in maps:
            place, rights = line.split()[:2]
            if not rights.startswith("rw") or "[v" in line:
                continue
            start, end = (int(part, 16) for part in place.split("-"))
            try:
                memory.seek(start)
                data = memory.read(end - start).lower()
            except (OSError, ValueError, OverflowError):
                continue
            found += sum(data.count(word) for word in _BYTES)
    return found

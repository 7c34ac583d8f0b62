"""JSON Lines: an object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from langcheck.audit.model import AuditError
from langcheck.audit.sources.base import MAX_CELL, TOO_LONG, Record, Source, file_sha256, unreadable

_SAMPLE = 1000
_ODD = "a line that is no JSON object; write one object a line"


class JsonLines(Source):
    """A .jsonl file. The columns are the keys of the first thousand lines. Raises AuditError."""

    kind = "jsonl"

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), path.name)
        self._path = path
        try:
            self.size = path.stat().st_size
            self.facts = {"sha256": file_sha256(path)}
            sample = [data for _, (_, data) in zip(range(_SAMPLE), self._objects(), strict=False)]
        except OSError as error:
            raise unreadable(path, error) from None
        if not sample:
            raise AuditError(f"{path} is empty; export it again")
        self.columns = list(dict.fromkeys(key for data in sample if isinstance(data, dict) for key in data))
        if not self.columns:
            raise AuditError(f'{path} is no JSON Lines; write one object a line, such as {{"id": 1, "note": "…"}}')

    def _objects(self) -> Iterator[tuple[int, Any]]:
        """The number of each line and what it holds: data, or the reason why it has none."""
        number = 0
        with self._path.open("rb") as file:
            while line := file.readline(4 * MAX_CELL):
                number += 1
                if len(line) == 4 * MAX_CELL and not line.endswith(b"\n"):
                    while (rest := file.readline(MAX_CELL)) and not rest.endswith(b"\n"):
                        pass
                    yield number, TOO_LONG
                elif line.strip():
                    try:
                        data = json.loads(line.decode("utf-8-sig"))
                    except (ValueError, RecursionError):
                        data = _ODD
                    self.position = file.tell()
                    yield number, data if isinstance(data, dict) or data is _ODD else _ODD

    def records(self, wanted: Sequence[str]) -> Iterator[Record]:
        """See `Source.records`."""
        try:
            for number, data in self._objects():
                place = f"{self._path.name} line {number}"
                if isinstance(data, str):
                    yield Record(place, None, data)
                elif odd := next((name for name in wanted if isinstance(data.get(name), (dict, list))), None):
                    yield Record(place, None, f"{odd!r} holds an object or a list; write text")
                else:
                    yield Record(place, tuple(data.get(name) for name in wanted))
        except OSError as error:
            raise unreadable(self._path, error) from None

"""A real server for tests: `langcheck serve` as its own process, on a port that is free."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Served:
    """A server that runs: where it is, and what it has written so far."""

    url: str
    log: Path
    pid: int = 0

    def ask(self, path: str, body: bytes | None = None, headers: dict[str, str] | None = None, method: str | None = None) -> Answer:
        """Send a request. No header is added but those that HTTP needs."""
        request = urllib.request.Request(self.url + path, data=body, headers=headers or {}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return Answer(response.status, dict(response.headers), response.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), error.read())


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Served]:
    """Run `langcheck serve` with `options`; what it writes to stderr goes to a file in `folder`."""
    command = [sys.executable, "-m", "langcheck", "serve", "--port", "0", *options]
    log = folder / "server.log"
    with log.open("w") as errors, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            assert "http://" in line, log.read_text()
            yield Served(next(word for word in line.split() if word.startswith("http://")).rstrip("/"), log, server.pid)
        finally:
            server.terminate()

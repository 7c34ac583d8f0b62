"""A place of its own for one use of langcheck: home, temporary files, cache and output are folders that can be looked through afterwards."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from canaries import files_with_planted, planted_in
from serving import Served

WATCH = Path(__file__).parent / "watch"
PLACES = ("home", "tmp", "cache", "out")
BREAKS = """
import langcheck.checker
def broken(*given, **more):
    raise RuntimeError(f"{given} {more}")
langcheck.checker.judge = broken
"""
"""Code after which every check fails, with the note in the error's message: the worst that can happen."""
RUNS = "import sys; from langcheck.cli import main; sys.exit(main(sys.argv[1:]))"


@dataclass(frozen=True)
class Traces:
    """What a use left: its exit code, where planted words are (`stdout`, `stderr`, files), what was written, and which connections were refused."""

    code: int
    planted: frozenset[str]
    written: tuple[Path, ...]
    refused: tuple[str, ...]
    stderr: str


@dataclass(frozen=True)
class Box:
    """The folder, and the environment in which nothing of the machine's own places is used."""

    folder: Path

    def __post_init__(self) -> None:
        for name in PLACES:
            (self.folder / name).mkdir(parents=True, exist_ok=True)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG", "JAVA_HOME") if name in os.environ}
        where = {"HOME": "home", "TMPDIR": "tmp", "TEMP": "tmp", "TMP": "tmp", "LANGCHECK_CACHE": "cache"}
        return {
            **kept,
            **{name: str(self.folder / place) for name, place in where.items()},
            "PYTHONPATH": str(WATCH),
            "PYTHONDONTWRITEBYTECODE": "1",  # else Python keeps what it compiles beside the code
            "WATCH_LOG": str(self.folder / "watch.log"),
        }

    def run(
        self, arguments: Sequence[str], *, stdin: bytes = b"", before: str = "", warnings: str = "error", timeout: float = 300, **environment: str
    ) -> Traces:
        """Run the command line with these arguments, after the Python code `before`."""
        command = [sys.executable, "-W", warnings, "-c", before + RUNS, *arguments]
        environment = {**self.environment, **environment}
        done = subprocess.run(command, cwd=self.folder, env=environment, input=stdin, capture_output=True, timeout=timeout, check=False)
        return self.traces(done.returncode, done.stdout, done.stderr)

    @contextmanager
    def serve(self, command: Sequence[str | Path], **environment: str) -> Iterator[tuple[Served, int]]:
        """Run a server until the block ends: where it is, and the id of its process. What it says goes to `server.log`."""
        log = self.folder / "server.log"
        with (
            log.open("wb") as out,
            subprocess.Popen(command, cwd=self.folder, env={**self.environment, **environment}, stdout=out, stderr=out) as server,
        ):
            try:
                yield Served(address_in(log, server), log), server.pid
            finally:
                server.terminate()

    def traces(self, code: int, stdout: bytes, stderr: bytes) -> Traces:
        """Look through everything."""
        said = {name for name, data in (("stdout", stdout), ("stderr", stderr)) if planted_in(data)}
        log = self.folder / "watch.log"
        lines = [line.partition(" ") for line in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []
        return Traces(
            code,
            frozenset(said | files_with_planted(self.folder)),
            tuple(Path(rest) for what, _, rest in lines if what == "wrote"),
            tuple(rest for what, _, rest in lines if what == "refused"),
            stderr.decode("utf-8", "replace"),
        )

    def strays(self, written: Sequence[Path]) -> list[str]:
        """What was written anywhere but in the output folder and the cache of lexicons."""
        allowed = (self.folder / "out", self.folder / "cache", Path(os.devnull))
        return sorted({str(path) for path in written if not any(path == place or place in path.parents for place in allowed)})


def address_in(log: Path, server: subprocess.Popen[bytes]) -> str:
    """Where a server says that it listens, once it says so."""
    for _ in range(600):
        if found := re.search(r"http://127\.0\.0\.1:\d+", log.read_text(encoding="utf-8")):
            return found[0]
        assert server.poll() is None, log.read_text(encoding="utf-8")
        time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8"))

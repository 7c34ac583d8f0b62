"""Every use of the command line, well and badly: planted words are found nowhere but in what was asked for, nothing is written but the output, and
no connection is tried. Each row of the table is a process of its own.

.venv/bin/python -m pytest tests/trust/test_command_line.py
"""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from box import BREAKS, RUNS, Box
from planted import make

from canaries import NAME, NOTE, SENTENCE, planted_in
from conftest import ENGINE

pytestmark = pytest.mark.slow


class Use(NamedTuple):
    """A command, how it must end, and where planted words may be afterwards. `*` at the end of a place stands for anything."""

    command: str
    code: int = 0
    holds: str = ""
    stdin: bytes = b""
    before: str = ""


CSV = "audit G/notes.csv --encoding cp1252 --text note --id note_id --date recorded --group team --out out/run"
CHECKS = [
    Use("check G/note.txt", 1, "stdout"),
    Use("check G/note.txt --explain --colour", 1, "stdout"),
    Use("check -", 1, "stdout", NOTE.encode()),
    *(Use(f"check G/note.{kind} --format {form}", 1, "stdout") for kind, form in
      (("docx", "json"), ("pdf", "html"), ("rtf", "text"), ("eml", "json"), ("html", "text"))),
    Use("check G/note.txt --format sarif", 1, "stdout"),
    Use("check G/note.txt --format lines", 1, "stdout"),
    Use("check G/note.txt --format html --out out/note.html", 1, "out/note.html"),
    Use("check G/note.docx --comments out/copy.docx --out out/note.txt", 1, "out/copy.docx out/note.txt"),
    Use("check G/letters --format json --out out", 2, "out/letter*"),
    Use("check G/cut.docx", 2),
    Use("check G/cut.pdf", 2),
    Use("check G/locked.pdf", 2),
    Use("check G/binary.txt", 2),
    Use("check G/long.txt", 2),
    Use("check G/absent.txt", 2),
    Use("check - --format nonsense", 2, stdin=NOTE.encode()),
    Use("check -", 2, stdin=b"\xff\0\1" + NOTE.encode()),
    Use("check G/note.txt --out out/absent/x.txt", 2),
    Use("check G/note.txt --comments out/copy.docx", 2),
    Use("check G/note.txt --lexicon G", 2),
    Use("check G/note.txt --overlay G/not-yaml.yaml", 2),
    Use("check G/note.txt", 2, before=BREAKS),
    Use("check G/letters --format json --out out", 2, before=BREAKS),
]  # fmt: skip
AUDITS = [
    Use(CSV),
    Use(f"{CSV} --child-name child --format csv --format xlsx --format parquet --jobs 2"),
    Use(f"{CSV} --context 60 --format csv --format xlsx --format parquet", 0, "out/run/findings*"),
    *(Use(f"audit G/notes.{kind} --text note --out out/run") for kind in ("xlsx", "jsonl", "parquet")),
    Use("audit G/letters --out out/run"),
    Use("audit sqlite:///G/records.db --query SELECT*FROM_notes --text note --out out/run"),
    Use("audit G/odd.csv --text note --dry-run"),
    Use("audit G/odd.csv --text note --out out/run", 0),
    Use("audit G/odd.jsonl --text note --out out/run", 0),
    Use("audit G/odd.jsonl --text note --dry-run", 0),
    Use("audit G/cut.xlsx --text note --out out/run", 2),
    Use("audit G/cut.parquet --text note --out out/run", 2),
    Use("audit G/notes.csv --text absent --out out/run", 2),
    Use("audit G/notes.csv --out out/run", 2),
    Use("audit G/notes.csv --text note --encoding ascii --out out/run", 2),
    Use("audit G/notes.csv --text note --out G/run", 2),
    Use("audit sqlite:///G/broken.db --query SELECT*FROM_notes --text note --out out/run", 2),
    Use("audit sqlite:///G/no.db --query SELECT*FROM_notes --text note --out out/run", 2),
    Use("audit sqlite:///G/records.db --query SELECT_date(note)/0,abs(note),json(note)_FROM_notes --text note --out out/run", 2),
    Use("audit G/note.docx --text note --out out/run", 2),
    Use(CSV, 2, before=BREAKS),
    Use("audit report G/run-with-context --out out/new.html"),
    Use("audit report G/run --baseline G/run-with-context --out out/new.html"),
    Use("audit sample G/run --out out/sample.xlsx"),
    Use("audit sample G/run-with-context --out out/sample.xlsx", 0, "out/sample.xlsx"),
    Use("audit review G/sample.xlsx", 2),
    Use("audit review G/cut.xlsx", 2),
    Use("audit compare G/run G/run-with-context --out out/change.html"),
    Use("audit compare G/run G/letters", 2),
]
USES = [*CHECKS, *AUDITS]


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("trust") / "given")


def arguments(use: Use, given: Path) -> list[str]:
    """The words of a command: G is the folder of what is given, `_` in a query a blank."""
    words = [word.replace("_", " ") if word.startswith("SELECT") else word for word in use.command.split()]
    words = [word.replace("G/", f"{given}/") if word != "G" else str(given) for word in words]
    runs = words[0] == "check" or (words[0] == "audit" and words[1] not in ("report", "sample", "review", "compare"))
    return [*words, *(["--lexicon", str(ENGINE)] if runs and "--lexicon" not in words else [])]


@pytest.mark.parametrize("use", USES, ids=lambda use: use.command + (" (breaks)" if use.before else ""))
def test_planted_words_writes_and_connections(use: Use, given: Path, tmp_path: Path) -> None:
    box = Box(tmp_path / "box")
    left = box.run(arguments(use, given), stdin=use.stdin, before=use.before)
    assert left.code == use.code, left.stderr
    allowed = use.holds.split()
    assert not [place for place in left.planted if not any(place == a or (a[-1] == "*" and place.startswith(a[:-1])) for a in allowed)]
    assert {a for a in allowed if a[-1] != "*"} <= left.planted, "the words were really there"
    assert "Traceback" not in left.stderr
    assert left.refused == ()
    assert box.strays(left.written) == []
    assert {path.name for name in ("home", "tmp", "cache") for path in (box.folder / name).iterdir()} == set()


def test_a_journal_that_is_cut_off_holds_no_planted_word(given: Path, tmp_path: Path) -> None:
    """kill -9 in the middle: what stands in the folder until --resume is searched as well."""
    box = Box(tmp_path / "box")
    slow = "import time\nfrom langcheck.audit.journal import Journal\nadd = Journal.add\n"
    slow += "def waits(*given):\n    add(*given)\n    print('added', flush=True)\n    time.sleep(60)\nJournal.add = waits\n"
    command = [sys.executable, "-c", slow + RUNS, *arguments(Use(f"{CSV} --context 60 --child-name child"), given)]
    with subprocess.Popen(command, cwd=box.folder, env=box.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"added\n"
        process.send_signal(signal.SIGKILL)
        stdout, stderr = process.communicate()
    left = box.traces(process.returncode, stdout, stderr)
    assert left.planted <= {"out/run/journal.sqlite", "out/run/journal.sqlite-wal"}, "the surroundings that --context asked for, and nothing else"
    assert left.planted, "the words were really there"
    assert box.strays(left.written) == []


def test_the_cache_of_lexicons_holds_the_lexicon_alone(given: Path, tmp_path: Path) -> None:
    box = Box(tmp_path / "box")
    left = box.run(["check", str(given / "note.txt")])
    assert (left.code, left.planted, box.strays(left.written)) == (1, {"stdout"}, [])
    assert [path.suffix for path in (box.folder / "cache").iterdir()] == [".json"]


def test_the_watch_sees_what_it_is_to_see(tmp_path: Path) -> None:
    """A suite that finds nothing proves nothing unless it would have found something."""
    box = Box(tmp_path / "box")
    bad = f"""
import os, socket, sys, tempfile
open("stray.txt", "w").write({NAME!r})
tempfile.NamedTemporaryFile(delete=True).write(b"x")
os.mkdir("strays")
for reach in (lambda: socket.create_connection(("192.0.2.1", 80), 1), lambda: socket.getaddrinfo("example.org", 80)):
    try:
        reach()
    except OSError:
        pass
sys.exit(f"{SENTENCE}")
"""
    left = box.run([], before=bad)
    assert left.planted == {"stderr", "stray.txt"}
    assert len(left.refused) == 2
    strays = box.strays(left.written)
    assert {str(box.folder / name) for name in ("stray.txt", "strays")} <= set(strays)
    assert any(stray.startswith(str(box.folder / "tmp")) for stray in strays), "the temporary file, which was made and taken away"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_the_search_finds_words_wherever_they_hide(encoding: str, given: Path) -> None:
    assert planted_in(b"x" * 1000 + NAME.upper().encode(encoding))
    for name in ("note.docx", "notes.xlsx", "notes.parquet", "records.db", "notes.csv"):
        assert planted_in((given / name).read_bytes()), name
    assert not planted_in(b"an ordinary word")

"""A run survives what happens to its process: a signal, a full disk, kill -9 at any moment; and its memory stays flat."""

from __future__ import annotations

import json
import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from audit_help import WITH, audit, counts, files, lines, make_notes

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c(tmp_path: Path, jobs: int) -> None:
    notes, out = make_notes(tmp_path / "notes.csv", 20_000), tmp_path / "out"

    def heed() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's background job would not hear of it

    process = subprocess.Popen(
        _command(notes, out, jobs=jobs), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=heed
    )
    while process.poll() is None and not _batches_in(out):
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers as well
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert said.endswith("Go on with the same command and --resume\n")
    assert "Traceback" not in said
    assert _batches_in(out) > 0


def _command(notes: Path, out: Path, *more: str, jobs: int = 2) -> list[str]:
    code = "import sys; from langcheck.audit import rows; rows.BATCH_ROWS = 40; from langcheck.cli import main; sys.exit(main(sys.argv[1:]))"
    return [sys.executable, "-c", code, "audit", str(notes), "--text", "note", "--out", str(out), *WITH[:2], "--jobs", str(jobs), *more]


def test_disk_full(tmp_path: Path) -> None:
    """The disk takes 100 kB a file and no more; once there is room again the run goes on."""
    notes, out = make_notes(tmp_path / "notes.csv", 3_000), tmp_path / "out"

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    full = subprocess.run(_command(notes, out, jobs=1), capture_output=True, text=True, preexec_fn=little_room, check=False)
    assert full.returncode == 2
    assert "Traceback" not in full.stderr
    assert "go on with --resume" in full.stderr
    assert not (out / "manifest.json").exists()
    subprocess.run(_command(notes, out, "--resume", jobs=1), capture_output=True, check=True)
    assert audit(notes, "--text", "note", out=tmp_path / "whole") == 0
    assert lines(out / "findings.jsonl") == lines(tmp_path / "whole" / "findings.jsonl")
    assert counts(out)[0] == 3_000


def _most_memory(command: list[str]) -> int:
    """The most memory that a command had, in megabytes, as its own process counts it: what a parent is told holds the parent's memory too."""
    code = "import sys; from langcheck.cli import main; code = main(sys.argv[1:]); print(open('/proc/self/status').read()); sys.exit(code)"
    arguments = command[3:]
    said = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True).stdout
    return int(said.split("VmHWM:")[1].split()[0]) // 1000


def test_memory_is_flat(tmp_path: Path) -> None:
    few = _most_memory(_command(make_notes(tmp_path / "few.csv", 2_000), tmp_path / "a", jobs=1))
    many = _most_memory(_command(make_notes(tmp_path / "many.csv", 30_000), tmp_path / "b", jobs=1))
    assert many < few + 12, (few, many)
    assert many < 300


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="only Linux tells what processes share")
def test_processes_share_the_lexicon(tmp_path: Path) -> None:
    """A second process costs much less than the first; PSS counts what they share once."""
    command = [sys.executable, "-m", "langcheck", "audit", str(make_notes(tmp_path / "notes.csv", 20_000)), "--text", "note"]
    process = subprocess.Popen([*command, "--out", str(tmp_path / "out"), "--jobs", "2"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most: list[int] = []
    while process.poll() is None:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        with suppress(OSError, IndexError):  # it has just ended
            found = [_pss(pid) for pid in (process.pid, int(children.read_text().split()[0]))]
            most = max(most, found, key=sum)
        time.sleep(0.1)
    assert process.returncode == 0
    assert sum(most) < 300, most
    assert most[1] < 140, most


def _pss(pid: int) -> int:
    """Megabytes of a process, with its part of what it shares."""
    return next(int(line.split()[1]) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() if line.startswith("Pss:")) // 1000


@pytest.mark.parametrize("jobs", [1, 2])
def test_killed_at_random_points_it_ends_as_if_undisturbed(tmp_path: Path, jobs: int) -> None:
    """kill -9 again and again, from the first moment to the writing of the outputs. What finishes in between is compared, and the next run begins.

    LANGCHECK_KILLS is how often in all: half of it for each number of processes.
    """
    wanted = int(os.environ.get("LANGCHECK_KILLS", "24")) // 2
    rng = random.Random(jobs)
    notes, kills, runs, reached = make_notes(tmp_path / "notes.csv", 12_000), 0, 0, {0}
    subprocess.run(_command(notes, tmp_path / "whole", "--format", "csv", jobs=jobs), capture_output=True, check=True)
    whole, out = files(tmp_path / "whole"), tmp_path
    while kills < wanted or (out / "journal.sqlite").exists():
        out = tmp_path / f"run {runs}"
        more = ["--resume"] if (out / "journal.sqlite").exists() else []
        process = subprocess.Popen(_command(notes, out, "--format", "csv", *more, jobs=jobs), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        if kills < wanted:
            if kills % 4:  # every fourth is killed wherever it stands, the others once they have got somewhere
                _wait_for_growth(out / "journal.sqlite-wal", process)
            time.sleep(rng.uniform(0, 0.4))
            process.send_signal(signal.SIGKILL)
        _, said = process.communicate()
        assert process.returncode in (0, -signal.SIGKILL), said.decode()
        if process.returncode == 0:
            assert files(out) == whole
            assert counts(out)[0] == 12_000
            runs += 1
        else:
            kills += 1
            reached.add(_batches_in(out))
    assert runs
    assert len(reached) > 3
    _no_worker_is_left(out)


def _wait_for_growth(path: Path, process: subprocess.Popen[Any]) -> None:
    size = path.stat().st_size if path.exists() else 0
    while process.poll() is None and (not path.exists() or path.stat().st_size == size):
        time.sleep(0.01)


def _batches_in(out: Path) -> int:
    """How many batches the journal holds, read from a copy, since looking into it would mend it."""
    with tempfile.TemporaryDirectory() as copy:
        for path in out.glob("journal.sqlite*"):
            shutil.copy(path, copy)
        db = sqlite3.connect(Path(copy) / "journal.sqlite")
        try:
            found = db.execute("SELECT value FROM meta WHERE key = 'done'").fetchone()
        except sqlite3.OperationalError:
            found = None
        db.close()
    return int(json.loads(found[0])[0]) if found else 0


def _no_worker_is_left(out: Path) -> None:
    """Workers of a killed run end by themselves. A forked one has its parent's command line, and process 1 or a warden as its parent."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if not re.search(re.escape(str(out.parent)), subprocess.run(["ps", "-ewwo", "args"], capture_output=True, text=True, check=True).stdout):
            return
        time.sleep(0.2)
    pytest.fail("a worker process outlived its run")

"""An audit of a PostgreSQL database that this test starts: streamed, read-only, and resumed when the server goes away half-way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from audit_help import audit, counts, files, found
from langcheck.audit.journal import Journal

pytestmark = pytest.mark.clients
pytest.importorskip("psycopg")
QUERY = "SELECT id, note, seen::date AS recorded, team FROM notes ORDER BY id"


class Server:
    """A PostgreSQL server of its own, in a temporary folder, that listens on a socket there and nowhere else."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._binaries, self._folder = binaries, folder
        if os.geteuid() == 0:  # PostgreSQL does not run as root
            shutil.chown(folder, "nobody")
        self._run("initdb", "-D", str(folder / "data"), "-U", "reader", "-A", "trust", "--no-sync")
        self.start()
        self.url = f"postgresql+psycopg://reader:hush@/postgres?host={folder}"

    def _run(self, name: str, *arguments: str) -> None:
        user = "nobody" if os.geteuid() == 0 else None
        log = subprocess.DEVNULL
        subprocess.run([self._binaries / name, *arguments], check=True, user=user, cwd=self._folder, stdout=log, stderr=log)

    def start(self) -> None:
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-w", "-o", f"-k {self._folder} -c listen_addresses='' -F", "start")

    def stop(self) -> None:
        """As a power cut would."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "stop")

    def execute(self, *statements: str) -> None:
        import psycopg

        with psycopg.connect(host=str(self._folder), user="reader", dbname="postgres") as connection:
            for statement in statements:
                connection.execute(statement)  # type: ignore[call-overload]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("needs PostgreSQL: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    server = Server(found[-1].parent, folder)
    server.execute(
        "CREATE TABLE notes (id int PRIMARY KEY, note text, seen timestamp, team text)",
        "INSERT INTO notes SELECT n, CASE WHEN n % 10 = 0 THEN 'She is promiscuous, visit ' || n ELSE 'All well, 100 % at ' || n END,"
        " timestamp '2024-01-01' + n * interval '1 hour', 'T' || n % 3 FROM generate_series(1, 5000) n",
        "CREATE FUNCTION writing() RETURNS int LANGUAGE plpgsql AS $$ BEGIN DELETE FROM notes; RETURN 1; END $$",
    )
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def test_every_row_is_read(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert audit(server.url, "--query", QUERY, "--text", "note", out=out) == 0
    assert counts(out) == (5000, 5000, 0)
    assert [f[0] for f in found(out)] == [str(n) for n in range(10, 5001, 10)]
    assert "hush" not in (out / "manifest.json").read_text(encoding="utf-8") + "".join(capsys.readouterr())


def test_a_query_that_writes_is_refused(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for query in ("SELECT writing() AS note", "WITH gone AS (DELETE FROM notes RETURNING *) SELECT note FROM gone"):
        assert audit(server.url, "--query", query, "--text", "note", out=tmp_path / "out") == 2
        said = capsys.readouterr().err
        assert "Traceback" not in said
    assert audit(server.url, "--query", QUERY, "--text", "note", out=tmp_path / "all") == 0
    assert counts(tmp_path / "all")[0] == 5000


def test_no_such_table(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit(server.url, "--query", "SELECT * FROM note", "--text", "note", out=tmp_path / "out") == 2
    said = capsys.readouterr().err
    assert 'relation "note" does not exist' in said
    assert "Tables there: notes" in said
    assert "hush" not in said


def test_no_such_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"postgresql+psycopg://reader:hush@/postgres?host={tmp_path}"
    assert audit(url, "--query", QUERY, "--text", "note", out=tmp_path / "out") == 2
    said = capsys.readouterr().err
    assert "Check the address" in said
    assert "hush" not in said


def test_the_server_goes_away_half_way(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = (server.url, "--query", QUERY, "--text", "note")
    assert audit(*arguments, out=tmp_path / "whole") == 0
    out, add = tmp_path / "out", Journal.add

    def adding(self: Journal, outcomes: list[object], number: int, digest: str) -> None:
        add(self, outcomes, number, digest)  # type: ignore[arg-type]
        if number == 5:
            server.stop()

    with monkeypatch.context() as stopping:
        stopping.setattr(Journal, "add", adding)
        assert audit(*arguments, out=out) == 2
    assert "the database stopped answering after row" in capsys.readouterr().err
    assert audit(*arguments, "--resume", out=out) == 2  # still away
    server.start()
    assert audit(*arguments, "--resume", out=out) == 0
    assert files(out) == files(tmp_path / "whole")


def test_other_rows_are_not_resumed(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    query, out, add = "SELECT id, note FROM notes WHERE id < 3000", tmp_path / "out", Journal.add

    def adding(self: Journal, outcomes: list[object], number: int, digest: str) -> None:
        if number == 4:
            raise KeyboardInterrupt
        add(self, outcomes, number, digest)  # type: ignore[arg-type]

    with monkeypatch.context() as stopping:
        stopping.setattr(Journal, "add", adding)
        assert audit(server.url, "--query", query, "--text", "note", out=out) == 2
    server.execute("UPDATE notes SET note = 'Written anew.' WHERE id = 7")
    assert audit(server.url, "--query", query, "--text", "note", "--resume", out=out) == 2
    assert "gives other rows than when the run began; give the query an ORDER BY" in capsys.readouterr().err

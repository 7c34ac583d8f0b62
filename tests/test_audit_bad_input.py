"""Bad input ends with a message that says what is wrong and what to do: exit code 2, no traceback, nothing written."""

from __future__ import annotations

import os
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from audit_help import audit, counts, found, lines
from langcheck.audit.sources import workbook


def _refused(capsys: pytest.CaptureFixture[str], tmp_path: Path, words: str, *arguments: object) -> None:
    out = tmp_path / "out"
    assert audit(*arguments, out=out) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert "Traceback" not in said.err
    assert not out.exists() or not list(out.iterdir())


FILES: dict[str, tuple[str, bytes, tuple[str, ...], str]] = {
    "missing column": ("a.csv", b"id,Note Text\n1,x\n", ("--text", "note_text"), "did you mean 'Note Text'?"),
    "no such column": ("a.csv", b"id,note\n1,x\n", ("--text", "zzz"), "has no column 'zzz'; it has 'id', 'note'"),
    "no column for notes": ("a.csv", b"a,b\n1,2\n", (), "Name it with --text; there are 'a', 'b'"),
    "wrong encoding": ("a.csv", "id,note\n1,café\n".encode("cp1252"), ("--encoding", "utf-8"), "is not utf-8; leave --encoding out"),
    "no known encoding": ("a.csv", b"id,note\n1,\x81\xff\x8d\n", (), "neither UTF-8 nor Windows-1252; name its encoding"),
    "no such encoding": ("a.csv", b"id,note\n1,x\n", ("--encoding", "utf-99"), "there is no encoding 'utf-99'"),
    "UTF-16 without its mark": ("a.csv", "id,note\n1,x\n".encode("utf-16-le"), (), "looks like UTF-16"),
    "empty": ("a.csv", b"", (), "a.csv is empty; export it again"),
    "empty lines": ("a.csv", b"\n \n\n", (), "a.csv is empty"),
    "header only": ("a.csv", b"id,note\n", ("--text", "note"), "column names and no rows; export it again"),
    "empty JSON Lines": ("a.jsonl", b"\n", (), "a.jsonl is empty"),
    "JSON and no lines": ("a.jsonl", b"[1,\n2]\n", (), "write one object a line"),
    "no Parquet": ("a.parquet", b"PAR1 not at all", (), "no Parquet file, or is damaged"),
    "no workbook": ("a.xlsx", b"not a zip", (), "damaged or no workbook; open it in Excel"),
    "a broken workbook": ("a.xlsx", b"PK\x03\x04" + b"\0" * 200, (), "damaged or no workbook"),
    "protected workbook": ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, (), "protected by a password"),
    "another kind": ("a.sav", b"$FL2", (), "is of a kind that is not read; save it as one of .csv"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_not_as_it_should_be(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name, data, options, words = FILES[case]
    (tmp_path / name).write_bytes(data)
    _refused(capsys, tmp_path, words, tmp_path / name, *options)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.csv"], "there is no nowhere.csv; check the name"),
        (["sqlite:///x.db"], "name the rows of the database with --query"),
        (["sqlite:///nowhere.db", "--query", "SELECT 1"], "unable to open database file"),
        (["sqlite://", "--query", "SELECT 1"], "name the SQLite file"),
        (["sqlite:///x.db", "--query", "DELETE FROM notes"], "must be a SELECT; an audit only reads"),
        (["nonsense://x", "--query", "SELECT 1"], "the database address can't be used"),
        (["oracle://x", "--query", "SELECT 1"], "driver for this database is not installed"),
        ([__file__, "--query", "SELECT 1"], "is of a kind that is not read"),
    ],
)
def test_an_input_that_is_none(arguments: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _refused(capsys, tmp_path, words, *arguments)


def test_without_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit(tmp_path) == 2
    assert "--out" in capsys.readouterr().err


def test_an_empty_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letters").mkdir()
    _refused(capsys, tmp_path, "letters is empty; name a folder with documents", tmp_path / "letters")


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file, file.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
        for _ in range(130):
            part.write(b"\0" * 1_000_000)


def _lying_bomb(path: Path) -> None:
    """A zip whose directory tells a harmless size: zipfile reads no more than that, and sees that the checksum is wrong."""
    _bomb(path)
    size = (130_000_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (5_000).to_bytes(4, "little")))


@pytest.mark.parametrize(("make", "words"), [(_bomb, "would unpack to far more"), (_lying_bomb, "damaged or no workbook")])
def test_a_zip_bomb(make: Callable[[Path], None], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make(tmp_path / "a.xlsx")
    assert (tmp_path / "a.xlsx").stat().st_size < 1_000_000
    _refused(capsys, tmp_path, words, tmp_path / "a.xlsx")


def test_a_workbook_beyond_bounds(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 10)
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as file:
        file.writestr("xl/workbook.xml", "x" * 11)
    _refused(capsys, tmp_path, "save it as CSV", tmp_path / "a.xlsx")


def test_a_table_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sqlite3.connect(tmp_path / "r.db").execute("CREATE TABLE notes (id, note)").connection.close()
    url = f"sqlite:///{tmp_path}/r.db"
    _refused(capsys, tmp_path, "no such table: note. Tables there: notes; check --query", url, "--query", "SELECT * FROM note")


def test_a_query_can_not_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sqlite3.connect(tmp_path / "r.db") as db:
        db.execute("CREATE TABLE notes (id, note)")
        db.execute("INSERT INTO notes VALUES (1, 'Fine.')")
    db.close()
    before = (tmp_path / "r.db").read_bytes()
    url = f"sqlite:///{tmp_path}/r.db"
    _refused(capsys, tmp_path, "readonly", url, "--query", "WITH x AS (SELECT 1) DELETE FROM notes")
    assert (tmp_path / "r.db").read_bytes() == before


def _protected_pdf() -> bytes:
    import io

    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    writer.encrypt("secret", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_what_a_folder_holds_that_can_not_be_read_is_told(tmp_path: Path) -> None:
    top, out = tmp_path / "letters", tmp_path / "out"
    (top / "deep").mkdir(parents=True)
    (top / "good.txt").write_text("She is promiscuous.", encoding="utf-8")
    (top / "locked.pdf").write_bytes(_protected_pdf())
    (top / "broken.docx").write_bytes(b"PK\x03\x04 and nothing more")
    (top / "old.docx").write_bytes(b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"))
    os.mkfifo(top / "pipe.txt")
    (top / "gone.txt").symlink_to(top / "nowhere")
    (top / "up").symlink_to(tmp_path)
    with zipfile.ZipFile(top / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", b"\0" * 60_000_000)
    assert audit(top, out=out) == 0
    assert counts(out) == (8, 1, 7)
    reasons = {r["place"]: r["reason"] for r in lines(out / "rejected.jsonl")}
    assert "password" in reasons["locked.pdf"]
    assert "password" in reasons["old.docx"]
    assert "no regular file" in reasons["pipe.txt"]
    assert "a link" in reasons["gone.txt"]
    assert "a link" in reasons["up"]
    assert set(reasons) == {"locked.pdf", "broken.docx", "old.docx", "pipe.txt", "gone.txt", "up", "bomb.docx"}


def test_what_may_not_be_opened_is_a_rejected_row(tmp_path: Path) -> None:
    top, out, uid = tmp_path / "letters", tmp_path / "out", os.geteuid()
    (top / "secret").mkdir(parents=True)
    for name in ("good.txt", "shut.txt", "secret/x.txt"):
        (top / name).write_text("She is promiscuous.", encoding="utf-8")
    (top / "shut.txt").chmod(0)
    (top / "secret").chmod(0)
    if uid == 0:  # root may open everything, so for a moment be nobody
        for folder in [tmp_path, *tmp_path.parents][:3]:
            folder.chmod(0o777)
        os.seteuid(65534)
    try:
        assert audit(top, out=out) == 0
    finally:
        os.seteuid(uid)
        (top / "secret").chmod(0o700)
    assert counts(out) == (3, 1, 2)
    reasons = {r["place"]: r["reason"] for r in lines(out / "rejected.jsonl")}
    assert "Permission denied" in reasons["shut.txt"]
    assert "the folder can't be opened" in reasons["secret"]
    assert found(out)[0][0] == "good.txt"

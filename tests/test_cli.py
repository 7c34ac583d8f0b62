"""The command line: exit codes, messages, formats."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import docx
import pytest

from conftest import SMALL
from langcheck.cli import cli, main
from test_json import VALIDATOR

WITH = ["--lexicon", str(SMALL)]


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text("She is promiscuous.", encoding="utf-8")
    return path


def test_flagged_is_1(note: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(note), *WITH]) == 1
    assert "[[promiscuous]](1)" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", " ", "All well.", 'He said "promiscuous".'])
def test_nothing_flagged_is_0(note: Path, text: str) -> None:
    note.write_text(text, encoding="utf-8")
    assert main(["check", str(note), *WITH]) == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_notes(note: Path, encoding: str, capsys: pytest.CaptureFixture[str]) -> None:
    note.write_text("She’s promiscuous, at the café.", encoding=encoding)
    assert main(["check", str(note), *WITH]) == 1
    assert "She’s [[promiscuous]](1), at the café." in capsys.readouterr().out


def test_stdin(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"She is promiscuous.")))
    assert main(["check", "-", *WITH, "--format", "html"]) == 1
    assert "<h2>Pasted note</h2>" in capsys.readouterr().out


def test_json_of_one_and_of_several(note: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def printed(*sources: str) -> Any:
        main(["check", *sources, *WITH, "--format", "json"])
        return json.loads(capsys.readouterr().out)

    one = printed(str(note))
    named = {"file": str(note), **one}
    assert one["findings"][0]["text"] == "promiscuous"
    assert printed(str(note), str(note)) == [named, named]
    assert printed(str(note), "nowhere.txt") == printed(str(note.parent)) == [named], "the shape does not hang on what can be read"
    VALIDATOR.validate(named)


def test_an_empty_note_is_told(note: Path, capsys: pytest.CaptureFixture[str]) -> None:
    note.write_text(" \n", encoding="utf-8")
    assert main(["check", str(note), *WITH]) == 0
    assert capsys.readouterr().err == f"{note}: is empty: there was nothing to check\n"


def test_out_with_a_slash_is_a_folder(note: Path, tmp_path: Path) -> None:
    assert main(["check", str(note), *WITH, "--out", f"{tmp_path}/new/reports/"]) == 1
    assert "[[promiscuous]](1)" in (tmp_path / "new" / "reports" / "note.txt.txt").read_text(encoding="utf-8")


def test_out_writes_a_file(note: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "note.html"
    assert main(["check", str(note), *WITH, "--format", "html", "--out", str(out)]) == 1
    assert capsys.readouterr().out == ""
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_colour_only_when_asked_for(note: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(note), *WITH])
    assert "\x1b" not in capsys.readouterr().out
    main(["check", str(note), *WITH, "--colour"])
    assert "\x1b[1;4;33mpromiscuous\x1b[0m" in capsys.readouterr().out


def test_explain(note: Path, capsys: pytest.CaptureFixture[str]) -> None:
    note.write_text("The card is in promiscuous mode.", encoding="utf-8")
    main(["check", str(note), *WITH])
    assert "network card" not in capsys.readouterr().out
    main(["check", str(note), *WITH, "--explain"])
    assert "network card" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "nowhere.txt", *WITH], "can't be read"),
        (["check", str(SMALL)], "is a folder without documents"),
        (["check", "no\0name", *WITH], "no file name"),
        (["check", "--lexicon", "nowhere", __file__], "is not a folder"),
        (["check", "--pack", "nonsense", *WITH, __file__], "no pack 'nonsense'"),
        (["check", "--format", "pdf"], "pdf"),
        (["check", "--out", "no/such/folder", *WITH, __file__], "can't be written"),
        (["nonsense"], "nonsense"),
        (["lexicon", "show", "promiscous", *WITH], "did you mean promiscuous?"),
        (["lexicon", "show", "xyz", *WITH], "langcheck lexicon list"),
        (["lexicon", "check", "nowhere.yaml", *WITH], "no entries in nowhere.yaml"),
        (["serve", "--port", "99999"], "99999"),
        (["serve", "--host", "no.such.host.invalid", *WITH], "nothing decides who may come in"),
    ],
)
def test_trouble_is_2_with_a_message(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert "Traceback" not in captured.err
    assert captured.out == ""


def test_serve_without_flask_says_what_to_install(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "flask", None)
    assert main(["serve"]) == 2
    assert 'pip install "casenote-langcheck[web]"' in capsys.readouterr().err


def test_lexicon_check_proves(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lexicon", "check", *WITH]) == 0
    assert "1 entries proved" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("command", ["--help", "--version", "lexicon list", "lexicon show promiscuous", "lexicon export"])
def test_these_start_without_spacy(command: str) -> None:
    options = WITH if command.startswith("lexicon") else []
    code = "import sys; from langcheck.cli import main; code = main(sys.argv[1:]); assert 'spacy' not in sys.modules; sys.exit(code)"
    result = subprocess.run([sys.executable, "-c", code, *command.split(), *options], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")


def _commands(command: click.Command, path: str) -> list[tuple[str, click.Command]]:
    inner = [pair for name, sub in getattr(command, "commands", {}).items() for pair in _commands(sub, f"{path} {name}")]
    return [(path, command), *inner]


@pytest.mark.parametrize(("path", "command"), _commands(cli, "langcheck"))
def test_every_command_has_help_with_an_example(path: str, command: click.Command) -> None:
    assert command.help is not None
    assert re.search(rf"\x08\s+{path}\b", command.help)
    assert all(option.help for option in command.params if isinstance(option, click.Option))


def test_a_folder_with_a_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "out").mkdir()
    (tmp_path / "in" / "a.txt").write_text("She is promiscuous.", encoding="utf-8")
    (tmp_path / "in" / "sub" / "b.html").write_text("<p>She is <b>promis</b>cuous.", encoding="utf-8")
    (tmp_path / "in" / "c.jpg").write_bytes(b"x")
    (tmp_path / "in" / ".hidden.txt").write_bytes(b"x")
    assert main(["check", str(tmp_path / "in"), *WITH, "--format", "html", "--out", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err == "2 documents checked; 2 with something to reconsider (2 in all); 1 files of other kinds passed over\n"
    written = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*"))
    assert written == ["a.txt.html", "sub/b.html.html"]


def test_documents_of_one_name_have_a_report_each(tmp_path: Path) -> None:
    for folder in ("a", "b", "out"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "note.txt").write_text(f"Of {folder}.", encoding="utf-8")
    out = tmp_path / "out"
    assert main(["check", str(tmp_path / "a" / "note.txt"), str(tmp_path / "b" / "note.txt"), *WITH, "--out", str(out)]) == 0
    assert "Of a." in (out / "note.txt.txt").read_text(encoding="utf-8")
    assert "Of b." in (out / "note.txt-2.txt").read_text(encoding="utf-8")


def test_reports_of_an_earlier_run_are_no_documents(note: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").mkdir()
    for _ in range(2):
        assert main(["check", str(tmp_path), *WITH, "--format", "html", "--out", str(tmp_path / "out")]) == 1
        assert [path.name for path in (tmp_path / "out").iterdir()] == ["note.txt.html"]


def test_a_folder_of_reports_that_cannot_be_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "in" / "sub" / "note.txt").write_text("x", encoding="utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "sub").write_text("x", encoding="utf-8")
    assert main(["check", str(tmp_path / "in"), *WITH, "--out", str(tmp_path / "out")]) == 2
    assert "can't be made" in capsys.readouterr().err


def test_a_file_is_replaced_whole_or_not_at_all(note: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out.txt"
    out.write_text("as before", encoding="utf-8")
    monkeypatch.setattr(os, "fsync", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    assert main(["check", str(note), *WITH, "--out", str(out)]) == 2
    assert out.read_text(encoding="utf-8") == "as before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["note.txt", "out.txt"]


def test_what_cannot_be_read_is_told_and_the_rest_is_checked(note: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "b.pdf").write_bytes(b"%PDF-nothing")
    assert main(["check", str(tmp_path), *WITH, "--format", "lines"]) == 2
    out, err = capsys.readouterr()
    assert out.startswith(f"{note}:1:8: Reconsider: “promiscuous” (promiscuous): ")
    assert "b.pdf: the PDF is damaged" in err
    assert "1 could not be read" in err


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [("a.pdf", b"%PDF-nothing", "damaged"), ("a.docx", b"", "is empty"), ("a.txt", b"\0\1x", "not plain text"), ("a.png", b"\x89PNG", "picture")],
)
def test_a_document_that_cannot_be_read(name: str, data: bytes, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / name).write_bytes(data)
    assert main(["check", str(tmp_path / name), *WITH]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert says in err


@pytest.fixture
def word(tmp_path: Path) -> Path:
    made = docx.Document()
    made.add_paragraph("She is promiscuous.")
    made.save(str(tmp_path / "report.docx"))
    return tmp_path / "report.docx"


def test_comments(word: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = word.read_bytes()
    assert main(["check", str(word), *WITH, "--comments", str(tmp_path / "reviewed.docx")]) == 1
    assert "[[promiscuous]](1)" in capsys.readouterr().out
    assert word.read_bytes() == before
    comment = next(iter(docx.Document(str(tmp_path / "reviewed.docx")).comments))
    assert comment.text.startswith("Reconsider: “promiscuous”\nWhy: ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.docx", "reviewed.docx"]


def test_comments_where_there_can_be_none(word: Path, note: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "reviewed.docx")
    for arguments, says in (
        ([str(note), "--comments", out], "is no Word document"),
        ([str(word), str(note), "--comments", out], "one Word document at a time"),
        ([str(word), "--comments", str(word)], "another name"),
        ([str(word), "--comments", str(tmp_path / "no" / "x.docx")], "can't be written"),
    ):
        assert main(["check", *WITH, *arguments]) == 2
        assert says in capsys.readouterr().err
    assert not Path(out).exists()


def test_a_report_never_takes_the_place_of_the_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    note = tmp_path / "note.txt"
    note.write_text("She is promiscuous.", encoding="utf-8")
    for sources in ([str(note)], [str(tmp_path)]):
        assert main(["check", *sources, "--lexicon", str(SMALL), "--out", str(tmp_path / "." / "note.txt")]) == 2
        assert "would overwrite" in capsys.readouterr().err
    assert note.read_text(encoding="utf-8") == "She is promiscuous."

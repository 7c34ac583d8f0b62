"""What an audit shows and asks: guessed columns, progress on a terminal and in a log; and the example records."""

from __future__ import annotations

import io
import runpy
import sys
from collections import Counter
from pathlib import Path

import pytest

from audit_help import audit, counts
from conftest import ROOT
from langcheck.audit import progress
from langcheck.audit.columns import Columns, settled
from langcheck.audit.dates import iso_date
from langcheck.audit.model import AuditError
from langcheck.audit.progress import Progress


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.csv"
    path.write_text("id,team,note\n1,North,She is promiscuous.\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("\n", 0), ("n\n", 2)])
def test_guesses_are_asked_about_on_a_terminal(
    notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: str, code: int
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    assert audit(notes, out=tmp_path / "out") == code
    said = capsys.readouterr().err
    assert "text  note  (guessed)" in said
    assert "Are the guessed columns right?" in said
    assert (tmp_path / "out").exists() == (code == 0)
    assert ("name the columns with --text" in said) == (code == 2)


def test_named_columns_are_not_asked_about(notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(""))
    assert audit(notes, "--text", "note", "--id", "id", "--group", "team", out=tmp_path / "out") == 0
    assert counts(tmp_path / "out") == (1, 1, 0)


def test_progress_on_a_terminal_is_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    shown = Progress(100)
    shown._bar.mininterval = 0
    shown.update(3, 25)
    shown.update(3, 50)
    shown.close()
    assert " 50% |" in terminal.getvalue()
    assert "6 rows" in terminal.getvalue()
    assert "left" in terminal.getvalue()


def test_progress_in_a_log_is_plain_lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(progress, "_EVERY", 0)
    for size, words in ((100, "50 % of the input, about 0 min left\n"), (0, "a second\n")):
        shown = Progress(size)
        shown.update(1_234, 50)
        shown.close()
        said = capsys.readouterr().err
        assert said.startswith("1,234 rows, ")
        assert said.endswith(words)
        assert "\r" not in said


def test_columns_are_guessed_by_name() -> None:
    there = ["CaseNoteID", "Note ID", "Date Recorded", "Service", "Contact Type", "Case Note", "Worker"]
    columns, guessed = settled(Columns(), there, "notes.csv")
    assert columns == Columns("Case Note", "Note ID", "Date Recorded", "Service", "Contact Type")
    assert guessed == ["text", "id", "date", "group", "type"]
    assert settled(Columns(text="Service"), there, "notes.csv")[0].group == ""
    with pytest.raises(AuditError, match="Name it with --text"):
        settled(Columns(), ["a", "b"], "notes.csv")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-02-29", "2024-02-29"),
        ("2024-02-29 23:59:59.123", "2024-02-29"),
        ("2023-02-29", ""),
        ("03/04/2024", "2024-04-03"),
        ("3.4.24", "2024-04-03"),
        ("3 Apr 2024", "2024-04-03"),
        ("03-Apr-2024 14:00", "2024-04-03"),
        ("04/31/2024", ""),
        ("20240403", "2024-04-03"),
        ("yesterday", ""),
    ],
)
def test_dates(text: str, day: str) -> None:
    assert iso_date(text) == day


def test_the_example_records_are_what_their_generator_writes(tmp_path: Path) -> None:
    made = runpy.run_path(str(ROOT / "examples" / "make_records.py"))
    made["main"].__globals__["OUT"] = tmp_path / "records.csv"
    made["main"]()
    assert (tmp_path / "records.csv").read_bytes() == (ROOT / "examples" / "records.csv").read_bytes()
    chance = made["chance"]
    first, last = made["FIRST_DAY"], made["FIRST_DAY"].replace(year=2025)
    assert all(chance(first, team) > 1.5 * chance(last, team) for team in made["TEAMS"])


def test_the_example_records_are_read_without_a_problem(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit(ROOT / "examples" / "records.csv", "--dry-run") == 0
    said = capsys.readouterr()
    assert "3,000 rows: 3,000 would be checked, 0 rejected" in said.out
    assert Counter(line.split()[-1] for line in said.err.splitlines())["(guessed)"] == 5

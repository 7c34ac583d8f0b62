"""A run finishes, whatever happens to it, and its folder holds the same files each time."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

import pytest

from audit_help import WITH, audit, counts, files, found, lines, make_notes
from conftest import SMALL
from langcheck.audit import rows as rows_module
from langcheck.audit.journal import Journal
from langcheck.audit.work import Outcome, Worker
from langcheck.cli import main

CANARY = "Zyxwvut Quillfeather"


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return make_notes(tmp_path / "notes.csv", 60)


def test_what_comes_out(notes: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert audit(notes, "--text", "note", "--format", "csv", "--format", "xlsx", "--format", "parquet", out=out) == 0
    assert {p.name for p in out.iterdir()} == {
        *("manifest.json", "notes.jsonl", "findings.jsonl", "rejected.jsonl", "report.html"),
        *("findings.csv", "findings.xlsx", "findings.parquet"),
    }
    assert all(p.stat().st_mode & 0o777 == 0o600 for p in out.iterdir())
    assert out.stat().st_mode & 0o777 == 0o700
    assert counts(out) == (60, 55, 5)
    assert [r["row"] for r in lines(out / "rejected.jsonl")] == [11, 22, 33, 44, 55]
    assert set(lines(out / "rejected.jsonl")[0]) == {"row", "place", "id", "reason"}
    assert "before" not in lines(out / "findings.jsonl")[0]
    written = {o["name"]: o["rows"] for o in json.loads((out / "manifest.json").read_text(encoding="utf-8"))["outputs"]}
    assert written["findings.csv"] == written["findings.xlsx"] == written["findings.parquet"] == len(lines(out / "findings.jsonl"))


def test_every_form_holds_the_same_findings(notes: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq
    from openpyxl import load_workbook

    out = tmp_path / "out"
    audit(notes, "--text", "note", "--context", "5", "--format", "csv", "--format", "xlsx", "--format", "parquet", out=out)
    wanted = lines(out / "findings.jsonl")
    assert (wanted[0]["before"], wanted[0]["after"]) == ("e is ", ". ")
    assert pq.read_table(out / "findings.parquet").to_pylist() == wanted
    as_text = [{key: str(value) for key, value in line.items()} for line in wanted]
    with (out / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file)) == as_text
    head, *rows = load_workbook(out / "findings.xlsx").active.iter_rows(values_only=True)
    assert [{k: str(int(v) if isinstance(v, float) else v) for k, v in zip(head, row, strict=True)} for row in rows] == as_text
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["options"]["context"] == 5


def test_no_formula_gets_into_a_spreadsheet(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text(
        'id,note\n=1+1,She is promiscuous.\n"@SUM(A1)",She is promiscuous.\n-2,She is promiscuous.\n', encoding="utf-8"
    )
    out = tmp_path / "out"
    audit(tmp_path / "notes.csv", "--text", "note", "--format", "csv", "--format", "xlsx", out=out)
    assert [f[0] for f in found(out)] == ["=1+1", "@SUM(A1)", "-2"]
    with (out / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == ["'=1+1", "'@SUM(A1)", "'-2"]
    with zipfile.ZipFile(out / "findings.xlsx") as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_many_processes_give_what_one_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = make_notes(tmp_path / "notes.csv", 2_500)
    assert audit(notes, "--text", "note", out=tmp_path / "one") == 0
    assert audit(notes, "--text", "note", "--jobs", "3", out=tmp_path / "three") == 0
    assert files(tmp_path / "one") == files(tmp_path / "three")
    assert counts(tmp_path / "one")[0] == 2_500


def test_dry_run_writes_nothing_and_says_what_would_be_read(notes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(tmp_path.iterdir())
    assert audit(notes, "--text", "note", "--dry-run") == 0
    said = capsys.readouterr()
    assert "60 rows: 55 would be checked, 5 rejected" in said.out
    assert "4 groups: T0, T1, T2, T3" in said.out
    assert "row 11, notes.csv line 12: no text" in said.out
    assert "date  recorded  (guessed)" in said.err
    assert sorted(tmp_path.iterdir()) == before


def test_a_guessed_text_column_must_be_confirmed(notes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit(notes, out=tmp_path / "out") == 2
    assert "--text 'note'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert audit(notes, "--yes", out=tmp_path / "out") == 0


def test_template_lines_are_numbered(tmp_path: Path) -> None:
    form = "Tick what applies: promiscuous / none"
    rows = [f'{i},"{form}\nAll well."' for i in range(12)] + ["12,She is promiscuous now and then."]
    (tmp_path / "notes.csv").write_text("id,note\n" + "\n".join(rows), encoding="utf-8")
    audit(tmp_path / "notes.csv", "--text", "note", out=tmp_path / "out")
    assert [f["template"] for f in lines(tmp_path / "out" / "findings.jsonl")] == [1] * 12 + [0]


def test_doubles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.csv").write_text(
        "id,note\n1,She is promiscuous.\n1,She is promiscuous.\n1,Another part.\n2,She is promiscuous.\n", encoding="utf-8"
    )
    out = tmp_path / "out"
    assert audit(tmp_path / "notes.csv", "--text", "note", out=out) == 0
    assert counts(out) == (4, 3, 1)
    assert lines(out / "rejected.jsonl")[0]["reason"] == "the same id and the same text as row 1"
    assert [f[0] for f in found(out)] == ["1", "2"]
    assert "another text than an earlier row: 1 row, checked" in capsys.readouterr().out


def test_a_note_that_breaks_the_checker_is_rejected_without_its_text(notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Outcome:
        raise RuntimeError(CANARY)

    monkeypatch.setattr(Worker, "_checked", broken)
    assert audit(notes, "--text", "note", out=tmp_path / "out") == 2
    assert counts(tmp_path / "out") == (60, 0, 60)
    assert CANARY not in (tmp_path / "out" / "rejected.jsonl").read_text(encoding="utf-8")


def test_no_text_of_a_note_is_in_any_file_or_message(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = f"{CANARY} is promiscuous. {CANARY} went home."
    (tmp_path / "notes.csv").write_text(f'id,note\n1,{text}\n2,"{text}",{text}\n', encoding="utf-8")
    audit(tmp_path / "notes.csv", "--text", "note", "--format", "csv", out=tmp_path / "out")
    said = capfd.readouterr()
    written = [p.read_bytes().decode("utf-8", "replace") for p in (tmp_path / "out").iterdir()]
    assert not any("Quillfeather" in text for text in (said.out, said.err, *written))


def _stopped_after(monkeypatch: pytest.MonkeyPatch, batches: int) -> None:
    """From now on a run is stopped once so many batches are in its journal."""
    add = Journal.add

    def adding(self: Journal, outcomes: list[Outcome], number: int, digest: str) -> None:
        if number > batches:
            raise KeyboardInterrupt
        add(self, outcomes, number, digest)

    monkeypatch.setattr(Journal, "add", adding)


@pytest.fixture
def cut_off(notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A run stopped with Ctrl-C after three batches of ten."""
    monkeypatch.setattr(rows_module, "BATCH_ROWS", 10)
    with monkeypatch.context() as stopping:
        _stopped_after(stopping, 3)
        assert audit(notes, "--text", "note", out=tmp_path / "out") == 2
    assert "--resume" in capsys.readouterr().err
    assert {p.name for p in (tmp_path / "out").iterdir()} == {"journal.sqlite"}
    assert (tmp_path / "out" / "journal.sqlite").stat().st_mode & 0o777 == 0o600
    return tmp_path / "out"


def test_resume_goes_on(cut_off: Path, notes: Path, tmp_path: Path) -> None:
    assert audit(notes, "--text", "note", "--resume", out=cut_off) == 0
    assert audit(notes, "--text", "note", out=tmp_path / "whole") == 0
    assert files(cut_off) == files(tmp_path / "whole")
    assert audit(notes, "--text", "note", "--resume", out=cut_off) == 0  # finished already


def test_resume_does_not_mind_where_the_input_lies(cut_off: Path, notes: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    assert audit(notes.rename(tmp_path / "elsewhere" / notes.name), "--text", "note", "--resume", out=cut_off) == 0


def test_what_a_killed_run_left_half_written_goes(cut_off: Path, notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "with workbook"
    with monkeypatch.context() as stopping:
        _stopped_after(stopping, 2)
        assert audit(notes, "--text", "note", "--format", "xlsx", out=out) == 2
    (out / "findings.waiting").mkdir()
    (out / "findings.waiting" / "tmp123").write_text("half a row", encoding="utf-8")
    (out / ".findings.xlsx.0f0f.part").write_text("half a workbook", encoding="utf-8")
    assert audit(notes, "--text", "note", "--format", "xlsx", "--resume", out=out) == 0
    names = {"findings.jsonl", "findings.xlsx", "manifest.json", "notes.jsonl", "rejected.jsonl", "report.html"}
    assert {p.name for p in out.iterdir()} == names


def test_without_resume_a_run_that_was_cut_off_is_left_alone(cut_off: Path, notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit(notes, "--text", "note", out=cut_off) == 2
    assert "go on with --resume" in capsys.readouterr().err


@pytest.mark.parametrize("finished", [False, True])
@pytest.mark.parametrize(
    ("what", "words"), [("input", "the input has changed"), ("lexicon", "the lexicon has changed"), ("options", "options are others")]
)
def test_resume_refuses_another_run(
    cut_off: Path, notes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str, words: str, finished: bool
) -> None:
    if finished:
        assert audit(notes, "--text", "note", "--resume", out=cut_off) == 0
    more: list[object] = []
    if what == "input":
        notes.write_text(notes.read_text(encoding="utf-8") + "new,2024-01-01,T0,One more.\n", encoding="utf-8")
    elif what == "lexicon":
        more = ["--lexicon", str(_other_lexicon(tmp_path))]
    else:
        more = ["--context", "9"]
    before = {p.name: p.read_bytes() for p in cut_off.iterdir()}
    assert main(["audit", str(notes), "--text", "note", "--resume", "--out", str(cut_off), *WITH, *map(str, more)]) == 2
    assert words in capsys.readouterr().err
    assert {p.name: p.read_bytes() for p in cut_off.iterdir() if p.name != "journal.sqlite"} == {
        name: data for name, data in before.items() if name != "journal.sqlite"
    }


def _other_lexicon(folder: Path) -> Path:
    other = folder / "lexicon"
    other.mkdir()
    for path in SMALL.iterdir():
        (other / path.name).write_text(path.read_text(encoding="utf-8").replace("It blames", "It really blames"), encoding="utf-8")
    return other


def test_output_folder_in_use(notes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "holiday.jpg").write_bytes(b"x")
    assert audit(notes, "--text", "note", out=out) == 2
    assert "holds other files (holiday.jpg); choose a new folder" in capsys.readouterr().err
    assert audit(notes, "--text", "note", out=tmp_path / "good") == 0
    before = files(tmp_path / "good")
    assert audit(notes, "--text", "note", out=tmp_path / "good") == 2
    assert "holds a finished audit" in capsys.readouterr().err
    assert files(tmp_path / "good") == before
    assert audit(notes, "--text", "note", out=notes) == 2
    assert "Choose another folder" in capsys.readouterr().err


def test_what_sqlite_sorts_on_disk_stays_in_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "Anne's run"
    folder.mkdir()
    journal = Journal(folder)
    assert journal._one("PRAGMA temp_store_directory") == (str(folder),)
    journal.close()


def test_two_runs_at_once(cut_off: Path, notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    running = Journal(cut_off)
    assert audit(notes, "--text", "note", "--resume", out=cut_off) == 2
    assert "another audit is writing" in capsys.readouterr().err
    running.close()
    assert audit(notes, "--text", "note", "--resume", out=cut_off) == 0


def test_a_damaged_journal(cut_off: Path, notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (cut_off / "journal.sqlite").write_bytes(b"no database at all" * 100)
    assert audit(notes, "--text", "note", "--resume", out=cut_off) == 2
    assert "is damaged; start again" in capsys.readouterr().err

"""What an audit tells a person: nothing checked, odd dates, double names, marks nobody will see, counts of one; before the work, not after."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit_help import audit, counts, make_notes
from audit_runs import invented_run
from langcheck.audit import run as run_module
from langcheck.cli import main


def table(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_run_in_which_nothing_could_be_checked_is_trouble(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert audit(table(tmp_path / "notes.csv", "note,team", ",North", " ,South"), "--text", "note", out=out) == 2
    assert "no row could be checked" in capsys.readouterr().err
    assert counts(out) == (2, 0, 2)


def test_one_is_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notes = table(tmp_path / "notes.csv", "note,team", "She is promiscuous.,North")
    assert audit(notes, "--text", "note", "--dry-run") == 0
    assert audit(notes, "--text", "note", out=tmp_path / "out") == 0
    said = capsys.readouterr().out
    assert "1 row: 1 would be checked" in said
    assert "1 group: North" in said
    assert "1 row read = 1 checked" in said
    assert "1 phrase in 1 note;" in said


def test_a_dry_run_tells_odd_dates_and_double_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notes = table(tmp_path / "notes.csv", "note,note,recorded", "a,b,2024-01-02", "c,d,04/31/2024", "e,f,", "g,h,soon")
    assert audit(notes, "--text", "note", "--date", "recorded", "--dry-run") == 0
    said = capsys.readouterr()
    assert "3 rows without one that can be read" in said.out
    assert "2 dates can't be read, the first at notes.csv line 3;" in said.out
    assert "two columns are called 'note'; the second goes by 'note (2)'" in said.err
    assert "04/31" not in said.out + said.err


@pytest.mark.parametrize(("month", "told"), [("2024-03", False), ("2014-03", True), ("2031-01", True)])
def test_a_mark_outside_the_dates_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], month: str, told: bool) -> None:
    out = tmp_path / "out"
    assert audit(make_notes(tmp_path / "notes.csv", 30), "--text", "note", "--date", "recorded", "--mark", f"{month}=A guide", out=out) == 0
    assert ("outside the dates of the notes, which run from 2024-01 to 2024-12" in capsys.readouterr().err) == told
    assert main(["audit", "report", str(out), "--mark", f"{month}=A guide"]) == 0
    assert ("outside the dates" in capsys.readouterr().err) == told
    assert ('class="letter"' in (out / "report.html").read_text(encoding="utf-8")) != told


@pytest.mark.parametrize("command", [["sample", "RUN"], ["report", "RUN"], ["compare", "RUN", "RUN"]])
def test_where_nothing_can_be_written_is_told_before_the_work(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = str(invented_run(tmp_path / "run", 40))
    monkeypatch.setattr("langcheck.audit.summary.summarise", None)
    monkeypatch.setattr("langcheck.audit.sample.draw", None)
    arguments = ["audit", *(run if part == "RUN" else part for part in command), "--out"]
    assert main([*arguments, str(tmp_path / "nowhere" / "file")]) == 2
    assert "there is no folder" in capsys.readouterr().err
    mine = table(tmp_path / "mine", "a person's own")
    assert main([*arguments, str(mine)]) == 2
    assert "may hold somebody's work" in capsys.readouterr().err
    assert mine.read_text(encoding="utf-8") == "a person's own\n"


def test_a_review_tells_what_is_wrong_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table(tmp_path / "sample.xlsx", "no workbook")
    for path, words in ((tmp_path / "none.xlsx", "there is no "), (tmp_path, "can't be read as a"), (tmp_path / "sample.xlsx", "can't be read as a")):
        assert main(["audit", "review", str(path)]) == 2
        said = capsys.readouterr().err
        assert words in said
        assert "Error)" not in said


def test_the_bar_is_full_only_when_all_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are read ahead of the workers; what is shown is how far the checked ones reach."""
    shown: list[int] = []

    class Noted(run_module.Progress):
        def update(self, rows: int, position: int) -> None:
            shown.append(position)

    monkeypatch.setattr(run_module, "Progress", Noted)
    monkeypatch.setattr("langcheck.audit.rows.BATCH_ROWS", 20)
    ahead = run_module.local_engine

    def reads_ahead(worker: object, jobs: int, stream: object) -> object:
        return ahead(worker, jobs, iter(list(stream)))  # type: ignore[call-overload, arg-type]

    monkeypatch.setattr(run_module, "local_engine", reads_ahead)
    notes = make_notes(tmp_path / "notes.csv", 2_000)
    assert audit(notes, "--text", "note", out=tmp_path / "out") == 0
    assert shown == sorted(shown)
    assert len(shown) == 100
    assert shown[9] < notes.stat().st_size / 4
    assert shown[-1] == notes.stat().st_size

"""What changes from one lexicon to another is said, entry by entry."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conftest import ENGINE, SMALL
from langcheck.cli import main

WORDS = "words.yaml"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "new"))


def _diff(new: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = main(["lexicon", "diff", str(SMALL), str(new)])
    return code, capsys.readouterr().out


def test_the_same_lexicon_has_no_change(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _diff(copy, capsys) == (0, "no change\n")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("why: ", "why: Indeed. ", "~ promiscuous  reads otherwise: why"),
        ("strength: avoid", "strength: consider", "~ promiscuous  finds otherwise: strength"),
    ],
)
def test_a_changed_entry_is_named(copy: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, words: str) -> None:
    text = (copy / WORDS).read_text(encoding="utf-8")
    assert old in text
    (copy / WORDS).write_text(text.replace(old, new, 1), encoding="utf-8")
    code, said = _diff(copy, capsys)
    assert code == 1
    assert words in said
    assert said.endswith("1 change\n")


def test_added_and_removed_entries_are_named(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (copy / WORDS).read_text(encoding="utf-8")
    (copy / WORDS).write_text(text.replace("id: promiscuous", "id: other"), encoding="utf-8")
    code, said = _diff(copy, capsys)
    assert code == 1
    assert "+ other  added to" in said
    assert "- promiscuous  removed from" in said


def test_no_folder_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lexicon", "diff", "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_a_copy_with_classes_and_slips_has_no_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = shutil.copytree(ENGINE, tmp_path / ENGINE.name)
    assert main(["lexicon", "diff", str(ENGINE), str(copy)]) == 0, capsys.readouterr().out

"""A file appears whole or not at all, is its owner's alone, and takes after the one it replaces."""

from __future__ import annotations

from pathlib import Path

import pytest

from langcheck.files import sweep, whole_file


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_it_appears_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with whole_file(path) as file:
        file.write(b"all of it")
        assert not path.exists()
        assert [mode(part) for part in tmp_path.iterdir()] == [0o600]
    assert path.read_bytes() == b"all of it"
    assert mode(path) == 0o600
    assert names(tmp_path) == {"a.txt"}


def test_what_fails_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")

    def fail() -> None:
        with whole_file(path) as file:
            file.write(b"half of it")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert path.read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == {"a.txt"}


@pytest.mark.parametrize(("old", "most", "new"), [(0o644, 0o777, 0o644), (0o600, 0o777, 0o600), (0o664, 0o640, 0o640)])
def test_it_takes_after_the_one_it_replaces(tmp_path: Path, old: int, most: int, new: int) -> None:
    path = tmp_path / "a.txt"
    path.touch()
    path.chmod(old)
    with whole_file(path, most) as file:
        file.write(b"new")
    assert mode(path) == new
    assert path.read_bytes() == b"new"


def test_two_writers_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with whole_file(path) as one:
        one.write(b"one" * 1000)
        with whole_file(path) as other:
            other.write(b"other")
        assert path.read_bytes() == b"other"
    assert path.read_bytes() == b"one" * 1000


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), whole_file(tmp_path / "nowhere" / "a.txt"):
        pass


def test_halves_are_swept_and_nothing_else(tmp_path: Path) -> None:
    for name in (".a.txt.12ab34cd.part", "my.part", ".hidden"):
        (tmp_path / name).touch()
    sweep(tmp_path)
    assert names(tmp_path) == {"my.part", ".hidden"}

"""A compiled lexicon is kept, found again and trusted only if nobody else could have written it."""

from __future__ import annotations

import json
import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from langcheck.checker import Checker
from langcheck.lexicon import Lexicon, LexiconError, cache, load, load_lexicon
from langcheck.lexicon.compiled import from_data, to_data

ENGINE = Path(__file__).parent / "data" / "lexicon"
TEXT = 'She keeps putting herself at risk and absconded. Mum said "she is promiscuous". Officers put themselves at risk.'
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps its users' folders apart by other means")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache's folder, where everything is worth keeping."""
    monkeypatch.setenv("LANGCHECK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(load, "WORTH_KEEPING", -1.0)
    return tmp_path / "cache"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows whenever a lexicon is compiled from its files."""
    done: list[str] = []
    real = load._compiled

    def noted(*arguments: object) -> Lexicon:
        done.append("compiled")
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(load, "_compiled", noted)
    return done


def same(one: Lexicon, other: Lexicon) -> bool:
    plain = json.dumps(to_data(one)) == json.dumps(to_data(other))
    reports = [Checker(lexicon, reference=slow).check(TEXT, explain=True) for lexicon in (one, other) for slow in (False, True)]
    return plain and all(report == reports[0] and len(report.findings) == 4 for report in reports)


def test_a_lexicon_survives_as_plain_data(engine: Checker) -> None:
    assert same(from_data(json.loads(json.dumps(to_data(engine.lexicon)))), engine.lexicon)


@pytest.mark.slow
def test_the_whole_lexicon_survives_as_plain_data(checker: Checker) -> None:
    lexicon = from_data(json.loads(json.dumps(to_data(checker.lexicon))))
    assert lexicon.cues == checker.lexicon.cues
    assert lexicon.categories == checker.lexicon.categories
    texts = [example for term in lexicon.terms.values() for example in term.entry.examples.clear][::20]
    again = Checker(lexicon)
    assert [again.check(text, explain=True) for text in texts] == [checker.check(text, explain=True) for text in texts]


def test_the_second_time_nothing_is_compiled(kept: Path, compiled: list[str]) -> None:
    first, second = load_lexicon(ENGINE), load_lexicon(ENGINE)
    assert compiled == ["compiled"]
    assert same(first, second)
    assert len(list(kept.iterdir())) == 1


def test_other_settings_and_other_content_compile_anew(kept: Path, compiled: list[str], tmp_path: Path) -> None:
    overlay = tmp_path / "own.yaml"
    overlay.write_text("overlay: own\noff:\n  - entry: promiscuous\n    because: tried\n", encoding="utf-8")
    load_lexicon(ENGINE)
    load_lexicon(ENGINE, ["style"])
    assert "promiscuous" not in load_lexicon(ENGINE, overlays=[overlay]).terms
    overlay.write_text("overlay: own\noff:\n  - entry: absconded\n    because: tried\n", encoding="utf-8")
    assert "promiscuous" in load_lexicon(ENGINE, overlays=[overlay]).terms
    assert len(compiled) == 4


def test_a_lexicon_with_mistakes_is_not_kept(kept: Path, tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(LexiconError):
            load_lexicon(tmp_path)
    assert not kept.exists()


def test_what_compiles_in_a_moment_is_not_kept(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "WORTH_KEEPING", 60.0)
    load_lexicon(ENGINE)
    assert not kept.exists()


@pytest.mark.parametrize("damage", [b"", b"[]", b"0\n{}", b"\xff\n\xff"])
def test_a_damaged_file_is_compiled_anew(kept: Path, compiled: list[str], damage: bytes) -> None:
    load_lexicon(ENGINE)
    file = next(kept.iterdir())
    whole = file.read_bytes()
    file.write_bytes(damage)
    load_lexicon(ENGINE)
    assert len(compiled) == 2
    assert file.read_bytes() == whole
    file.write_bytes(whole[:-10])
    load_lexicon(ENGINE)
    assert len(compiled) == 3


@posix
@pytest.mark.parametrize("others_may", ["write the file", "write the folder", "choose the file"])
def test_what_others_could_have_written_is_not_read(kept: Path, compiled: list[str], others_may: str, tmp_path: Path) -> None:
    load_lexicon(ENGINE)
    file = next(kept.iterdir())
    if others_may == "write the file":
        file.chmod(0o666)
    elif others_may == "write the folder":
        kept.chmod(0o777)
    else:
        file.rename(tmp_path / "elsewhere.json")
        file.symlink_to(tmp_path / "elsewhere.json")
    load_lexicon(ENGINE)
    assert len(compiled) == 2


@posix
def test_only_this_user_may_read_what_is_kept(kept: Path) -> None:
    load_lexicon(ENGINE)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert stat.S_IMODE(next(kept.iterdir()).stat().st_mode) == 0o600


def test_writers_at_the_same_time_leave_one_whole_file(kept: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: load_lexicon(ENGINE), range(16)))
    files = list(kept.iterdir())
    assert len(files) == 1
    assert cache.read(files[0].stem) is not None


def test_only_so_many_are_kept(kept: Path) -> None:
    for i in range(12):
        cache.write(f"{i}", i)
        os.utime(kept / f"{i}.json", (i, i))
    assert {path.stem for path in kept.iterdir()} == {str(i) for i in range(4, 12)}


@pytest.mark.parametrize("folder", ["off", "{tmp}/file/below"])
def test_without_a_folder_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiled: list[str], folder: str) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setattr(load, "WORTH_KEEPING", -1.0)
    monkeypatch.setenv("LANGCHECK_CACHE", folder.format(tmp=tmp_path))
    load_lexicon(ENGINE)
    load_lexicon(ENGINE)
    assert len(compiled) == 2


def test_the_place_for_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LANGCHECK_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/x")
    monkeypatch.setattr(sys, "platform", "linux")
    assert cache.folder() == Path("/x/langcheck")

"""The checkers of a web application: each choice of packs is built once, and an unknown pack is named."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from langcheck.webapp.checkers import Checkers
from langcheck.webapp.config import LexiconChoice

from conftest import SMALL

PACK = (SMALL / "words.yaml").read_text(encoding="utf-8").replace("labels", "house").replace("promiscuous", "wayward") + "on: false\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path / "lexicon")
    (tmp_path / "lexicon" / "house.yaml").write_text(PACK, encoding="utf-8")
    return tmp_path / "lexicon"


def test_packs_are_off_until_asked_for(folder: Path) -> None:
    checkers = Checkers(LexiconChoice(folder=folder))
    assert [pack.category for pack in checkers.packs] == ["house"]
    assert checkers.on == frozenset()
    assert checkers.get() is checkers.get([]) is checkers.default
    assert not checkers.default.check("She is wayward.").findings
    assert checkers.get(["house"]).check("She is wayward.").findings
    assert checkers.get(["house"]) is checkers.get({"house"})


@pytest.mark.parametrize("packs", [("house",), ("all",)])
def test_a_pack_that_is_on_can_be_switched_off(folder: Path, packs: tuple[str, ...]) -> None:
    checkers = Checkers(LexiconChoice(folder=folder, packs=packs))
    assert checkers.on == {"house"}
    assert checkers.default.check("She is wayward.").findings
    assert not checkers.get([]).check("She is wayward.").findings


def test_a_pack_that_the_partnership_switches_on_stays_on(folder: Path, tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text("overlay: Ours\npacks_on: [house]\n", encoding="utf-8")
    checkers = Checkers(LexiconChoice(folder=folder, overlays=(overlay,)))
    assert checkers.packs == ()
    assert checkers.get([]).check("She is wayward.").findings


def test_an_unknown_pack_is_named(folder: Path) -> None:
    with pytest.raises(ValueError, match="there is no pack 'huose' to switch on; choose from: house"):
        Checkers(LexiconChoice(folder=folder)).get(["huose"])


def test_threads_that_ask_at_once_share_one(folder: Path) -> None:
    checkers = Checkers(LexiconChoice(folder=folder))
    got: list[object] = []
    threads = [threading.Thread(target=lambda: got.append(checkers.get(["house"]))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(checker) for checker in got}) == 1

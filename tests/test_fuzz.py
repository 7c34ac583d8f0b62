"""The fuzzer runs every target and finds nothing today, notices what it is there to notice, and what it once found stays mended."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from langcheck.webapp.languagetool.ask import ask

from audit_help import audit, counts
from conftest import ROOT


@pytest.fixture(autouse=True)
def _from_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))


EVERY = """
from fuzz.__main__ import TARGETS, Tally, at_random, known
for name in known():
    tally = Tally(name, TARGETS[name])
    at_random(tally, 30, seed=5)
    print(tally.line("random"))
"""


@pytest.mark.slow
def test_every_target_stands() -> None:
    said = subprocess.run([sys.executable, "-c", EVERY], cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout
    assert len(re.findall(r"random +30 cases .* 0 crashes  0 hangs", said)) == len(said.splitlines()) > 20, said


# ---- what it notices --------------------------------------------------------------------------------------------------


def broken(data: bytes) -> None:
    if b"ab" in data:
        raise KeyError("ab")
    if data.startswith(b"hang"):
        while True:
            pass
    if data.startswith(b"no"):
        raise ValueError("refused, as documented")


def test_a_crash_and_a_hang_are_counted_and_a_refusal_is_not(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from fuzz import __main__ as command
    from fuzz.target import Target

    monkeypatch.setattr(command, "SECONDS", 0.05)
    tally = command.Tally("broken", Target(broken, (ValueError,), [b"fine"], []))
    for case in (b"fine", b"xxxabxxx", b"yyab", b"hang up", b"no thanks"):
        tally.case(case)
    assert (tally.cases, tally.refused, tally.found[command.HANG], tally.found.total()) == (5, 1, 1, 3)
    said = capsys.readouterr().out
    assert "KeyError at test_fuzz.py" in said
    assert "\n  b'ab'\n" in said, "the smallest input that still fails"


def test_the_same_seed_gives_the_same_inputs() -> None:
    from fuzz.mutate import inputs

    def some(seed: int) -> list[bytes]:
        return [data for _, data in zip(range(50), inputs(seed, [b"one two", b"three"], [b"!"]), strict=False)]

    assert some(1) == some(1) != some(2)


# ---- what it found ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("annotation", "place"),
    [
        ([{"markup": "", "interpretAs": "d"}, {"text": ""}], (0, 0)),
        ([{"text": "x "}, {"markup": "", "interpretAs": "d"}, {"text": "y"}], (2, 2)),
        ([{"text": "x "}, {"markup": "<br>", "interpretAs": "d"}, {"text": "y"}], (2, 3)),
    ],
)
def test_markup_that_is_empty_has_an_empty_place(annotation: list[dict[str, str]], place: tuple[int, int]) -> None:
    """It had the place of the character after it, which need not be there."""
    asked = ask(b"language=en&data=" + json.dumps({"annotation": annotation}).encode())
    at = asked.text.index("d")
    assert asked.place(at, at + 1) == place


def test_a_name_column_without_a_name_is_none(tmp_path: Path) -> None:
    """As from a variable of the shell that is not set; it ended in a traceback."""
    (tmp_path / "a.csv").write_text("id,note\n1,She absconded.\n", encoding="utf-8")
    assert audit(tmp_path / "a.csv", "--text", "note", "--child-name", "", out=tmp_path / "out") == 0
    assert counts(tmp_path / "out") == (1, 1, 0)

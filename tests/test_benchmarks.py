"""The benchmark's own tools: what is measured, how a figure is held against its goal, and what a page says of what could not be measured."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT))

from benchmarks import against, footprint, itself, peers, run
from benchmarks.chart import growth_chart
from benchmarks.corpus import notes
from benchmarks.material import enlarged, literal_phrases
from benchmarks.measure import Figure, Part, Size, at_least, at_most, in_turn, ratios
from benchmarks.report import END, START, figures, page_block, to_data, with_block
from benchmarks.spacy_only import gated_pipeline

from langcheck.checker import Checker
from langcheck.lexicon import load_lexicon

HIT = "Zzyzx stands here."


def test_notes_are_the_same_each_time_and_others_with_another_seed() -> None:
    one = list(notes(20, 0.3, [HIT]))
    assert one == list(notes(20, 0.3, [HIT]))
    assert one != list(notes(20, 0.3, [HIT], seed=2))


def test_notes_are_as_long_as_said() -> None:
    lengths = [len(text.split()) for text in notes(1_200, 0.0, [])]
    assert 140 <= statistics.median(lengths) <= 175
    assert max(lengths) > 1_500
    assert max(lengths) <= 3_030  # the last sentence may go beyond


@pytest.mark.parametrize("rate", [0.01, 0.08, 0.3, 1.0])
def test_as_many_notes_hold_a_hit_as_said(rate: float) -> None:
    count = sum("Zzyzx" in text for text in notes(1_500, rate, [HIT], words=10))
    assert count == pytest.approx(1_500 * rate, rel=0.35 if rate < 0.05 else 0.15)


def test_everyday_words_that_look_alike_are_in_the_notes_and_are_no_findings(checker: Checker) -> None:
    texts = list(notes(150, 0.0, []))
    assert sum("signed consent" in text or "at risk of eviction" in text for text in texts) > 10
    assert sum(bool(report.findings) for report in checker.check_many(texts)) <= 4


def test_a_larger_lexicon_keeps_the_terms_and_has_copies_that_stand_nowhere(checker: Checker) -> None:
    small = load_lexicon(ROOT / "tests" / "small")
    large = enlarged(small, 3)
    assert len(large.terms) == 3 * len(small.terms)
    assert enlarged(small, 3).terms.keys() == large.terms.keys()
    texts = list(notes(20, 1.0, literal_phrases(small), words=20))
    assert [r.findings for r in Checker(large).check_many(texts)] == [r.findings for r in Checker(small).check_many(texts)]


@pytest.mark.parametrize(
    ("value", "goal", "reached"),
    [(0.4, at_least(0.4), True), (0.39, at_least(0.4), False), (250.0, at_most(250), True), (251.0, at_most(250), False), (1.0, None, None)],
)
def test_a_figure_is_held_against_its_goal(value: float, goal: tuple[str, float] | None, reached: bool | None) -> None:
    assert Figure("x", value, goal=goal).reached is reached


def test_ratios_are_taken_inside_a_round() -> None:
    slow, fast = iter([9.0, 4.0, 1.0]), iter([9.0, 2.0, 0.5])  # the first is the turn before the clock runs
    rates = in_turn({"slow": (lambda _: next(slow), ["ab"]), "fast": (lambda _: next(fast), ["abcd"])}, rounds=2)
    assert ratios(rates["fast"], rates["slow"]) == [4.0, 4.0]


def results() -> dict[str, object]:
    parts = {
        "others": to_data(
            Part([Figure.of("one", [2.0, 3.0, 9.0], unit="×", goal=at_least(4)), Figure("two", goal=at_least(1), missing="no npm")], {})
        ),
        "memory": to_data(Part([Figure("growth", 3.25, unit="MB", goal=at_most(20))], {"notes": [(1.0, 2.0)]})),
        "single": {"failed": "MemoryError: "},
    }
    return {"command": "make bench", "date": "2030-01-02", "minutes": 3.0, "versions": {"Python": "3.11"}, "parts": parts}


def test_the_page_says_what_is_reached_what_is_not_and_what_is_missing() -> None:
    block = page_block(json.loads(json.dumps(results())), run.TITLES)
    assert "**1 of 3 goals reached**, 1 not measured; parts that failed: A note on its own." in block
    assert "| one | 3 (2–9) × | ≥ 4 × | **no** |  |" in block
    assert "| two | missing: no npm | ≥ 1 | not measured |  |" in block
    assert "| growth | 3.25 MB | ≤ 20 MB | yes |  |" in block
    assert "Not measured: MemoryError" in block


def test_figures_come_back_from_json() -> None:
    part = Part([Figure.of("one", [1.0, 2.0], goal=at_most(3)), Figure("two", missing="gone")], {})
    assert figures(json.loads(json.dumps(to_data(part)))) == part.figures


def test_a_page_without_its_marks_is_left_alone() -> None:
    assert with_block(f"a\n{START}old\n{END}b\n", "new\n") == f"a\n{START}new\n{END}b\n"
    with pytest.raises(ValueError, match="put them back"):
        with_block("a page", "new\n")


def test_the_page_shows_the_kept_results() -> None:
    """What docs/performance.md claims is what a run gave: `python -m benchmarks.run --page` writes it again."""
    if run.RESULTS.exists():
        kept = json.loads(run.RESULTS.read_text(encoding="utf-8"))
        assert page_block(kept, run.TITLES) in run.PAGE.read_text(encoding="utf-8")


def test_the_chart_has_a_dot_for_each_point() -> None:
    chart = ElementTree.fromstring(growth_chart({"notes": [(1, 2.0), (2, 4.0)], "words": [(5, 0.1)]}))
    assert len(chart.findall(".//{*}circle")) == 3


def test_a_part_that_fails_is_named_and_does_not_stop_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(run.PARTS, "broken", ("Broken", int))
    assert run.measured("broken", run.SHORT)["failed"].startswith("TypeError")


def peer(name: str, *command: str) -> peers.Peer:
    class Told(peers.Peer):
        def command(self) -> list[str]:
            return [sys.executable, "-c", *command]

    return Told(name, name, (f"{name}==1",))


@pytest.mark.parametrize(
    ("installed", "code", "said"),
    [
        (False, "", "set-up"),
        (True, "import sys; sys.exit('finds nothing')", "finds nothing"),
        (True, "pass", "ended without an answer"),
    ],
)
def test_a_peer_that_cannot_be_measured_says_why(installed: bool, code: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "HOME", tmp_path)
    monkeypatch.setitem(peers.PEERS, "told", peer("told", code))
    if installed:
        (tmp_path / "told").mkdir()
        (tmp_path / "told" / "whole").touch()
    with pytest.raises(peers.Missing, match=said), peers.running("told", ["a note"], []) as measure:
        measure([])


def test_a_peer_tells_its_seconds_round_by_round(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "HOME", tmp_path)
    code = "import sys\nfor i, _ in enumerate(sys.stdin): print('chatter'); print('{\"seconds\": %d, \"found\": 1}' % i, flush=True)"
    monkeypatch.setitem(peers.PEERS, "told", peer("told", code))
    (tmp_path / "told").mkdir()
    (tmp_path / "told" / "whole").touch()
    with peers.running("told", ["a note"], []) as measure:
        assert [measure([]), measure([])] == [0.0, 1.0]


@pytest.mark.slow
@pytest.mark.parametrize("part", [against.scan, itself.single, itself.same, footprint.loading])
def test_parts_run_on_a_few_notes(part: Callable[[Size], Part]) -> None:
    found = part(Size(notes=20, rounds=1, memory=40, differential=10))
    assert all(figure.missing or figure.value is not None for figure in found.figures)


@pytest.mark.slow
def test_the_pipeline_of_spacy_alone_takes_the_patterns_of_the_index(checker: Checker) -> None:
    assert gated_pipeline(checker.lexicon.index)(["She put herself at risk again."]) > 0

"""How good the findings are on the project's own annotated notes; the floors in floors.json are only ever raised.

A file here, `NAME.jsonl`, holds a note a line: {"id", "text", "spans": [{"start", "end", "label"}]} with the labels of the annotation guide
(`flag`: must be flagged; `quote`: must be kept as quoted; `pass`: must not be flagged; `either`: not counted). floors.json holds, for
each NAME, the figures that it must reach: {"NAME": {"precision": 0.9, "recall": 0.8, "quotes": 0.9}}.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from langcheck.checker import Checker

HERE = Path(__file__).parent
FLOORS: dict[str, dict[str, float]] = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))
Place = tuple[int, int]


def overlap(a: Place, b: Place) -> int:
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def pairs(wanted: list[Place], found: list[Place]) -> set[tuple[int, int]]:
    """One-to-one pairs of those that overlap, the largest overlap first."""
    sizes = sorted(((overlap(w, f), i, j) for i, w in enumerate(wanted) for j, f in enumerate(found) if overlap(w, f)), reverse=True)
    out: set[tuple[int, int]] = set()
    for _, i, j in sizes:
        if not any(i == a or j == b for a, b in out):
            out.add((i, j))
    return out


def score(checker: Checker, notes: list[dict[str, Any]]) -> dict[str, float]:
    """Precision and recall of what is flagged, and the share of quoted spans that are kept as quoted."""
    hits = wanted = extra = quotes = kept = 0
    for note in notes:
        gold = {label: [(s["start"], s["end"]) for s in note["spans"] if s["label"] == label] for label in ("flag", "quote", "either")}
        findings = checker.check(note["text"]).findings
        flagged = [(f.start, f.end) for f in findings if f.status == "flagged"]
        quoted = [(f.start, f.end) for f in findings if f.status == "quoted"]
        found = pairs(gold["flag"], flagged)
        hits += len(found)
        wanted += len(gold["flag"])
        paired = {j for _, j in found}
        extra += sum(j not in paired and not any(overlap(f, g) for g in gold["flag"] + gold["either"]) for j, f in enumerate(flagged))
        quotes += len(gold["quote"])
        kept += sum(any(overlap(g, f) for f in quoted) and not any(overlap(g, f) for f in flagged) for g in gold["quote"])
    return {
        "precision": hits / (hits + extra) if hits + extra else 1.0,
        "recall": hits / wanted if wanted else 1.0,
        "quotes": kept / quotes if quotes else 1.0,
    }


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


FILES = sorted(HERE.glob("*.jsonl"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_annotated_notes_reach_their_floors(checker: Checker, path: Path) -> None:
    figures = score(checker, read(path))
    below = {name: (round(figures[name], 4), floor) for name, floor in FLOORS[path.stem].items() if figures[name] < floor}
    assert not below, f"below the floor (found, floor): {below}"


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_annotations_are_sound(path: Path) -> None:
    notes = read(path)
    assert len({note["id"] for note in notes}) == len(notes)
    for note in notes:
        for span in note["spans"]:
            assert span["label"] in ("flag", "quote", "pass", "either")
            assert 0 <= span["start"] < span["end"] <= len(note["text"])
            words = note["text"][span["start"] : span["end"]]
            assert words == words.strip()
            assert span.get("text", words) == words


def test_every_floor_has_its_notes_and_every_file_its_floors() -> None:
    assert set(FLOORS) - {"contrasts"} == {path.stem for path in FILES}


def test_the_score_counts_as_the_guide_says(engine: Checker) -> None:
    text = 'She absconded. Mum said "she is promiscuous". Risk-taking was seen.'

    def span(words: str, label: str) -> dict[str, Any]:
        return {"start": text.index(words), "end": text.index(words) + len(words), "label": label}

    def figures(*spans: dict[str, Any]) -> list[float]:
        return [round(value, 2) for value in score(engine, [{"id": "1", "text": text, "spans": list(spans)}]).values()]

    absconded, promiscuous, risk = "absconded", "promiscuous", "Risk-taking"
    assert figures(span(absconded, "flag"), span(promiscuous, "quote"), span(risk, "flag")) == [1, 1, 1]
    assert figures(span("She absconded", "flag"), span(promiscuous, "flag"), span(risk, "pass")) == [0.5, 0.5, 1]
    assert figures(span(absconded, "either"), span(risk, "quote")) == [0, 1, 0]
    assert figures(span(absconded, "flag"), span(risk, "either")) == [1, 1, 1]

"""Contrast pairs: the same wording is flagged in one sentence, and in the other gets the status that its context calls for."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from langcheck import Checker

HERE = Path(__file__).parent
MARKED = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)
PAIRS_EACH = 25


@dataclass(frozen=True)
class Side:
    """One sentence or short note, without its marks, and where the wording in question stands in it."""

    text: str
    start: int
    end: int
    wanted: str

    @classmethod
    def read(cls, marked: str, wanted: str) -> Side:
        marks = list(MARKED.finditer(marked))
        if len(marks) != 1 or not marks[0][1].strip():
            raise ValueError(f"exactly one [[wording]] is needed: {marked!r}")
        start = marks[0].start()
        return cls(MARKED.sub(r"\1", marked), start, start + len(marks[0][1]), wanted)

    def wrong(self, checker: Checker) -> str | None:
        """What is wrong here, or None. Where two findings touch the wording, `flagged` outdoes `quoted`, and `quoted` outdoes `dismissed`.

        Where nothing is to be shown, it does not matter whether a candidate was dismissed or there was none.
        """
        findings = checker.check(self.text, explain=True).findings
        found = [str(finding.status) for finding in findings if finding.start < self.end and self.start < finding.end]
        got = next((status for status in ("flagged", "quoted", "dismissed") if status in found), "nothing found")
        if got == self.wanted or (self.wanted, got) == ("dismissed", "nothing found"):
            return None
        return f"{self.wanted} wanted, {got}: {self.text[: self.start]}[[{self.text[self.start : self.end]}]]{self.text[self.end :]}"


@dataclass(frozen=True)
class Context:
    name: str
    pairs: tuple[tuple[Side, Side], ...]

    def wrong(self, checker: Checker) -> list[str]:
        """The pairs that are wrong on either side, with what is wrong."""
        mistakes = ([side.wrong(checker) for side in pair] for pair in self.pairs)
        return ["\n    ".join(filter(None, pair)) for pair in mistakes if any(pair)]


def _contexts() -> list[Context]:
    data = yaml.safe_load((HERE / "contrasts.yaml").read_text(encoding="utf-8"))
    return [
        Context(name, tuple((Side.read(pair["flagged"], "flagged"), Side.read(pair["other"], entry["other"])) for pair in entry["pairs"]))
        for name, entry in data.items()
    ]


CONTEXTS = _contexts()


def _floors() -> dict[str, float]:
    floors: dict[str, float] = json.loads((HERE / "floors.json").read_text(encoding="utf-8")).get("contrasts", {})
    return floors


def test_every_context_has_a_floor_and_no_floor_is_left_over() -> None:
    assert set(_floors()) == {context.name for context in CONTEXTS}


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda context: context.name)
def test_the_pairs_are_well_made(context: Context) -> None:
    assert len(context.pairs) >= PAIRS_EACH
    assert len(set(context.pairs)) == len(context.pairs), "a pair is there twice"
    assert {other.wanted for _, other in context.pairs} <= {"flagged", "quoted", "dismissed"}


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda context: context.name)
def test_pairs_right_on_both_sides(context: Context, checker: Checker) -> None:
    wrong = context.wrong(checker)
    share = 1 - len(wrong) / len(context.pairs)
    floor = _floors()[context.name]
    listing = "\n  - ".join(wrong)
    assert share >= floor, f"{context.name}: {share:.2f} of the pairs are right, the floor is {floor:.2f}; wrong:\n  - {listing}"

"""Counter-speech in cells, as in functional tests of hate-speech detection: the words of every category, in sentences that use them otherwise.

.venv/bin/python -m pytest -s tests/quality/test_cells.py     -s prints each cell's share and what is wrong
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from langcheck import Checker
from langcheck.lexicon import load_lexicon
from langcheck.lexicon.marks import unmark

pytestmark = pytest.mark.slow

CELLS: dict[str, dict[str, str | list[str]]] = yaml.safe_load((Path(__file__).parent / "cells.yaml").read_text(encoding="utf-8"))
SHARE = 0.95
SENTENCES, WORDINGS = 10, 5
_SHORT = 12
"""Words of an example that still reads well inside another sentence."""


class Wording(NamedTuple):
    words: str
    clause: str


def _wordings() -> list[Wording]:
    """Of each category the first entry with a short example about her: its marked words, and the example as a clause."""
    found: dict[str, Wording] = {}
    for term in load_lexicon().terms.values():
        for marked in term.entry.examples.flagged:
            text, places = unmark(marked)
            if term.entry.subject == "child" and len(places) == 1 and re.fullmatch(r"She [^.!?\"]+\.", text) and len(text.split()) <= _SHORT:
                found.setdefault(term.category, Wording(text[slice(*places[0])], text[0].lower() + text[1:]))
    return list(found.values())


WORDINGS_OF_ENTRIES = _wordings()


def _wrong(checker: Checker, sentence: str, wording: Wording, wanted: str) -> str | None:
    """What is wrong with a sentence, or None. Words of which nothing is shown count as dismissed."""
    text = sentence.format(words=wording.words, clause=wording.clause, Clause=wording.clause[0].upper() + wording.clause[1:])
    start = text.lower().index(wording.words.lower())
    found = {f.status for f in checker.check(text).findings if f.start < start + len(wording.words) and start < f.end}
    got = next((status for status in ("flagged", "quoted") if status in found), "dismissed")
    return None if got == wanted else f"{got}: {text}"


@pytest.mark.parametrize("name", CELLS)
def test_each_cell_is_judged_right(checker: Checker, name: str) -> None:
    sentences, wanted = CELLS[name]["sentences"], str(CELLS[name]["wanted"])
    assert len(sentences) >= SENTENCES
    assert len(WORDINGS_OF_ENTRIES) >= WORDINGS
    results = [_wrong(checker, sentence, wording, wanted) for sentence in sentences for wording in WORDINGS_OF_ENTRIES]
    wrong = [result for result in results if result]
    print(f"\n{name}: {1 - len(wrong) / len(results):.2f} of {len(results)}", *wrong, sep="\n  ")
    assert len(wrong) <= (1 - SHARE) * len(results)

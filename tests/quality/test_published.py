"""Phrases from published reviews: those that blame are flagged, the same words in statutes, guidance or criticism are not.

The phrases are other people's text and not part of this project, so the test is there only where LANGCHECK_PUBLISHED_PHRASES names
such a file: tab-separated, with the columns phrase, kind (`blaming` or another) and context. docs/quality.md has the counts.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from langcheck import Checker

FILE = os.environ.get("LANGCHECK_PUBLISHED_PHRASES")
BLAMING, OTHERS = 0.9, 0.08


def shares(checker: Checker, rows: Iterable[Mapping[str, str]]) -> tuple[float, float]:
    """Which share of the phrases that blame is flagged, and which of the others. Those that are marked arguable do not count as blaming."""
    flagged: dict[bool, list[bool]] = {True: [], False: []}
    for row in rows:
        if row["kind"] != "blaming" or "arguable" not in row["context"]:
            findings = checker.check(row["phrase"]).findings
            flagged[row["kind"] == "blaming"].append(any(f.status == "flagged" for f in findings))
    blaming, others = flagged[True], flagged[False]
    print(f"\nblaming: {sum(blaming)} of {len(blaming)} flagged; others: {sum(others)} of {len(others)}")
    return sum(blaming) / len(blaming), sum(others) / len(others)


def test_the_shares_count_as_they_say(small: Checker) -> None:
    said = [("promiscuous", "blaming", ""), ("kind", "blaming", ""), ("kind", "blaming", "arguable"), ("kind", "discussion", "")]
    assert shares(small, [{"phrase": phrase, "kind": kind, "context": context} for phrase, kind, context in said]) == (0.5, 0)


if FILE:

    def test_published_phrases(checker: Checker) -> None:
        with Path(FILE).open(encoding="utf-8", newline="") as file:
            blaming, others = shares(checker, csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        assert blaming >= BLAMING
        assert others <= OTHERS

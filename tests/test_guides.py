"""What the guides themselves recommend is never flagged: their alternatives, in our own short words, and what they say of choice."""

from __future__ import annotations

from pathlib import Path

import pytest

from langcheck.checker import Checker

# One alternative is missing here: "ran away", which some guides prefer and others advise against.
ALTERNATIVES = (Path(__file__).parent / "data" / "guide_alternatives.txt").read_text(encoding="utf-8").splitlines()


def flagged(checker: Checker, text: str) -> list[str]:
    return [f.text for f in checker.check(text).findings if f.status == "flagged"]


def test_no_alternative_that_a_guide_offers_is_flagged(checker: Checker) -> None:
    assert len(ALTERNATIVES) > 400
    sentences = [(a, f"{a[0].upper()}{a[1:].rstrip('.')}.") for a in ALTERNATIVES]
    assert [(text, found) for forms in sentences for text in forms if (found := flagged(checker, text))] == []


@pytest.mark.parametrize(
    "text",
    [
        "It is not a lifestyle choice.",
        "it is not a lifestyle choice",
        "Child exploitation is abuse. It is not a lifestyle choice.",
        "Being exploited is never a lifestyle choice.",
        "No child can consent to their own abuse.",
    ],
)
def test_what_guides_say_of_choice_is_not_flagged(checker: Checker, text: str) -> None:
    assert flagged(checker, text) == []

"""Alternatives fit the words that were found: tense, number, pronoun, capital, a or an."""

from __future__ import annotations

import pytest

from langcheck.checker import Checker
from langcheck.report import Suggestion


def offered(checker: Checker, text: str) -> list[str]:
    return [suggestion.text for suggestion in checker.check(text, explain=True).findings[0].alternatives]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("She absconds from school.", "goes missing"),
        ("She absconded from school.", "went missing"),
        ("She has absconded twice.", "gone missing"),
        ("She was absconding.", "going missing"),
        ("He will abscond.", "go missing"),
        ("Absconded at 9.", "Went missing"),
        ("Absconding is a worry.", "Going missing"),
    ],
)
def test_the_form_of_the_verb_and_its_capital(engine: Checker, text: str, first: str) -> None:
    assert offered(engine, text)[0] == first


@pytest.mark.parametrize(
    ("text", "pronoun"),
    [
        ("She keeps putting herself at risk.", "her"),
        ("He keeps putting himself at risk.", "his"),
        ("They put themselves at risk.", "their"),
        ("You put yourself at risk.", "your"),
        ("Mia said that he put herself at risk.", "her"),
    ],
)
def test_the_pronoun(engine: Checker, text: str, pronoun: str) -> None:
    assert offered(engine, text)[0] == f"The situation reduces {pronoun} safety because ⟨who is doing what⟩."


def test_the_nearest_pronoun_before_and_else_they(engine: Checker) -> None:
    assert offered(engine, "He said she is promiscuous.")[1] == "What do you know of the people around her?"
    assert offered(engine, "Promiscuous.")[1] == "What do you know of the people around them?"


def test_a_replacement_that_does_not_fit_the_article_is_left_out(engine: Checker) -> None:
    assert [s.kind for s in engine.check("It is a risk-taking habit.").findings[0].alternatives] == ["replace", "prompt"]
    assert [s.kind for s in engine.check("It is an risk-taking habit.").findings[0].alternatives] == ["prompt"]


def test_what_is_offered_is_the_entry_s_in_its_order(engine: Checker) -> None:
    finding = engine.check("Risk-taking behaviour was seen.").findings[0]
    assert finding.alternatives == (Suggestion("replace", "Being exploited"), Suggestion("prompt", "What happened, and who did it?"))


def test_no_suggestion_is_flagged_itself(engine: Checker) -> None:
    for term in engine.lexicon.terms.values():
        for example in term.entry.examples.flagged:
            for finding in engine.check(example.replace("[[", "").replace("]]", "")).findings:
                for suggestion in finding.alternatives:
                    assert not engine.check(suggestion.text).findings

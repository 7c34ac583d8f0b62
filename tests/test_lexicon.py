"""The lexicon that comes with langcheck: every entry proves itself, and the data is whole."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from langcheck.checker import Checker
from langcheck.lexicon import LEXICON_FOLDER, Lexicon, LexiconError, Term, load_lexicon
from langcheck.lexicon.marks import unmark
from langcheck.lexicon.prove import Proof, shadowed
from langcheck.lexicon.schema import KINDS

TERM_ROWS = (Path(__file__).parent / "data" / "terms_ids.txt").read_text(encoding="utf-8").split()
ALWAYS_ON = 170
FOURTEEN = """implies-choice implies-consent relationship-framing sexualised-label exchange-framing online-image trafficking-drugs
    criminalising-label missing engagement-blame credibility behaviour-label adultification minimising""".split()


def load_whole() -> Lexicon | None:
    """The lexicon with every pack; None if it can't be used, which one test says."""
    try:
        return load_lexicon(packs=["all"])
    except LexiconError:
        return None


WHOLE = load_whole()
TERMS: list[Term] = list(WHOLE.terms.values()) if WHOLE else []
every_term = pytest.mark.parametrize("term", TERMS, ids=[term.id for term in TERMS])


@pytest.fixture(scope="module")
def whole() -> Checker:
    """A checker with every pack on."""
    assert WHOLE
    return Checker(WHOLE)


@pytest.fixture(scope="module")
def proofs(checker: Checker, whole: Checker) -> dict[bool, Proof]:
    """What is on is proved as people use it; what is off, with every pack on."""
    return {True: Proof(checker), False: Proof(whole)}


def test_it_loads() -> None:
    assert (WHOLE or load_lexicon(packs=["all"])).terms


# ---- every entry ------------------------------------------------------------------------------------------------------


@every_term
def test_an_entry_proves_itself(proofs: dict[bool, Proof], term: Term) -> None:
    assert WHOLE
    assert [str(problem) for problem in proofs[WHOLE.categories[term.category].on].problems(term)] == []


def test_each_exception_is_needed(proofs: dict[bool, Proof]) -> None:
    assert WHOLE
    assert [str(problem) for term in TERMS for problem in proofs[WHOLE.categories[term.category].on].idle(term)] == []


def test_alternatives_fit_what_is_found(whole: Checker) -> None:
    for example in (example for term in TERMS for example in term.entry.examples.flagged):
        for finding in whole.check(unmark(example)[0], explain=True).findings:
            assert len(finding.alternatives) <= 5
            assert "prompt" in {suggestion.kind for suggestion in finding.alternatives}
            for suggestion in finding.alternatives:
                assert not re.search(r"[{}]|  |^\s|\s$", suggestion.text), suggestion
                assert suggestion.kind == "replace" or suggestion.text[0] == suggestion.text[0].upper()


def test_each_entry_is_written_with_care() -> None:
    for entry in (term.entry for term in TERMS):
        assert len(set(entry.patterns)) == len(entry.patterns), entry.id
        assert len(set(entry.sources)) == len(entry.sources), entry.id
        assert entry.why.endswith((".", "?")), entry.id
        assert 20 <= len(entry.why) <= 400, entry.id
        assert {alternative.kind for alternative in entry.alternatives} <= set(KINDS), entry.id
        for alternative in entry.alternatives:
            assert alternative.kind != "prompt" or "?" in alternative.text, alternative.text
            assert alternative.text.count("⟨") == alternative.text.count("⟩"), alternative.text
        sentences = [*entry.examples.flagged, *entry.examples.quoted, *entry.examples.clear]
        assert len(set(sentences)) == len(sentences), entry.id


# ---- the whole --------------------------------------------------------------------------------------------------------


def test_ids_are_unique_and_patterns_stand_once() -> None:
    assert WHOLE
    assert [id_ for id_, count in Counter(term.id for term in TERMS).items() if count > 1] == []
    assert [str(problem) for problem in shadowed(WHOLE)] == []


def test_every_category_has_one_file_of_its_name() -> None:
    assert WHOLE
    assert {category: {term.file for term in TERMS if term.category == category} for category in WHOLE.categories} == {
        category: {f"{category}.yaml"} for category in WHOLE.categories
    }


def test_there_are_entries_enough(checker: Checker) -> None:
    assert len(checker.lexicon.terms) >= ALWAYS_ON


def test_the_fourteen_categories_are_on_and_the_packs_are_off() -> None:
    assert WHOLE
    on = {name for name, file in WHOLE.categories.items() if file.on}
    assert set(FOURTEEN) <= on
    assert {"parent-blame", "care-jargon", "house-style", "jargon", "disputed"} <= set(WHOLE.categories) - on


def test_words_on_which_guides_disagree_can_be_switched_each_by_itself() -> None:
    assert {term.category for term in TERMS if term.id in ("victim-as-label", "vulnerable-as-label")} == {"disputed"}
    assert {term.category for term in TERMS if term.id in ("resilient", "runaway", "young-person")} == {"adultification", "missing", "house-style"}


def test_every_kind_of_alternative_is_offered() -> None:
    assert {alternative.kind for term in TERMS for alternative in term.entry.alternatives} == set(KINDS)


def test_every_guide_can_be_found() -> None:
    assert WHOLE
    assert {source for term in TERMS for source in term.entry.sources} <= set(WHOLE.guides)
    for guide in WHOLE.guides.values():
        assert not guide.url or guide.url.startswith(("https://", "http://"))


def left_out() -> dict[str, str]:
    """Rows of the inventory that no entry covers, and why."""
    path = LEXICON_FOLDER / "left-out.yaml"
    rows = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else []
    return {row["row"]: row["because"] for row in rows}


def test_every_row_of_the_inventory_is_covered_or_left_out_for_a_reason() -> None:
    covered = {row for term in TERMS for row in term.entry.covers}
    assert set(TERM_ROWS) - covered - set(left_out()) == set()
    assert covered - set(TERM_ROWS) == set()
    assert set(left_out()) - set(TERM_ROWS) == set()
    assert all(len(because) > 10 for because in left_out().values())

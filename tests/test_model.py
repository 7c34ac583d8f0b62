"""A trained spaCy model, where one is named, says who the subject is where the rules are unsure. The tests train a tiny one of their own."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.training import Example

from langcheck import Checker
from langcheck.cli import main
from langcheck.render.words import because

pytestmark = pytest.mark.slow

UNSURE = "Found at a flat where adults whom nobody there had ever seen before are dealing crack."
"""Whose dealing it is only grammar tells: the rules take the words for the child's."""
THEIRS = "Found at a flat where children whom nobody there had ever seen before are dealing crack."


def lesson(text: str) -> tuple[list[str], list[int], list[str]]:
    """The words, heads and relations of a parsed sentence."""
    words, heads, deps = zip(*(part.rsplit("/", 2) for part in text.split()), strict=True)
    return list(words), [int(head) for head in heads], list(deps)


def lessons() -> list[str]:
    """A dozen parsed sentences of one kind, as word/head/relation; a head is the number of a word."""
    people = ("adults", "children", "men", "youths")
    places = ("flat", "house", "garage")
    return [
        f"Found/0/ROOT at/0/prep a/3/det {place}/1/pobj where/14/advmod {who}/14/nsubj whom/11/dobj nobody/11/nsubj there/7/advmod had/11/aux "
        "ever/11/advmod seen/5/relcl before/11/advmod are/14/aux dealing/3/relcl crack/14/dobj ./0/punct"
        for who in people
        for place in places
    ]


@pytest.fixture(scope="session")
def tiny() -> Language:
    """A parser trained on a dozen sentences."""
    random.seed(1)
    nlp = spacy.blank("en")
    nlp.add_pipe("parser", config={"min_action_freq": 1})
    nlp.meta["name"] = "tiny"
    examples = []
    for text in lessons():
        words, heads, deps = lesson(text)
        doc = spacy.tokens.Doc(nlp.vocab, words=words)
        examples.append(Example.from_dict(doc, {"heads": heads, "deps": deps}))
    nlp.initialize(lambda: examples)
    for _ in range(40):
        nlp.update(examples)
    return nlp


def statuses(checker: Checker, text: str) -> list[str]:
    return [f.status for f in checker.check(text, explain=True).findings]


def test_the_model_decides_where_the_rules_are_unsure(checker: Checker, tiny: Language) -> None:
    asking = Checker(checker.lexicon, model=tiny)
    assert statuses(checker, UNSURE) == ["flagged"]
    assert statuses(asking, UNSURE) == ["dismissed"]
    assert statuses(asking, THEIRS) == ["flagged"]


def test_the_evidence_names_the_model(checker: Checker, tiny: Language) -> None:
    (finding,) = Checker(checker.lexicon, model=tiny).check(UNSURE, explain=True).findings
    assert [(c.kind, c.value, c.text) for c in finding.context] == [
        ("subject", "an adult who may be doing harm, as the model en_tiny reads it", "adults")
    ]
    assert because(finding) == "It is said of an adult who may be doing harm, as the model en_tiny reads it (\u201cadults\u201d), not of the child."


def test_what_the_rules_know_is_not_asked(checker: Checker) -> None:
    class Never:
        """Answers with an exception."""

        def __call__(self, doc: object) -> object:
            raise AssertionError("the model was asked")

    Language.component("never", assigns=["token.dep"], func=Never())
    nlp = spacy.blank("en")
    nlp.add_pipe("never")
    asking = Checker(checker.lexicon, model=nlp)
    for text in ("All well.", "The suspect is manipulative.", 'She said "I am promiscuous".', "Kai is manipulative."):
        assert asking.check(text, explain=True) == checker.check(text, explain=True)


def test_a_model_keeps_nothing_of_a_note(checker: Checker, tiny: Language) -> None:
    Checker(checker.lexicon, model=tiny).check(UNSURE.replace("flat", "Xyzzyville"))
    assert "Xyzzyville" not in tiny.vocab.strings


def test_by_folder_and_on_the_command_line(tiny: Language, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiny.to_disk(tmp_path / "tiny")
    (tmp_path / "note.txt").write_text(UNSURE, encoding="utf-8")
    note = str(tmp_path / "note.txt")
    assert main(["check", note]) == 1
    capsys.readouterr()
    assert main(["check", note, "--model", str(tmp_path / "tiny"), "--explain", "--format", "json"]) == 0
    assert "as the model en_tiny reads it" in json.loads(capsys.readouterr().out)["findings"][0]["reason"]


def test_in_a_spacy_pipeline(tiny: Language, tmp_path: Path) -> None:
    tiny.to_disk(tmp_path / "tiny")
    nlp = spacy.blank("en")
    nlp.add_pipe("langcheck", config={"model": str(tmp_path / "tiny")})
    assert not nlp(UNSURE)._.langcheck.findings


@pytest.mark.parametrize("name", ["en_nothing_here", "nothing/here"])
def test_a_model_that_is_not_there_is_told(small: Checker, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match=f"no spaCy model '{name}' here; install it"):
        Checker(small.lexicon, model=name)
    (tmp_path / "note.txt").write_text("All well.", encoding="utf-8")
    assert main(["check", str(tmp_path / "note.txt"), "--model", name]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "install it" in err


def test_a_folder_that_holds_no_model_is_told(small: Checker, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="can't be loaded"):
        Checker(small.lexicon, model=tmp_path)


def test_a_model_without_a_parser_is_told(small: Checker) -> None:
    with pytest.raises(ValueError, match="en_pipeline has no parser"):
        Checker(small.lexicon, model=spacy.blank("en"))

"""The spaCy component in other people's pipelines, and langcheck's own pipeline used alone."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from conftest import ROOT
from langcheck.checker import Checker
from langcheck.lexicon import LexiconError
from langcheck.pipeline import build_nlp

ENGINE = str(Path(__file__).parent / "data" / "lexicon")
NOTES = [
    "Seen at 14:30.She keeps putting\nherself at risk; he\u00a0absconded.",
    "Nothing to report.",
    "",
    "She is not promiscuous. 😀 Risk\u2011taking behaviour!",
    "<p>She ab&shy;sconded.</p>",
]


def piped(nlp: Language) -> Language:
    nlp.add_pipe("langcheck", config={"lexicon": ENGINE})
    return nlp


@pytest.fixture(scope="module")
def nlp() -> Language:
    return piped(spacy.blank("en"))


def agrees(doc: Doc, checker: Checker) -> None:
    """The Doc holds the findings that the checker has for its text."""
    report = checker.check(doc.text)
    assert doc._.langcheck == report
    spans = list(doc.spans["langcheck"])
    assert [(s.label_, s.id_) for s in spans] == [(f.category, f.term) for f in report.findings]
    for span, finding in zip(spans, report.findings, strict=True):
        assert span.start_char <= finding.start < finding.end <= span.end_char


@pytest.mark.parametrize("text", NOTES)
def test_it_finds_what_the_checker_finds(nlp: Language, engine: Checker, text: str) -> None:
    agrees(nlp(text), engine)


@given(st.lists(st.sampled_from([*NOTES, "She absconded.", "é", "\n\n", "\u00ad", " ", "a-b"]), max_size=5).map("".join))
def test_it_agrees_on_any_note(nlp: Language, engine: Checker, text: str) -> None:
    agrees(nlp(text), engine)


def test_spans_are_the_words_found(nlp: Language) -> None:
    doc = nlp("She keeps putting herself at risk and absconded.")
    assert [(s.text, s.label_, s.id_) for s in doc.spans["langcheck"]] == [
        ("putting herself at risk", "blame", "put-self-at-risk"),
        ("absconded", "blame", "absconded"),
    ]


def test_a_doc_that_was_not_checked_has_no_report(nlp: Language) -> None:
    assert nlp.make_doc("She absconded.")._.langcheck is None


def test_it_stands_among_other_components(engine: Checker) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PERSON", "pattern": "Mia"}])  # type: ignore[attr-defined]
    nlp.add_pipe("langcheck", first=True, config={"lexicon": ENGINE})
    doc = nlp("Mia absconded. Mia keeps putting herself at risk.")
    agrees(doc, engine)
    assert [ent.text for ent in doc.ents] == ["Mia", "Mia"]
    assert len(list(doc.sents)) == 2


@pytest.mark.parametrize("language", ["xx", pytest.param("de", marks=pytest.mark.slow), pytest.param("fr", marks=pytest.mark.slow)])
def test_any_tokenizer_does(engine: Checker, language: str) -> None:
    nlp = piped(spacy.blank(language))
    for text in NOTES:
        agrees(nlp(text), engine)


def test_a_tokenizer_of_one_token(engine: Checker) -> None:
    nlp = piped(spacy.blank("en"))
    nlp.tokenizer = lambda text: Doc(nlp.vocab, words=[text], spaces=[False])
    doc = nlp("She absconded again.")
    agrees(doc, engine)
    assert [s.text for s in doc.spans["langcheck"]] == ["She absconded again."]


def test_config(engine: Checker) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("langcheck", config={"lexicon": ENGINE, "packs": ["style"], "explain": True})
    doc = nlp("She is not promiscuous in placement.")
    assert [(f.term, f.status) for f in doc._.langcheck.findings] == [("promiscuous", "dismissed"), ("placement", "flagged")]


@pytest.mark.parametrize("processes", [1, pytest.param(2, marks=pytest.mark.slow)])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # fork in a process with threads
def test_pipe(nlp: Language, engine: Checker, processes: int) -> None:
    docs = list(nlp.pipe(NOTES * 3, n_process=processes, batch_size=4))
    assert [doc.text for doc in docs] == NOTES * 3
    for doc in docs:
        agrees(doc, engine)


def test_a_pipeline_is_stored_and_loaded(nlp: Language, engine: Checker, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "model")
    agrees(spacy.load(tmp_path / "model")(NOTES[0]), engine)
    agrees(spacy.blank("en").from_config(nlp.config)(NOTES[0]), engine)


def test_a_pipeline_as_bytes(nlp: Language, engine: Checker) -> None:
    agrees(piped(spacy.blank("en")).from_bytes(nlp.to_bytes())(NOTES[0]), engine)


def test_displacy_shows_the_spans(nlp: Language) -> None:
    html = displacy.render(nlp("She absconded."), style="span", options={"spans_key": "langcheck"}, jupyter=False)
    assert re.search(r"absconded\s*<span.*blame", html, re.DOTALL)


def test_a_lexicon_that_is_not_there(engine: Checker) -> None:
    with pytest.raises(LexiconError, match="is not a folder"):
        spacy.blank("en").add_pipe("langcheck", config={"lexicon": "nowhere"})


def test_in_a_memory_zone_nothing_stays(nlp: Language, engine: Checker) -> None:
    with nlp.memory_zone():
        rows = [doc._.langcheck.to_dict() for doc in nlp.pipe(["Wolvenquist absconded."])]
    assert "Wolvenquist" not in nlp.vocab.strings
    assert [f["text"] for f in rows[0]["findings"]] == ["absconded"]


@pytest.mark.slow
def test_the_page_runs_and_names_every_setting(capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs" / "spacy.md").read_text(encoding="utf-8")
    names: dict[str, object] = {}
    for code in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(code, names)
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("putting herself at risk ")
    assert out[2:5] == ["[('promiscuous', 'flagged')]", "[]", "[('promiscuous', 'quoted')]"]
    assert out[5:] == ["[('promiscuous', 'dismissed')]", "True"]
    settings = set(Language.get_factory_meta("langcheck").default_config)
    assert settings == set(re.findall(r"^\| `(\w+)` \| `", page, re.MULTILINE))


def test_a_doc_is_stored_copied_and_pickled(nlp: Language, engine: Checker) -> None:
    doc = nlp(NOTES[0])
    agrees(Doc(nlp.vocab).from_bytes(doc.to_bytes()), engine)
    agrees(doc.copy(), engine)
    agrees(pickle.loads(pickle.dumps(doc)), engine)
    bin_ = DocBin(store_user_data=True, docs=[doc])
    agrees(next(iter(DocBin().from_bytes(bin_.to_bytes()).get_docs(nlp.vocab))), engine)


@pytest.fixture(scope="module")
def own(engine: Checker) -> Language:
    return build_nlp(engine.lexicon)


def test_the_own_pipeline_shows_its_stages(own: Language) -> None:
    assert own.pipe_names == ["match", "context", "spans"]


@given(st.lists(st.sampled_from([*NOTES, "She absconded.", "é", "\n\n", "\u00ad", " ", "a-b"]), max_size=5).map("".join))
def test_the_own_pipeline_agrees_on_any_note(own: Language, engine: Checker, text: str) -> None:
    doc = own(text)
    assert [(s.label_, s.id_) for s in doc.spans["langcheck"]] == [(f.category, f.term) for f in engine.check(text).findings]


def test_the_own_pipeline_knows_sentences(own: Language) -> None:
    doc = own("She absconded.He was late.\n- risk taking")
    assert [s.text for s in doc.sents] == ["She absconded.", "He was late.", "- risk taking"]

"""The phrase language: what its page promises, what it refuses, and that it finds what spaCy's Matcher would."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from langcheck.inflect import forms, surfaces
from langcheck.lexicon import LEXICON_FOLDER
from langcheck.lexicon.marks import unmark
from langcheck.lexicon.source import Source
from langcheck.match import Match, PatternIndex
from langcheck.normalise import tidy
from langcheck.patterns import (
    COMMON,
    Pattern,
    PatternError,
    Vocabulary,
    Words,
    anchors,
    compile_classes,
    compile_pattern,
    first_words,
    nullable,
    parse,
    spacy_patterns,
    trimmed,
)
from langcheck.segment import segment
from langcheck.slips import slips

PAGE = Path(__file__).parents[1] / "docs" / "phrase-language.md"
CLASSES = {
    "self": ["himself", "herself", "him or herself"],
    "be": ["(is|was)", "{be}"],
    "choose-to": ["{choose|decide} (again)? to", "{make} (a|the)? {gap:1} choice to"],
    "wants": ["{choose-to}", "keen (very)? to"],
}
SHARED = compile_classes(CLASSES, {"absconded": ["abscounded"]})


def found(pattern: Pattern, text: str) -> list[str]:
    """The longest match at each place where one begins, as text."""
    note = segment(tidy(text))
    index = PatternIndex([("", pattern)])
    return [
        text[slice(*note.tidy.source_span(note.starts[m.start], note.ends[m.end - 1]))]
        for s in note.sentences
        for m in index.find(note.text, s.start, s.end)
    ]


def finds(pattern: str, text: str, vocabulary: Vocabulary = SHARED) -> list[str]:
    return found(compile_pattern(pattern, vocabulary), text)


# ---- the page ---------------------------------------------------------------------------------------------------------


def blocks() -> list[tuple[str, str, str]]:
    """The examples of the page: (pattern, "flags" or "passes", marked sentence)."""
    rows = []
    for block in re.findall(r"```pattern\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        pattern, *lines = block.strip().splitlines()
        rows += [(pattern, *line.split(": ", 1)) for line in lines]
    return rows


@pytest.mark.parametrize(("pattern", "kind", "sentence"), blocks())
def test_examples_of_the_page(pattern: str, kind: str, sentence: str) -> None:
    text, places = unmark(sentence)
    wanted = [text[start:end] for start, end in places]
    assert bool(wanted) == (kind == "flags")
    vocabulary = compile_classes(Source(LEXICON_FOLDER / "classes.yaml").data, {})
    assert finds(pattern, text, vocabulary) == wanted


def test_the_page_has_examples() -> None:
    assert {kind for _, kind, _ in blocks()} == {"flags", "passes"}


# ---- what a pattern finds ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "text", "wanted"),
    [
        ("at risk", "At risk, AT RISK and at-risk, not at the risk.", ["At risk", "AT RISK", "at-risk"]),
        ("{put|place} risk", "putting risk, placed risk, putted risk", ["putting risk", "placed risk"]),
        ("{risk-take}", "risk-taking, risk taking, risktaking, risk takes", ["risk-taking", "risk taking", "risktaking", "risk takes"]),
        ("(further|more)? risk", "further risk, more risk, risk, some risk", ["further risk", "risk", "more risk", "risk", "risk", "risk"]),
        (
            "{self}? {harm}? risk",
            "herself harmed risk; herself risk; harm risk",
            ["herself harmed risk", "harmed risk", "risk", "herself risk", "risk", "harm risk", "risk"],
        ),
        ("(in harm's way|at risk)", "in harm's way and in harm’s way and at risk", ["in harm's way", "in harm’s way", "at risk"]),
        ("((very|too) (street)? wise|streetwise)", "very street wise, too wise, streetwise", ["very street wise", "too wise", "streetwise"]),
        ("{self} harms", "herself harms; him or herself harms; themselves harms", ["herself harms", "him or herself harms", "herself harms"]),
        (
            "{wants} danger",
            "chose to danger, made a poor choice to danger, keen very to danger",
            ["chose to danger", "made a poor choice to danger", "keen very to danger"],
        ),
        ("puts {gap:2} danger", "puts danger, puts a b danger, puts a b c danger, puts, danger", ["puts danger", "puts a b danger"]),
        ("risk-taking", "risk-taking, risk taking, risktaking, risk - taking, risk, taking", ["risk-taking", "risk taking", "risktaking"]),
        ("street-wise girl", "streetwise girl, street wise girl", ["streetwise girl", "street wise girl"]),
        ("13-year-old girl", "a 13-year-old girl, a 13 year old girl", ["13-year-old girl", "13 year old girl"]),
        ("absconded", "abscounded, abscoded, absocnded, abscnoded", ["abscounded", "abscoded", "absocnded", "abscnoded"]),
        ("manipulative", "manipulatve, maniuplative, manipulativ, anipulative, manipulatiive", ["manipulatve", "maniuplative"]),
        ("behaves badly", "behavs badly", []),
        ("naïve girl", "naive girl, naïve girl, NAÏVE GIRL", ["naive girl", "naïve girl", "NAÏVE GIRL"]),
        ("at risk", "She was at. Risk was low.", []),
        ("at risk", "She was at\n- risk", []),
        ("at risk", "She was at\n\nrisk", []),
        ("at risk", "She was very much\nat\nrisk", ["at\nrisk"]),
        ("Risk Taking", "risk taking", ["risk taking"]),
    ],
)
def test_what_a_pattern_finds(pattern: str, text: str, wanted: list[str]) -> None:
    assert finds(pattern, text) == wanted


def test_the_longest_match_wins_at_each_place() -> None:
    assert finds("danger (of harm)? (to {gap:3} today)?", "danger of harm to her and him today") == ["danger of harm to her and him today"]
    assert finds("danger (of harm)? (to {gap:3})?", "danger of harm to her and him today") == ["danger of harm to"]
    pattern = compile_pattern("danger (of harm)?", SHARED)
    assert set(PatternIndex([("d", pattern)]).find(Words.of(["danger", "of", "harm"]), every_end=True)) == {Match("d", 0, 1), Match("d", 0, 3)}


# ---- what a pattern is refused for ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("", "an option is empty; write (word)? for a word that may be missing"),
        ("   ", "an option is empty"),
        ("(risk|)", "an option is empty"),
        ("()? risk", "an option is empty"),
        ("(risk", "there is a ( without its ); close it"),
        ("risk)", "there is a ) without its (; take it away or add the ("),
        ("risk)?", "there is a ) without its ("),
        ("{risk", "a curly bracket is not closed; write {word} or {word|word}"),
        ("risk}", "a curly bracket is not closed"),
        ("{}", "empty curly brackets; write {word} or {word|word}"),
        ("{risk|}", "empty curly brackets"),
        ("risk? taking", "a ? comes right after a bracket; write (word)? for a word that may be missing"),
        ("(risk) ? taking", "a ? comes right after a bracket"),
        ("{risk?} taking", "a ? comes right after a bracket"),
        ("risk {gap:0}", "{gap:0}: a gap is {gap:1} to {gap:6}"),
        ("risk {gap:7}", "{gap:7}: a gap is {gap:1} to {gap:6}"),
        ("risk {gap:x}", "{gap:x}: a gap is {gap:1} to {gap:6}"),
        ("{chose-to} risk", "{chose-to} is not a class; did you mean {choose-to}?"),
        ("{gap:2} risk", "it begins with a gap, so it would begin anywhere; begin it with a word"),
        ("({gap:2}|the) risk", "it begins with a gap"),
        ("(the)? {gap:1} risk", "it begins with a gap"),
        ("(risk)?", "every part of it may be missing, so it would match nothing at all; make one part certain"),
        ("(risk)? {gap:2}", "every part of it may be missing"),
        ("of the", "it has no word that is certain and not very common, so it can't be looked for; add such a word"),
        ("the (risk)?", "it has no word that is certain"),
        ("the {gap:2}", "it has no word that is certain"),
        ("(" * 30 + "risk" + ")" * 30, "more than 20 brackets stand inside each other; take some away"),
        ("x" * 60, "is longer than any word; put spaces between its words"),
    ],
)
def test_a_pattern_that_cannot_be_used_says_what_to_mend(pattern: str, message: str) -> None:
    with pytest.raises(PatternError) as error:
        compile_pattern(pattern, SHARED)
    assert message in str(error.value)


def test_a_class_that_cannot_be_used_is_named() -> None:
    with pytest.raises(PatternError, match="class bad: an option is empty") as error:
        compile_classes({"good": ["risk"], "bad": ["(a|)"]}, {})
    assert error.value.name == "bad"
    with pytest.raises(PatternError, match="class self: is a shared class already; choose another name"):
        compile_classes({"self": ["me"]}, {}, SHARED.classes)


def test_classes_in_classes_a_thousandfold_are_compiled_quickly() -> None:
    doubling = {"c0": ["risk"], **{f"c{i}": [f"{{c{i - 1}}} {{c{i - 1}}}"] for i in range(1, 60)}}
    vocabulary = compile_classes(doubling, {})
    assert not nullable(parse("{c59}", vocabulary))
    assert compile_pattern("{c59} danger", vocabulary).anchors == {"risk"}
    branching = {"c0": ["risk"], **{f"c{i}": [f"a {{c{i - 1}}}", f"the the {{c{i - 1}}}"] for i in range(1, 60)}}
    assert compile_pattern("{c59}", compile_classes(branching, {})).anchors == {"risk"}


@given(st.text("{}()|? :-'gaprisk1thé\n😀", max_size=40))
def test_any_text_is_a_pattern_or_refused(pattern: str) -> None:
    try:
        compiled = compile_pattern(pattern, SHARED)
    except PatternError:
        return
    assert compiled.anchors - COMMON
    assert compiled.first


# ---- inflection and slips ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    """
    put puts putting put put
    place places placing placed placed
    deny denies denying denied denied
    stay stays staying stayed stayed
    travel travels travelling travelled travelled
    label labels labelling labelled labelled
    refer refers referring referred referred
    kidnap kidnaps kidnapping kidnapped kidnapped
    traffic traffics trafficking trafficked trafficked
    abscond absconds absconding absconded absconded
    target targets targeting targeted targeted
    sext sexts sexting sexted sexted
    beg begs begging begged begged
    quit quits quitting quit quit
    flee flees fleeing fled fled
    lie lies lying lied lied
    agree agrees agreeing agreed agreed
    choose chooses choosing chose chosen
    undergo undergoes undergoing underwent undergone
    go goes going went gone
    be is being was been
    have has having had had
    push pushes pushing pushed pushed
    dress dresses dressing dressed dressed
    panic panics panicking panicked panicked
    groom grooms grooming groomed groomed
    hang hangs hanging hung hung
    """.strip().splitlines(),
)
def test_forms(line: str) -> None:
    assert list(forms(line.split()[0])) == line.split()


def test_plurals_and_second_forms() -> None:
    assert [forms(word).s for word in ("man", "child", "party", "box", "choice")] == ["men", "children", "parties", "boxes", "choices"]
    assert {"are", "were", "am"} < surfaces("be")
    assert {"learned", "learnt"} < surfaces("learn")
    assert {"labelled", "labeled", "labeling"} < surfaces("label")


def test_slips_are_of_long_words_and_no_real_words() -> None:
    assert "promiscous" in slips("promiscuous")
    assert "promsicuous" in slips("promiscuous")
    assert "provocattive" in slips("provocative")
    assert "consequenses" in slips("consequences")
    assert [slips(word) for word in ("putting", "placing", "planning")] == [{"puting"}, {"placeing"}, frozenset()]
    assert not slips("self-harm's")
    assert "complaint" not in slips("compliant")
    for slip in slips("absconded"):
        assert slip[0] == "a"
        assert sorted(slip) == sorted("absconded") or len(slip) == 8


# ---- the index and spaCy's Matcher agree with the nodes ---------------------------------------------------------------

PATTERNS = [
    "at risk",
    "{put|place} {self} (further|more)? (at|in) {gap:1} (risk|danger)",
    "{choose-to} risk",
    "{wants} {gap:2} danger",
    "(very|too)? (street)? wise",
    "((at|in)? (more|further) risk|danger (of|to)?)",
    "risk-taking (behaviour)?",
    "risk {gap:3} (of|to) {gap:2}",
    "(risk|risk of|risk of danger) (of danger)?",
    "him or herself {gap:1} danger",
    "{be} {gap:1} wise",
    "danger , risk",
]
_WORDS = sorted(
    {word for pattern in PATTERNS for word in re.findall("[a-z]+", pattern)} - {"gap", "choose-to", "self"}
    | {"putting", "chose", "made", "herself", "himself", "or", "again", "choice", "keen", "taking", "risktaking", "xyz", ",", "."}
)


def notes_about(source: str) -> st.SearchStrategy[list[str]]:
    """Word lists that are rich in what the pattern looks for."""
    steps = [step["LOWER"]["IN"] for path in spacy_patterns(parse(source, SHARED)) for step in path if "LOWER" in step]
    own = sorted({word for words in steps for word in words if word in _WORDS})
    return st.lists(st.sampled_from(own) | st.sampled_from([",", "xyz"]), max_size=12)


@pytest.fixture(scope="module")
def vocab() -> Vocab:
    return English().vocab


@pytest.mark.parametrize("source", PATTERNS)
@given(st.data())
def test_nodes_match_what_spacy_matches(vocab: Vocab, source: str, data: st.DataObject) -> None:
    words = data.draw(notes_about(source))
    node = parse(source, SHARED)
    text = Words.of(words)
    ours = {(i, max(ends)) for i in range(len(words)) if (ends := node.ends(text, i) - {i})}
    matcher = Matcher(vocab)
    matcher.add("x", [path for path in spacy_patterns(node) if path])
    theirs: dict[int, int] = {}
    for _, start, end in matcher(Doc(vocab, words=words)):
        theirs[start] = max(end, theirs.get(start, 0))
    assert ours == {(start, end) for start, end in theirs.items() if end > start}


@pytest.mark.parametrize("source", PATTERNS)
@given(st.data())
def test_every_match_holds_an_anchor_and_begins_with_a_first_word(source: str, data: st.DataObject) -> None:
    words = data.draw(notes_about(source))
    node = parse(source, SHARED)
    text = Words.of(words)
    for i in range(len(words)):
        for end in node.ends(text, i) - {i}:
            assert anchors(node) & set(words[i:end])
            assert words[i] in first_words(node)


@pytest.mark.parametrize("source", PATTERNS)
@given(st.data())
def test_without_gaps_at_its_end_a_node_matches_at_the_same_places(source: str, data: st.DataObject) -> None:
    node = parse(source, SHARED)
    text = Words.of(data.draw(notes_about(source)))
    for i in range(len(text.words)):
        assert trimmed(node).ends(text, i) <= node.ends(text, i)
        assert bool(trimmed(node).ends(text, i)) == bool(node.ends(text, i))


@given(st.lists(st.sampled_from(_WORDS), max_size=25))
def test_the_index_finds_what_trying_every_pattern_finds(words: list[str]) -> None:
    index = PatternIndex((source, compile_pattern(source, SHARED)) for source in PATTERNS)
    text = Words.of(words)
    assert list(index.find(text)) == list(index.reference(words))
    assert list(index.find(text, every_end=True)) == list(index.reference(words, every_end=True))


def test_spelling_out_too_much_is_refused() -> None:
    with pytest.raises(PatternError, match="spelled out it would be"):
        spacy_patterns(parse(" ".join(["(a|b c)"] * 12), SHARED))

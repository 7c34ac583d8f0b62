"""The one path that every way in uses: the same findings with and without its short cuts, on any text, in linear time, from any thread."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import langcheck
from langcheck.checker import Checker
from langcheck.lexicon import Lexicon
from langcheck.lexicon.marks import unmark
from langcheck.report import Report
from langcheck.segment import _LONGEST

ENGINE = Path(__file__).parent / "data" / "lexicon"
FILLERS = """she he mia they was is keeps very . , ; : " ' “ ” ( ) - – not never said told mum officers the a young person to at in of with risk
danger herself out again today no I don't Dr. 13-year-old <b> &nbsp; 😀 É""".split()
BLANKS = [" ", " ", " ", "\n", "\n\n", "  ", ". ", ", ", "\n- ", "\u00a0"]


def surfaces(lexicon: Lexicon) -> list[str]:
    """Words that the patterns of a lexicon look for, and the words of its examples."""
    anchors = {min(pattern.anchors) for term in lexicon.terms.values() for pattern in term.patterns}
    examples = {word for term in lexicon.terms.values() for example in term.entry.examples.flagged for word in unmark(example)[0].split()}
    return sorted(anchors | examples)


def soup(words: list[str]) -> st.SearchStrategy[str]:
    """Notes without sense, made of the words given and fillers."""
    piece = st.tuples(st.sampled_from(words) | st.sampled_from(FILLERS), st.sampled_from(BLANKS)).map("".join)
    return st.lists(piece, max_size=40).map("".join)


SMALL_SOUP = soup(
    """put puts putting placed herself at risk danger choose to made a choice risk-taking behaviour absconded abscounded absconding
    promiscuous placement staff""".split()
)


def sound(report: Report) -> None:
    """What holds of every report."""
    for finding in report.findings:
        assert report.text[finding.start : finding.end] == finding.text != ""
    for one, two in itertools.pairwise(report.findings):
        assert one.end <= two.start


# ---- the short cuts ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def references() -> list[Checker]:
    """Checkers without short cuts."""
    return [Checker(ENGINE, reference=True)]


@given(SMALL_SOUP)
def test_short_cuts_change_nothing(engine: Checker, references: list[Checker], text: str) -> None:
    report = engine.check(text, explain=True)
    sound(report)
    for reference in references:
        assert reference.check(text, explain=True) == report


@pytest.mark.slow
@given(st.data())
def test_short_cuts_change_nothing_with_the_whole_lexicon(checker: Checker, data: st.DataObject) -> None:
    text = data.draw(soup(surfaces(checker.lexicon)))
    report = checker.check(text, explain=True)
    sound(report)
    assert Checker(checker.lexicon, reference=True).check(text, explain=True) == report


@given(SMALL_SOUP)
def test_without_explain_only_the_dismissed_are_missing(engine: Checker, text: str) -> None:
    explained = engine.check(text, explain=True)
    assert engine.check(text).findings == tuple(f for f in explained.findings if f.status != "dismissed")


@given(SMALL_SOUP)
def test_a_report_survives_json(engine: Checker, text: str) -> None:
    report = engine.check(text, explain=True)
    assert Report.from_dict(json.loads(json.dumps(report.to_dict()))) == report


# ---- any text ---------------------------------------------------------------------------------------------------------

CONTROLS = "".join(map(chr, [*range(32), *range(127, 160)]))
TEXTS = {
    "empty": "",
    "blank": " \n\t\r\n \u00a0\u3000",
    "control characters": CONTROLS,
    "control characters in words": f"She {CONTROLS} absconded{CONTROLS}again.",
    "lone surrogates": "\ud800 She absconded \udfff again \ude00\ud83d",
    "surrogates beside": "\ud83dabsconded\ud83d",
    "nulls": "\0absconded\0",
    "private use": "\ue000absconded\U0010ffff",
    "Greek": "Η Μαρία το έσκασε από το σπίτι.",
    "Arabic": "هربت الفتاة من المنزل \u202babsconded\u202c",
    "Chinese": "她离家出走了。absconded。",
    "Thai": "เธอหนีออกจากบ้าน",
    "Turkish": "KIZ İSTANBUL'DA absconded",
    "marks alone": "\u0301\u0301\u0301",
    "brackets alone": "[[({<",
    "HTML alone": "<p></p><br>&nbsp;",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_any_text_gives_a_report(engine: Checker, text: str) -> None:
    report = engine.check(text, explain=True)
    sound(report)
    assert len(report.findings) == text.lower().count("absconded")
    json.dumps(report.to_dict())


@given(st.text(), st.text())
def test_any_text_round_a_finding_gives_a_report(engine: Checker, before: str, after: str) -> None:
    report = engine.check(f"{before}\n\nShe absconded.\n\n{after}", explain=True)
    sound(report)
    assert "absconded" in [f.text for f in report.findings]


@pytest.mark.parametrize("text", [None, b"She absconded.", 7, ["She absconded."]])
def test_what_is_no_text_is_refused(engine: Checker, text: object) -> None:
    with pytest.raises(ValueError, match="a note is text"):
        engine.check(text)  # type: ignore[arg-type]


@pytest.mark.parametrize("people", [{"children": ["Mia"]}, {"child": "Mia"}])
def test_people_that_cannot_be_read_are_refused(engine: Checker, people: dict[str, list[str]]) -> None:
    with pytest.raises(ValueError, match="people: "):
        engine.check("She absconded.", people=people)


# ---- large texts: time grows with the text, not with its square -------------------------------------------------------

PHRASE = "She keeps putting herself at risk and absconded again"
LARGE = {
    "notes": PHRASE + '. Mum said "she is promiscuous".\n\n',
    "one line": PHRASE + " ",
    "one line of commas": "absconded, ",
    "anchors": "risk ",
    "a wording": "absconded ",
    "a wording in lines": "absconded\n",
    "a letter": "a",
    "letters with blanks": "a ",
    "double quotes": '"',
    "double quotes with blanks": '" ',
    "single quotes": "' ",
    "quoted words": '"a ',
    "single-quoted words": "'a ",
    "curly quotes": "“‘a ",
    "closing quotes": "”’",
    "brackets": "(",
    "square brackets": "[ ] ) ( ",
    "tags": "<b>",
    "open tags": "<b ",
    "entities": "&amp;",
    "ampersands": "&",
    "hyphens": "-",
    "hyphens in words": "a-",
    "apostrophes in words": "a'",
    "full stops": ". ",
    "capitals with full stops": "A. ",
    "line ends": "\n",
    "colons": "A: \n",
    "accents": "é",
    "marks": "e\u0301",
    "soft hyphens": "\u00ad",
    "blanks": " ",
    "mixed blanks": " \t",
    "people": "Mum Mia officers girl he she ",
    "speech": "Mia said mum told officers that she ",
    "denials": "not never ",
}


def seconds(checker: Checker, text: str) -> float:
    """The best of two runs."""
    times = []
    for _ in range(2):
        begun = time.process_time()
        checker.check(text, explain=True)
        times.append(time.process_time() - begun)
    return min(times)


@pytest.mark.slow
@pytest.mark.parametrize("piece", LARGE.values(), ids=LARGE)
def test_time_is_linear(checker: Checker, piece: str) -> None:
    """Eight times the text may take at most three times eight times the time (a square would take 64)."""

    def note(length: int) -> str:
        return piece * (length // len(piece)) + "\nShe absconded."

    assert seconds(checker, note(240_000)) < 24 * max(seconds(checker, note(30_000)), 0.004)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["notes", "one line", "a letter", "double quotes", "brackets", "a wording", "anchors"])
def test_a_megabyte(checker: Checker, name: str) -> None:
    text = LARGE[name] * (1_000_000 // len(LARGE[name])) + "\nShe absconded."
    report = checker.check(text)
    sound(report)
    assert report.findings[-1].text == "absconded"


@pytest.mark.slow
def test_a_line_of_200_000_characters(engine: Checker) -> None:
    line = f"{PHRASE} " * (200_000 // len(PHRASE))
    report = engine.check(line)
    sound(report)
    assert len(report.findings) == 2 * line.count(PHRASE)


def test_a_wording_is_not_lost_where_a_long_run_of_words_is_cut(engine: Checker) -> None:
    for shift in range(12):
        text = "word " * (_LONGEST - 6 + shift) + "and she keeps putting herself at risk, word " + "word " * 30
        assert [f.text for f in engine.check(text).findings] == ["putting herself at risk"], shift


def test_one_megabyte_without_an_anchor_is_quick(engine: Checker) -> None:
    text = "Mia was seen at school today and was well. " * 25_000
    begun = time.perf_counter()
    assert not engine.check(text).findings
    assert time.perf_counter() - begun < 5


# ---- many notes, many threads -----------------------------------------------------------------------------------------

NOTES = [f"Note {i}. She {'absconded' if i % 3 else 'came home'}. He is promiscuous in example {i}." for i in range(60)]


def test_check_many_keeps_the_order_and_takes_one_at_a_time(engine: Checker) -> None:
    taken = 0

    def notes() -> Iterator[str]:
        nonlocal taken
        for note in NOTES:
            taken += 1
            yield note

    reports = engine.check_many(notes())
    assert taken == 0
    assert next(reports) == engine.check(NOTES[0])
    assert taken == 1
    assert [report.text for report in reports] == NOTES[1:]


def test_check_many_never_ends_before_its_notes(engine: Checker) -> None:
    endless = engine.check_many(itertools.cycle(["She absconded."]))
    assert len(list(itertools.islice(endless, 100))) == 100


def test_check_many_explains(engine: Checker) -> None:
    text = "She is not promiscuous."
    assert [len(next(engine.check_many([text], explain=explain)).findings) for explain in (False, True)] == [0, 1]


def test_threads_share_a_checker(engine: Checker) -> None:
    alone = [engine.check(note) for note in NOTES]
    with ThreadPoolExecutor(8) as pool:
        for together in pool.map(lambda _: [engine.check(note) for note in NOTES], range(8)):
            assert together == alone


# ---- the module -------------------------------------------------------------------------------------------------------


def test_names_of_the_package() -> None:
    for name in langcheck.__all__:
        assert getattr(langcheck, name) is not None
    with pytest.raises(AttributeError, match="nothing"):
        langcheck.nothing  # noqa: B018


def test_same_text_same_findings_in_every_process(engine: Checker) -> None:
    text = f"{PHRASE}. He found her risk-taking behaviour; she left and lay there. " * 3
    code = (
        "import json, sys; from langcheck.checker import Checker; "
        f"print(json.dumps(Checker({str(ENGINE)!r}).check(sys.stdin.read(), explain=True).to_dict()))"
    )
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", code], input=text, capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"}
        )
        assert Report.from_dict(json.loads(run.stdout)) == engine.check(text, explain=True)


@pytest.mark.parametrize("name", ["Zoë", "Anne-Marie", "O\u2019Neil", "ZOE"])
def test_known_people_are_known_however_their_name_is_spelled(checker: Checker, name: str) -> None:
    for people, status in (({"adults": [name]}, "dismissed"), ({"child": [name]}, "flagged")):
        assert [f.status for f in checker.check(f"{name} is promiscuous.", explain=True, people=people).findings] == [status]


def test_a_name_that_is_none_is_told(checker: Checker) -> None:
    with pytest.raises(ValueError, match="a name must be text"):
        checker.check("She is promiscuous.", people={"child": [None]})  # type: ignore[list-item]

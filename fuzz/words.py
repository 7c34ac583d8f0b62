"""Targets within the program: tidying, the phrase language, lexicon files, and a whole check."""

from __future__ import annotations

import itertools
import json
import shutil
from functools import lru_cache
from pathlib import Path

from fuzz.target import scratch, target, text_of
from langcheck.checker import Checker
from langcheck.lexicon import LexiconError
from langcheck.lexicon.load import _compiled, surroundings
from langcheck.lexicon.schema import CategoryFile, CueFile, Overlay, Unless
from langcheck.lexicon.source import Source
from langcheck.normalise import tidy
from langcheck.patterns import COMMON, PatternError, Words, compile_classes, compile_pattern
from langcheck.report import Report

ROOT = Path(__file__).parents[1]
ENGINE = ROOT / "tests" / "data" / "lexicon"
_SENTENCES = [line.encode() for path in sorted((ROOT / "examples").glob("*.txt")) for line in path.read_text(encoding="utf-8").split("\n") if line]
NOTES = [
    *_SENTENCES,
    "She keeps putting herself at risk.\n\nMum said “she is promiscuous”. He denied that she absconded.".encode(),
    b"<p>She is <b>promis&shy;cuous</b>,&nbsp;and made a choice w/o help; risk-\ntaking again.</p>",
]
MARKS = """' " “ ” ‘ ’ ( ) [ ] < > <b> </p> <br/> <!-- &nbsp; &shy; &#8209; &#x1F600; &amp;lt; &#0; - ‐ – − . , : ; ! ? … w/ w/o W/O é ß İ ı ſ ﬁ ﬃ Ａ
\u0301 \u00ad \u200d \ufeff \u202b 👩‍👧 not never said told denied Mum officers she he they Mia Dr. 13-year-old no"""
WORDS = "putting herself at risk absconded abscounded promiscuous placement choose choice risk-taking risk danger staff"
SPACES = [b"\t", b"\v", b"\f", b"\x85", "\u00a0".encode(), "\u2028".encode(), "\u3000".encode()]


@target(examples=NOTES, pieces=[*(p.encode() for p in MARKS.split()), *SPACES])
def normalise(data: bytes) -> None:
    """Every tidy character comes from the note, in order; a plain one from itself."""
    text = text_of(data)
    tidied = tidy(text)
    before = (0, 0)
    for i, character in enumerate(tidied.text):
        start, end = tidied.source_span(i, i + 1)
        assert 0 <= start < end <= len(text)
        assert start >= before[1] or (start, end) == before, "places go back"
        if end - start == 1 and character.isascii() and character.isalnum() and text[start].isascii():
            assert text[start] == character
        before = start, end
    if tidied.text:
        assert tidied.source_span(0, len(tidied.text)) == (tidied.source_span(0, 1)[0], before[1])
    # One more character that is not plain turns the short cut for plain notes off.
    slow = tidy(text + "\u2026  ")
    assert slow.text == tidied.text + "\u2026 "


@lru_cache(maxsize=1)
def checker() -> Checker:
    return Checker(ENGINE)


@lru_cache(maxsize=1)
def slow() -> Checker:
    return Checker(ENGINE, reference=True)


@lru_cache(maxsize=1)
def whole() -> Checker:
    return Checker(packs=["all"])


PATTERNS = [
    b"{put|place} {self} (further|more)? (at|in) {gap:1} (risk|danger)",
    b"risk {gap:3} (of|to) {gap:2}",
    b"{choose-to} danger , risk-taking (behaviour)?",
    b"((at|in)? (more|further) risk|danger (of|to)?)",
    b"him or herself's {gap:6} promiscuous",
]


@target(
    PatternError,
    examples=PATTERNS,
    pieces="( ) )? | { } {gap:1} {gap:6} {gap:7} {self} {be} {choose-to} {put} {put|go}? MATCH ? - ' risk the a danger , é ß \u0301 xxxxxxxxxx",
)
def phrase(data: bytes) -> None:
    """A pattern is refused in words, or each of its matches begins with a first word and holds an anchor. So for exceptions."""
    source, vocabulary = text_of(data), checker().lexicon.vocabulary
    if "MATCH" in source:
        surroundings(Unless(pattern=source, because="x", example="x"), vocabulary)
        return
    pattern = compile_pattern(source, vocabulary)
    assert pattern.anchors - COMMON
    assert pattern.first
    words = tidy(source.lower()).text.replace("|", " ").split()[:20]
    text = Words.of([word for word in words if word])
    for i in range(len(text.words)):
        for end in pattern.node.ends(text, i) - {i}:
            assert i < end <= len(text.words)
            assert text.words[i] in pattern.first
            assert pattern.anchors & set(text.words[i:end])


@target(
    PatternError,
    examples=[b"a: risk\nb: {a} danger", b"go: leave|{walk} out\ngone: {go} (away|off)?"],
    pieces=": | { } {a} {b} ( ) )? {gap:2} a b c risk danger \n",
)
def classes(data: bytes) -> None:
    """Named classes, each a line: they compile, or the first that can't is told of."""
    wordings: dict[str, list[str]] = {}
    for line in text_of(data).split("\n"):
        name, _, options = line.partition(":")
        wordings[name.strip()] = [options.strip()]
    compile_classes(wordings, {})


OVERLAY = b"""overlay: Anyshire
off:
  - {entry: risk-taking, because: Our panel decided so.}
change:
  - {entry: absconded, because: Our own wording., strength: consider, why: We say missing.}
guides: {anyshire: {title: Ours, publisher: Anyshire}}
packs_on: [style]
"""
YAML = [*(path.read_bytes() for path in sorted(ENGINE.glob("*.yaml"))), OVERLAY, b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"]
KEYS = """category: title: about: entries: id: strength: why: patterns: unless: alternatives: replace: rewrite: prompt: sources: examples: flagged:
clear: on: classes: overlay: off: change: add: guides: packs_on: entry: because: people: role: words: speech: avoid consider own [[ ]] ⟨ ⟩ {subj}
{tell} - [ ] { } , : ? | > & * &a *a !!python/object:os.system !!binary % @ ` ' " # --- ... << ~ null true 1e9 0x10 2001-01-01"""
INDENTS = [b"\n", b"\n  ", b"\n    - ", b"\t", b"\x85", b"\x07"]
_PIECES = [*(p.encode() for p in KEYS.split()), *INDENTS]


@lru_cache(maxsize=1)
def folder() -> Path:
    """A copy of the engine's lexicon."""
    return Path(shutil.copytree(ENGINE, scratch() / "lexicon"))


def _written(name: str, data: bytes) -> Path:
    path = folder() / name
    path.write_bytes(data)
    return path


def _told(error: LexiconError) -> None:
    """Each problem is one line that names the file and what to do."""
    assert error.problems
    for problem in error.problems:
        assert problem.file.endswith(".yaml") or problem.text
        assert problem.text.strip()


@target(LexiconError, examples=YAML, pieces=_PIECES)
def yaml(data: bytes) -> None:
    """A YAML file as each model of the lexicon."""
    try:
        source = Source(_written("fuzzed.txt", data))
    except LexiconError as error:
        _told(error)
        raise
    refused = []
    for model in (CategoryFile, Overlay, CueFile):
        try:
            source.read(model)
        except LexiconError as error:
            _told(error)
            refused.append(error)
    if len(refused) == 3:
        raise refused[0]


@target(LexiconError, examples=YAML, pieces=_PIECES)
def lexicon(data: bytes) -> None:
    """A file in its place in a lexicon, and as an overlay; what loads can check a note."""
    name = ("blame.yaml", "classes.yaml", "cues.yaml", "guides.yaml", "spellings.yaml", "overlay")[len(data) % 6]
    try:
        if name == "overlay":
            overlay = folder().parent / "overlay.yaml"
            overlay.write_bytes(data)
            loaded = _compiled(folder(), "fuzz", (), (overlay,))
        else:
            _written(name, data)
            loaded = _compiled(folder(), "fuzz", ("all",), ())
        sound(Checker(loaded).check(NOTES[-1].decode(), explain=True))
    except LexiconError as error:
        _told(error)
        raise
    finally:
        if name != "overlay":
            shutil.copy(ENGINE / name, folder() / name)


def sound(report: Report) -> None:
    """What holds of every report: places hold their words and never overlap, and the report survives JSON."""
    for f in report.findings:
        assert report.text[f.start : f.end] == f.text != ""
        for evidence in f.context:
            assert report.text[evidence.start : evidence.end] == evidence.text
    for one, two in itertools.pairwise(report.findings):
        assert one.end <= two.start
    assert Report.from_dict(json.loads(json.dumps(report.to_dict()))) == report


@target(examples=NOTES, pieces=[*(p.encode() for p in f"{MARKS} {WORDS}".split()), b". ", b"\n\n", b"\n- ", *SPACES])
def check(data: bytes) -> None:
    """Any note, with a small lexicon: a sound report, the same without the short cuts."""
    text = text_of(data)
    report = checker().check(text, explain=True)
    sound(report)
    assert slow().check(text, explain=True) == report


@target(examples=NOTES, pieces=[*(p.encode() for p in f"{MARKS} {WORDS}".split()), b". ", b"\n\n", b"\n- ", *SPACES])
def check_whole(data: bytes) -> None:
    """Any note, with the whole lexicon and all packs, with known people."""
    text = text_of(data)
    sound(whole().check(text, explain=True, people={"child": ["Mia", text[:9]], "adults": ["Tony"]}))

"""A megabyte of one thing through every loop: time grows with the input, and not with its square.

Tidying, matching and judging are in tests/test_checker.py, documents in tests/test_hostile_documents.py, lexicons in tests/test_lexicon_errors.py.
docs/reliability.md holds the whole table.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from langcheck.webapp import Settings, create_app
from langcheck.webapp.config import LexiconChoice, Limits

from conftest import ENGINE
from langcheck.audit.columns import Columns
from langcheck.audit.model import AuditError
from langcheck.audit.rows import rows
from langcheck.audit.sources import open_sources
from langcheck.checker import Checker
from langcheck.documents import DocumentError, text_of_markup
from langcheck.documents.comments import Comment, with_comments
from langcheck.patterns import PatternError, compile_pattern
from langcheck.render.html import to_html
from langcheck.render.lines import to_lines
from langcheck.render.sarif import Checked, to_sarif
from langcheck.render.text import to_text
from worddocs import body, package

pytestmark = pytest.mark.slow


def seconds(run: Callable[[], object]) -> float:
    """The best of two runs, in processor time."""
    times = []
    for _ in range(2):
        begun = time.process_time()
        with contextlib.suppress(AuditError, DocumentError, PatternError):
            run()
        times.append(time.process_time() - begun)
    return min(times)


def linear(run: Callable[[int], object], size: int) -> None:
    """Eight times the input may take at most three times eight times the time (a square would take 64)."""
    small = seconds(lambda: run(size // 8))
    assert seconds(lambda: run(size)) < 24 * max(small, 0.004)


def many(piece: str, size: int) -> str:
    return piece * (size // len(piece))


# ---- the phrase language ----------------------------------------------------------------------------------------------

PHRASES = [
    "risk ",
    "(risk)? ",
    "(risk) ",
    "risk|",
    "(risk|danger of) ",
    "{put} ",
    "{gap:6} ",
    "{self} ",
    "{",
    "(",
    "(risk ",
    "é",
    "risk-",
    "' ",
    "MATCH ",
    "? ",
]


@pytest.mark.parametrize("piece", PHRASES)
def test_a_long_pattern(engine: Checker, piece: str) -> None:
    linear(lambda size: compile_pattern(many(piece, size), engine.lexicon.vocabulary), 200_000)


# ---- interfaces -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    limits = Limits(note_characters=1_000_000, request_bytes=10_000_000, batch_notes=10_000)
    return create_app(Settings(lexicon=LexiconChoice(folder=ENGINE), limits=limits)).test_client()


def annotated(size: int) -> str:
    return json.dumps({"annotation": [{"text": "Absconded. "}, {"markup": "<br>", "interpretAs": "\n"}] * (size // 12)})


REQUESTS: dict[str, tuple[str, Callable[[int], bytes], int]] = {
    "LanguageTool, a finding a sentence": ("/v2/check", lambda n: urlencode({"language": "en", "text": many("Absconded. ", n)}).encode(), 32_000),
    "LanguageTool, a piece a finding": ("/v2/check", lambda n: urlencode({"language": "en", "data": annotated(n)}).encode(), 32_000),
    "LanguageTool, brackets": ("/v2/check", lambda n: b"language=en&data=" + b"[" * n, 1_000_000),
    "LanguageTool, fields": ("/v2/check", lambda n: b"a=b&" * (n // 4), 1_000_000),
    "LanguageTool, percent": ("/v2/check", lambda n: b"language=en&text=" + b"%" * n, 1_000_000),
    "LanguageTool, not encoded": ("/v2/check", lambda n: b"text=" + b"&language= " * (n // 11) + b"&language=en", 1_000_000),
    "API, findings": ("/api/v1/check", lambda n: json.dumps({"text": many("Absconded. ", n)}).encode(), 32_000),
    "API, brackets": ("/api/v1/check", lambda n: b"[" * n, 1_000_000),
    "API, unknown fields": ("/api/v1/check", lambda n: json.dumps({f"f{i}": 1 for i in range(n // 12)}).encode(), 60_000),
    "API, wrong notes": ("/api/v1/check/batch", lambda n: json.dumps({"notes": [{"text": i} for i in range(n // 12)]}).encode(), 60_000),
    "page, findings": ("/", lambda n: urlencode({"text": many("Absconded. ", n)}).encode(), 32_000),
    "page, names": ("/", lambda n: urlencode({"text": "Absconded.", "child": many("Mia, ", n), "adults": many(";", n)}).encode(), 400_000),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_long_request(client: FlaskClient, name: str) -> None:
    path, made, size = REQUESTS[name]
    kind = "application/json" if path.startswith("/api") else "application/x-www-form-urlencoded"
    assert client.post(path, data=made(size), content_type=kind).status_code < 500
    linear(lambda n: client.post(path, data=made(n), content_type=kind), size)


# ---- what shows a report ----------------------------------------------------------------------------------------------

SHOWN: dict[str, Callable[[Checker, str], object]] = {
    "JSON": lambda checker, text: json.dumps(checker.check(text).to_dict()),
    "text": lambda checker, text: to_text(checker.check(text)),
    "lines": lambda checker, text: list(to_lines("a", checker.check(text))),
    "SARIF": lambda checker, text: to_sarif([Checked("a", checker.check(text), True)]),
    "HTML": lambda checker, text: to_html([("a", checker.check(text))]),
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_report_of_thousands_of_findings(engine: Checker, name: str) -> None:
    linear(lambda size: SHOWN[name](engine, many("😀 absconded\n", size)), 24_000)


@pytest.mark.parametrize("unit", ["<w:p><w:r><w:t>late</w:t></w:r></w:p>", "<w:r><w:t>late </w:t></w:r>", "late "])
def test_thousands_of_comments(unit: str) -> None:
    def commented(count: int) -> None:
        inside = {"<w:p>": "{}", "<w:r>": "<w:p>{}</w:p>"}.get(unit[:5], "<w:p><w:r><w:t>{}</w:t></w:r></w:p>").format(unit * count)
        with_comments(package(body(inside)), [Comment(5 * i, 5 * i + 4, ("x",)) for i in range(count)])

    linear(commented, 4_000)


# ---- tables -----------------------------------------------------------------------------------------------------------

CELLS = ['"', '""', ",", ";", "\n", "\r", "\r\n", "a,", 'a"', '"a\n', '"a",', "a\n", "\0", "\u200b", "e\u0301", "a,b\n", '"\n', " \n"]
LINES = ["[", "{", '{"a":', "{}", "{}\n", '"', "\\", "1", "\n", '{"note":"absconded"}\n', '{"note":1,', " "]


@pytest.mark.parametrize(("name", "piece"), [("a.csv", piece) for piece in CELLS] + [("a.jsonl", piece) for piece in LINES])
def test_a_table_of_one_thing(tmp_path: Path, name: str, piece: str) -> None:
    def read(size: int) -> None:
        path = tmp_path / f"{size}{name}"
        path.write_text("id,note\n" * (name == "a.csv") + many(piece, size), encoding="utf-8", newline="")
        for source in open_sources([str(path)]):
            list(rows([source], Columns(text=source.columns[-1])))

    linear(read, 160_000)


@pytest.mark.parametrize("piece", ["<b>", "<", "&", "&amp;", "{\\rtf1 ", "}", "\\", "\\'e9", "<p>a", "<!--", "a ", "\u200b", "e\u0301"])
def test_a_cell_of_markup(piece: str) -> None:
    linear(lambda size: text_of_markup("<p>" + many(piece, size)), 400_000)
    linear(lambda size: text_of_markup("{\\rtf1 " + many(piece, size)), 400_000)

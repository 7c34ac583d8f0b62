"""Targets of the server: the body of a LanguageTool request, and whole requests through every route that takes one."""

from __future__ import annotations

import json
import logging
from functools import lru_cache
from urllib.parse import quote_plus, urlencode

from flask.testing import FlaskClient
from langcheck.webapp import Settings, create_app
from langcheck.webapp.config import LexiconChoice, Limits, Log
from langcheck.webapp.languagetool.ask import AskError, ask

from fuzz.target import target
from fuzz.words import ENGINE, sound
from langcheck.report import Report

NOTE = "She is “promiscuous” & absconded 😀\nPutting herself at risk."
PARTS = json.dumps({"annotation": [{"markup": "<p>", "interpretAs": "\n"}, {"text": NOTE}, {"markup": "</p>"}]})
FORMS = [
    urlencode({"text": NOTE, "language": "en-GB", "disabledRules": "A,B"}).encode(),
    urlencode({"data": PARTS, "language": "auto", "enabledOnly": "true", "enabledRules": "absconded"}).encode(),
    f"text={NOTE}&language=en-GB&username=a b&apiKey=k".encode(),
    b'language=en&data={"annotation":[{"markup":"","interpretAs":"absconded"},{"text":""}]}',
    f"text={quote_plus(NOTE)}&child=Mia&adults=Tony%3BMK&options=1&pack=style&explain=1".encode(),
]
FIELDS = """text= data= language=en-GB language=de language=auto & = % %00 %ff %C3 %F0%9F%98%80 + ; apiKey= username= enabledOnly=true enabledRules=
disabledCategories= A,B {"annotation":[ {"text":" {"markup":"","interpretAs":"absconded"} "interpretAs": "markup": "text": ] } , " \\ud83d
null 1 [] {}"""


@target(AskError, examples=FORMS, pieces=FIELDS)
def v2_body(data: bytes) -> None:
    """A request to /v2/check: each character of its plain text has its place in what the client sent, in order."""
    asked = ask(data)
    length, last = len(asked.given), 0
    for i in range(min(len(asked.text), 60)):
        start, end = asked.place(i, i + 1)
        assert 0 <= start <= end <= length
        assert last <= start
        last = start


@lru_cache(maxsize=1)
def client() -> FlaskClient:
    logging.getLogger("langcheck.webapp").disabled = True
    limits = Limits(note_characters=1_000, batch_notes=5, request_bytes=2_500)
    app = create_app(Settings(lexicon=LexiconChoice(folder=ENGINE), limits=limits, log=Log(access=False)))
    app.testing = True  # a failure is raised, and not told as 500
    app.config["PROPAGATE_EXCEPTIONS"] = True
    return app.test_client()


def _sent(path: str, data: bytes, content_type: str) -> str:
    """Send a body; a refusal is a problem of its own kind, and the answer is read as a client would."""
    response = client().post(path, data=data, content_type=content_type)
    assert response.status_code in {200, 204, 400, 413, 415, 422}, response.status_code
    if path.startswith("/api/"):
        answer = json.loads(response.data)
        if response.status_code == 200:
            for one in [{"report": answer}] if "schema" in answer else answer["results"]:
                if "report" in one:
                    sound(Report.from_dict(one["report"]))
        else:
            assert answer["status"] == response.status_code
    elif path.startswith("/v2/") and response.status_code == 200:
        for match in json.loads(response.data)["matches"]:
            assert match["offset"] >= 0 <= match["length"]
    return str(response.status_code)


JSONS = [
    json.dumps({"text": NOTE, "explain": True, "people": {"child": ["Mia"], "adults": []}, "packs": ["style"]}).encode(),
    json.dumps({"notes": [{"text": NOTE, "id": "1"}, {"text": 5}, {"text": "absconded", "id": None}]}).encode(),
]
JSON_PIECES = """{ } [ ] : , " \\ \\u0000 \\ud83d \\u00e9 "text": "notes": "id": "people": "child": "adults": "packs": "explain": null true 1 -0 1e999
NaN [] {} absconded "style" """


@target(examples=JSONS, pieces=JSON_PIECES)
def api(data: bytes) -> None:
    """A body to /api/v1/check and /api/v1/check/batch: an answer or a problem of the documented kinds."""
    _sent("/api/v1/check/batch" if b'"notes"' in data else "/api/v1/check", data, "application/json")


@target(examples=FORMS, pieces=FIELDS)
def v2_request(data: bytes) -> None:
    """A request to /v2/check, under one content type or another."""
    _sent(
        "/v2/check",
        data,
        ("application/x-www-form-urlencoded", "application/json", "text/plain", "multipart/form-data; boundary=b", "")[len(data) % 5],
    )


MULTIPART = (b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nShe absconded.\r\n'
             b'--b\r\nContent-Disposition: form-data; name="read"\r\n\r\n1\r\n--b--\r\n')  # fmt: skip


@target(
    examples=[MULTIPART, FORMS[0], FORMS[4]],
    pieces=[
        *(p.encode() for p in FIELDS.split()),
        b"\r\n",
        b"--b",
        b"--b--",
        b'name="text"',
        b'filename="a.docx"',
        b"filename*=utf-8''%E9",
        b"Content-Transfer-Encoding: base64",
        b"{\\rtf1",
        b"<html>",
        b"%PDF-1.4",
    ],
)
def pages(data: bytes) -> None:
    """A form with or without a file, to the page and to the live check."""
    kind = "multipart/form-data; boundary=b" if b"--b" in data else "application/x-www-form-urlencoded"
    _sent(("/", "/live")[len(data) % 2], data, kind)

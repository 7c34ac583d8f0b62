"""The web checker: what a person sees, and what never happens to a note."""

from __future__ import annotations

import logging
import subprocess
import sys
import urllib.error
import urllib.request
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from langcheck.webapp import HEADERS, MAX_BYTES, Settings, create_app
from langcheck.webapp.config import LexiconChoice, Limits

from conftest import SMALL
from langcheck import Checker
from test_render import HOSTILE, Page

SETTINGS = Settings(lexicon=LexiconChoice(folder=SMALL))
SECRET = "Zebedee Quillfeather is promiscuous."


@pytest.fixture
def client() -> FlaskClient:
    return create_app(SETTINGS).test_client()


def test_first_page(client: FlaskClient) -> None:
    page = Page(client.get("/").text)
    assert {"form", "textarea", "button", "label", "main", "h1"} <= page.tags
    assert "style" not in page.attributes
    assert not any(name.startswith("on") for name in page.attributes), "no inline script"
    assert all(address.startswith("/") for address in page.loads)


def test_answer_holds_counts_note_cards_and_the_text_again(client: FlaskClient) -> None:
    response = client.post("/", data={"text": '\nShe is promiscuous.\nHe said "she is promiscuous".'})
    page = Page(response.text)
    assert response.status_code == 200
    assert "1 phrase to reconsider, 1 quotation to keep" in page.text
    assert [i for i in page.ids if i[:5] in ("mark-", "card-")] == ["mark-1-1", "mark-1-2", "card-1-1", "card-1-2"]
    assert "\n\nShe is promiscuous.\nHe said &#34;she is promiscuous&#34;.</textarea>" in response.text, "a browser drops one newline"
    assert "Set-Cookie" not in response.headers


def test_nothing_found_is_no_praise(client: FlaskClient) -> None:
    assert "The checker knows listed phrases only" in client.post("/", data={"text": "She is well."}).text


def test_hostile_text_stays_text(client: FlaskClient) -> None:
    page = Page(client.post("/", data={"text": HOSTILE.replace("\ud800", "")}).text)
    assert not page.tags & {"img", "pre"}
    assert [address for address in page.loads if "script" in address or address.endswith(".js")] == ["/static/checker.js"]


def test_a_file_far_too_large_leaves_what_was_typed(client: FlaskClient) -> None:
    part = b"--cut\r\nContent-Disposition: form-data; name="
    fields = part + b'"text"\r\n\r\nTyped before.\r\n' + part + b'"child"\r\n\r\nMia\r\n' + part + b'"read"\r\n\r\n1\r\n'
    file = part + b'"file"; filename="film.docx"\r\n\r\n' + b"x" * 30_000_000 + b"\r\n--cut--\r\n"
    response = client.post("/", data=fields + file, content_type="multipart/form-data; boundary=cut")
    assert response.status_code == 400
    assert "The file is larger than 10 MB" in response.text
    assert "Typed before.</textarea>" in response.text
    assert 'value="Mia"' in response.text


@pytest.mark.parametrize(
    ("request_", "status", "words"),
    [
        ({"path": "/", "method": "POST", "data": {"text": " \n"}}, 400, "Paste or type a note first"),
        ({"path": "/", "method": "POST", "data": {}}, 400, "Paste or type a note first"),
        ({"path": "/", "method": "POST", "data": {"text": "x" * (MAX_BYTES + 1)}}, 400, "longer than 200,000 characters"),
        ({"path": "/", "method": "POST", "data": {"text": "x" * 11_100_000}}, 413, "The note or the file is too long"),
        ({"path": "/", "method": "PUT", "data": {"text": SECRET}}, 405, "only with the button"),
        ({"path": f"/{SECRET}", "method": "GET"}, 404, "There is no such page"),
    ],
)
def test_trouble_is_told_in_words(client: FlaskClient, request_: dict[str, object], status: int, words: str) -> None:
    response = client.open(**request_)
    assert response.status_code == status
    assert words in Page(response.text).text
    assert "<title>Error: " in response.text
    assert ("Allow" in response.headers) == (status == 405)
    assert HEADERS.items() <= dict(response.headers).items()


def test_a_long_note_is_read(client: FlaskClient) -> None:
    longest = "She is promiscuous.\r\n".ljust(200_001, "\u2003")  # a line break counts as one; the spaces weigh three bytes each
    body = f'--cut\r\nContent-Disposition: form-data; name="text"\r\n\r\n{longest}\r\n--cut--\r\n'.encode()
    assert "1 phrase to reconsider" in client.post("/", data=body, content_type="multipart/form-data; boundary=cut").text


@pytest.mark.parametrize("way", ["text", "file"])
def test_a_note_that_is_too_long_is_told_beside_its_field(way: str) -> None:
    client = create_app(Settings(lexicon=LexiconChoice(folder=SMALL), limits=Limits(note_characters=1000))).test_client()
    file = {"read": "file", "file": (BytesIO(b"x" * 1001), "note.txt")}
    data = {"text": "x" * 1001} if way == "text" else {"text": "Typed before.", **file}
    response = client.post("/", data=data)
    page = Page(response.text)
    assert response.status_code == 400
    assert page.text.count("is longer than 1,000 characters; check it in parts") == 2, "in the summary and beside the field"
    assert f'aria-describedby="{way}-hint {way}-error"' in response.text
    assert f"\n{data['text']}</textarea>" in response.text


def test_an_address_never_holds_a_note(client: FlaskClient) -> None:
    assert "phrase to reconsider" not in client.get("/", query_string={"text": SECRET}).text
    assert 'method="post"' in client.get("/").text


def test_headers_on_everything(client: FlaskClient) -> None:
    for path in ("/", "/static/langcheck.css", "/nowhere"):
        with client.get(path) as response:
            assert HEADERS.items() <= dict(response.headers).items()
            assert response.mimetype == ("text/css" if path.endswith("css") else "text/html")
    assert "'unsafe" not in HEADERS["Content-Security-Policy"]


def test_a_failure_tells_nothing_of_the_note(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Checker, text: str, **__: object) -> None:
        raise RuntimeError(text)

    monkeypatch.setattr(Checker, "check", fail)
    with caplog.at_level(logging.DEBUG):
        response = create_app(SETTINGS).test_client().post("/", data={"text": SECRET})
    assert response.status_code == 500
    assert "RuntimeError" in caplog.text
    assert "Quillfeather" not in response.text + caplog.text


@pytest.mark.slow
def test_create_app_brings_its_own_checker() -> None:
    assert "Lexicon langcheck " in create_app().test_client().get("/").text


def test_serve_answers_and_writes_nothing_of_the_note() -> None:
    command = [sys.executable, "-m", "langcheck", "serve", "--port", "0", "--lexicon", str(SMALL)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            address = next(word for word in server.stdout.readline().split() if word.startswith("http://127.0.0.1:"))
            with urllib.request.urlopen(address, data=b"text=Zebedee+Quillfeather+is+promiscuous.", timeout=30) as response:
                assert "1 phrase to reconsider" in response.read().decode()
                assert response.headers["Server"] is None
            with pytest.raises(urllib.error.HTTPError, match="413") as refused:
                urllib.request.urlopen(address, data=b"text=" + b"x" * 14_000_000, timeout=30)
            with refused.value as answer:
                assert "The note or the file is too long" in answer.read().decode(), "in our words, not the server's"
        finally:
            server.terminate()
            out, errors = server.communicate()
    assert "Quillfeather" not in out + errors

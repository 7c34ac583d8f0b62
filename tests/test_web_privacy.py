"""A name in a checked note is nowhere afterwards: not in the process, its vocabulary, its log, its counts, or any later page."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from langcheck.webapp import Settings, create_app
from langcheck.webapp.config import LexiconChoice
from werkzeug.test import TestResponse

from conftest import SMALL

NAME = "Quorvelzyx"
NOTE = f'{NAME} is promiscuous. "{NAME} is promiscuous", said {NAME}-{NAME.lower()}.'
BIG = f"{NAME} is promiscuous. ".ljust(190_000, "\u2003").encode()  # more than frameworks keep in memory of their own accord
FIELDS: dict[str, Any] = {"text": NOTE, "child": NAME, "adults": NAME, "options": "shown", "explain": "yes"}


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_app(Settings(lexicon=LexiconChoice(folder=SMALL))).test_client()


def holds_name(text: str) -> bool:
    return NAME.lower() in text.lower()


def upload(client: FlaskClient, name: str, data: bytes) -> TestResponse:
    """Give a file, as a browser does. Flask's own client would put a large one into a temporary file."""
    part = "--cut\r\nContent-Disposition: form-data; name="
    head = f'{part}"read"\r\n\r\nfile\r\n{part}"file"; filename="{name}"\r\n\r\n'
    return client.post("/", data=head.encode() + data + b"\r\n--cut--\r\n", content_type="multipart/form-data; boundary=cut")


def uses(client: FlaskClient) -> None:
    """Everything that somebody may do with a note, and what goes wrong of it."""
    assert holds_name(client.post("/", data=FIELDS).text)
    assert holds_name(client.post("/live", data=FIELDS).text)
    for name, data, status in (("a.txt", NOTE.encode(), 200), (f"{NAME}.txt", BIG, 200), (f"{NAME}.pdf", b"%PDF-1.7 " + NOTE.encode(), 400)):
        assert upload(client, name, data).status_code == status
    assert client.post("/", data={"text": NAME * 1_200_000}).status_code == 413
    assert client.put("/", data=FIELDS).status_code == 405
    assert client.get(f"/{NAME}").status_code == 404


@pytest.mark.slow
def test_nothing_that_lives_on_holds_it(client: FlaskClient) -> None:
    uses(client)
    gc.unfreeze()  # what `conftest` keeps out of sight is looked at too
    gc.collect()
    lasting = [o for o in gc.get_objects() if type(o) in (dict, list, tuple, set, frozenset)]
    texts = (value for o in lasting for value in (o.values() if isinstance(o, dict) else o) if isinstance(value, str))
    own = {NAME, NOTE, *FIELDS.values()}
    assert not [text[:80] for text in texts if holds_name(text) and text not in own and "def test_" not in text and "NAME" not in text]


def test_no_later_page_no_log_and_no_count_holds_it(client: FlaskClient, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    uses(client)
    for path in ("/", "/guide", "/about", "/metrics", "/healthz", "/nowhere"):
        assert not holds_name(client.get(path).text)
    out, errors = capfd.readouterr()
    assert not holds_name(out + errors + caplog.text)


def test_no_page_of_a_failure_repeats_it(client: FlaskClient) -> None:
    for response in (client.put("/", data=FIELDS), client.get(f"/{NAME}"), client.post("/nowhere", data=FIELDS)):
        assert response.status_code in (404, 405)
        assert not holds_name(response.text)


@pytest.fixture
def written() -> Iterator[list[str]]:
    """The files that this thread opens for writing while the test runs."""
    seen: list[str] = []
    on, thread = True, threading.get_ident()

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if on and threading.get_ident() == thread and (event.startswith("tempfile") or (event == "open" and set(str(args[1])) & set("wax+"))):
            seen.append(f"{event} {args[0]}")

    sys.addaudithook(hook)  # it can't be taken away again, so it is switched off
    yield seen
    on = False


def test_not_even_a_large_file_is_written_down(client: FlaskClient, written: list[str]) -> None:
    answer = upload(client, "note.txt", BIG)
    assert "1 phrase to reconsider" in answer.text
    assert written == []


def test_nothing_is_stored_in_the_browser(client: FlaskClient) -> None:
    for response in (client.get("/"), client.post("/", data=FIELDS), client.post("/live", data=FIELDS)):
        assert "Set-Cookie" not in response.headers
        assert response.headers["Cache-Control"] == "no-store"
    with client.get("/static/checker.js") as response:
        script = response.text
    assert not any(word in script for word in ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "caches.", "eval("))

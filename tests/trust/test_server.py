"""Every request to a server, well and badly: planted words come back in answers alone, never in an error, a header, a log, a count or a file.

.venv/bin/python -m pytest -s tests/trust/test_server.py     -s shows what is left in the memory of the process
"""

from __future__ import annotations

import json
import os
import socket
import sys
import time
import urllib.error
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest
from box import BREAKS, RUNS, Box
from langcheck.webapp.keys import add_key
from planted import RTF

from canaries import NAME, NOTE, SENTENCE, planted_in, planted_in_memory
from conftest import ENGINE, ROOT
from serving import Served
from test_documents import mail, pdf, word

pytestmark = pytest.mark.slow


class Ask(NamedTuple):
    """A request, the status that it must get, and whether its answer gives the words back to whoever sent them."""

    name: str
    status: int
    method: str
    path: str
    body: bytes = b""
    headers: dict[str, str] = {}  # noqa: RUF012 - a named tuple has no other defaults
    gives_back: bool = False


FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
FIELDS = {"text": NOTE, "child": NAME, "adults": f"{NAME}, Mr {NAME}", "options": "shown", "explain": "yes"}


def form(name: str, status: int = 200, path: str = "/", **fields: str) -> Ask:
    return Ask(name, status, "POST", path, urlencode({**FIELDS, **fields}).encode(), FORM, status in (200, 400))


def upload(file: str, data: bytes, status: int = 200) -> Ask:
    """A file as a browser sends it. In an error the page gives back what was typed beside it, which is why it may hold the words."""
    part = "--cut\r\nContent-Disposition: form-data; name="
    head = f'{part}"read"\r\n\r\nfile\r\n{part}"text"\r\n\r\n{SENTENCE}\r\n{part}"file"; filename="{file}"\r\n\r\n'.encode()
    headers = {"Content-Type": "multipart/form-data; boundary=cut"}
    return Ask(f"file {file}", status, "POST", "/", head + data + b"\r\n--cut--\r\n", headers, gives_back=True)


def api(name: str, status: int, body: Any, path: str = "/api/v1/check", key: str = "KEY", **headers: str) -> Ask:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Ask(f"{path} {name}", status, "POST", path, data, {**JSON, "Authorization": f"Bearer {key}", **headers}, status == 200)


def lt(name: str, status: int, body: str | bytes, key: str = "KEY") -> Ask:
    data = body if isinstance(body, bytes) else body.encode()
    return Ask(f"/v2 {name}", status, "POST", "/v2/check", data, {**FORM, "Authorization": f"Bearer {key}"}, status == 200)


LONG = NOTE * 4_000
ASKS = [
    form("form"),
    form("form, pasted in one"),
    form("live", path="/live"),
    form("form without a note", 400, text=""),
    Ask("live without a note", 204, "POST", "/live", urlencode({**FIELDS, "text": " "}).encode(), FORM),
    form("form too long", 400, text=LONG),
    *(upload(f"{NAME}.{kind}", data) for kind, data in
      (("txt", NOTE.encode()), ("docx", word(NOTE)), ("pdf", pdf(NOTE)), ("rtf", RTF), ("eml", mail("html", f"<p>{NOTE}</p>")))),
    upload("../../../etc/passwd", NOTE.encode()),
    *(Ask(f"out of a folder, {path}", 404, "GET", path) for path in
      ("/static/../../../etc/passwd", "/static/..%2f..%2f..%2fetc/passwd", "/static//etc/passwd", "/guide/..%2f..%2fetc/passwd")),
    upload(f"{NAME}-cut.docx", word(NOTE)[:9_000], 400),
    upload(f"{NAME}-cut.pdf", pdf(NOTE)[:300], 400),
    upload(f"{NAME}.xyz", b"\0\1" + NOTE.encode(), 400),
    Ask("file too large", 413, "POST", "/", b"--cut\r\n" + SENTENCE.encode() * 195_000, {"Content-Type": "multipart/form-data; boundary=cut"}),
    Ask("no boundary", 400, "POST", "/", SENTENCE.encode(), {"Content-Type": "multipart/form-data"}, gives_back=True),
    Ask("page that is not there", 404, "GET", f"/{NAME}"),
    Ask("page that is not there, posted to", 404, "POST", "/nowhere", NOTE.encode(), FORM),
    Ask("note in an address", 200, "GET", f"/?text={NAME}"),
    Ask("put", 405, "PUT", "/", NOTE.encode(), FORM),
    Ask("words in headers", 200, "GET", "/about", b"", {"Referer": f"http://x/{NAME}", "User-Agent": NAME, "X-Request-ID": NAME, "Cookie": NAME}),
    Ask("from elsewhere", 403, "POST", "/", NOTE.encode(), {**FORM, "X-Forwarded-For": NAME}),
    api("ok", 200, {"text": NOTE, "explain": True, "people": {"child": [NAME], "adults": [f"Mr {NAME}"]}}),
    api("from a page", 200, {"text": NOTE}, Origin=f"https://{NAME}.example"),
    api("no JSON", 400, NOTE.encode()),
    api("half of it", 400, json.dumps({"text": NOTE}).encode()[:-4]),
    api("not UTF-8", 400, b'{"text": "' + SENTENCE.encode() + b'\xff"}'),
    api("wrong type", 422, {"text": [NOTE]}),
    api("no such field", 422, {"text": NOTE, NAME: SENTENCE}),
    api("people the wrong way round", 422, {"text": NOTE, "people": {NAME: "child"}}),
    api("people as text", 422, {"text": NOTE, "people": {"child": NAME}}),
    api("no such pack", 422, {"text": NOTE, "packs": [NAME]}),
    api("no key", 401, {"text": NOTE}, key=""),
    api("wrong key", 401, {"text": NOTE}, key=NAME),
    api("wrong scope", 403, {"text": NOTE}, key="METRICS"),
    api("too long", 413, {"text": LONG[:210_000]}),
    api("far too long", 413, {"text": LONG}),
    api("text as such", 415, NOTE.encode(), **{"Content-Type": f"text/plain; charset={NAME}"}),
    api("not there", 404, {"text": NOTE}, path=f"/api/v1/{NAME}"),
    api("batch", 200, {"notes": [{"id": "1", "text": NOTE}, {"id": "2", "text": 5}]}, "/api/v1/check/batch"),
    api("batch of texts", 422, {"notes": [NOTE]}, "/api/v1/check/batch"),
    api("too many", 413, {"notes": [{"id": "1", "text": SENTENCE}] * 101}, "/api/v1/check/batch"),
    Ask("note in an API address", 405, "GET", f"/api/v1/check?text={NAME}"),
    Ask("no such entry", 404, "GET", f"/api/v1/lexicon/{NAME}", b"", {"Authorization": "Bearer KEY"}),
    lt("ok", 200, urlencode({"text": NOTE, "language": "en-GB", "disabledRules": NAME})),
    lt("not encoded", 200, f"text={NOTE}&language=en-GB"),
    lt("annotated", 200, urlencode({"language": "en-GB", "data": json.dumps({"annotation": [{"text": NOTE}, {"markup": f"<{NAME}>"}]})})),
    lt("no data", 400, urlencode({"language": "en-GB", "data": f"{{{NOTE}"})),
    lt("other language", 400, urlencode({"language": NAME, "text": NOTE})),
    lt("neither", 400, urlencode({NAME: NOTE})),
    lt("not UTF-8", 400, b"text=" + NAME.encode() + b"\xff&language=en-GB"),
    lt("too long", 413, urlencode({"language": "en-GB", "text": LONG[:210_000]})),
    lt("wrong key", 403, urlencode({"language": "en-GB", "text": NOTE, "apiKey": NAME}), key=NAME),
]  # fmt: skip
BROKEN = [
    form("form", 500),
    form("live", 500, "/live"),
    api("check", 500, {"text": NOTE}),
    api("batch", 500, {"notes": [{"text": NOTE}]}, "/api/v1/check/batch"),
    lt("check", 500, urlencode({"text": NOTE, "language": "en"})),
]
RAW = [
    f"GET /{NAME} {NAME} HTTP/9.9\r\n\r\n",
    f"{NAME}\r\n\r\n",
    f"POST / HTTP/1.1\r\nHost: x\r\n{NAME}\r\n\r\n{SENTENCE}",
    f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {NAME}\r\n\r\n{SENTENCE}",
    f"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: {NAME}\r\n\r\n{SENTENCE}",
    f"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{NAME}\r\n{SENTENCE}",
    f"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9999\r\n\r\ntext={NAME}",
]
"""What no browser sends: broken lines, and a body that ends in the middle. A server may answer or hang up."""


class Running(NamedTuple):
    """A server with its box and its keys."""

    served: Served
    process: int
    box: Box
    keys: dict[str, str]

    def ask(self, ask: Ask) -> None:
        """Send a request and look at what comes back."""
        headers = {name: value.replace("KEY", self.keys["KEY"]).replace("METRICS", self.keys["METRICS"]) for name, value in ask.headers.items()}
        try:
            answer = self.served.ask(ask.path, ask.body or None, headers, ask.method)
        except urllib.error.URLError:  # the server hung up before all of it was sent, and so gave nothing back
            assert ask.status == 413
            return
        assert answer.status == ask.status, answer.text[:500]
        assert not planted_in(repr(answer.headers))
        assert ask.gives_back or not planted_in(answer.body), answer.text[:2000]

    def raw(self, text: str) -> bytes:
        """Send bytes that are no proper request; whatever comes back."""
        where = urlsplit(self.served.url)
        with socket.create_connection((where.hostname, where.port), 10) as connection:
            connection.sendall(text.encode())
            connection.shutdown(socket.SHUT_WR)
            return connection.recv(65536)

    def leaves_nothing(self) -> None:
        """The log, the counts, what everybody may see, and the folders."""
        for path in ("/", "/guide", "/about", "/healthz", "/readyz", "/api/v1/version", "/nowhere"):
            assert not planted_in(self.served.ask(path).body), path
        counts = self.served.ask("/metrics", headers={"Authorization": f"Bearer {self.keys['METRICS']}"})
        assert b"langcheck_requests_total" in counts.body
        assert not planted_in(counts.body)
        log = self.served.log.read_bytes()
        assert b'"route"' in log
        left = self.box.traces(0, b"", log)
        assert left.planted == frozenset()
        assert left.refused == ()
        strays = [stray for stray in self.box.strays(left.written) if not stray.startswith("/dev/shm/")]  # gunicorn's own sign of life
        assert strays == [str(self.box.folder / "keys.json")] * bool(strays)


def command(kind: str, folder: Path, before: str, limit: int) -> tuple[list[str], dict[str, str]]:
    """How to start a server of this kind, and with which environment."""
    settings = folder / "langcheck.toml"
    settings.write_text(f'[lexicon]\nfolder = "{ENGINE.as_posix()}"\n[keys]\nfile = "keys.json"\n[limits]\nrequests_per_minute = {limit}\n')
    if kind == "gunicorn":
        environment = {"LANGCHECK_CONFIG": str(settings), "LANGCHECK_BIND": "127.0.0.1:0", "LANGCHECK_WORKERS": "1"}
        return [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "deploy" / "gunicorn.conf.py")], environment
    return [sys.executable, "-c", before + RUNS, "serve", "--port", "0", "--config", str(settings)], {}


@pytest.fixture(scope="module", params=["waitress", pytest.param("gunicorn", marks=pytest.mark.clients)])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    if request.param == "gunicorn":
        pytest.importorskip("gunicorn", reason='it needs gunicorn: pip install "casenote-langcheck[clients]"')
    yield from started(request.param, tmp_path_factory.mktemp(request.param))


def started(kind: str, folder: Path, before: str = "", limit: int = 3000) -> Iterator[Running]:
    box = Box(folder / "box")
    keys = {
        "KEY": add_key(box.folder / "keys.json", "records", ["check", "batch"]),
        "METRICS": add_key(box.folder / "keys.json", "monitor", ["metrics"]),
    }
    arguments, environment = command(kind, box.folder, before, limit)
    with box.serve(arguments, **environment) as (served, process):
        yield Running(served, process, box, keys)


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.name)
def test_requests(running: Running, ask: Ask) -> None:
    running.ask(ask)


@pytest.mark.parametrize("text", RAW, ids=range(len(RAW)))
def test_what_is_no_request(running: Running, text: str) -> None:
    """gunicorn, which stands behind a proxy, repeats a broken line to whoever sent it; neither writes it down."""
    assert not planted_in(running.raw(text)) or "gunicorn" in str(running.box.folder)


def test_too_many_requests(tmp_path: Path) -> None:
    for running in started("waitress", tmp_path, limit=1):
        running.ask(api("the first", 200, {"text": NOTE}))
        running.ask(api("the next", 429, {"text": NOTE}))
        running.leaves_nothing()


def test_nothing_is_left_behind(running: Running) -> None:
    """Comes after all the requests above, and looks at everything that the server has left."""
    running.leaves_nothing()


@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="the memory of a process can be read on Linux alone")
def test_what_is_left_in_memory(tmp_path: Path) -> None:
    """Python gives no means to wipe memory, so this is a report, with a bound below what keeping every other note would take."""
    notes, words = 300, NOTE.lower().count(NAME.lower())
    for running in started("waitress", tmp_path, limit=0):
        key = {**JSON, "Authorization": f"Bearer {running.keys['KEY']}"}
        for text in [NOTE] * notes + ["An ordinary visit. She absconded. All well. " * n for n in range(1, 40)]:
            assert running.served.ask("/api/v1/check", json.dumps({"text": text}).encode(), key).status == 200
        time.sleep(2)
        found = planted_in_memory(running.process)
        print(f"\nplanted words left in memory after {notes} notes, 39 others and two seconds: {found} places")
        assert found < notes * words / 2


def test_a_server_whose_every_check_fails(tmp_path: Path) -> None:
    for running in started("waitress", tmp_path, BREAKS):
        for ask in BROKEN:
            running.ask(ask._replace(gives_back=False))
        assert b"RuntimeError" in running.served.log.read_bytes()
        running.leaves_nothing()
        (running.box.folder / "keys.json").write_text("damaged", encoding="utf-8")
        running.ask(api("keys damaged", 503, {"text": NOTE}))

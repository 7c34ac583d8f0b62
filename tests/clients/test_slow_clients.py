"""Clients that are slow, stop half-way or hang up: others are still served, nothing fails, and memory stays flat."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from conftest import SMALL
from serving import Served, serving

pytestmark = [pytest.mark.clients, pytest.mark.slow]
NOTE = json.dumps({"text": "She is promiscuous."}).encode()
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served"), "--lexicon", str(SMALL)) as server:
        yield server


def connected(served: Served) -> socket.socket:
    where = urlsplit(served.url)
    assert where.hostname
    return socket.create_connection((where.hostname, where.port or 80), timeout=30)


def head(length: int) -> bytes:
    return f"POST /api/v1/check HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n".encode()


def is_well(served: Served) -> None:
    """An honest request is answered, in a moment, and nothing has failed so far."""
    begun = time.monotonic()
    answer = served.ask("/api/v1/check", NOTE, JSON)
    assert answer.status == 200
    assert len(answer.json["findings"]) == 1
    assert time.monotonic() - begun < 20
    log = served.log.read_text(encoding="utf-8")
    assert "Traceback" not in log
    assert '"status": 5' not in log


@pytest.mark.parametrize(
    "begun", [b"", b"POST /api", head(1000)[:-2], head(1000), head(1000) + NOTE], ids=["nothing", "line", "head", "no body", "half"]
)
def test_forty_clients_that_stop_half_way_hold_nobody_up(served: Served, begun: bytes) -> None:
    with ExitStack() as open_:
        for _ in range(40):
            open_.enter_context(connected(served)).sendall(begun)
        is_well(served)
    is_well(served)


def test_a_client_that_sends_a_byte_at_a_time_is_answered(served: Served) -> None:
    with connected(served) as slow:
        for byte in head(len(NOTE)) + NOTE:
            slow.sendall(bytes([byte]))
            time.sleep(0.002)
        is_well(served)
        assert slow.recv(15).startswith(b"HTTP/1.1 200")


def test_a_client_that_does_not_read_its_answer_holds_nobody_up(served: Served) -> None:
    long = json.dumps({"text": "She is promiscuous. " * 800}).encode()
    with ExitStack() as open_:
        for _ in range(8):  # twice as many as there are threads
            open_.enter_context(connected(served)).sendall(head(len(long)) + long)
        is_well(served)


def resident(served: Served) -> int:
    return int(next(line for line in Path(f"/proc/{served.pid}/status").read_text().splitlines() if line.startswith("VmRSS")).split()[1]) // 1024


def test_uploads_that_are_broken_off_leave_nothing_behind(served: Served) -> None:
    """300 MB in all, in uploads of which half is sent."""

    def broken_off(count: int) -> None:
        for _ in range(count):
            with connected(served) as client:
                client.sendall(head(6_000_000) + b" " * 3_000_000)
                client.shutdown(socket.SHUT_WR)
                assert not client.recv(1), "the server hangs up as well"

    broken_off(20)
    is_well(served)
    before = resident(served)
    broken_off(100)
    is_well(served)
    assert resident(served) < before + 20


NO_REQUESTS = {
    "zeros": b"\0" * 1000,
    "version": b"GET / HTTP/9.9\r\n\r\n",
    "address": b"GET " + b"a" * 300_000,
    "headers": b"A: b\r\n" * 50_000,
    "length": head(10**18),
    "negative": head(-1),
    "chunks": b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
}


@pytest.mark.parametrize("sent", NO_REQUESTS.values(), ids=NO_REQUESTS)
def test_what_is_no_request_is_refused_or_dropped(served: Served, sent: bytes) -> None:
    with connected(served) as client:
        client.settimeout(5)
        try:
            client.sendall(sent)
            client.shutdown(socket.SHUT_WR)
            answer = client.recv(100)
        except OSError:
            answer = b""
        assert not answer.startswith((b"HTTP/1.1 2", b"HTTP/1.1 50"))
    is_well(served)

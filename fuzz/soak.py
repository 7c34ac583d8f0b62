"""A long, mixed load on `langcheck serve`: `python -m fuzz.soak [REQUESTS]` (default 200,000).

Ends with 1 where an answer or the memory is not as it should be.

Four clients keep a connection each, so the server's four threads are never short of work and never overrun. Every note is another one, with words
that no note had before: what a cache or a vocabulary kept would add up. Each kind of request has one right status. Some clients hang up in the
middle of an upload. Memory is the server's resident set, told at the start, at each tenth and at the end.
"""

from __future__ import annotations

import http.client
import itertools
import json
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from benchmarks.corpus import note

from fuzz.files import HTML, RTF, pdf, report

CLIENTS = 4
GROWTH_MB = 25
"""How much the server may grow between the first tenth, when everything that is made once has been made, and the end."""
HITS = ("She keeps putting herself at risk in the evenings.", "The file describes her as promiscuous.", "He failed to engage with the worker twice.")


class Request(NamedTuple):
    """What is sent, and the one status that is right."""

    method: str
    path: str
    status: int
    body: bytes = b""
    headers: dict[str, str] = {}  # noqa: RUF012


class Notes:
    """Short notes without end, each with two words of its own."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._kept = [note(self._rng, self._rng.sample(HITS, self._rng.randrange(3)), self._rng.choice((15, 30, 60))) for _ in range(300)]

    def word(self) -> str:
        return "".join(self._rng.choices("abcdefghijklmnopqrstuvwxyz", k=12))

    def __call__(self) -> str:
        return f"{self._rng.choice(self._kept)} {self.word()} {self.word().capitalize()}."


def kinds(notes: Notes, key: str) -> dict[str, tuple[int, Callable[[], Request]]]:
    """What is asked: for each kind its weight, and how to make one."""
    bearer = {"Authorization": f"Bearer {key}"}
    form, json_type = {"Content-Type": "application/x-www-form-urlencoded"}, {"Content-Type": "application/json", **bearer}
    files = {"a.docx": report(), "a.pdf": pdf("She absconded.", "All well."), "a.rtf": RTF, "a.html": HTML}

    def posted(path: str, status: int, **fields: str) -> Request:
        return Request("POST", path, status, urlencode(fields).encode(), form)

    def asked(path: str, status: int, body: object) -> Request:
        return Request("POST", path, status, json.dumps(body).encode(), json_type)

    def uploaded(name: str, data: bytes, status: int) -> Request:
        parts = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + data
        parts += b'\r\n--b\r\nContent-Disposition: form-data; name="read"\r\n\r\n1\r\n--b--\r\n'
        return Request("POST", "/", status, parts, {"Content-Type": "multipart/form-data; boundary=b"})

    def got(path: str, status: int = 200) -> Callable[[], Request]:
        return lambda: Request("GET", path, status, headers=bearer)

    def annotated() -> str:
        return json.dumps({"annotation": [{"markup": "<p>", "interpretAs": "\n"}, {"text": notes()}]})

    return {
        "page": (8, got("/")),
        "page about": (2, got("/about")),
        "note on the page": (15, lambda: posted("/", 200, text=notes(), child=notes.word(), adults="Tony")),
        "live check": (30, lambda: posted("/live", 200, text=notes())),
        "check": (30, lambda: asked("/api/v1/check", 200, {"text": notes(), "explain": True, "people": {"child": [notes.word()]}})),
        "batch of 5": (4, lambda: asked("/api/v1/check/batch", 200, {"notes": [{"text": notes(), "id": notes.word()} for _ in range(5)]})),
        "version": (2, got("/api/v1/version")),
        "entry": (2, got("/api/v1/lexicon/promiscuous")),
        "LanguageTool text": (12, lambda: posted("/v2/check", 200, text=notes(), language="en-GB", apiKey=key)),
        "LanguageTool markup": (6, lambda: posted("/v2/check", 200, data=annotated(), language="auto", apiKey=key)),
        "LanguageTool languages": (1, got("/v2/languages")),
        "health": (2, got("/healthz")),
        "metrics": (1, got("/metrics")),
        **{f"file {name}": (1, lambda name=name, data=data: uploaded(name, data, 200)) for name, data in files.items()},
        "file a.txt": (2, lambda: uploaded("a.txt", notes().encode(), 200)),
        "broken file": (1, lambda: uploaded("a.docx", files["a.docx"][: random.randrange(4, 2_000)], 400)),
        "no note": (1, lambda: posted("/", 400, text=" ")),
        "too large": (1, lambda: asked("/api/v1/check", 413, {"text": notes() * 2_000})),
        "no such page": (2, lambda: Request("GET", f"/{notes.word()}", 404)),
        "wrong method": (1, lambda: Request("GET", "/live", 405)),
        "no JSON": (2, lambda: Request("POST", "/api/v1/check", 400, notes().encode(), json_type)),
        "no JSON type": (1, lambda: Request("POST", "/api/v1/check", 415, b"{}", {**json_type, "Content-Type": "text/plain"})),
        "unknown field": (2, lambda: asked("/api/v1/check", 422, {"text": notes(), notes.word(): 1})),
        "no key": (2, lambda: Request("POST", "/api/v1/check", 401, json.dumps({"text": notes()}).encode(), {"Content-Type": "application/json"})),
        "LanguageTool without text": (1, lambda: Request("POST", "/v2/check", 400, b"language=en-GB", bearer)),
        "LanguageTool in German": (1, lambda: Request("POST", "/v2/check", 400, urlencode({"text": notes(), "language": "de"}).encode(), bearer)),
    }


def hang_up(address: str, request: Request) -> None:
    """Send the head of a request and half of its body, and go."""
    host, _, port = address.partition(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        head = f"POST {request.path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {len(request.body)}\r\n\r\n"
        connection.sendall(head.encode() + request.body[: len(request.body) // 2])


class Soak:
    """The clients, and what came back."""

    def __init__(self, address: str, key: str, requests: int) -> None:
        self.address, self.key, self.requests = address, key, requests
        self.statuses: Counter[int] = Counter()
        self.hung_up = 0
        self.wrong: Counter[str] = Counter()
        self._numbers = itertools.count(1)

    def client(self, seed: int) -> None:
        """Ask in turn until all is asked."""
        rng, made = random.Random(seed), kinds(Notes(seed), self.key)
        names, weights = list(made), [weight for weight, _ in made.values()]
        connection = http.client.HTTPConnection(self.address, timeout=120)
        while next(self._numbers) <= self.requests:
            name = rng.choices(names, weights)[0]
            request = made[name][1]()
            if name == "check" and rng.random() < 0.02:
                hang_up(self.address, request)
                self.hung_up += 1
                continue
            try:
                connection.request(request.method, request.path, request.body or None, request.headers)
                response = connection.getresponse()
                response.read()
            except (OSError, http.client.HTTPException) as error:
                self.wrong[f"{name}: {type(error).__name__}"] += 1
                connection.close()
                continue
            self.statuses[response.status] += 1
            if response.status != request.status:
                self.wrong[f"{name}: {response.status} instead of {request.status}"] += 1

    @property
    def done(self) -> int:
        return self.statuses.total() + self.hung_up + self.wrong.total()


def resident(pid: int) -> int:
    """The resident set of a process, in MB."""
    return int(next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")).split()[1]) // 1024


def main(requests: int = 200_000) -> int:
    """Run, print, and say whether all is as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        keys, config, log = (Path(folder, name) for name in ("keys.json", "langcheck.toml", "log"))
        langcheck = [sys.executable, "-m", "langcheck"]
        scopes = [f"--scope={scope}" for scope in ("check", "batch", "metrics")]
        added = subprocess.run([*langcheck, "serve", "keys", "add", "soak", "--file", keys, *scopes], capture_output=True, text=True, check=True)
        config.write_text(f"[keys]\nfile = '{keys}'\n", encoding="utf-8")
        serve = [*langcheck, "serve", "--port", "0", "--config", str(config)]
        with log.open("w") as errors, subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=errors, text=True) as server:
            try:
                assert server.stdout is not None
                address = urlsplit(next(word for word in server.stdout.readline().split() if word.startswith("http://"))).netloc
                soak = Soak(address, added.stdout.strip(), requests)
                memory = _driven(soak, server.pid)
            finally:
                server.terminate()
        tracebacks = log.read_text(encoding="utf-8").count("Traceback")
    print("statuses:", ", ".join(f"{status} x {count:,}" for status, count in sorted(soak.statuses.items())), f"; hung up: {soak.hung_up:,}")
    for trouble, count in soak.wrong.items():
        print(f"WRONG: {trouble}: {count:,} times")
    failed = sum(count for status, count in soak.statuses.items() if status >= 500)
    growth = memory[-1] - memory[1]
    print(f"5xx: {failed}; tracebacks in the log: {tracebacks}; growth from the first tenth to the end: {growth} MB (at most {GROWTH_MB})")
    return int(failed > 0 or bool(soak.wrong) or tracebacks > 0 or growth > GROWTH_MB)


def _driven(soak: Soak, pid: int) -> list[int]:
    """Drive the load; the memory at the start, at each tenth and at the end."""
    memory = [resident(pid)]
    print(f"start: {memory[0]} MB", flush=True)
    threads = [threading.Thread(target=soak.client, args=(seed,), daemon=True) for seed in range(CLIENTS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        time.sleep(0.2)
        if soak.done * 10 // soak.requests >= len(memory):
            memory.append(resident(pid))
            print(f"{soak.done:>9,} requests: {memory[-1]} MB, {soak.done / (time.perf_counter() - began):,.0f} a second", flush=True)
    return memory


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

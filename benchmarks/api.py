"""Throughput of the JSON API beside an empty Flask JSON route under the same server: `.venv/bin/python benchmarks/api.py`.

Each server runs in a process of its own (waitress, four threads, access log off); two clients keep a connection each. The rounds alternate between
the routes, and the median counts, since a machine is never quite idle. What matters is the last column.
"""

from __future__ import annotations

import http.client
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

ROUNDS, SECONDS, CLIENTS = 5, 2.0, 2
ROOT = Path(__file__).parents[1]
EMPTY = """
from flask import Flask, jsonify, request
from waitress.server import create_server
app = Flask(__name__)
@app.post("/")
def empty():
    request.get_json()
    return jsonify({})
server = create_server(app, host="127.0.0.1", port=0, threads=4)
print(f"http://127.0.0.1:{server.effective_port}/", flush=True)
server.run()
"""
CLEAN = "Visit at home with Mum. Mia was at school, and her teacher says that she is well and reads a lot. " * 12
EXAMPLE = (ROOT / "examples" / "1-social-care-visit.txt").read_text(encoding="utf-8")


@contextmanager
def running(*command: str) -> Iterator[str]:
    """The address of a server that runs as its own process."""
    with subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            yield next(word for word in server.stdout.readline().split() if word.startswith("http://"))
        finally:
            server.terminate()


def rate(url: str, path: str, body: bytes) -> float:
    """Requests a second that the clients get answered together."""
    done = [0] * CLIENTS
    until = time.perf_counter() + SECONDS

    def client(number: int) -> None:
        connection = http.client.HTTPConnection(urlsplit(url).netloc)
        while time.perf_counter() < until:
            connection.request("POST", path, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            response.read()
            assert response.status == 200, response.status
            done[number] += 1
        connection.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / SECONDS


def main() -> None:
    """Measure every route in turn and print the table."""
    with ExitStack() as stack:
        empty = stack.enter_context(running("-c", EMPTY))
        ours = stack.enter_context(running("-m", "langcheck", "serve", "--port", "0", "--config", str(ROOT / "benchmarks" / "api.toml")))
        routes = {
            "an empty Flask JSON route": (empty, "/", {"text": CLEAN}, 1),
            "check, 230 words, nothing in them": (ours, "/api/v1/check", {"text": CLEAN}, 1),
            f"check, {len(EXAMPLE.split())} words, several findings": (ours, "/api/v1/check", {"text": EXAMPLE}, 1),
            "batch of 100 notes of 230 words": (ours, "/api/v1/check/batch", {"notes": [{"text": CLEAN}] * 100}, 100),
        }
        rates: dict[str, list[float]] = {name: [] for name in routes}
        for _ in range(ROUNDS):
            for name, (url, path, data, _notes) in routes.items():
                rates[name].append(rate(url, path, json.dumps(data).encode()))
    base = statistics.median(rates["an empty Flask JSON route"])
    print(f"{'route':42} {'requests/s':>10} {'notes/s':>9} {'of empty':>9}")
    for name, (*_, notes) in routes.items():
        median = statistics.median(rates[name])
        print(f"{name:42} {median:10,.0f} {median * notes:9,.0f} {median / base:9.0%}")


if __name__ == "__main__":
    main()

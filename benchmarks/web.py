"""How long a checked page takes, beside an empty Flask page on the same server in the same run. Prints ratios; ends with 1 where one is missed.

    .venv/bin/pip install gunicorn && .venv/bin/python -m benchmarks.web [ROUNDS]

The notes are of benchmarks/corpus.py, with three phrases to reconsider in each 300 words. Two gunicorn workers with four threads each serve
both, over loopback. The rounds alternate, so that both meet the same machine.
"""

from __future__ import annotations

import http.client
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.corpus import note

SERVED = {
    "empty": "import flask; app = flask.Flask('empty'); app.add_url_rule('/', 'empty', lambda: '', methods=['GET', 'POST'])",
    "langcheck": "from langcheck.webapp import Settings, create_app, config; app = create_app(Settings(log=config.Log(access=False)))",
}
HITS = ("She keeps putting herself at risk in the evenings.", "The file describes her as promiscuous.", "He failed to engage with the worker twice.")
CLIENTS, EACH = 8, 40


def form(words: int) -> bytes:
    """A form with a note of so many words, as a browser sends it."""
    return urllib.parse.urlencode({"text": note(random.Random(4), HITS * (words // 300), words)}).encode()


@contextmanager
def server(name: str, folder: Path) -> Iterator[int]:
    """Serve one of the two applications; gives its port."""
    (folder / f"serve_{name}.py").write_text(SERVED[name], encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "--workers=2", "--threads=4", "--log-level=error", f"--bind=127.0.0.1:{port}", "--keep-alive=30"]
    with subprocess.Popen([*command, "--no-control-socket", "--chdir", str(folder), f"serve_{name}:app"]) as running:
        try:
            for _ in range(300):
                try:
                    ask(http.client.HTTPConnection("127.0.0.1", port), "/", b"text=warm")
                    break
                except OSError:
                    time.sleep(0.2)
            yield port
        finally:
            running.terminate()


def ask(connection: http.client.HTTPConnection, path: str, body: bytes) -> int:
    """Send a form, read the whole answer, give its status."""
    connection.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
    response = connection.getresponse()
    response.read()
    return response.status


def milliseconds(connection: http.client.HTTPConnection, path: str, body: bytes) -> float:
    """How long one request takes."""
    began = time.perf_counter()
    ask(connection, path, body)
    return (time.perf_counter() - began) * 1000


def load(port: int, body: bytes) -> tuple[float, int]:
    """Live checks a second with so many people at once, and how many of them failed."""
    failed: list[int] = []

    def person() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        failed.append(sum(ask(connection, "/live", body) != 200 for _ in range(EACH)))

    threads = [threading.Thread(target=person) for _ in range(CLIENTS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return CLIENTS * EACH / (time.perf_counter() - began), sum(failed) + EACH * (CLIENTS - len(failed))


def main(rounds: int = 60) -> int:
    """Measure, print, and say whether every bound holds."""
    short, long = form(300), form(3000)
    with tempfile.TemporaryDirectory() as folder, server("empty", Path(folder)) as empty, server("langcheck", Path(folder)) as checked:
        way = {name: http.client.HTTPConnection("127.0.0.1", port) for name, port in (("empty", empty), ("langcheck", checked))}
        asked = {
            "empty route": ("empty", "/", short),
            "live check, 300 words": ("langcheck", "/live", short),
            "page, 300 words": ("langcheck", "/", short),
            "page, 3,000 words": ("langcheck", "/", long),
        }
        times: dict[str, list[float]] = {name: [] for name in asked}
        for _ in range(rounds + 5):
            for name, (who, path, body) in asked.items():
                times[name].append(milliseconds(way[who], path, body))
        rate, failed = load(checked, short)
    median = {name: statistics.median(values[5:]) for name, values in times.items()}
    for name, value in median.items():
        print(f"{name:24}{value:8.2f} ms")
    print(f"{CLIENTS} people at once{rate:18.0f} live checks a second, {failed} of {CLIENTS * EACH} failed")
    ratios = [
        ("live check / empty route", median["live check, 300 words"] / median["empty route"], 4),
        ("page / empty route", median["page, 300 words"] / median["empty route"], 10),
        ("3,000 / 300 words", median["page, 3,000 words"] / median["page, 300 words"], 8),
    ]
    for name, value, most in ratios:
        print(f"{name:26}{value:6.1f} x   at most {most}: {'holds' if value <= most else 'MISSED'}")
    return int(failed > 0 or any(value > most for _, value, most in ratios))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

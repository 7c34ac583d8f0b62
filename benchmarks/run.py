"""Measures langcheck side by side with other tools and with itself, on synthetic notes (docs/performance.md says how to read the figures).

A whole run writes benchmarks/results.json, and from it the results in docs/performance.md and the chart docs/images/performance-growth.svg. A run of
some parts (--only) prints its results and leaves what the last whole run wrote.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks import against, footprint, itself
from benchmarks.chart import growth_chart
from benchmarks.measure import FULL, SHORT, Part, Size
from benchmarks.peers import PEERS
from benchmarks.report import page_block, to_data, with_block
from langcheck.checker import Checker
from langcheck.files import whole_file

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results.json"
PAGE, CHART = ROOT / "docs" / "performance.md", ROOT / "docs" / "images" / "performance-growth.svg"
PARTS: dict[str, tuple[str, Callable[[Size], Part]]] = {
    "scan": ("Speed beside a scan for the anchor words (ahocorasick_rs)", against.scan),
    "others": ("How many times as fast as other tools (8 % of the notes with a hit)", against.others),
    "length": ("More notes, longer notes", itself.length),
    "lexicon": ("More terms", itself.lexicon),
    "processes": ("Two processes, and a whole audit", itself.processes),
    "single": ("A note on its own", itself.single),
    "memory": ("Memory", footprint.memory),
    "start-up": ("Start-up", footprint.start_up),
    "loading": ("Loading the lexicon", footprint.loading),
    "same": ("The same findings as the slow path", itself.same),
}
TITLES = {name: title for name, (title, _) in PARTS.items()}


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def measured(name: str, size: Size) -> dict[str, Any]:
    """One part, in a fresh process of its own: what another part left in memory does not bear on it, and if it fails the others go on."""
    begun = time.monotonic()
    say(f"{name} …")
    try:
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            data = to_data(pool.submit(PARTS[name][1], size).result())
    except Exception as error:  # whatever it is, it is said, and on the page
        data = {"failed": f"{type(error).__name__}: {error}"}
        say(f"{name}: {data['failed']}")
    data["seconds"] = round(time.monotonic() - begun)
    say(f"{name}: {data['seconds']} s")
    return data


def versions() -> dict[str, str]:
    found = {"Python": platform.python_version(), "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"}
    for name in ("casenote-langcheck", "spacy"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "missing"
    packages = sorted({package for peer in PEERS.values() for package in peer.packages})
    return found | {"other tools": ", ".join(packages)}


def run(names: list[str], size: Size, command: str) -> dict[str, Any]:
    begun = time.monotonic()
    say("the lexicon is made ready …")
    Checker()  # compiled now if it must be, so that no part waits for it
    parts = {name: measured(name, size) for name in names}
    return {
        "command": command,
        "date": datetime.now(timezone.utc).date().isoformat(),
        "minutes": (time.monotonic() - begun) / 60,
        "versions": versions(),
        "parts": parts,
    }


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as file:
        file.write(text.encode())


def series(results: Mapping[str, Any]) -> dict[str, Any]:
    return {title: points for part in results["parts"].values() for title, points in part.get("series", {}).items()}


def publish(results: Mapping[str, Any]) -> None:
    """The page and the chart of these results."""
    write(PAGE, with_block(PAGE.read_text(encoding="utf-8"), page_block(results, TITLES)))
    if found := series(results):
        write(CHART, growth_chart(found))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="more notes, more rounds, a million notes for memory and the differential test: hours")
    parser.add_argument(
        "--only", action="append", choices=PARTS, metavar="PART", help=f"measure this part alone; may be repeated: {', '.join(PARTS)}"
    )
    parser.add_argument("--page", action="store_true", help="measure nothing; write page and chart again from benchmarks/results.json")
    options = parser.parse_args()
    if options.page:
        publish(json.loads(RESULTS.read_text(encoding="utf-8")))
        return 0
    whole = "make bench-full" if options.full else "make bench"
    size, command = FULL if options.full else SHORT, f"{whole}, {', '.join(options.only)} alone" if options.only else whole
    results = run(options.only or list(PARTS), size, command)
    if not options.only:
        write(RESULTS, json.dumps(results, indent=1, ensure_ascii=False) + "\n")
        publish(results)
    print(page_block(results, TITLES))
    return int(any("failed" in part for part in results["parts"].values()))


if __name__ == "__main__":
    sys.exit(main())

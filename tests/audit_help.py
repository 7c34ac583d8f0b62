"""What the tests of the audit share: one way to run it, in this process with a small lexicon, and one way to read what came out."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from conftest import SMALL
from langcheck.cli import main

WITH = ["--lexicon", str(SMALL), "--jobs", "1"]


def audit(*arguments: object, out: Path | None = None) -> int:
    """Run `langcheck audit` and give its exit code."""
    return main(["audit", *map(str, arguments), *(["--out", str(out)] if out else []), *WITH])


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON Lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def found(out: Path) -> list[tuple[Any, ...]]:
    """The findings of a run: id, place in the cell, phrase, status."""
    return [(f["id"], f["start"], f["end"], f["phrase"], f["status"]) for f in lines(out / "findings.jsonl")]


def counts(out: Path) -> tuple[int, int, int]:
    """read, checked, rejected; and they add up, in the manifest and in the files."""
    c = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["counts"]
    assert c["read"] == c["checked"] + c["rejected"]
    assert (len(lines(out / "notes.jsonl")), len(lines(out / "rejected.jsonl"))) == (c["checked"], c["rejected"])
    rows = sorted(line["row"] for name in ("notes.jsonl", "rejected.jsonl") for line in lines(out / name))
    assert rows == list(range(1, c["read"] + 1))
    return c["read"], c["checked"], c["rejected"]


def files(out: Path) -> dict[str, bytes]:
    """Every file of a run, as bytes; of the manifest what does not tell the time."""
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    del manifest["times"]
    skip = ("manifest.json", "report.html")  # the report prints the manifest's times
    return {"manifest.json": json.dumps(manifest).encode(), **{p.name: p.read_bytes() for p in sorted(out.iterdir()) if p.name not in skip}}


def make_notes(path: Path, n: int) -> Path:
    """Invented notes: every third is flagged, every seventh quotes, every eleventh has no text."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "recorded", "team", "note"])
        for i in range(1, n + 1):
            text = f"Visit {i}. " + ("She is promiscuous. " * (i % 3 == 0)) + ('He said "promiscuous".' * (i % 7 == 0))
            writer.writerow([f"n{i}", f"2024-{i % 12 + 1:02}-01", f"T{i % 4}", "" if i % 11 == 0 else text])
    return path

"""LibreOffice Writer as Debian ships it: its own proofreader finds our phrases, at the right characters."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from office import ENVIRONMENT, PYTHON, office

from conftest import ROOT
from serving import serving

pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed: apt-get install libreoffice-writer python3-uno"),
]
NOTES = [
    "She is promiscuous.",
    "M&S at 5pm, 100% sure + 2 more; 😀 Müller says she keeps putting herself at risk & is promiscuous.",
    "All is well today.",
    "text=1&language=de: he is street wise?",
]
FOUND = [["promiscuous"], ["putting herself at risk", "promiscuous"], [], ["street wise"]]


def checks(log: Path) -> list[int]:
    """How many findings each check had that the server has answered so far."""
    lines = (json.loads(line) for line in log.read_text().splitlines() if line.startswith("{"))
    return [line["findings"] for line in lines if line["route"] == "/v2/check"]


def test_writer_finds_the_phrases_at_the_right_characters(tmp_path: Path) -> None:
    pipe = f"langcheck{os.getpid()}"
    command = [PYTHON, str(ROOT / "tests" / "clients" / "writer.py"), pipe]
    with (
        serving(tmp_path) as served,
        office(tmp_path / "profile", served.url, pipe),
        subprocess.Popen(command, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as asking,
    ):
        assert asking.stdin is not None
        assert asking.stdout is not None
        print(json.dumps(NOTES), file=asking.stdin, flush=True)
        answer: dict[str, Any] = json.loads(asking.stdout.readline())
        asked = len(checks(served.log))
        until = time.monotonic() + 30
        while sum(checks(served.log)[asked:]) < 4 and time.monotonic() < until:
            time.sleep(0.2)
        print("done", file=asking.stdin, flush=True)
        asking.wait(60)
        by_itself, log = checks(served.log)[asked:], served.log.read_text()
    assert all("org.openoffice.lingu.LanguageToolGrammarChecker" in names for names in answer["services"].values()), answer["services"]
    for text, words, errors in zip(NOTES, FOUND, answer["notes"], strict=True):
        units = text.encode("utf-16-le")
        assert [units[2 * e["start"] : 2 * (e["start"] + e["length"])].decode("utf-16-le") for e in errors] == words
        assert all(e["comment"] for e in errors)
    assert sum(by_itself) == 4, "Writer asks of its own accord about each paragraph of an open document"
    assert "Müller" not in log
    assert "promiscuous" not in log

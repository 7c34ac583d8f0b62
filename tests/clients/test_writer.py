"""LibreOffice Writer as Debian ships it: its own proofreader finds our phrases, at the right characters."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
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


def test_writer_finds_the_phrases_at_the_right_characters(tmp_path: Path) -> None:
    pipe = f"langcheck{os.getpid()}"
    with serving(tmp_path) as served, office(tmp_path / "profile", served.url, pipe):
        command = [PYTHON, str(ROOT / "tests" / "clients" / "writer.py"), pipe]
        done = subprocess.run(command, input=json.dumps(NOTES), env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=180)
        log = served.log.read_text()
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    assert all("org.openoffice.lingu.LanguageToolGrammarChecker" in names for names in answer["services"].values()), answer["services"]
    for text, words, errors in zip(NOTES, FOUND, answer["notes"], strict=True):
        units = text.encode("utf-16-le")
        assert [units[2 * e["start"] : 2 * (e["start"] + e["length"])].decode("utf-16-le") for e in errors] == words
        assert all(e["comment"] for e in errors)
    assert "Müller" not in log
    assert "promiscuous" not in log

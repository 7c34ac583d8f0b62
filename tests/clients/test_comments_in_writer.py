"""LibreOffice Writer opens the copy with comments and shows each on its words."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from langcheck import Checker
from langcheck.documents import read_document
from langcheck.documents.comments import with_comments
from langcheck.render.comments import to_comments
from worddocs import report

pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed: apt-get install libreoffice-writer python3-uno"),
]


def opened(document: Path, profile: Path) -> dict[str, Any]:
    """What Writer shows of a document: its text, and its comments."""
    pipe = f"comments{os.getpid()}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    office = ["soffice", "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}", f"--accept=pipe,name={pipe};urp;"]
    with subprocess.Popen(office, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            command = ["/usr/bin/python3", str(ROOT / "tests" / "clients" / "comments.py"), pipe, document.as_uri()]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=180)
            assert done.returncode == 0, done.stderr
            running.wait(60)
        finally:
            running.terminate()
    shown: dict[str, Any] = json.loads(done.stdout)
    return shown


def test_writer_shows_each_comment_on_its_words(engine: Checker, tmp_path: Path) -> None:
    data = report()
    findings = engine.check(read_document("a.docx", data).text)
    (tmp_path / "reviewed.docx").write_bytes(with_comments(data, to_comments(findings)))
    shown = opened(tmp_path / "reviewed.docx", tmp_path / "profile")
    assert {c["author"] for c in shown["comments"]} == {"langcheck"}
    on = sorted((c["on"], c["says"].partition("\n")[0]) for c in shown["comments"])
    words = [f.text for f in findings.findings]
    elsewhere = [("", "In a footer:"), ("", "In a header:"), ("1", "In this footnote:"), ("", "In this text box:")]
    assert words[-4:] == ["absconded"] * 4
    assert on == sorted(elsewhere + [(w, f"Reconsider: \u201c{w}\u201d") for w in words[:-4]])
    assert all("\nWhy: " in c["says"] and "\nGuide: " in c["says"] for c in shown["comments"])
    assert "She keeps putting herself at risk, and absconded." in shown["text"]

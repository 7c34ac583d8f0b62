"""Documents as LibreOffice Writer saves them: the words come out of each kind, and comments go into its .docx."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from langcheck import Checker
from langcheck.documents import read_document
from langcheck.documents.comments import with_comments
from langcheck.render.comments import to_comments
from test_comments import marked
from worddocs import report

pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed: apt-get install libreoffice-writer python3-uno"),
]
TERMS = ["absconded", "put-self-at-risk", "risk-taking"]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one document saved by Writer in every kind."""
    folder = tmp_path_factory.mktemp("writer")
    (folder / "report.docx").write_bytes(report())
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    for kind in ("rtf", "pdf", "html", "txt:Text (encoded):UTF8", "docx:Office Open XML Text"):
        command = ["soffice", "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", kind]
        subprocess.run([*command, "--outdir", folder / "out", folder / "report.docx"], env=environment, check=True, capture_output=True, timeout=180)
    return folder / "out"


@pytest.mark.parametrize("kind", ["txt", "rtf", "pdf", "html", "docx"])
def test_the_words_come_out(saved: Path, engine: Checker, kind: str) -> None:
    document = read_document("report", (saved / f"report.{kind}").read_bytes())
    assert document.kind == kind
    found = [f.term for f in engine.check(document.text).findings]
    assert sorted(set(found)) == TERMS
    assert found.count("absconded") == (5 if kind == "txt" else 9), "Writer's plain text leaves header, footer, note and box out"


def test_comments_go_into_it(saved: Path, engine: Checker) -> None:
    data = (saved / "report.docx").read_bytes()
    findings = engine.check(read_document("a.docx", data).text)
    on = [words for words, says in marked(with_comments(data, to_comments(findings))) if says.startswith("Reconsider")]
    assert len(on) >= 6
    assert set(on) <= {f.text for f in findings.findings}

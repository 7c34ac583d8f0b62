"""LibreOffice Writer as Debian ships it: its own proofreader finds our phrases, at the right characters."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import ROOT
from serving import serving

UNO = Path("/usr/bin/python3")
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
REGISTRY = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Linguistic/GrammarChecking/LanguageTool"><prop oor:name="IsEnabled" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Linguistic/GrammarChecking/LanguageTool"><prop oor:name="BaseURL" oor:op="fuse"><value>{url}/v2</value></prop></item>
</oor:items>
"""


def writer(profile: Path, url: str, notes: list[str]) -> dict[str, object]:
    """What Writer's proofreader says of `notes`, with a fresh profile that names the server at `url`."""
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(REGISTRY.format(url=url), encoding="utf-8")
    pipe = f"langcheck{os.getpid()}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    office = ["soffice", "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}", f"--accept=pipe,name={pipe};urp;"]
    with subprocess.Popen(office, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            command = [str(UNO), str(ROOT / "tests" / "clients" / "writer.py"), pipe]
            done = subprocess.run(command, input=json.dumps(notes), env=environment, capture_output=True, text=True, check=False, timeout=180)
            assert done.returncode == 0, done.stderr
            answer: dict[str, object] = json.loads(done.stdout)
            running.wait(60)
        finally:
            running.terminate()
    return answer


def test_writer_finds_the_phrases_at_the_right_characters(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        answer = writer(tmp_path / "profile", served.url, NOTES)
        log = served.log.read_text()
    services = answer["services"]
    assert isinstance(services, dict)
    assert all("org.openoffice.lingu.LanguageToolGrammarChecker" in names for names in services.values()), services
    found = answer["notes"]
    assert isinstance(found, list)
    for text, words, errors in zip(NOTES, FOUND, found, strict=True):
        units = text.encode("utf-16-le")
        assert [units[2 * e["start"] : 2 * (e["start"] + e["length"])].decode("utf-16-le") for e in errors] == words
        assert all(e["comment"] for e in errors)
    assert "Müller" not in log
    assert "promiscuous" not in log

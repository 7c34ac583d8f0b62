"""Schemathesis sends what the OpenAPI document allows and what it forbids to a running server, and every answer must be as the document says."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from conftest import ENGINE
from langcheck.cli import main
from serving import serving

pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(not find_spec("schemathesis"), reason="schemathesis is not installed: make test installs it"),
]
# 413 refuses what is longer than the document's maxLength; schemathesis does not count it among refusals by itself.
SETTINGS = '[checks.negative_data_rejection]\nexpected-statuses = ["400", "401", "403", "404", "405", "413", "415", "422", "429"]\n'


@pytest.mark.parametrize("keys", [False, True], ids=["open", "with keys"])
def test_no_failure(tmp_path: Path, keys: bool, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "schemathesis.toml").write_text(SETTINGS, encoding="utf-8")
    config = tmp_path / "langcheck.toml"
    config.write_text(f"[keys]\nfile = '{tmp_path / 'keys.json'}'\n" if keys else "", encoding="utf-8")
    headers = []
    if keys:
        assert main(["serve", "keys", "add", "fuzz", "--file", str(tmp_path / "keys.json")]) == 0
        headers = ["--header", f"Authorization: Bearer {capsys.readouterr().out.strip()}"]
    with serving(tmp_path, "--lexicon", str(ENGINE), "--config", str(config)) as served:
        address = f"{served.url}/api/v1/openapi.json"
        command = [sys.executable, "-m", "schemathesis.cli", "run", address, "--max-examples", "15" if keys else "40", "--no-color", *headers]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False, timeout=240)
        log = served.log.read_text()
    assert done.returncode == 0, done.stdout[-3000:]
    assert "9 selected / 9 total" in done.stdout, "all but the document itself"
    assert "Traceback" not in log
    assert '"status": 500' not in log

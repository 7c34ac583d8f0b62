"""What docs/integrate.md shows runs as it stands, against a real server; so do the recipes in deploy/."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.request import urlopen

import pytest
from langcheck.webapp import Settings, create_app
from langcheck.webapp.config import LexiconChoice

from conftest import ROOT, SMALL
from serving import Served, serving

pytestmark = pytest.mark.slow
PAGE = (ROOT / "docs" / "integrate.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8000"


def snippets(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("server")) as served:
        yield served


def test_the_python_runs(server: Served, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    for snippet in snippets("python"):
        exec(snippet.replace(ADDRESS, server.url), names)
    out = capsys.readouterr().out
    assert "putting herself at risk – " in out
    assert "absconded → ['went missing']" in out
    assert "[('risk-taking', 'dismissed'), ('absconded', 'flagged')]" in out
    assert "n2 The text is not a string." in out


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed: apt-get install curl")
def test_the_curl_runs(server: Served) -> None:
    commands = [snippet for snippet in snippets("sh") if snippet.startswith("curl")]
    assert len(commands) == 2
    good, bad = (json.loads(subprocess.check_output(["sh", "-c", command.replace(ADDRESS, server.url)])) for command in commands)
    assert [f["text"] for f in good["findings"]] == ["putting herself at risk"]
    assert {e["pointer"] for e in bad["errors"]} == {"/text", "/txt"}


def test_the_keys_are_made_as_shown(tmp_path: Path) -> None:
    (commands,) = (snippet for snippet in snippets("sh") if "keys add" in snippet)
    script = commands.replace("langcheck ", f"{sys.executable} -m langcheck ")
    out = subprocess.check_output(["sh", "-ec", script], cwd=tmp_path, text=True, stderr=subprocess.DEVNULL)
    assert out.startswith("lc_")
    assert "recording-system  check,batch" in out


def test_every_route_that_is_told_of_is_there() -> None:
    rules = {rule.rule for rule in create_app(Settings(lexicon=LexiconChoice(folder=SMALL))).url_map.iter_rules()}
    told = set(re.findall(r"`(?:GET |POST )?(/(?:api/v1/[\w./]+|healthz|readyz|metrics))`", PAGE))
    assert len(told) >= 7
    assert told <= rules


@pytest.mark.skipif(not find_spec("gunicorn"), reason="gunicorn is not installed: make test installs it")
def test_gunicorn_serves_with_the_recipe_and_counts_over_its_processes(tmp_path: Path) -> None:
    counts = tmp_path / "counts"
    counts.mkdir()
    ours = {
        "LANGCHECK_LEXICON_FOLDER": str(SMALL),
        "LANGCHECK_WORKERS": "2",
        "LANGCHECK_BIND": "127.0.0.1:0",
        "PROMETHEUS_MULTIPROC_DIR": str(counts),
    }
    command = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "deploy" / "gunicorn.conf.py")]
    with (tmp_path / "log").open("w") as log, subprocess.Popen(command, env={**os.environ, **ours}, stderr=log, cwd=tmp_path) as running:
        try:
            url = _address(tmp_path / "log")
            served = Served(url, tmp_path / "log")
            body = json.dumps({"text": "Zebedee is promiscuous."}).encode()
            for _ in range(10):
                assert len(served.ask("/api/v1/check", body, {"Content-Type": "application/json"}).json["findings"]) == 1
            with urlopen(f"{url}/metrics", timeout=10) as response:
                assert 'langcheck_findings_total{status="flagged",term="promiscuous"} 10.0' in response.read().decode()
        finally:
            running.terminate()
    assert '"route": "/api/v1/check"' in (tmp_path / "log").read_text()
    assert "Zebedee" not in (tmp_path / "log").read_text() + "".join(path.read_bytes().decode("latin-1") for path in counts.iterdir())


def _address(log: Path) -> str:
    for _ in range(150):
        if found := re.search(r"Listening at: (http://\S+)", log.read_text()):
            return found[1]
        time.sleep(0.2)
    raise AssertionError(log.read_text())

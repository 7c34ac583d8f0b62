"""Clients of the LanguageTool protocol that others wrote, unchanged: language_tool_python and pyLanguagetool."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from serving import Served, serving

language_tool_python = pytest.importorskip("language_tool_python", reason="language_tool_python is not installed: make test installs it")

pytestmark = pytest.mark.clients
NOTE = "😀 Müller & Co: 100% + more; she is promiscuous.\nThe 2nd line 🙂 says she keeps putting herself at risk."


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("server")) as served:
        yield served


def test_language_tool_python_finds_the_words(server: Served) -> None:
    with language_tool_python.LanguageTool("en-GB", remote_server=server.url) as tool:
        matches = tool.check(NOTE)
    assert [NOTE[m.offset : m.offset + m.error_length] for m in matches] == ["promiscuous", "putting herself at risk"]
    assert [m.rule_id for m in matches] == ["promiscuous", "put-self-at-risk"]
    assert all(m.message and m.context and m.sentence for m in matches)
    assert all(m.context[m.offset_in_context : m.offset_in_context + m.error_length] == m.matched_text for m in matches)


def test_language_tool_python_can_switch_a_rule_off(server: Served) -> None:
    with language_tool_python.LanguageTool("en-GB", remote_server=server.url) as tool:
        tool.disabled_rules = {"promiscuous"}
        assert [m.rule_id for m in tool.check(NOTE)] == ["put-self-at-risk"]


def test_correcting_never_pastes_advice(server: Served) -> None:
    with language_tool_python.LanguageTool("en-GB", remote_server=server.url) as tool:
        corrected = tool.correct(NOTE)
    assert corrected == NOTE, "none of these has words that drop in"


# It asks setuptools for a module that setuptools no longer has, and uses it for --version alone.
PYLANGUAGETOOL = "import sys, types; sys.modules['pkg_resources'] = types.ModuleType('pkg_resources'); from pylanguagetool import main; main()"


@pytest.mark.skipif(not find_spec("pylanguagetool"), reason="pyLanguagetool is not installed: make test installs it")
def test_pylanguagetool_prints_the_findings(server: Served, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("She is promiscuous & well.", encoding="utf-8")
    command = [sys.executable, "-W", "ignore", "-c", PYLANGUAGETOOL, "-a", f"{server.url}/v2/", "-l", "en-GB", str(note)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "promiscuous" in done.stdout
    assert "Reconsider" in done.stdout or "child's character" in done.stdout

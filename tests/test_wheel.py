"""The wheel works alone: in an empty virtual environment, from another folder."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path, expect: int = 0) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", out, ROOT, cwd=out)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel and what it needs."""
    folder = tmp_path_factory.mktemp("venv")
    run(sys.executable, "-m", "venv", folder, cwd=folder)
    found = folder / ("Scripts" if os.name == "nt" else "bin")
    run(found / "python", "-m", "pip", "install", "--quiet", "--constraint", ROOT / "constraints.txt", wheel, cwd=folder)
    return found


def test_it_carries_lexicon_and_web_checker(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in (ROOT / "lexicon").rglob("*.yaml"):
        assert f"langcheck/lexicon_data/{path.relative_to(ROOT / 'lexicon').as_posix()}" in names
    for folder, inside in ((ROOT / "webapp", "langcheck/webapp"), (ROOT / "src" / "langcheck", "langcheck")):
        for path in folder.rglob("*"):
            if path.suffix in (".py", ".html", ".css", ".typed"):
                assert f"{inside}/{path.relative_to(folder).as_posix()}" in names
    assert [name for name in names if name.endswith("licenses/LICENSE")]
    assert {name.split("/")[0] for name in names} == {"langcheck", wheel.name.split("-py3")[0] + ".dist-info"}


def test_it_checks_a_note_from_another_folder(programs: Path, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("She is promiscuous.", encoding="utf-8")
    assert "[[promiscuous]](1)" in run(programs / "langcheck", "check", "note.txt", cwd=tmp_path, expect=1)
    assert "entries proved" in run(programs / "langcheck", "lexicon", "check", cwd=tmp_path)
    code = "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('langcheck'); doc = nlp('She is promiscuous.'); print(doc.spans['langcheck'])"
    assert "promiscuous" in run(programs / "python", "-c", code, cwd=tmp_path)


def test_it_brings_the_web_checker(programs: Path, wheel: Path, tmp_path: Path) -> None:
    assert 'pip install "casenote-langcheck[web]"' in run(programs / "langcheck", "serve", cwd=tmp_path, expect=2)
    run(programs / "python", "-m", "pip", "install", "--quiet", "--constraint", ROOT / "constraints.txt", f"{wheel}[web]", cwd=tmp_path)
    code = """
from langcheck.webapp import create_app
client = create_app().test_client()
assert "1 phrase to reconsider" in client.post("/", data={"text": "She is promiscuous."}).text
assert client.get("/static/langcheck.css").status_code == 200
"""
    run(programs / "python", "-c", code, cwd=tmp_path)

"""What comes along: every version is pinned, every package has its hash, every licence may be used and passed on, and all of it can be listed."""

from __future__ import annotations

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from conftest import ROOT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LICENCES = runpy.run_path(str(ROOT / "deploy" / "licences.py"))


def _pins(text: str) -> dict[str, set[str]]:
    """The versions that each package is pinned to, for one Python version or another."""
    found: dict[str, set[str]] = {}
    for line in re.findall(r"^(?![#\s])[^\\\n]+", text, re.MULTILINE):
        requirement = Requirement(line.strip())
        (pin,) = requirement.specifier
        assert pin.operator == "==", line
        found.setdefault(canonicalize_name(requirement.name), set()).add(pin.version)
    return found


CONSTRAINTS = _pins((ROOT / "constraints.txt").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements-ci.txt").read_text(encoding="utf-8")


def test_the_lock_has_a_hash_for_everything_and_names_no_place() -> None:
    for requirement in re.split(r"\n(?=\S)", LOCK.strip()):
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", requirement), requirement[:80]
    assert not re.search(r"https?:|file:|--(extra-)?index|--find-links|@", LOCK)


def test_the_lock_and_the_constraints_are_one() -> None:
    """But for setuptools, which every Python brings, and what Python 3.10.0 and 3.10.1 alone need."""
    pins = _pins(LOCK)
    assert set(pins) - set(CONSTRAINTS) <= {"importlib-metadata", "zipp", "setuptools"}
    assert not {name: versions for name, versions in pins.items() if not CONSTRAINTS.get(name, versions) <= versions}, "write it afresh: make lock"


def test_whatever_langcheck_asks_for_is_pinned() -> None:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(line for lines in project["optional-dependencies"].values() for line in lines)]
    names = {canonicalize_name(Requirement(line).name) for line in asked} - {"casenote-langcheck"}
    assert names <= set(CONSTRAINTS)
    assert names <= set(_pins(LOCK))


def test_every_licence_may_be_used_and_is_listed() -> None:
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| (\S+) \| (.+?) \|", page, re.MULTILINE))
    for name, package in LICENCES["needed"]().items():
        licence = LICENCES["licence_of"](package)
        assert LICENCES["allowed"](licence), f"{name}: {licence or 'unknown'}"
        assert listed.get(name, licence) == licence, f"{name}: write docs/licences.md afresh with: make docs"
    only_here = set(LICENCES["needed"]()) - set(listed)
    assert only_here <= {"exceptiongroup", "tomli", "colorama", "setuptools"}, "write docs/licences.md afresh with: make docs"


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [("MIT", True), ("MIT AND GPL-3.0-only", False), ("GPL-2.0-only OR MIT", True), ("MIT AND (GPL-3.0-only OR BSD-3-Clause)", True), ("", False)],
)
def test_the_check_of_licences(expression: str, allowed: bool) -> None:
    assert LICENCES["allowed"](expression) is allowed


needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="it needs make")


def _make(target: str, at: Path) -> None:
    """Run a target of the Makefile on a copy of what a release is made from, with this environment's Python."""
    for name in ("src", "webapp", "lexicon", "deploy"):
        shutil.copytree(ROOT / name, at / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in ("Makefile", "pyproject.toml", "constraints.txt", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, at)
    subprocess.run([sys.executable, "-m", "venv", at / ".venv"], check=True)
    for stamp in (".installed", ".installed-clients"):
        (at / ".venv" / stamp).touch()
    subprocess.run(["make", f"PYTHON={sys.executable}", target], cwd=at, check=True, capture_output=True, env={**os.environ, "PIP_NO_COMPILE": "1"})


@needs_make
@pytest.mark.slow
def test_make_sbom_lists_every_package(tmp_path: Path) -> None:
    _make("sbom", tmp_path)
    bom = json.loads((tmp_path / "dist" / "langcheck.cdx.json").read_text(encoding="utf-8"))
    assert bom["bomFormat"] == "CycloneDX"
    assert bom["metadata"]["component"]["name"] == "casenote-langcheck"
    listed = {canonicalize_name(part["name"]): part["version"] for part in bom["components"]}
    wanted = set(LICENCES["needed"]()) - {"setuptools"}
    assert wanted <= set(listed)
    assert not {"pytest", "ruff", "mypy"} & set(listed), "what users do not get"
    assert all(version in CONSTRAINTS.get(name, {version}) for name, version in listed.items())
    assert str(tmp_path) not in json.dumps(bom)


OFFLINE = ["unshare", "--net", "--"]


@needs_make
@pytest.mark.slow
def test_an_installation_without_a_network(tmp_path: Path) -> None:
    """As docs/deploy.md tells it: the wheelhouse is made by one command, checked by its sums, and installed where there is no network at all."""
    if shutil.which("unshare") is None or subprocess.run([*OFFLINE, "true"], capture_output=True, check=False).returncode:
        pytest.skip("it needs a network that can be taken away: unshare of util-linux, as root")
    _make("wheelhouse", tmp_path)
    house, target = tmp_path / "dist" / "wheelhouse", tmp_path / "target"
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=house, check=True)
    subprocess.run([sys.executable, "-m", "venv", target], check=True)
    programs = target / "bin"
    install = ["python", "-m", "pip", "install", "--quiet", "--no-index", "--find-links", house, "--constraint", house / "constraints.txt"]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PIP_CONFIG_FILE": os.devnull,
        "LANGCHECK_CACHE": str(tmp_path / "cache"),
        "PIP_NO_COMPILE": "1",
    }

    def offline(*command: object) -> subprocess.CompletedProcess[str]:
        asked = [*OFFLINE, str(programs / str(command[0])), *map(str, command[1:])]
        return subprocess.run(asked, cwd=tmp_path, env=environment, input="She is promiscuous.", capture_output=True, text=True, check=False)

    done = offline(*install, "casenote-langcheck[web,audit]", "gunicorn")
    assert done.returncode == 0, done.stderr
    assert "[[promiscuous]](1)" in offline("langcheck", "check", "-").stdout
    assert "can be used" in offline("langcheck", "serve", "--check-config").stdout
    assert offline("langcheck", "lexicon", "diff", ROOT / "lexicon").stdout == "no change\n"
    installed = next(target.glob("lib/python3*/site-packages/langcheck/lexicon_data"))
    assert offline("langcheck", "lexicon", "diff", installed).stdout == "no change\n", "where docs/deploy.md says that it is"
    (tmp_path / "notes.csv").write_text("id,note\n1,She is promiscuous.\n", encoding="utf-8")
    audit = offline("langcheck", "audit", "notes.csv", "--text", "note", "--out", "results", "--format", "xlsx", "--format", "parquet", "--jobs", "1")
    assert audit.returncode == 0, audit.stderr
    assert (tmp_path / "results" / "report.html").exists()

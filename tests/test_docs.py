"""The pages say what is so: their commands exist, their links lead somewhere, their examples run."""

from __future__ import annotations

import re
import shutil
import textwrap
from pathlib import Path

import pytest

from conftest import ROOT
from langcheck import Checker
from langcheck.cli import cli, main
from langcheck.lexicon.prove import Proof
from langcheck.measured import BLIND

PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        assert target.startswith(("https://", "http://")) or (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_tests_that_a_page_names_exist(page: Path) -> None:
    for name in re.findall(r"tests/[\w/.-]+\w|tests/\w+/(?=`)", page.read_text(encoding="utf-8")):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_single_tests_that_a_page_names_exist(page: Path) -> None:
    for name, test in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page.read_text(encoding="utf-8")):
        assert f"def {test}(" in _read(name), f"{name}::{test}"


def test_each_threat_has_a_control_and_a_test_that_exists() -> None:
    table = _read("docs/threat-model.md").split("## Threats")[1].split("## What is left")[0]
    rows = [line.split(" | ") for line in table.splitlines() if line.startswith("| ")][2:]
    assert len(rows) > 20
    for threat, control, shown in rows:
        assert control.strip(), threat
        assert "`tests/" in shown or "`make " in shown, threat


def test_make_targets_are_explained() -> None:
    makefile, readme = _read("Makefile"), _read("README.md")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE)) - {"help", "clean"}
    assert targets == set(re.findall(r"^\| `make ([a-z]+)` \|", readme, re.MULTILINE))
    assert targets <= set(re.findall(r"^#   make ([a-z]+)", makefile, re.MULTILINE))


def test_every_command_is_in_the_readme() -> None:
    readme = _read("README.md")
    for name in cli.commands:
        assert f"langcheck {name}" in readme


def _yaml_of_contributing() -> tuple[str, str]:
    """An entry for a file of the lexicon, and an overlay that adds the same entry."""
    entry, overlay, added = re.findall(r"```yaml\n(.*?)```", _read("CONTRIBUTING.md"), re.DOTALL)
    entry = textwrap.indent(textwrap.dedent(entry), "  ")
    return entry, overlay + re.sub(r" *- id: .*", lambda _: textwrap.indent(entry, "    "), added, flags=re.DOTALL)


@pytest.mark.slow
def test_the_entry_in_contributing_is_proved_in_the_file_it_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(shutil.copytree(ROOT / "lexicon", tmp_path / "lexicon"))
    file = folder / "behaviour-label.yaml"
    file.write_text(file.read_text(encoding="utf-8").rstrip("\n") + "\n" + _yaml_of_contributing()[0], encoding="utf-8")
    assert main(["lexicon", "check", str(file), "--lexicon", str(folder)]) == 0, capsys.readouterr().err
    assert main(["lexicon", "check", str(file)]) == 2, "a file of another folder is not proved by its name alone"


@pytest.mark.slow
def test_the_overlay_in_contributing_is_proved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    overlay = tmp_path / "our-guide.yaml"
    overlay.write_text(_yaml_of_contributing()[1], encoding="utf-8")
    assert main(["lexicon", "check", "--overlay", str(overlay)]) == 0, capsys.readouterr().err


def test_the_overlay_in_contributing_works(tmp_path: Path) -> None:
    overlay = tmp_path / "our-guide.yaml"
    overlay.write_text(_yaml_of_contributing()[1], encoding="utf-8")
    checker = Checker(overlays=[overlay])
    found = checker.check("He is streetwise and absconded from his placement.").findings
    assert [(f.term, f.sources[0].publisher) for f in found][:1] == [("absconded", "Anyshire Safeguarding Partnership")]
    assert "streetwise" not in {f.term for f in found}


def test_the_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    found = re.search(r"```python\n(.*?)```", _read("README.md"), re.DOTALL)
    assert found is not None
    exec(found[1], {})
    assert "putting herself at risk" in capsys.readouterr().out


def test_the_examples_show_all_three(checker: Checker) -> None:
    for path in (ROOT / "examples").glob("*.txt"):
        statuses = {f.status for f in checker.check(path.read_text(encoding="utf-8"), explain=True).findings}
        assert statuses == {"flagged", "quoted", "dismissed"}, path.name


def test_the_lexicon_of_these_tests_is_proved(small: Checker) -> None:
    assert not [str(problem) for term in small.lexicon.terms.values() for problem in Proof(small).problems(term)]


def test_the_measured_figures_are_those_of_the_newest_blind_round() -> None:
    rows = re.findall(r"^\| (\d+)\w?: [^|]*\| +(\d+) \| +\d+ \| ([\d.]+) \| ([\d.]+) \|", _read("docs/quality.md"), re.MULTILINE)
    _, notes, precision, recall = max(rows, key=lambda row: int(row[0]))
    assert (float(precision), float(recall), int(notes)) == BLIND
    for page in ("README.md", "docs/governance/limits.md", "docs/governance/transparency.md"):
        assert f"precision {precision}, recall {recall}" in _read(page).replace("**", ""), page
        assert re.search(rf"\b{notes} invented", _read(page)), page

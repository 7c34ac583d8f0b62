"""The shape of the house: a note's way goes through the modules in one order, and none reaches back."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from conftest import ROOT

SOURCE = ROOT / "src" / "langcheck"
LISTED = re.search(r"<!-- layers -->\n(.*?)<!-- end of layers -->", (ROOT / "docs" / "how-it-works.md").read_text(encoding="utf-8"), re.DOTALL)
LAYERS = [re.findall(r"`([\w./]+)`", line) for line in LISTED[1].splitlines() if line.startswith("| ")] if LISTED else []


def level(path: Path) -> int:
    """The layer that names a module or, nearer to it, its file."""
    name = path.relative_to(ROOT).as_posix().removeprefix("src/langcheck/")
    named = [
        (len(part), number) for number, parts in enumerate(LAYERS) for part in parts if name == part or (part.endswith("/") and name.startswith(part))
    ]
    assert named, f"docs/how-it-works.md names no layer for {name}"
    return max(named)[1]


def imported(path: Path) -> set[Path]:
    """The files of langcheck that a module imports, at its head or in a function, types apart."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {f"{node.module}.{alias.name}" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module for alias in node.names}
    found = set()
    for name in names | {n.rpartition(".")[0] for n in names}:
        if name.startswith("langcheck."):
            place = name.removeprefix("langcheck.").replace(".", "/")
            base = ROOT if place.startswith("webapp") else SOURCE
            found |= {p for p in (base / f"{place}.py", base / place / "__init__.py") if p.exists()}
    return found


def test_no_module_reaches_back() -> None:
    modules = [p for folder in (SOURCE, ROOT / "webapp") for p in folder.rglob("*.py")]
    assert len(modules) > 50
    wrong = [f"{p.relative_to(ROOT)} imports {other.relative_to(ROOT)}" for p in modules for other in imported(p) if level(other) > level(p)]
    assert wrong == []

"""Whose work comes along, and under which licence: everything that `pip install casenote-langcheck[web,audit]` installs.

    .venv/bin/python deploy/licences.py > docs/licences.md

Ends with 1 where a licence is not among those that a public body may use and pass on without a second thought.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

EXTRAS = ("", "web", "audit")
ALLOWED = frozenset("0BSD Apache-2.0 BSD BSD-2-Clause BSD-3-Clause CC0-1.0 ISC MIT MPL-2.0 PSF-2.0 ZPL-2.1 Zlib".split())
"""Permissive licences, and MPL-2.0, which asks only that changes to its own files are given on. `BSD`: one of its forms, not said which."""
_NAMES = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "ISC License": "ISC",
    "MIT License": "MIT",
    "ZPL 2.1": "ZPL-2.1",
}
"""How packages that give no SPDX expression call their licence."""


def licence_of(package: Distribution) -> str:
    """The licence as an SPDX expression, from what the package says of itself; empty where it says nothing that is known."""
    said = package.metadata
    classified = [line.rpartition(" :: ")[2] for line in said.get_all("Classifier") or () if line.startswith("License :: OSI")]
    for name in (said.get("License-Expression"), said.get("License"), *classified):
        found = _NAMES.get(name or "", name or "")
        if found and allowed(found):
            return found
    return said.get("License-Expression") or ""


def allowed(expression: str) -> bool:
    """Whether each licence of an expression is on the list; of those parted by OR one is enough.

    >>> allowed("Apache-2.0 AND (MIT OR GPL-3.0-only)"), allowed("GPL-3.0-only"), allowed("")
    (True, False, False)
    """
    choices = re.sub(r"\(([^()]*)\)", lambda m: next((c for c in m[1].split(" OR ") if allowed(c)), m[1]), expression).split(" OR ")
    return any(all(part.strip() in ALLOWED for part in choice.split(" AND ")) for choice in choices)


def needed(
    name: str = "casenote-langcheck", extras: tuple[str, ...] = EXTRAS, seen: dict[str, Distribution] | None = None
) -> dict[str, Distribution]:
    """Every package that `name` needs with these extras, as installed here, and what those need."""
    seen = {} if seen is None else seen
    for line in distribution(name).requires or ():
        requirement = Requirement(line)
        key = canonicalize_name(requirement.name)
        if requirement.marker and not any(requirement.marker.evaluate({"extra": extra}) for extra in extras):
            continue
        if key == "casenote-langcheck":
            needed(key, tuple(requirement.extras), seen)
        elif key not in seen:
            try:
                seen[key] = distribution(key)
            except PackageNotFoundError:
                raise SystemExit(f"{key} is not installed; install langcheck with [web,audit] first") from None
            needed(key, tuple(requirement.extras) or ("",), seen)
    return dict(sorted(seen.items()))


def page() -> Iterator[str]:
    """The page, line by line."""
    yield "# Whose work comes along\n"
    yield "What `pip install casenote-langcheck[web,audit]` installs, and under which licence, as the packages say of themselves. `make docs` writes"
    yield "this page; `tests/test_dependencies.py` holds it to what is installed, and each licence to the list of those that may be used and passed"
    yield "on without a second thought. langcheck itself is under the MIT licence.\n"
    yield "| package | licence | comes with |\n| --- | --- | --- |"
    with_each = {extra: needed(extras=(extra,)) for extra in EXTRAS}
    for name, package in needed().items():
        extras = ["langcheck itself"] if name in with_each[""] else [f"`[{extra}]`" for extra in EXTRAS if name in with_each[extra]]
        yield f"| {name} | {licence_of(package) or '**unknown**'} | {', '.join(extras)} |"
    yield "\nPackages that only some systems need (such as tomli on Python 3.10) are not listed; `make sbom` lists what a system has, with versions."


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print("\n".join(page()))
    wrong = sorted(name for name, package in needed().items() if not allowed(licence_of(package)))
    sys.exit(f"not on the list of licences: {', '.join(wrong)}" if wrong else 0)

"""Reports as SARIF 2.1.0, the exchange format of tools that read source files: for templates, forms and policies that are kept in a repository."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from langcheck import __version__
from langcheck.render.places import Places
from langcheck.render.words import one_line, told
from langcheck.report import Finding, Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVEL = {"avoid": "warning", "consider": "note"}


@dataclass(frozen=True)
class Checked:
    """A document for SARIF. `plain`: the file is the text of the report, so that lines and columns hold in it."""

    name: str
    report: Report
    plain: bool


def to_sarif(checked: Sequence[Checked], unread: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """One run over the documents; `unread` are those that could not be read, each with the reason.

    A quotation to keep has the level `none`; what was passed over is suppressed, with the reason. A document that is not plain text (Word, PDF)
    has no lines, so its results name the file and the words alone.
    """
    findings = [f for one in checked for f in one.report.findings]
    rules = {f.term: _rule(f) for f in findings}
    places = {term: index for index, term in enumerate(rules)}
    driver = {
        "name": "langcheck",
        "semanticVersion": __version__,
        "rules": list(rules.values()),
        "properties": {"lexicons": sorted({f"{one.report.lexicon.name} {one.report.lexicon.version}" for one in checked})},
    }
    invocation: dict[str, Any] = {"executionSuccessful": not unread}
    if unread:
        invocation["toolExecutionNotifications"] = [
            {"level": "error", "message": {"text": why}, "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(name)}}}]}
            for name, why in unread
        ]
    run = {
        "tool": {"driver": driver},
        "invocations": [invocation],
        "columnKind": "unicodeCodePoints",
        "results": [result for one in checked for result in _results(one, places)],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(f: Finding) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": f.term,
        "shortDescription": {"text": f"{f.term.replace('-', ' ')} ({f.category.replace('-', ' ')})"},
        "fullDescription": {"text": f.why},
        "properties": {"category": f.category},
    }
    if url := next((source.url for source in f.sources if source.url), ""):
        rule["helpUri"] = url
    return rule


def _results(one: Checked, rules: dict[str, int]) -> list[dict[str, Any]]:
    places = Places(one.report.text)
    return [_result(one, f, rules[f.term], _region(f, places)) for f in one.report.findings]


def _result(one: Checked, f: Finding, rule: int, region: dict[str, int]) -> dict[str, Any]:
    where: dict[str, Any] = {"artifactLocation": {"uri": _uri(one.name)}}
    result: dict[str, Any] = {
        "ruleId": f.term,
        "ruleIndex": rule,
        "level": "none" if f.status == "quoted" else _LEVEL[f.strength],
        "kind": "informational" if f.status == "quoted" else "fail",
        "message": {"text": told(f)},
        "locations": [{"physicalLocation": where}],
    }
    if one.plain:
        where["region"] = region
    if f.status == "dismissed":
        result["suppressions"] = [{"kind": "external", "justification": one_line(f.reason)}]
    return result


def _region(f: Finding, places: Places) -> dict[str, int]:
    line, column = places.of(f.start)
    end_line, end_column = places.of(f.end)
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
        "charOffset": f.start,
        "charLength": f.end - f.start,
    }


def _uri(name: str) -> str:
    path = Path(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())

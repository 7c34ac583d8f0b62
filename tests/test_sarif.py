"""SARIF and lines: places in the file as editors count them, and the shape that other tools read."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import SMALL
from langcheck import Checker
from langcheck.cli import main
from langcheck.render.lines import to_lines
from langcheck.render.places import Places
from langcheck.render.sarif import Checked, to_sarif

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}, "additionalProperties": False}
COUNT = {"type": "integer", "minimum": 1}
REGION = {
    "type": "object",
    "required": ["startLine", "startColumn", "endLine", "endColumn", "charOffset", "charLength"],
    "properties": {**dict.fromkeys(("startLine", "startColumn", "endLine", "endColumn", "charLength"), COUNT), "charOffset": {"minimum": 0}},
    "additionalProperties": False,
}
LOCATIONS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["physicalLocation"],
        "additionalProperties": False,
        "properties": {
            "physicalLocation": {
                "type": "object",
                "required": ["artifactLocation"],
                "additionalProperties": False,
                "properties": {
                    "region": REGION,
                    "artifactLocation": {
                        "type": "object",
                        "required": ["uri"],
                        "additionalProperties": False,
                        "properties": {"uri": {"type": "string", "pattern": r"^[A-Za-z0-9._~!$&'()*+,;=:@/%-]+$"}},
                    },
                },
            }
        },
    },
}
RESULT = {
    "type": "object",
    "required": ["ruleId", "ruleIndex", "level", "kind", "message", "locations"],
    "additionalProperties": False,
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": {"enum": ["none", "note", "warning"]},
        "kind": {"enum": ["fail", "informational"]},
        "message": TEXT,
        "locations": LOCATIONS,
        "suppressions": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["kind"],
                "additionalProperties": False,
                "properties": {"kind": {"enum": ["inSource", "external"]}, "justification": {"type": "string"}},
            },
        },
    },
}
SHAPE = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "additionalProperties": False,
                "properties": {
                    "tool": {"type": "object", "required": ["driver"]},
                    "invocations": {"type": "array", "items": {"type": "object", "required": ["executionSuccessful"]}},
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": RESULT},
                },
            },
        },
    },
}
"""What the SARIF 2.1.0 schema asks of the parts that langcheck writes, and no more than those parts."""
NOTE = 'Seen 😀.\r\nShe is promiscuous.\nHe said "promiscuous".\nThe card is in promiscuous mode.'


def valid(log: dict[str, Any]) -> dict[str, Any]:
    """The one run of a log, which has the shape; with SARIF_SCHEMA naming a copy of the published schema, it is asked too."""
    jsonschema.validate(log, SHAPE)
    if path := os.environ.get("SARIF_SCHEMA"):
        jsonschema.validate(log, json.loads(Path(path).read_text(encoding="utf-8")))
    run: dict[str, Any] = log["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(rules)) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert (result["level"] == "none") == (result["kind"] != "fail"), "as the standard has it"
    return run


def test_sarif_holds_the_findings_and_their_places(small: Checker) -> None:
    run = valid(to_sarif([Checked("a b/ü.txt", small.check(NOTE, explain=True), True)]))
    assert [(r["level"], "suppressions" in r) for r in run["results"]] == [("warning", False), ("none", False), ("warning", True)]
    where = run["results"][0]["locations"][0]["physicalLocation"]
    assert where["artifactLocation"]["uri"] == "a%20b/%C3%BC.txt"
    assert where["region"] == {"startLine": 2, "startColumn": 8, "endLine": 2, "endColumn": 19, "charOffset": 16, "charLength": 11}


def test_what_has_no_lines_or_could_not_be_read(small: Checker) -> None:
    run = valid(to_sarif([Checked("a.docx", small.check(NOTE), False)], [("/b.pdf", "the PDF is damaged")]))
    assert "region" not in run["results"][0]["locations"][0]["physicalLocation"]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"] == "the PDF is damaged"
    assert valid(to_sarif([]))["results"] == []


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "note.txt").write_text(NOTE, encoding="utf-8", newline="")
    assert main(["check", str(tmp_path / "note.txt"), "--lexicon", str(SMALL), "--format", "sarif"]) == 1
    run = valid(json.loads(capsys.readouterr().out))
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == (tmp_path / "note.txt").as_uri()


def test_lines(small: Checker) -> None:
    lines = list(to_lines("a\nb.txt", small.check(NOTE)))
    assert [line[: line.index(" (")] for line in lines] == ["a b.txt:2:8: Reconsider: “promiscuous”", "a b.txt:3:10: Keep the words: “promiscuous”"]


@given(st.text("a😀\r\n\u0301\u2028", max_size=20))
def test_lines_and_columns_lead_back(text: str) -> None:
    lines = re.split("\r\n|\r|\n", text)
    places = Places(text)
    for offset, char in enumerate(text):
        line, column = places.of(offset)
        if char not in "\r\n":
            assert lines[line - 1][column - 1] == char

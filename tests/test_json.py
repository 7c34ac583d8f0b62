"""The JSON report is a promise: docs/report.schema.json says what is in it, and docs/json.md explains every field."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conftest import ROOT
from langcheck import Checker, Finding, Report
from langcheck.report import SCHEMA, Context, LexiconInfo, Source, Suggestion

PUBLISHED = json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(PUBLISHED)
FINDING = PUBLISHED["$defs"]["finding"]["properties"]
NOTES = [
    "",
    "All well.",
    "She is promiscuous \U0001f600. She is pro\u00admis\u00adcuous.",
    'He said "she is promiscuous".\r\nThe card is in promiscuous mode.',
]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(PUBLISHED)
    assert PUBLISHED["properties"]["schema"]["const"] == PUBLISHED["title"] == SCHEMA


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("explain", [False, True])
def test_reports_keep_to_it(small: Checker, note: str, explain: bool) -> None:
    data = small.check(note, explain=explain).to_dict()
    VALIDATOR.validate(json.loads(json.dumps(data)))
    for found in data["findings"]:
        assert data["text"][found["start"] : found["end"]] == found["text"]
        utf16 = data["text"].encode("utf-16-le", "surrogatepass")
        assert utf16[2 * found["utf16"]["start"] : 2 * found["utf16"]["end"]].decode("utf-16-le") == found["text"]


def test_the_examples_keep_to_it(checker: Checker) -> None:
    for path in (ROOT / "examples").glob("*.txt"):
        VALIDATOR.validate(json.loads(json.dumps(checker.check(path.read_text(encoding="utf-8"), explain=True).to_dict())))


@given(st.text(st.characters(codec=None), max_size=30), st.text(max_size=30))
def test_any_note_keeps_to_it(small: Checker, before: str, after: str) -> None:
    VALIDATOR.validate(json.loads(json.dumps(small.check(f"{before} promiscuous {after}", explain=True).to_dict())))


@pytest.mark.parametrize(
    ("model", "properties", "more"),
    [
        (Report, PUBLISHED["properties"], {"schema", "file"}),
        (LexiconInfo, PUBLISHED["properties"]["lexicon"]["properties"], set()),
        (Finding, FINDING, {"utf16"}),
        (Context, FINDING["context"]["items"]["properties"], set()),
        (Suggestion, FINDING["alternatives"]["items"]["properties"], set()),
        (Source, FINDING["sources"]["items"]["properties"], set()),
    ],
)
def test_it_has_every_field_and_no_other(model: Any, properties: dict[str, Any], more: set[str]) -> None:
    assert set(properties) == {field.name for field in dataclasses.fields(model)} | more


def _objects(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if schema.get("type") == "object":
        yield schema
    for value in schema.values():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                yield from _objects(part)


def test_nothing_is_optional_or_unexplained() -> None:
    explained = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    for schema in _objects(PUBLISHED):
        assert set(schema["required"]) == set(schema["properties"]) - {"file"}
        assert schema["additionalProperties"] is False
        for name in schema["properties"]:
            assert f"`{name}`" in explained

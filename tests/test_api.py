"""The JSON API: its answers are what the OpenAPI document says, its refusals are problems, and neither repeats a note."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from langcheck.webapp import Settings, create_app
from langcheck.webapp.config import Cors, LexiconChoice, Limits
from openapi_spec_validator import OpenAPIV31SpecValidator

from conftest import ENGINE, ROOT
from langcheck import Checker, Report
from test_render import Page

LIMITS = Limits(request_bytes=10_000, note_characters=1_000, batch_notes=3)
SETTINGS = Settings(lexicon=LexiconChoice(folder=ENGINE), limits=LIMITS, cors=Cors(origins=("https://records.example",)))
SECRET = "Zebedee Quillfeather"
NOTE = f"😀 {SECRET} absconded. She keeps putting herself at risk."


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_app(SETTINGS).test_client()


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/openapi.json").get_json()
    return found


def holds(document: dict[str, Any], model: str, answer: Any) -> None:
    """Check an answer against a model of the document."""
    Draft202012Validator({"$ref": f"#/components/schemas/{model}", "components": document["components"]}).validate(answer)


def as_json(report: Report) -> Any:
    """A report as it arrives."""
    return json.loads(json.dumps(report.to_dict()))


def test_the_document_is_valid_and_complete(client: FlaskClient, document: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"].startswith("3.1")
    rules = {r.rule for r in client.application.url_map.iter_rules() if r.rule.startswith("/api/v1/")}
    described = {path.replace("{id}", "<name>") for path in document["paths"]}
    assert described == rules | {"/healthz", "/readyz", "/metrics"}


@pytest.mark.parametrize("path", ["/api/v1/openapi.json", "/api/v1/docs", "/healthz", "/readyz", "/metrics"])
def test_routes_without_a_model_give_what_the_document_says(client: FlaskClient, document: dict[str, Any], path: str) -> None:
    answer = client.get(path)
    ((media, content),) = document["paths"][path]["get"]["responses"][str(answer.status_code)]["content"].items()
    assert answer.mimetype == media
    Draft202012Validator(content["schema"]).validate(answer.get_json() if media == "application/json" else answer.text)


def test_a_report_holds_the_published_schema_too(client: FlaskClient, document: dict[str, Any], engine: Checker) -> None:
    answer = client.post("/api/v1/check", json={"text": NOTE, "explain": True}).get_json()
    holds(document, "Report", answer)
    Draft202012Validator(json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))).validate(answer)
    assert answer == as_json(engine.check(NOTE, explain=True))


@given(st.text(st.characters(codec="utf-8"), max_size=60), st.sampled_from(["absconded", "putting herself at risk", ""]))
def test_offsets_are_there_in_both_counts(client: FlaskClient, around: str, words: str) -> None:
    text = f"{around} She {words} {around}"
    for f in client.post("/api/v1/check", json={"text": text}).get_json()["findings"]:
        assert text[f["start"] : f["end"]] == f["text"]
        units = text.encode("utf-16-le")
        assert units[2 * f["utf16"]["start"] : 2 * f["utf16"]["end"]].decode("utf-16-le") == f["text"]


def test_options(client: FlaskClient, engine: Checker) -> None:
    text = "The placement broke down. Tom is a risk taking man."
    assert [f["term"] for f in client.post("/api/v1/check", json={"text": text}).get_json()["findings"]] == ["risk-taking"]
    pack = next(c.category for c in engine.lexicon.categories.values() if not c.on)
    assert "placement" in [f["term"] for f in client.post("/api/v1/check", json={"text": text, "packs": [pack]}).get_json()["findings"]]
    people = {"child": ["Mia"], "adults": ["Tom"]}
    explained = client.post("/api/v1/check", json={"text": text, "people": people, "explain": True}).get_json()
    assert explained == as_json(engine.check(text, explain=True, people=people))
    assert [f["status"] for f in explained["findings"]] == ["dismissed"]


def test_a_batch_keeps_the_order_and_names_what_it_rejects(client: FlaskClient, document: dict[str, Any]) -> None:
    notes = [{"id": "b", "text": NOTE}, {"text": None}, {"id": "a", "text": "x" * 1001}]
    answer = client.post("/api/v1/check/batch", json={"notes": notes}).get_json()
    holds(document, "BatchResponse", answer)
    assert [(r["index"], r["id"], "report" in r) for r in answer["results"]] == [(0, "b", True), (1, None, False), (2, "a", False)]
    assert [r["error"]["status"] for r in answer["results"][1:]] == [422, 413]
    assert (answer["checked"], answer["rejected"]) == (1, 2)


def test_the_lexicon_can_be_read(client: FlaskClient, document: dict[str, Any]) -> None:
    answer = client.get("/api/v1/lexicon").get_json()
    holds(document, "LexiconResponse", answer)
    for listed in answer["entries"]:
        entry = client.get(f"/api/v1/lexicon/{listed['id']}").get_json()
        holds(document, "EntryResponse", entry)
        assert listed.items() <= entry.items()
    assert "placement" not in [e["id"] for e in answer["entries"]]
    assert client.get("/api/v1/lexicon/placement").status_code == 200, "findings of a pack can be explained as well"
    version = client.get("/api/v1/version").get_json()
    holds(document, "VersionResponse", version)
    assert version["limits"] == LIMITS.model_dump(include=set(version["limits"]))


BAD: dict[str, tuple[dict[str, Any], int, str, list[str]]] = {
    "unknown field": ({"json": {"text": NOTE, "explian": True}}, 422, "invalid", ["/explian"]),
    "unknown field that may be a note": ({"json": {"text": "x", NOTE: 1}}, 422, "invalid", ["/…"]),
    "missing text": ({"json": {}}, 422, "invalid", ["/text"]),
    "text is no string": ({"json": {"text": [NOTE]}}, 422, "invalid", ["/text"]),
    "explain is no boolean": ({"json": {"text": NOTE, "explain": "yes"}}, 422, "invalid", ["/explain"]),
    "people": ({"json": {"text": NOTE, "people": {"child": SECRET}}}, 422, "invalid", ["/people/child"]),
    "unknown pack": ({"json": {"text": NOTE, "packs": [SECRET]}}, 422, "invalid", ["/packs/0"]),
    "no object": ({"json": [NOTE]}, 422, "invalid", [""]),
    "no JSON": ({"data": NOTE.encode(), "content_type": "application/json"}, 400, "not-json", []),
    "not UTF-8": ({"data": b'{"text": "\xff"}', "content_type": "application/json"}, 400, "not-json", []),
    "half an emoji": ({"data": b'{"text": "\\ud83d"}', "content_type": "application/json"}, 400, "not-json", []),
    "a form": ({"data": {"text": NOTE}}, 415, "not-json-type", []),
    "nothing": ({}, 415, "not-json-type", []),
    "a long note": ({"json": {"text": SECRET * 100}}, 413, "too-large", []),
    "a long request": ({"json": {"text": SECRET * 1000}}, 413, "too-large", []),
}


@pytest.mark.parametrize(("request_", "status", "kind", "pointers"), BAD.values(), ids=BAD)
def test_what_is_wrong_is_a_problem(
    client: FlaskClient, document: dict[str, Any], request_: dict[str, Any], status: int, kind: str, pointers: list[str]
) -> None:
    response = client.post("/api/v1/check", **request_)
    problem = json.loads(response.data)
    holds(document, "Problem", problem)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert (problem["status"], problem["type"]) == (status, f"urn:langcheck:problem:{kind}")
    assert [e["pointer"] for e in problem["errors"]] == pointers
    assert problem["instance"] == f"urn:uuid:{response.headers['X-Request-ID']}"
    assert "Quillfeather" not in response.text


def test_other_refusals(client: FlaskClient) -> None:
    too_many = client.post("/api/v1/check/batch", json={"notes": [{"text": "x"}] * 4})
    assert (too_many.status_code, "3 at a time" in too_many.get_json()["detail"]) == (413, True)
    assert client.post("/api/v1/check/batch", json={"notes": []}).status_code == 422
    wrong_method = client.get("/api/v1/check")
    assert (wrong_method.status_code, "POST" in wrong_method.headers["Allow"]) == (405, True)
    for path in ("/api/v1/nothing", "/api/", "/api/v1/lexicon/" + SECRET):
        response = client.get(path)
        assert (response.status_code, response.mimetype) == (404, "application/problem+json")
        assert "Quillfeather" not in response.text


def test_a_failure_is_a_problem_and_tells_nothing(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(SETTINGS)

    def fail(_: Checker, text: str, **__: Any) -> None:
        raise RuntimeError(text)

    monkeypatch.setattr(Checker, "check", fail)
    with caplog.at_level(logging.DEBUG):
        answers = [
            app.test_client().post("/api/v1/check", json={"text": NOTE}),
            app.test_client().post("/v2/check", data={"text": NOTE, "language": "en"}),
        ]
    assert [(a.status_code, a.mimetype) for a in answers] == [(500, "application/problem+json"), (500, "text/plain")]
    assert "RuntimeError" in caplog.text
    assert "Quillfeather" not in caplog.text + "".join(a.text for a in answers)


def test_the_reference_page_loads_nothing_from_elsewhere(client: FlaskClient, document: dict[str, Any]) -> None:
    page = Page(client.get("/api/v1/docs").text)
    assert "script" not in page.tags
    assert all(address.startswith(("/", "#")) for address in page.loads)
    assert {o["operationId"] for item in document["paths"].values() for o in item.values()} | document["components"]["schemas"].keys() <= set(
        page.ids
    )
    assert page.text.count("anything") == 1, "every type has a name; BatchNote.text alone may be anything"


def test_pages_of_listed_origins_may_call_and_no_others(client: FlaskClient) -> None:
    for path in ("/api/v1/check", "/v2/check"):
        asked = client.options(path, headers={"Origin": "https://records.example", "Access-Control-Request-Method": "POST"})
        assert asked.headers["Access-Control-Allow-Origin"] == "https://records.example"
        assert "Content-Type" in asked.headers["Access-Control-Allow-Headers"]
        other = client.options(path, headers={"Origin": "https://elsewhere.example"})
        assert "Access-Control-Allow-Origin" not in other.headers
        assert "Origin" in other.headers["Vary"]
    assert "Access-Control-Allow-Origin" not in client.get("/", headers={"Origin": "https://records.example"}).headers


def test_the_log_and_the_metrics_count_and_tell_no_words(caplog: pytest.LogCaptureFixture) -> None:
    client = create_app(SETTINGS).test_client()
    with caplog.at_level(logging.INFO):
        client.post("/api/v1/check", json={"text": NOTE})
        client.post("/v2/check", data={"text": NOTE, "language": "en"})
        client.post("/api/v1/check/batch", json={"notes": [{"id": SECRET, "text": NOTE}, {"text": 1}]})
        client.get(f"/api/v1/lexicon/{SECRET}")
        client.get(f"/{SECRET}")
    lines = [json.loads(record.getMessage()) for record in caplog.records if record.name == "langcheck.access"]
    assert [(line["route"], line["status"], line["notes"], line["findings"]) for line in lines] == [
        ("/api/v1/check", 200, 1, 2),
        ("/v2/check", 200, 1, 2),
        ("/api/v1/check/batch", 200, 1, 2),
        ("/api/v1/lexicon/<name>", 404, 0, 0),
        ("none", 404, 0, 0),
    ]
    assert set(lines[0]) == {"time", "id", "route", "status", "ms", "size", "notes", "findings", "key", "lexicon"}
    metrics = client.get("/metrics").text
    assert 'langcheck_findings_total{status="flagged",term="absconded"} 3.0' in metrics
    assert 'langcheck_requests_total{route="/api/v1/check",status="200"} 1.0' in metrics
    assert "langcheck_notes_total 3.0" in metrics
    assert "Quillfeather" not in metrics + caplog.text


def test_health(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").get_json()["ready"] is True
    blind = create_app(SETTINGS)
    report = Checker(ENGINE).check("All well.")
    monkeypatch.setattr(Checker, "check", lambda *_, **__: report)
    assert blind.test_client().get("/readyz").status_code == 503

"""The OpenAPI 3.1 document: the models' own JSON Schemas, and one row of a table for each route."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

import langcheck

from ..config import Limits
from . import models
from .problems import KINDS

_TEMPLATE = "#/components/schemas/{model}"
_ALWAYS = (403, 500)


class Operation(NamedTuple):
    """One route: what it takes, what it gives, whom it lets in, and which problems it can answer with."""

    method: str
    path: str
    id: str
    summary: str
    about: str
    takes: type[BaseModel] | None
    gives: type[BaseModel]
    scope: str
    problems: tuple[int, ...]


_BODY = (400, 401, 413, 415, 422, 429, 503)
_READ = (401, 429, 503)
OPERATIONS = (
    Operation(
        "post",
        "/check",
        "check",
        "Check one note",
        "Findings come in text order and never overlap.",
        models.CheckRequest,
        models.Report,
        "check",
        _BODY,
    ),
    Operation(
        "post",
        "/check/batch",
        "checkBatch",
        "Check many notes",
        "Results come in the order of the request. A note that can't be checked has an error in its place.",
        models.BatchRequest,
        models.BatchResponse,
        "batch",
        _BODY,
    ),
    Operation("get", "/lexicon", "listLexicon", "What is looked for", "The entries that are on.", None, models.LexiconResponse, "check", _READ),
    Operation(
        "get",
        "/lexicon/{id}",
        "getEntry",
        "One lexicon entry",
        "Why the wording matters, what can be written instead, who says so. Entries of packs that are off are found as well.",
        None,
        models.EntryResponse,
        "check",
        (*_READ, 404),
    ),
    Operation("get", "/version", "getVersion", "Versions and limits", "Needs no key.", None, models.VersionResponse, "", ()),
)


class Plain(NamedTuple):
    """A route that gives no model: where it is, what it gives, whom it lets in, and the statuses of its refusals."""

    path: str
    id: str
    summary: str
    about: str
    media: str
    gives: dict[str, Any]
    scope: str = ""
    refusals: tuple[int, ...] = ()


_TEXT = {"type": "string"}
_READY = {
    "type": "object",
    "required": ["ready", "lexicon", "entries"],
    "properties": {
        "ready": {"type": "boolean", "description": "Whether the checker finds what its own lexicon marks; the status is 503 where it does not."},
        "lexicon": {"type": "string", "description": "The version of the lexicon."},
        "entries": {"type": "integer", "description": "How many entries are on."},
    },
}
PLAIN = (
    Plain("/api/v1/openapi.json", "getOpenapi", "This document", "Needs no key.", "application/json", {"type": "object"}),
    Plain("/api/v1/docs", "getDocs", "This document as a page", "Needs no key.", "text/html", _TEXT),
    Plain("/healthz", "getHealth", "Whether the server is up", "Open to all.", "text/plain", _TEXT),
    Plain("/readyz", "getReady", "Whether notes can be checked", "Open to all.", "application/json", _READY, refusals=(503,)),
    Plain("/metrics", "getMetrics", "Counts for Prometheus", "No word of a note is in them.", "text/plain", _TEXT, "metrics", (401, 403, 429, 503)),
)


@dataclass(frozen=True)
class Described:
    """The document, as data and as text."""

    data: dict[str, Any]

    @cached_property
    def json(self) -> str:
        """The document as it is served."""
        return json.dumps(self.data, ensure_ascii=False)

    @property
    def operations(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Each operation with its method and path, for the reference page."""
        return [(method.upper(), path, operation) for path, item in self.data["paths"].items() for method, operation in item.items()]


def document(limits: Limits, packs: list[str], keys: bool) -> Described:
    """The document for a server with these limits and packs, and with or without keys."""
    given = [(o.gives, "serialization") for o in OPERATIONS]
    taken = [(o.takes, "validation") for o in OPERATIONS if o.takes]
    names, defs = models_json_schema([*given, *taken, (models.Problem, "serialization")], by_alias=True, ref_template=_TEMPLATE)  # type: ignore[list-item]
    schemas = defs["$defs"]
    schemas["CheckRequest"]["properties"]["text"]["maxLength"] = limits.note_characters
    schemas["BatchRequest"]["properties"]["notes"]["maxItems"] = limits.batch_notes
    for name in ("CheckRequest", "BatchRequest"):
        listed: dict[str, Any] = schemas[name]["properties"]["packs"]["anyOf"][0]
        listed.update({"items": {"enum": packs}} if packs else {"maxItems": 0})

    def ref(model: type[BaseModel], mode: Any = "serialization") -> dict[str, Any]:
        return dict(names[model, mode])

    def operation(o: Operation) -> dict[str, Any]:
        problems = sorted({*o.problems, *_ALWAYS})
        described: dict[str, Any] = {
            "operationId": o.id,
            "summary": o.summary,
            "description": o.about,
            "responses": {
                "200": _response("The answer.", "application/json", ref(o.gives)),
                **{str(code): _problem(code, ref(models.Problem)) for code in problems},
            },
            "security": [_key(o.scope)] if keys and o.scope else [],
        }
        if o.takes:
            described["requestBody"] = {"required": True, "content": {"application/json": {"schema": ref(o.takes, "validation")}}}
        if "{id}" in o.path:
            described["parameters"] = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}, "example": "promiscuous"}]
        return described

    paths: dict[str, dict[str, Any]] = {}
    for o in OPERATIONS:
        paths.setdefault("/api/v1" + o.path, {})[o.method] = operation(o)
    for plain in PLAIN:
        paths[plain.path] = {"get": _described(plain, ref(models.Problem), keys)}
    info = {
        "title": "langcheck",
        "version": langcheck.__version__,
        "summary": "Finds victim-blaming wording in case notes about children, and offers what the guides say instead.",
        "description": (
            "Nothing of a note is kept or logged. Within v1 no field changes its name, type or meaning and none goes; new optional fields and new "
            "values of `term` and `category` may come. Where the server has keys, send one as a bearer token; a server without keys answers this "
            f"computer alone. A request may weigh {limits.request_bytes:,} bytes."
        ),
        "license": {"name": "MIT", "identifier": "MIT"},
    }
    scheme = {"type": "http", "scheme": "bearer", "description": "Made with `langcheck serve keys add NAME`. Scopes: check, batch, metrics."}
    return Described(
        {
            "openapi": "3.1.0",
            "info": info,
            "servers": [{"url": "/", "description": "This server."}],
            "paths": paths,
            "components": {"schemas": schemas, "securitySchemes": {"key": scheme}},
        }
    )


def _described(plain: Plain, problem: dict[str, Any], keys: bool) -> dict[str, Any]:
    """A route that gives no model. Under /api/ what it refuses is a problem; elsewhere a refusal is of the kind that the route gives."""
    refusals = {code: _response(KINDS[code][1] + ".", plain.media, plain.gives) for code in plain.refusals}
    if plain.path.startswith("/api/"):
        refusals = {code: _problem(code, problem) for code in _ALWAYS}
    return {
        "operationId": plain.id,
        "summary": plain.summary,
        "description": plain.about,
        "responses": {"200": _response("The answer.", plain.media, plain.gives), **{str(code): told for code, told in refusals.items()}},
        "security": [_key(plain.scope)] if keys and plain.scope else [],
    }


def _key(scope: str) -> dict[str, list[str]]:
    return {"key": [scope]}


def _response(about: str, media: str, schema: dict[str, Any]) -> dict[str, Any]:
    headers = {"X-Request-ID": {"description": "The id of this request, as in the server's log.", "schema": {"type": "string", "format": "uuid"}}}
    return {"description": about, "headers": headers, "content": {media: {"schema": schema}}}


def _problem(code: int, schema: dict[str, Any]) -> dict[str, Any]:
    response = _response(f"{KINDS[code][1]}. {KINDS[code][2]}", "application/problem+json", schema)
    if code == 429:
        response["headers"]["Retry-After"] = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
    return response

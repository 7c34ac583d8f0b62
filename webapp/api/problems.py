"""Errors of the JSON API: RFC 9457 problems. They say what to do, and never repeat what was sent."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from flask import Response
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from ..observe import request_id
from .models import BatchNote, BatchRequest, CheckRequest, FieldError, People, Problem

KINDS: dict[int, tuple[str, str, str]] = {
    400: ("not-json", "The body is no JSON", "Send the body as JSON, encoded in UTF-8."),
    401: ("no-key", "A key is needed", "Send a key as: Authorization: Bearer KEY."),
    403: ("not-allowed", "Not allowed", "This is not open to you."),
    404: ("not-found", "There is nothing here", "Check the address; GET /api/v1/docs lists what there is."),
    405: ("wrong-method", "Wrong method", "The header Allow names the methods that work here."),
    413: ("too-large", "Too large", "Send less at a time; GET /api/v1/version states the limits."),
    415: ("not-json-type", "Wrong content type", "Send the body as JSON, with Content-Type: application/json."),
    422: ("invalid", "The request is not valid", "Each entry of errors names a field and what is wrong with it."),
    429: ("too-many", "Too many requests", "Retry-After says how many seconds to wait."),
    500: ("failed", "The checker failed", "Nothing was kept. Please tell the people who run this server the instance."),
    503: ("not-ready", "The server is not ready", "Try again later."),
}
"""For each status: the end of the problem's type, its title, and what to do where nothing more is known."""
TYPE = "urn:langcheck:problem:"
_FIELDS = [name for model in (CheckRequest, BatchRequest, BatchNote, People) for name in model.model_fields]
_OWN_WORDS = frozenset({401, 403, 404, 413, 422, 429, 503})


class Invalid(HTTPException):
    """A body with fields that are wrong."""

    code = 422

    def __init__(self, errors: Iterable[FieldError]) -> None:
        super().__init__()
        self.errors = list(errors)


def pointer(path: Iterable[str | int]) -> str:
    """A JSON Pointer.

    >>> pointer(["notes", 3, "a/b"])
    '/notes/3/a~1b'
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def invalid(error: ValidationError) -> Invalid:
    """What pydantic found, without the input. An unknown field is named only where it looks like a known one: it may be a name."""
    return Invalid(_field(dict(e)) for e in error.errors(include_url=False, include_context=False, include_input=False))


def _field(error: dict[str, Any]) -> FieldError:
    path = error["loc"]
    if error["type"] == "extra_forbidden":
        name = path[-1] if difflib.get_close_matches(str(path[-1])[:40], _FIELDS, 1, 0.75) else "…"
        return FieldError(pointer=pointer([*path[:-1], name]), detail="There is no such field. Remove it, or check its spelling.")
    return FieldError(pointer=pointer(path), detail=str(error["msg"]))


def tell(error: HTTPException) -> Response:
    """An error as a problem."""
    status = error.code if error.code in KINDS else 500 if (error.code or 500) >= 500 else 400
    kind, title, remedy = KINDS[status]
    own = error.description if status in _OWN_WORDS and _is_own(error) else None
    body = Problem(
        type=TYPE + kind,
        title=title,
        status=status,
        detail=own or remedy,
        instance=f"urn:uuid:{request_id()}",
        errors=error.errors if isinstance(error, Invalid) else [],
    )
    return Response(body.model_dump_json(exclude_defaults=False), status=status, content_type="application/problem+json")


def _is_own(error: HTTPException) -> bool:
    """Whether the description was written here rather than by the framework."""
    return error.description is not None and error.description != type(error).description

"""For monitors: whether the process is up (/healthz), whether it can check notes (/readyz), and its counts (/metrics)."""

from __future__ import annotations

from flask import Flask, Response, jsonify
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from langcheck.checker import Checker
from langcheck.lexicon.marks import unmark

from .access import Gate
from .checkers import Checkers
from .errors import told_by
from .observe import Metrics, metrics_response


def finds_its_own(checker: Checker) -> bool:
    """Whether the checker finds the words that an example of its own lexicon marks."""
    examples = ((t.id, e) for t in checker.lexicon.terms.values() for e in t.entry.examples.flagged)
    term, example = next(examples, ("", ""))
    text, _ = unmark(example)
    return any(f.term == term for f in checker.check(text).findings)


def add_health(app: Flask, checkers: Checkers, gate: Gate, metrics: Metrics) -> None:
    """Add the three routes to `app`."""

    def tell(error: HTTPException) -> Response:
        return Response(f"{error.description}\n", status=error.code or 500, content_type="text/plain; charset=utf-8")

    told_by(app, "/metrics", tell)

    @app.get("/healthz")
    def healthz() -> Response:
        return Response("ok\n", content_type="text/plain; charset=utf-8")

    @app.get("/readyz")
    def readyz() -> ResponseReturnValue:
        found = finds_its_own(checkers.default)
        return jsonify(
            {"ready": found, "lexicon": checkers.default.lexicon.version, "entries": len(checkers.default.lexicon.terms)}
        ), 200 if found else 503

    @app.get("/metrics")
    def counts() -> Response:
        gate.admit("metrics")
        return metrics_response(metrics)

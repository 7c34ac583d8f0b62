"""What whoever runs the server may know: a line of JSON for each request, and counts for Prometheus. Never a word of a note."""

from __future__ import annotations

import json
import logging
import os
import time
import uuid
from collections.abc import Iterable
from datetime import datetime, timezone
from typing import TextIO, cast

from flask import Flask, Response, g, request
from flask.logging import wsgi_errors_stream
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from langcheck.report import LexiconInfo, Report

_SIZES = ((1_000, "<=1kB"), (10_000, "<=10kB"), (100_000, "<=100kB"), (1_000_000, "<=1MB"))
_LOG = logging.getLogger("langcheck.access")


class Metrics:
    """The counts of one application. `route` is the rule that a path fits, never the path itself."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("langcheck_requests", "Requests by route and status.", ["route", "status"], registry=self.registry)
        self.seconds = Histogram("langcheck_request_seconds", "How long requests took.", ["route"], registry=self.registry)
        self.notes = Counter("langcheck_notes", "Notes checked.", registry=self.registry)
        self.findings = Counter("langcheck_findings", "Findings by lexicon entry and status.", ["term", "status"], registry=self.registry)

    def text(self) -> bytes:
        """All counts as Prometheus reads them; of every process, where PROMETHEUS_MULTIPROC_DIR says where they write."""
        registry = self.registry
        if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)


def count(report: Report) -> None:
    """Count a report in the line of this request and in the metrics. Called by whoever checks a note in a request."""
    g.notes = g.get("notes", 0) + 1
    g.found = [*g.get("found", ()), *((f.term, f.status) for f in report.findings)]


def request_id() -> str:
    """The id of this request, for the answer and the log. It is made here: one from outside could say anything."""
    if "id" not in g:
        g.id = str(uuid.uuid4())
    return str(g.id)


def _size(length: int) -> str:
    return next((name for most, name in _SIZES if length <= most), ">1MB")


def _route() -> str:
    return request.url_rule.rule if request.url_rule else "none"


def observe(app: Flask, lexicon: LexiconInfo, *, log: bool) -> Metrics:
    """Watch every request of `app`."""
    metrics = Metrics()
    if log and not _LOG.handlers:
        handler = logging.StreamHandler(cast(TextIO, wsgi_errors_stream))
        handler.setFormatter(logging.Formatter("%(message)s"))
        _LOG.addHandler(handler)
        _LOG.setLevel(logging.INFO)
        _LOG.propagate = False

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-ID"] = request_id()
        seconds = time.perf_counter() - g.began
        found: Iterable[tuple[str, str]] = g.get("found", ())
        metrics.requests.labels(_route(), response.status_code).inc()
        metrics.seconds.labels(_route()).observe(seconds)
        metrics.notes.inc(g.get("notes", 0))
        for term, status in found:
            metrics.findings.labels(term, status).inc()
        if log:
            line = {
                "time": datetime.now(timezone.utc).isoformat(timespec="milliseconds"),
                "id": request_id(),
                "route": _route(),
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
                "size": _size(request.content_length or 0),
                "notes": g.get("notes", 0),
                "findings": len(list(found)),
                "key": g.get("key", ""),
                "lexicon": lexicon.version,
            }
            _LOG.info(json.dumps(line))
        return response

    return metrics


def metrics_response(metrics: Metrics) -> Response:
    """The counts as a response."""
    return Response(metrics.text(), content_type=CONTENT_TYPE_LATEST)

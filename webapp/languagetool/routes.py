"""The routes under /v2. Errors are plain text, as clients of the protocol expect."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from langcheck.report import LexiconInfo

from .. import observe
from ..access import Gate
from ..checkers import Checkers
from ..config import Settings
from ..errors import told_by
from .answer import answer, software
from .ask import AskError, ask
from .languages import listed

_TROUBLE = {
    401: "this server needs a key: set it as the API key, or send Authorization: Bearer KEY",
    404: "there is nothing here; the routes are check, languages, healthcheck, maxtextlength and info",
    405: "a note is checked by POST, so that it never stands in an address",
    413: "the text is too long; check it in parts",
    500: "the checker failed; nothing was kept",
}
_OWN_WORDS = frozenset({403, 429, 503})


def add_languagetool(app: Flask, checkers: Checkers, gate: Gate, settings: Settings) -> None:
    """Add /v2 to `app`."""
    lt = Blueprint("languagetool", __name__, url_prefix="/v2")
    told_by(app, "/v2/", tell)
    most = settings.limits.note_characters
    loaded = checkers.default.lexicon
    info = LexiconInfo(loaded.name, loaded.version, loaded.sha256)

    @lt.post("/check")
    def check() -> ResponseReturnValue:
        try:
            asked = ask(request.get_data())
        except AskError as error:
            gate.admit("check", error.api_key)
            return _error(str(error), 400)
        gate.admit("check", asked.api_key)
        if len(asked.text) > most:
            raise RequestEntityTooLarge
        report = checkers.default.check(asked.text)
        observe.count(report)
        return jsonify(answer(asked, report))

    @lt.get("/languages")
    def languages() -> Response:
        return jsonify(listed())

    @lt.get("/healthcheck")
    def healthcheck() -> Response:
        return _plain("OK")

    @lt.get("/maxtextlength")
    def maxtextlength() -> Response:
        return _plain(str(most))

    @lt.get("/info")
    def about() -> Response:
        return jsonify({"software": software(info)})

    app.register_blueprint(lt)


def tell(error: HTTPException) -> Response:
    """An error as a line of plain text. A key that is missing or wrong is 403 here, as clients of the protocol know it."""
    status = error.code or 500
    own = error.description if status in _OWN_WORDS else None
    response = _error(own or _TROUBLE.get(status, "this request can't be served"), 403 if status == 401 else status)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            response.headers.add(name, value)
    return response


def _error(words: str, status: int) -> Response:
    return _plain(f"Error: {words}", status)


def _plain(text: str, status: int = 200) -> Response:
    return Response(text, status=status, content_type="text/plain; charset=utf-8")

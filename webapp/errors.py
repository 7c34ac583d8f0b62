"""Who words the answer when a request can't be served: each part of the site speaks its own language."""

from __future__ import annotations

import traceback
from collections.abc import Callable

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, InternalServerError

Tell = Callable[[HTTPException], ResponseReturnValue]


def told_by(app: Flask, prefix: str, tell: Tell) -> None:
    """Let `tell` word the errors of every path that begins with `prefix`."""
    app.extensions.setdefault("langcheck.tell", {})[prefix] = tell


def tell_errors(app: Flask) -> None:
    """Hand each error to whoever words it. An unforeseen one is logged by its kind alone, and told as 500."""

    def tell(error: HTTPException) -> Response:
        tells: dict[str, Tell] = app.extensions["langcheck.tell"]
        response = app.make_response(tells[max((prefix for prefix in tells if request.path.startswith(prefix)), key=len)](error))
        for name, value in error.get_headers():  # such as Allow, Retry-After and WWW-Authenticate
            if name not in response.headers:
                response.headers.add(name, value)
        return response

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        return tell(error)

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        # The message of an error may hold words of the note, so only its kind and the lines of code are logged.
        app.logger.error("%s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
        return tell(InternalServerError())

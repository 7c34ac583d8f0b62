"""The web checker: one page with a box for a note. The answer comes in the same response, and nothing is kept.

`create_app()` is the Flask factory. Run it with `langcheck serve`, or hand it to any WSGI server: `langcheck.webapp:create_app`.
"""

from __future__ import annotations

import traceback

from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from jinja2 import ChoiceLoader
from werkzeug.exceptions import HTTPException

from langcheck.checker import Checker
from langcheck.render.html import STATIC, TEMPLATES, shown

MAX_BYTES = 1_000_000
"""The longest request that is read."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

EMPTY = "Paste or type a note first, then check it."
TROUBLE = {
    404: "There is no such page. The checker is on the first page.",
    405: "A note is checked only with the button on the first page, so that it never stands in an address.",
    413: f"The note is too long: the checker takes up to {MAX_BYTES // 1000:,} kilobytes at a time. Check it in parts.",
}
"""What a person is told when a request can't be answered."""


def create_app(checker: Checker | None = None) -> Flask:
    """Build the web checker. Without a `checker` it has one of its own, with the lexicon that comes with langcheck."""
    used = checker or Checker()
    app = Flask(__name__, static_folder=str(STATIC), static_url_path="/static")
    # Flask reads form fields only up to a limit of their own.
    app.config.update(MAX_CONTENT_LENGTH=MAX_BYTES, MAX_FORM_MEMORY_SIZE=MAX_BYTES)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_loader = ChoiceLoader([app.jinja_loader, TEMPLATES] if app.jinja_loader else [TEMPLATES])

    def page(text: str = "", error: str = "", *, check: bool = False) -> str:
        result = shown("Your note", used.check(text)) if check else None
        return render_template("checker.html", result=result, text=text, error=error, lexicon_info=used.lexicon)

    @app.get("/")
    def form() -> ResponseReturnValue:
        return page()

    @app.post("/")
    def answer() -> ResponseReturnValue:
        text = request.form.get("text", "")
        return page(text, check=True) if text.strip() else (page(error=EMPTY), 400)

    @app.errorhandler(HTTPException)
    def trouble(error: HTTPException) -> ResponseReturnValue:
        code = error.code or 500
        return page(error=TROUBLE.get(code, "That did not work. Nothing was kept; try again from the first page.")), code

    @app.errorhandler(Exception)
    def failure(error: Exception) -> ResponseReturnValue:
        # The message of an error may hold words of the note, so only its kind and the lines of code are logged.
        app.logger.error("%s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
        return page(error="The checker failed on this note. Nothing was kept. Please tell the people who run it."), 500

    @app.after_request
    def guard(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    return app

"""The pages that people read: the form with its answer in the same response, and what is said when something fails."""

from __future__ import annotations

import traceback

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from langcheck.checker import Checker
from langcheck.render.html import shown

from .config import Settings
from .security import MAX_BYTES

EMPTY = "Paste or type a note first, then check it."
TROUBLE = {
    404: "There is no such page. The checker is on the first page.",
    405: "A note is checked only with the button on the first page, so that it never stands in an address.",
    413: f"The note is too long: the checker takes up to {MAX_BYTES // 1000:,} kilobytes at a time. Check it in parts.",
}
"""What a person is told when a request can't be answered."""


def add_pages(app: Flask, checker: Checker, settings: Settings) -> None:
    """Add the pages to `app`."""

    def page(text: str = "", error: str = "", *, check: bool = False) -> str:
        result = shown("Your note", checker.check(text)) if check else None
        return render_template("checker.html", result=result, text=text, error=error, lexicon_info=checker.lexicon, branding=settings.branding)

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

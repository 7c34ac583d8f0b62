"""The pages that people read: the form with its answer in the same response, and what is said when something fails."""

from __future__ import annotations

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from langcheck.render.html import shown

from .checkers import Checkers
from .config import Settings
from .errors import told_by
from .security import MAX_BYTES

EMPTY = "Paste or type a note first, then check it."
TROUBLE = {
    403: "The checker can't be used from here. The people who run it decide who may.",
    404: "There is no such page. The checker is on the first page.",
    405: "A note is checked only with the button on the first page, so that it never stands in an address.",
    413: f"The note is too long: the checker takes up to {MAX_BYTES // 1000:,} kilobytes at a time. Check it in parts.",
    500: "The checker failed on this note. Nothing was kept. Please tell the people who run it.",
}
"""What a person is told when a request can't be answered."""


def add_pages(app: Flask, checkers: Checkers, settings: Settings) -> None:
    """Add the pages to `app`."""

    checker = checkers.default

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

    def tell(error: HTTPException) -> ResponseReturnValue:
        code = error.code or 500
        return page(error=TROUBLE.get(code, "That did not work. Nothing was kept; try again from the first page.")), code

    told_by(app, "/", tell)

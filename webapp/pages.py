"""The pages that people read: the form with its answer in the same response, what tells about the checker, and what is said when something fails."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, render_template, request, send_from_directory
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from langcheck.documents import EXTENSIONS
from langcheck.render.html import STATIC, shown

from .checkers import Checkers
from .config import Settings
from .errors import told_by
from .form import Asked, asked
from .guide import add_guide
from .observe import count

NAME = "Your note"
TROUBLE = {
    403: ("This page is not open from here", "The people who run the checker decide who may use it."),
    404: ("Page not found", "There is no such page. The checker is on the first page."),
    405: ("Page not found", "A note is checked only with the button on the first page, so that it never stands in an address."),
    413: ("The note or the file is too long", "It was not read, and nothing was kept. Check it in parts."),
    500: ("The checker failed on this note", "Nothing was kept. Please tell the people who run it."),
}
"""What a person is told when a request can't be answered: what is wrong, and what to do."""
TOLD = ("about", "accessibility", "developers")
"""The pages that hold nothing but words."""


def add_pages(app: Flask, checkers: Checkers, settings: Settings) -> None:
    """Add the pages to `app`."""
    add_guide(app, checkers.default)
    for name in TOLD:
        app.add_url_rule(f"/{name}", name, lambda name=name: render_template(f"{name}.html"))

    @app.context_processor
    def known() -> dict[str, Any]:
        return {"branding": settings.branding, "limits": settings.limits, "lexicon_info": checkers.default.lexicon, "extensions": EXTENSIONS}

    def answered(question: Asked) -> dict[str, Any]:
        report = question.check(checkers)
        count(report)
        return {"result": shown(NAME, report), "lexicon_info": report.lexicon}

    @app.get("/")
    def form() -> ResponseReturnValue:
        return render_template("checker.html", asked=Asked(packs=checkers.on), checkers=checkers)

    @app.post("/")
    def answer() -> ResponseReturnValue:
        question = asked(request, checkers, settings.limits)
        if question.errors:
            return render_template("checker.html", asked=question, checkers=checkers), 400
        return render_template("checker.html", asked=question, checkers=checkers, **answered(question))

    @app.post("/live")
    def live() -> ResponseReturnValue:
        """The answer alone, for the script of the page."""
        question = asked(request, checkers, settings.limits)
        return ("", 204) if question.errors else render_template("answer.html", **answered(question))

    @app.get("/static/langcheck.css")
    def shared_style() -> Response:
        """The style sheet that reports in files have as well."""
        return send_from_directory(STATIC, "langcheck.css")

    def tell(error: HTTPException) -> ResponseReturnValue:
        code = error.code or 500
        title, remedy = TROUBLE.get(code, ("That did not work", "Nothing was kept. Try again from the first page."))
        return render_template("trouble.html", title=title, remedy=remedy), code

    told_by(app, "/", tell)

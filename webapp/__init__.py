"""The web checker and the HTTP interfaces. A note is answered in the same response, and nothing is kept.

`create_app()` is the Flask factory. Run it with `langcheck serve`, or hand it to any WSGI server: `langcheck.webapp:create_app`.
"""

from __future__ import annotations

from flask import Flask
from jinja2 import ChoiceLoader

from langcheck.checker import Checker
from langcheck.render.html import STATIC, TEMPLATES

from .config import Settings
from .pages import add_pages
from .security import HEADERS, MAX_BYTES, secure

__all__ = ["HEADERS", "MAX_BYTES", "Settings", "create_app"]


def create_app(checker: Checker | None = None, settings: Settings | None = None) -> Flask:
    """Build the web checker. Without a `checker` it has one of its own, with the lexicon that the settings name."""
    settings = settings or Settings()
    lexicon = settings.lexicon
    checker = checker or Checker(lexicon.folder, packs=lexicon.packs, overlays=lexicon.overlays)
    app = Flask(__name__, static_folder=str(STATIC), static_url_path="/static")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_loader = ChoiceLoader([app.jinja_loader, TEMPLATES] if app.jinja_loader else [TEMPLATES])
    secure(app)
    add_pages(app, checker, settings)
    return app

"""The web checker and the HTTP interfaces. A note is answered in the same response, and nothing is kept.

`create_app()` is the Flask factory. Run it with `langcheck serve`, or hand it to any WSGI server: `langcheck.webapp:create_app()`.
"""

from __future__ import annotations

from flask import Flask
from jinja2 import ChoiceLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from langcheck.render.html import TEMPLATES
from langcheck.report import LexiconInfo

from .access import add_gate
from .api import add_api
from .checkers import Checkers
from .config import Settings, load_settings
from .errors import tell_errors
from .health import add_health
from .languagetool import add_languagetool
from .observe import observe
from .pages import add_pages
from .security import HEADERS, MAX_BYTES, secure

__all__ = ["HEADERS", "MAX_BYTES", "Settings", "create_app"]


def create_app(settings: Settings | None = None) -> Flask:
    """Build everything that is served. Without `settings` they come from LANGCHECK_CONFIG and the environment.

    Raises ConfigError, LexiconError or KeyFileError, each with a message that says what to do.
    """
    settings = settings or load_settings()
    checkers = Checkers(settings.lexicon)
    lexicon = checkers.default.lexicon
    app = Flask(__name__)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_loader = ChoiceLoader([app.jinja_loader, TEMPLATES] if app.jinja_loader else [TEMPLATES])
    metrics = observe(app, LexiconInfo(lexicon.name, lexicon.version, lexicon.sha256), log=settings.log.access)
    secure(app, settings)
    gate = add_gate(app, settings)
    tell_errors(app)
    add_pages(app, checkers, settings)
    add_api(app, checkers, gate, settings)
    add_languagetool(app, checkers, gate, settings)
    add_health(app, checkers, gate, metrics)
    if settings.server.behind_proxy:  # the proxy says how the site is called from outside
        app.wsgi_app = ProxyFix(app.wsgi_app, x_host=1, x_prefix=1)  # type: ignore[method-assign]
    return app

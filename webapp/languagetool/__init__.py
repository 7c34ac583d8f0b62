"""The LanguageTool protocol under /v2, so that word processors and editors that speak it need no add-on of ours."""

from .routes import add_languagetool

__all__ = ["add_languagetool"]

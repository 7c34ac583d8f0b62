"""langcheck: finds victim-blaming wording in case notes about children, and offers what the guides say instead.

>>> import langcheck
>>> report = langcheck.check("She is promiscuous.")
>>> [(f.text, f.category) for f in report.findings]
[('promiscuous', 'sexualised-label')]
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langcheck.checker import Checker
    from langcheck.lexicon import LexiconError
    from langcheck.report import Finding, Report

__version__ = "0.1.0"
__all__ = ["Checker", "Finding", "LexiconError", "Report", "__version__", "check"]

_WHERE = {"Checker": "langcheck.checker", "Finding": "langcheck.report", "Report": "langcheck.report", "LexiconError": "langcheck.lexicon"}


def __getattr__(name: str) -> Any:
    """Import the heavy parts when they are first asked for, so that `langcheck --help` needs no spaCy."""
    if name in _WHERE:
        from importlib import import_module

        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'langcheck' has no attribute {name!r}")


@lru_cache(maxsize=1)
def default_checker() -> Checker:
    """The checker with the lexicon that comes with langcheck, loaded once."""
    from langcheck.checker import Checker

    return Checker()


def check(text: str, *, explain: bool = False) -> Report:
    """Check one note with the default lexicon. See `Checker.check`."""
    return default_checker().check(text, explain=explain)

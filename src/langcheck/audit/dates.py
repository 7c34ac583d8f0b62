"""Dates as exports write them, day before month as in the United Kingdom."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

_ISO = re.compile(r"\s*(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T\s].*)?$", re.DOTALL)
_BRITISH = re.compile(r"\s*(\d{1,2})[-/. ](\d{1,2}|[A-Za-z]{3,9})[-/. ,]+(\d{4}|\d{2})(?:[T\s,].*)?$", re.DOTALL)
_COMPACT = re.compile(r"\s*(\d{4})(\d{2})(\d{2})\s*$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def iso_date(value: Any) -> str:
    """The day as YYYY-MM-DD, or an empty text where no day can be read. Never guesses month before day.

    >>> [iso_date(text) for text in ("2024-03-09T10:00", "9/3/2024 10:00", "9 March 2024", "13/13/2024", "")]
    ['2024-03-09', '2024-03-09', '2024-03-09', '', '']
    """
    if isinstance(value, (datetime, date)):
        return value.isoformat()[:10]
    text = str(value)
    if match := _ISO.match(text) or _COMPACT.match(text):
        year, month, day = match.groups()
    elif match := _BRITISH.match(text):
        day, month, year = match.groups()
    else:
        return ""
    if month.isalpha():
        if month[:3].lower() not in _MONTHS:
            return ""
        month = str(_MONTHS.index(month[:3].lower()) + 1)
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day)).isoformat()
    except ValueError:
        return ""

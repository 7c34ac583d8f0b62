"""What a spreadsheet must not do: run a cell of a CSV as a formula."""

from __future__ import annotations

from typing import TypeVar

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
Value = TypeVar("Value")


def inert(value: Value) -> Value | str:
    """The value of a cell with an apostrophe in front where a spreadsheet would take it for a formula.

    >>> inert("=1+1"), inert("fine"), inert(-1)
    ("'=1+1", 'fine', -1)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_BEGINS_A_FORMULA) else value

"""Examples mark the words that are found: `She keeps [[putting herself at risk]].`"""

from __future__ import annotations

import re

MARK = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


def unmark(example: str) -> tuple[str, list[tuple[int, int]]]:
    """An example without its marks, and the marked places.

    >>> unmark("She [[absconded]] again.")
    ('She absconded again.', [(4, 13)])
    """
    text, places, done = "", [], 0
    for match in MARK.finditer(example):
        text += example[done : match.start()]
        places.append((len(text), len(text) + len(match[1])))
        text += match[1]
        done = match.end()
    return text + example[done:], places

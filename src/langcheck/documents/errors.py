"""The error of a document that can't be read, and the bounds within which one is read."""

from __future__ import annotations

import time

MAX_BYTES = 50_000_000
"""The largest file that is read."""
MAX_TEXT = 5_000_000
"""The longest text, in characters: some 2,000 pages."""
MAX_SECONDS = 60.0
"""How long the reading of one document may take."""


class DocumentError(ValueError):
    """A document can't be read. The message is for a person: what is wrong, and how to mend it. It never repeats the document."""


class Clock:
    """Ends a reading that takes too long: readers call `tick()` where they may spend time."""

    def __init__(self, seconds: float = MAX_SECONDS) -> None:
        self._end = time.monotonic() + seconds

    def tick(self) -> None:
        """Raise DocumentError once the time is up."""
        if time.monotonic() > self._end:
            raise DocumentError("the document takes too long to read; split it, or save its words as plain text")

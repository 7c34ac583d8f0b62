"""How far a run is: a bar on a terminal, plain lines in a log. Counts only, never a word of a note."""

from __future__ import annotations

import sys
import time
from typing import Any

_EVERY = 15.0
"""Seconds between two lines in a log."""


class Progress:
    """Shows how many rows are done, the rate, and the time left where the size of the input is known."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._began = self._shown = time.monotonic()
        self._rows = self._before = self._from = 0
        self._bar: Any = None
        if sys.stderr.isatty():
            from tqdm import tqdm

            tqdm.monitor_interval = 0  # no thread of its own: see run._sharing_memory
            form = "{percentage:3.0f}% |{bar}| {postfix} {elapsed} gone, {remaining} left" if size else "{postfix} {elapsed} gone"
            self._bar = tqdm(total=size or None, bar_format=form, mininterval=0.3, file=sys.stderr)

    def passed_over(self, rows: int, position: int) -> None:
        """Rows of the run that is being resumed: they are done, but tell nothing of the rate."""
        self._rows = self._before = rows
        self._from = position
        if self._bar is not None:
            self._bar.initial = self._bar.n = position
        self._began = time.monotonic()

    def update(self, rows: int, position: int) -> None:
        """So many rows more are done; the sources stand at `position`."""
        self._rows += rows
        now = time.monotonic()
        if self._bar is not None:
            self._bar.set_postfix_str(f"{self._rows:,} rows, {self._rate(now):,.0f}/s", refresh=False)
            self._bar.update(position - self._bar.n)
        elif now - self._shown >= _EVERY:
            self._shown = now
            print(f"{self._rows:,} rows, {self._rate(now):,.0f} a second{self._left(now, position)}", file=sys.stderr, flush=True)

    def _left(self, now: float, position: int) -> str:
        gone = position - self._from
        if not self._size or gone <= 0:
            return ""
        minutes = (now - self._began) * (self._size - position) / gone / 60
        return f", {100 * position / self._size:.0f} % of the input, about {minutes:.0f} min left"

    def _rate(self, now: float) -> float:
        return (self._rows - self._before) / max(now - self._began, 0.001)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()

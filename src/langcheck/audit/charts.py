"""Charts as inline SVG, without script: rates over time with their intervals, and rates side by side.

A chart repeats what the table under it says, so it is one image with one sentence for screen readers. Colours come from the page (`currentColor` and
custom properties), and nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from math import ceil, floor, log10
from typing import NamedTuple

from markupsafe import Markup, escape

from langcheck.audit.statistics import Estimate

WIDTH, LEFT, RIGHT = 760, 56, 16
_MANY = 48
"""Months; with more of them, single intervals would hide each other."""


class Point(NamedTuple):
    """A rate with its label; None where there is nothing to show (a suppressed or missing value)."""

    label: str
    estimate: Estimate | None


class Mark(NamedTuple):
    """Something that happened in a month (YYYY-MM), such as a new guide."""

    month: str
    text: str


def _top(points: Sequence[Point]) -> tuple[float, float]:
    """The upper end of the scale and the step between its lines: round numbers."""
    largest = max((p.estimate.high for p in points if p.estimate), default=1.0) or 1.0
    raw = largest / 4
    size = 10.0 ** floor(log10(raw))
    step = next(size * m for m in (1, 2, 2.5, 5, 10) if size * m >= raw)
    return ceil(largest / step) * step, step


def _scale(step: float, top: float) -> list[float]:
    return [i * step for i in range(round(top / step) + 1)]


def _svg(height: float, label: str, parts: Sequence[str]) -> Markup:
    body = "".join(parts)
    chart = f'<svg class="chart" viewBox="0 0 {WIDTH} {height:g}" role="img" aria-label="{escape(label)}">{body}</svg>'
    return Markup(f'<div class="scroll" role="group" tabindex="0" aria-label="Chart">{chart}</div>')  # nosec B704 - body escapes; scrolls by itself


def _text(x: float, y: float, words: str, anchor: str = "middle", kind: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{f" class={chr(34)}{kind}{chr(34)}" if kind else ""}>{escape(words)}</text>'


def over_time(points: Sequence[Point], unit: str, label: str, marks: Sequence[Mark] = ()) -> Markup:
    """Rates month by month: dots with their intervals, joined by a line that breaks where a month has none; `marks` are dashed lines, lettered.

    Over many months the intervals run together into a band.
    """
    height, bottom, head = 280, 236, 34
    top, step = _top(points)
    across = (WIDTH - LEFT - RIGHT) / max(1, len(points))

    def x(i: float) -> float:
        return LEFT + across * (i + 0.5)

    def y(value: float) -> float:
        return bottom - (bottom - head) * value / top

    parts = [_text(LEFT, 14, unit, "start", "unit")]
    for value in _scale(step, top):
        parts += [f'<path class="grid" d="M{LEFT} {y(value):.1f}H{WIDTH - RIGHT}"/>', _text(LEFT - 8, y(value) + 4, f"{value:g}", "end")]
    for at, words in _ticks([point.label for point in points]):
        parts += [f'<path class="tick" d="M{x(at) - across / 2:.1f} {bottom}v6"/>', _text(x(at) - across / 2, bottom + 20, words, "start")]
    for i, mark in enumerate(marks):
        place = next((j for j, point in enumerate(points) if point.label == mark.month), None)
        if place is not None:
            left = x(place) - across / 2
            parts += [f'<path class="mark" d="M{left:.1f} {head}V{bottom}"/>', _text(left, head - 6, chr(65 + i), kind="letter")]
    for known, run in groupby(enumerate(points), lambda item: item[1].estimate is not None):
        if known:
            parts += _run([(x(i), y(e.value), y(e.low), y(e.high)) for i, (_, e) in run if e], len(points) > _MANY)
    return _svg(height, label, parts)


def _ticks(months: Sequence[str]) -> list[tuple[int, str]]:
    """Where the axis is labelled, and how: at each month of a short time, else where a year begins."""
    if len(months) <= 13:
        return [(i, f"{month[5:]}/{month[2:4]}") for i, month in enumerate(months)]
    return [(i, month[:4]) for i, month in enumerate(months) if month.endswith("-01") or (i == 0 and month[5:] <= "09")]


def _run(places: Sequence[tuple[float, float, float, float]], band: bool) -> list[str]:
    """Neighbouring points: places across, of the rate, and of the ends of its interval."""
    line = " ".join(f"{x:.1f},{middle:.1f}" for x, middle, _, _ in places)
    if band and len(places) > 1:
        edge = [f"{x:.1f},{low:.1f}" for x, _, low, _ in places] + [f"{x:.1f},{high:.1f}" for x, _, _, high in reversed(places)]
        parts = [f'<polygon class="band" points="{" ".join(edge)}"/>']
    else:
        parts = [f'<path class="interval" d="M{x:.1f} {low:.1f}V{high:.1f}"/>' for x, _, low, high in places]
    if len(places) > 1:
        parts.append(f'<polyline class="line" points="{line}"/>')
    return parts + [f'<circle class="dot" cx="{x:.1f}" cy="{middle:.1f}" r="{2.5 if band else 4}"/>' for x, middle, _, _ in places]


def side_by_side(points: Sequence[Point], unit: str, label: str, line: float | None = None) -> Markup:
    """Rates under each other: a dot with its interval each; `line` is a dashed line for comparison, such as the rate of all notes or "no change"."""
    named, row, head = 250, 26, 30
    top, step = _top([*points, Point("", Estimate(line, line, line))] if line is not None else points)
    bottom = head + row * len(points)

    def x(value: float) -> float:
        return named + (WIDTH - RIGHT - named) * value / top

    parts = [_text(named, 14, unit, "start", "unit")]
    for value in _scale(step, top):
        parts += [f'<path class="grid" d="M{x(value):.1f} {head - 6}V{bottom}"/>', _text(x(value), bottom + 18, f"{value:g}")]
    if line is not None:
        parts.append(f'<path class="mark" d="M{x(line):.1f} {head - 6}V{bottom}"/>')
    for i, point in enumerate(points):
        middle = head + row * (i + 0.5)
        parts.append(_text(named - 12, middle + 4, _short(point.label), "end"))
        if point.estimate is None:
            parts.append(_text(named + 8, middle + 4, "too few to show", "start", "none"))
            continue
        value, low, high = point.estimate
        parts += [
            f'<path class="interval" d="M{x(low):.1f} {middle:g}H{x(high):.1f}"/>',
            f'<circle class="dot" cx="{x(value):.1f}" cy="{middle:g}" r="5"/>',
        ]
    return _svg(bottom + 28, label, parts)


def _short(words: str) -> str:
    return words if len(words) <= 34 else words[:33].rstrip() + "…"

"""The chart of growth, as plain SVG that follows the reader's light or dark setting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Points = Sequence[tuple[float, float]]
WIDTH, HEIGHT = 330, 230
LEFT, RIGHT, TOP, BOTTOM = 66, 26, 44, 54
"""A panel, and the room round its axes; everything is in user units, so the chart scales with the page."""
ROOM = 50
"""Numbers under the axis that would stand closer than this are left out."""
STYLE = """
.page{fill:#fff}.axis{stroke:#767676;fill:none}.line{stroke:#1d70b8;stroke-width:2.5;fill:none}.dot{fill:#1d70b8}text{fill:#1f1f1f}
@media(prefers-color-scheme:dark){.page{fill:#17191c}.axis{stroke:#9a9a9a}.line{stroke:#7cc0ff}.dot{fill:#7cc0ff}text{fill:#ececec}}
"""


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def _panel(title: str, unit: str, points: Points, number: int) -> str:
    left, top = number % 2 * WIDTH, number // 2 * HEIGHT
    most_x, most_y = max(x for x, _ in points), max(y for _, y in points)
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    base = top + TOP + high
    at = [(left + LEFT + wide * x / most_x, base - high * y / most_y) for x, y in points]
    marks, last = [], float("inf")
    for (x, _), (across, _) in sorted(zip(points, at, strict=True), reverse=True):
        if last - across >= ROOM:
            marks.append(f'<text x="{across:.0f}" y="{base + 19}" text-anchor="middle">{_number(x)}</text>')
            last = across
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
    dots = "".join(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for x, y in at)
    return (
        f'<path class="axis" d="M{left + LEFT} {top + TOP - 6}V{base}H{left + WIDTH - RIGHT + 6}"/><polyline class="line" points="{line}"/>{dots}'
        f'<text x="{left + LEFT - 8}" y="{top + TOP + 5}" text-anchor="end">{_number(most_y)}</text>'
        f'<text x="{left + LEFT - 8}" y="{base + 5}" text-anchor="end">0</text>{"".join(marks)}'
        f'<text x="{left + LEFT - 8}" y="{top + 22}" font-weight="bold">{unit}</text>'
        f'<text x="{left + LEFT + wide / 2}" y="{base + 40}" text-anchor="middle">{title}</text>'
    )


def growth_chart(series: Mapping[str, Points]) -> str:
    """A panel for each series of (size, milliseconds). Both axes begin at nothing, so growth in proportion is a straight line to the corner."""
    panels = "".join(
        _panel(title, "ms in all" if title == "notes" else "ms a note", points, number) for number, (title, points) in enumerate(series.items())
    )
    wide, high = 2 * WIDTH, (len(series) + 1) // 2 * HEIGHT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" font-family="sans-serif" font-size="16" role="img">'
        f'<title>Time by {"; ".join(series)}</title><style>{STYLE}</style><rect class="page" width="{wide}" height="{high}"/>{panels}</svg>\n'
    )

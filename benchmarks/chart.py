"""The chart of growth, as plain SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

WIDTH, HEIGHT, MARGIN = 300, 180, 46


def _panel(title: str, points: Sequence[tuple[float, float]], left: int) -> str:
    across, up = max(x for x, _ in points), max(y for _, y in points)
    at = [(left + MARGIN + x / across * (WIDTH - 2 * MARGIN), HEIGHT - MARGIN - y / up * (HEIGHT - 2 * MARGIN)) for x, y in points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in at)
    frame = f'<path d="M{left + MARGIN} {MARGIN} V{HEIGHT - MARGIN} H{left + WIDTH - MARGIN}" fill="none" stroke="#888"/>'
    words = (
        f'<text x="{left + MARGIN}" y="{HEIGHT - MARGIN + 30}">{title}: 0 to {across:,.0f}</text>'
        f'<text x="{left + MARGIN}" y="{MARGIN - 10}">{up:,.0f} ms</text>'
    )
    return f'{frame}<polyline points="{line}" fill="none" stroke="#1d70b8" stroke-width="2"/><g fill="#1d70b8">{dots}</g>{words}'


def growth_chart(series: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """One panel for each series of (size, milliseconds); a straight line through the corner is linear growth."""
    panels = "".join(_panel(title, points, number * WIDTH) for number, (title, points) in enumerate(series.items()))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH * len(series)} {HEIGHT}" font-family="sans-serif" font-size="11" role="img">'
        f"<title>Time against {', '.join(series)}</title><rect width='100%' height='100%' fill='white'/>{panels}</svg>\n"
    )

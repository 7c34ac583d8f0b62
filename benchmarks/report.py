"""Results as Markdown: every figure beside its goal, and whether the goal is reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from benchmarks.measure import Figure, Part, number

START, END = "<!-- results -->\n", "<!-- end of results -->\n"


def to_data(part: Part) -> dict[str, Any]:
    """A part as JSON-ready data; `figures` gives it back."""
    return {"figures": [asdict(figure) for figure in part.figures], "series": dict(part.series)}


def figures(part: Mapping[str, Any]) -> list[Figure]:
    return [Figure(**{**figure, "goal": figure["goal"] and tuple(figure["goal"])}) for figure in part.get("figures", ())]


def shown(figure: Figure) -> str:
    """The value, with the lowest and the highest of the rounds."""
    if figure.value is None:
        return f"missing: {figure.missing}".replace("|", "/")
    spread = "" if figure.low is None or figure.high is None else f" ({number(figure.low)}–{number(figure.high)})"
    return f"{number(figure.value)}{spread} {figure.unit}".rstrip()


def goal(figure: Figure) -> str:
    return f"{figure.goal[0]} {number(figure.goal[1])} {figure.unit}".rstrip() if figure.goal else ""


def verdict(figure: Figure) -> str:
    if figure.goal is None:
        return ""
    return {True: "yes", False: "**no**", None: "not measured"}[figure.reached]


def _rows(title: str, part: Mapping[str, Any]) -> Iterator[str]:
    yield f"### {title}\n"
    if "failed" in part:
        yield f"Not measured: {part['failed']}\n"
        return
    yield "| what | median (lowest–highest) | goal | reached | measured on |"
    yield "| --- | --: | --: | --- | --- |"
    for figure in figures(part):
        yield f"| {figure.what} | {shown(figure)} | {goal(figure)} | {verdict(figure)} | {figure.details} |"
    yield ""


def page_block(results: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """All results in Markdown; `titles` names the parts, in their order."""
    parts = results["parts"]
    held = [figure for part in parts.values() for figure in figures(part) if figure.goal]
    reached, unknown = (sum(figure.reached is wanted for figure in held) for wanted in (True, None))
    failed = [titles[name] for name, part in parts.items() if "failed" in part]
    lines = [
        f"`{results['command']}` on {results['date']}, in {results['minutes']:.0f} minutes: **{reached} of {len(held)} goals reached**"
        + (f", {unknown} not measured" if unknown else "")
        + (f"; parts that failed: {', '.join(failed)}" if failed else "")
        + ".\n"
    ]
    for name, title in titles.items():
        if name in parts:
            lines += _rows(title, parts[name])
    lines.append("Versions: " + "; ".join(f"{name} {value}" for name, value in results["versions"].items()) + ".")
    return "\n".join(lines) + "\n"


def with_block(page: str, block: str) -> str:
    """The page with the results put between its marks. Raises ValueError if they are not there."""
    head, start, rest = page.partition(START)
    _, end, tail = rest.partition(END)
    if not start or not end:
        raise ValueError(f"docs/performance.md has lost the lines {START.strip()} and {END.strip()}; put them back")
    return f"{head}{START}{block}{END}{tail}"

"""A report as text for a terminal, with or without colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from langcheck.render.words import HEAD, advice, one_line, showable, summary
from langcheck.report import Finding, Report

_STYLE = {"flagged": "1;4;33", "quoted": "4;36", "dismissed": "2"}


def _paint(text: str, style: str, colour: bool) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if colour else text


def _marked(report: Report, colour: bool) -> str:
    out, done = [], 0
    for number, f in enumerate(report.findings, 1):
        words = showable(f.text)
        out.append(showable(report.text[done : f.start]))
        out.append(f"{_paint(words, _STYLE[f.status], True)}[{number}]" if colour else f"[[{words}]]({number})")
        done = f.end
    out.append(showable(report.text[done:]))
    return "".join(out).strip("\n")


def _card(number: int, f: Finding, colour: bool) -> Iterator[str]:
    def lines(label: str, text: str) -> str:
        return textwrap.fill(text, 100, initial_indent=f"      {label:<8}", subsequent_indent=" " * 14)

    yield f"  {number}. {_paint(one_line(f.text), _STYLE[f.status], colour)} \u2013 {HEAD[f.status].lower()} ({f.category}, {f.strength})"
    for label, text in advice(f):
        yield lines(label, text)


def to_text(report: Report, colour: bool = False) -> str:
    """The note with its findings marked and numbered, then a card for each."""
    parts = [summary(report), "", _marked(report, colour), ""]
    for number, finding in enumerate(report.findings, 1):
        parts.extend([*_card(number, finding, colour), ""])
    return "\n".join(parts)

"""A report as text for a terminal, with or without colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from langcheck.report import Finding, Report

_STYLE = {"flagged": "1;4;33", "quoted": "4;36", "dismissed": "2"}
_HEAD = {"flagged": "reconsider", "quoted": "keep the words", "dismissed": "nothing wrong here"}
_KIND = {"replace": "write", "rewrite": "reword", "prompt": "ask"}
QUOTED_ADVICE = "These are somebody's own words: keep them exactly, say whose they are, and add what you make of them."


def summary(report: Report) -> str:
    """One sentence with the counts.

    >>> from langcheck import check
    >>> summary(check("She is promiscuous."))
    '1 phrase to reconsider'
    """
    flagged = sum(f.status == "flagged" for f in report.findings)
    quoted = sum(f.status == "quoted" for f in report.findings)
    parts = [f"{flagged} phrase{'s' * (flagged != 1)} to reconsider"] if flagged or not quoted else []
    if quoted:
        parts.append(f"{quoted} quotation{'s' * (quoted != 1)} to keep")
    return ", ".join(parts) if flagged or quoted else "Nothing to reconsider"


def _paint(text: str, style: str, colour: bool) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if colour else text


def _printable(text: str) -> str:
    """Control characters made visible, so that a note can't drive the terminal."""
    return "".join(c if c == "\n" or c.isprintable() else "\ufffd" if c != "\t" else " " for c in text)


def _marked(report: Report, colour: bool) -> str:
    out, done = [], 0
    for number, f in enumerate(report.findings, 1):
        out.append(_printable(report.text[done : f.start]))
        words = _printable(f.text)
        out.append(f"{_paint(words, _STYLE[f.status], True)}[{number}]" if colour else f"[[{words}]]({number})")
        done = f.end
    out.append(_printable(report.text[done:]))
    return "".join(out).strip("\n")


def _card(number: int, f: Finding, colour: bool) -> Iterator[str]:
    def lines(label: str, text: str) -> str:
        return textwrap.fill(text, 100, initial_indent=f"      {label:<8}", subsequent_indent=" " * 14)

    yield f"  {number}. {_paint(_printable(' '.join(f.text.split())), _STYLE[f.status], colour)} \u2013 {_HEAD[f.status]} ({f.category}, {f.strength})"
    if f.status != "dismissed":
        yield lines("why", f.why)
    if f.status == "quoted":
        yield lines("keep", QUOTED_ADVICE)
    if f.reason:
        evidence = ", ".join(f"\u201c{_printable(' '.join(c.text.split()))}\u201d" for c in f.context)
        yield lines("because", f"{f.reason}{': ' + evidence if evidence else ''}")
    if f.status == "flagged":
        for alternative in f.alternatives:
            yield lines(_KIND[alternative.kind], alternative.text)
    if f.status != "dismissed":
        yield lines("guide", "; ".join(dict.fromkeys(source.title for source in f.sources)))


def to_text(report: Report, colour: bool = False) -> str:
    """The note with its findings marked and numbered, then a card for each."""
    parts = [summary(report), "", _marked(report, colour), ""]
    for number, finding in enumerate(report.findings, 1):
        parts.extend([*_card(number, finding, colour), ""])
    return "\n".join(parts)

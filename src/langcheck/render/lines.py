"""A report as lines for editors and pipelines: `file:line:column: what to do: "words" (term): why`."""

from __future__ import annotations

from collections.abc import Iterator

from langcheck.render.places import Places
from langcheck.render.words import one_line, told
from langcheck.report import Report


def to_lines(name: str, report: Report) -> Iterator[str]:
    """A line for each finding. Line and column count from 1 in the text of the report, columns in code points.

    >>> from langcheck import check
    >>> next(to_lines("note.txt", check("Seen.\\nShe is promiscuous.")))[:54]
    'note.txt:2:8: Reconsider: “promiscuous” (promiscuous):'
    """
    places = Places(report.text)
    for f in report.findings:
        line, column = places.of(f.start)
        yield f"{one_line(name)}:{line}:{column}: {told(f)}"

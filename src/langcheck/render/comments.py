"""A report as comments for a Word document."""

from __future__ import annotations

from langcheck.documents.comments import Comment
from langcheck.render.words import HEAD, advice, one_line
from langcheck.report import Report


def to_comments(report: Report) -> list[Comment]:
    """A comment for each finding: what to do and the words, then a paragraph each for why, the alternatives, the guides."""
    return [
        Comment(
            f.start,
            f.end,
            (f"{HEAD[f.status]}: \u201c{one_line(f.text)}\u201d", *(f"{label.capitalize()}: {one_line(text)}" for label, text in advice(f))),
        )
        for f in report.findings
    ]

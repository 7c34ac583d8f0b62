"""The words that every report for people shares, and the one rule for showing text that nobody has vetted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from langcheck.report import Finding, Report

HEAD = {"flagged": "Reconsider", "quoted": "Keep the words", "dismissed": "Passed over"}
"""What a status asks of the writer."""
KIND = {"replace": "Write", "rewrite": "Reword", "prompt": "Ask"}
"""What a kind of alternative offers."""
QUOTED_ADVICE = "These are somebody's own words: keep them exactly, say whose they are, and add what you make of them."

_GUIDES = 3
"""How many guides are named; `langcheck lexicon show` names all."""

_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def showable(text: str) -> str:
    r"""Text that can't drive a terminal or turn a page round: control characters and lone surrogates are made visible.

    >>> showable("a\x1b[31m\r\nb")
    'a\ufffd[31m\nb'
    """
    return _UNSHOWABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Showable text without its line breaks."""
    return " ".join(showable(text).split())


def evidence(finding: Finding) -> tuple[str, ...]:
    """The words that decided what becomes of a finding, each without quotation marks of its own."""
    return tuple(one_line(c.text).strip("\"'\u2018\u2019\u201c\u201d") for c in finding.context)


def advice(finding: Finding) -> Iterator[tuple[str, str]]:
    """What to say of a finding, as labelled lines: why, what decided, what to write instead, which guides."""
    if finding.status != "dismissed":
        yield "why", finding.why
    if finding.status == "quoted":
        yield "keep", QUOTED_ADVICE
    if finding.reason:
        words = ", ".join(f"\u201c{words}\u201d" for words in evidence(finding))
        yield "because", f"{finding.reason}{': ' + words if words else ''}"
    if finding.status == "flagged":
        for alternative in finding.alternatives:
            yield KIND[alternative.kind].lower(), alternative.text
    if finding.status != "dismissed":
        titles = list(dict.fromkeys(source.title for source in finding.sources))
        more = len(titles) - _GUIDES
        yield "guide", "; ".join(titles[:_GUIDES]) + (f"; and {more} more" if more > 0 else "")


def told(finding: Finding) -> str:
    """A finding on one line: what to do, the words, the term, then what there is to say of it."""
    said = [text if label == "why" else f"{label.capitalize()}: {text}" for label, text in advice(finding)]
    return f"{HEAD[finding.status]}: \u201c{one_line(finding.text)}\u201d ({finding.term}): {' '.join(map(one_line, said))}"


def counted(count: int, what: str) -> str:
    """A count with its noun.

    >>> counted(1, "note"), counted(2400, "note")
    ('1 note', '2,400 notes')
    """
    return f"{count:,} {what}{'s' * (count != 1)}"


def summary(report: Report) -> str:
    """One sentence with the counts.

    >>> from langcheck.report import LexiconInfo
    >>> summary(Report("All well.", (), LexiconInfo("langcheck", "1", "")))
    'Nothing to reconsider'
    """
    flagged = sum(f.status == "flagged" for f in report.findings)
    quoted = sum(f.status == "quoted" for f in report.findings)
    parts = [f"{counted(flagged, 'phrase')} to reconsider"] if flagged else []
    if quoted:
        parts.append(f"{counted(quoted, 'quotation')} to keep")
    return ", ".join(parts) or "Nothing to reconsider"

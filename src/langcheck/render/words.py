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

_SENTENCES = {
    "verbatim words": "These are somebody's verbatim words{words}.",
    "verbatim words, end of quotation missing": "These are somebody's verbatim words{words}; the mark that closes the quotation is missing.",
    "the child's own account": "This is the child's own account{words}.",
    "somebody's own words": "These are somebody's own words{words}.",
    "what an adult who may be doing harm says": "This is what an adult who may be doing harm says{words}; the record does not say it.",
    "counts only in somebody's own words": "The words count only where somebody says them of themselves.",
    "the words are talked about, not used": "The words are talked about, not used{words}.",
    "the writer challenges the words": "The writer challenges the words{words}.",
    "the writer says that it is not so": "The writer says that it is not so{words}.",
    "still the wrong word when denied": "It is still the wrong word when denied{words}.",
    "said of a child": "It is said of a child{words}, not of a parent or carer.",
    "said of children in general": "It is said of children in general{words}, not of this child.",
}
"""How a reason reads as a sentence; `{words}` are the words of the note that decided."""
_BY_KIND = {
    "subject": "It is {reason}{words}, not of the child.",
    "protected": "This is {reason}{words}.",
    "sense": "The words around it show that nothing is wrong here{words}: {reason}.",
}
"""The same for reasons that only their kind tells: a person, a title, an exception of the lexicon."""
_QUOTES = "\"'\u2018\u2019\u201c\u201d"
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


def because(finding: Finding) -> str:
    """What decided, as a sentence that names the words of the note that say so; empty where nothing spoke against flagging.

    >>> from langcheck.report import Context
    >>> said = Context("subject", "a parent or carer", 0, 3, "Mum")
    >>> finding = Finding(0, 0, "", "", "", "avoid", "dismissed", "said of a parent or carer", (said,), "", (), ())
    >>> because(finding)
    'It is said of a parent or carer (\u201cMum\u201d), not of the child.'
    """
    if not finding.reason:
        return ""
    words = " and ".join(dict.fromkeys(f"\u201c{one_line(c.text).strip(_QUOTES)}\u201d" for c in finding.context))
    shown = f" ({words})" if words else ""
    kind = finding.context[-1].kind if finding.context else ""
    sentence = _SENTENCES.get(finding.reason) or _BY_KIND.get(kind, "{reason}{words}.")
    text = sentence.format(reason=finding.reason, words=shown)
    return text[0].upper() + text[1:]


def advice(finding: Finding) -> Iterator[tuple[str, str]]:
    """What to say of a finding, as labelled lines: why, for what reason it is kept or passed over, what to write instead, which guides."""
    if finding.status != "dismissed":
        yield "why", finding.why
    if finding.status == "quoted":
        yield "keep", QUOTED_ADVICE
    if finding.reason:
        yield "reason", because(finding)
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

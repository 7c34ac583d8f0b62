"""A report in the words of the LanguageTool protocol: everything that any known client reads without asking whether it is there.

Only what fits in the place of the words goes into `replacements`, since clients paste the first of them. Advice goes into the message.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

import langcheck
from langcheck.normalise import tidy
from langcheck.render.words import QUOTED_ADVICE
from langcheck.report import Finding, LexiconInfo, Report, utf16_offsets
from langcheck.segment import segment

from .ask import Asked
from .languages import LANGUAGES

_AROUND = 40
"""How many characters of context stand on each side of a finding."""
CATEGORY = {"id": "STYLE", "name": "Wording about children"}
"""LibreOffice underlines STYLE in blue, which reads as advice; TYPOS would be red."""


def software(lexicon: LexiconInfo) -> dict[str, Any]:
    """Who answers."""
    return {
        "name": "langcheck",
        "version": langcheck.__version__,
        "buildDate": f"lexicon {lexicon.version}",
        "apiVersion": 1,
        "premium": False,
        "premiumHint": "",
        "status": "",
    }


def answer(asked: Asked, report: Report) -> dict[str, Any]:
    """The answer to /v2/check."""
    wanted = [f for f in report.findings if asked.wants(f.term, f.category)]
    places = [asked.place(f.start, f.end) for f in wanted]
    ordered = sorted({place for pair in places for place in pair})
    units = dict(zip(ordered, utf16_offsets(asked.given, ordered), strict=True))
    sentences = list(_sentences(report.text)) if wanted else []
    name = LANGUAGES[asked.language]
    return {
        "software": software(report.lexicon),
        "warnings": {"incompleteResults": False},
        "language": {
            "name": name,
            "code": asked.language,
            "detectedLanguage": {"name": name, "code": asked.language, "confidence": 1.0, "source": "given"},
        },
        "matches": [
            _match(f, units[start], units[end] - units[start], _context(asked.given, start, end), _sentence(report.text, sentences, f))
            for f, (start, end) in zip(wanted, places, strict=True)
        ],
        "sentenceRanges": [],
    }


def _match(f: Finding, offset: int, length: int, context: dict[str, Any], sentence: str) -> dict[str, Any]:
    quoted = f.status == "quoted"
    return {
        "message": message(f),
        "shortMessage": "Keep the words" if quoted else f"Reconsider: {_first(f, 'prompt')}",
        "offset": offset,
        "length": length,
        "replacements": [] if quoted else [{"value": a.text} for a in f.alternatives if a.kind == "replace"],
        "context": context,
        "sentence": sentence,
        "type": {"typeName": "Hint"},
        "rule": {
            "id": f.term,
            "subId": f.status,
            "description": f"{f.category.replace('-', ' ')}: {f.term.replace('-', ' ')}",
            "issueType": "style",
            "urls": [{"value": source.url} for source in f.sources if source.url.startswith(("https://", "http://"))],
            "isPremium": False,
            "category": CATEGORY,
        },
        "ignoreForIncompleteSentence": False,
        "contextForSureMatch": 0,
    }


def message(f: Finding) -> str:
    """What a person reads in the word processor: why the words matter, and what could be written or asked instead."""
    if f.status == "quoted":
        return QUOTED_ADVICE
    rewrite, prompt = _first(f, "rewrite"), _first(f, "prompt")
    return " ".join(filter(None, (f.why, rewrite and f"Perhaps: {rewrite}", prompt and f"Ask: {prompt}")))


def _first(f: Finding, kind: str) -> str:
    return next((a.text for a in f.alternatives if a.kind == kind), "")


def _context(given: str, start: int, end: int) -> dict[str, Any]:
    """Some text around a place, on one line, with dots where it is cut off, as LanguageTool words it."""
    first, last = max(0, start - _AROUND), min(len(given), end + _AROUND)
    before, after = "..." if first else "", "..." if last < len(given) else ""
    text = before + given[first:last].replace("\r", " ").replace("\n", " ") + after
    at, to = len(before) + start - first, len(before) + end - first
    offset, stop = utf16_offsets(text, [at, to])
    return {"text": text, "offset": offset, "length": stop - offset}


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    note = segment(tidy(text))
    return (note.tidy.source_span(note.starts[s.start], note.ends[s.end - 1]) for s in note.sentences)


def _sentence(text: str, sentences: list[tuple[int, int]], f: Finding) -> str:
    """The sentence that the finding stands in."""
    first = bisect_right(sentences, f.start, key=itemgetter(0)) - 1
    last = bisect_left(sentences, f.end, key=itemgetter(1))
    return text[sentences[first][0] if first >= 0 else f.start : sentences[last][1] if last < len(sentences) else f.end]

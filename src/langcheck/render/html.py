"""A report as HTML: one page that needs nothing else, and the parts of it that the web checker shares.

Everything of a note goes through `showable` and Jinja's escaping. There is no script, and nothing is loaded from anywhere.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from langcheck.render.words import HEAD, KIND, QUOTED_ADVICE, because, one_line, showable, summary
from langcheck.report import Finding, Report, Source, utf16_offsets

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
"""The folder with the style sheet."""
TEMPLATES = FileSystemLoader(_HERE / "templates")
"""The templates, for another Jinja environment to use as well."""

_BLANK = re.compile("(\u27e8[^\u27e9]*\u27e9)")
_STRENGTH = {"avoid": "a guide says never", "consider": "it depends on the facts"}


@dataclass(frozen=True)
class Offer:
    """Alternatives of one kind: what the kind offers, and the words of each, with the blanks for the author marked."""

    kind: str
    label: str
    words: tuple[Markup, ...]


@dataclass(frozen=True)
class Card:
    """A finding as people see it. `key` names its two ends on the page: `mark-KEY` in the note and `card-KEY`."""

    key: str
    term: str
    place: tuple[int, int]
    """In UTF-16 units, as browsers count."""
    number: int
    status: str
    words: str
    """As in the note, line breaks kept."""
    phrase: str
    head: str
    strength: str
    category: str
    why: str
    keep: str
    because: str
    offers: tuple[Offer, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Shown:
    """A note as people see it: its name, the counts in words, its text in pieces, and a card for each finding."""

    name: str
    summary: str
    pieces: tuple[str | Card, ...]
    cards: tuple[Card, ...]


def offers(alternatives: Iterable[tuple[str, str]]) -> tuple[Offer, ...]:
    """Alternatives, each a kind and its text, with those of a kind that follow each other together."""
    grouped = groupby(alternatives, key=itemgetter(0))
    return tuple(Offer(kind, KIND[kind], tuple(_with_blanks(text) for _, text in group)) for kind, group in grouped)


def _with_blanks(text: str) -> Markup:
    return Markup(_BLANK.sub(r'<span class="blank">\1</span>', str(escape(text))))  # nosec B704 - escaped first


def _card(key: str, number: int, f: Finding, place: tuple[int, int]) -> Card:
    return Card(
        key=key,
        term=f.term,
        place=place,
        number=number,
        status=f.status,
        words=showable(f.text),
        phrase=one_line(f.text),
        head=HEAD[f.status],
        strength=_STRENGTH[f.strength] if f.status == "flagged" else "",
        category=f.category.replace("-", " "),
        why=f.why if f.status != "dismissed" else "",
        keep=QUOTED_ADVICE if f.status == "quoted" else "",
        because=because(f),
        offers=offers((a.kind, a.text) for a in f.alternatives) if f.status == "flagged" else (),
        sources=tuple({source.title: source for source in f.sources}.values()) if f.status != "dismissed" else (),
    )


def shown(name: str, report: Report, note: int = 1) -> Shown:
    """What a page shows of a report; `note` is its number on the page."""
    units = utf16_offsets(report.text, [place for f in report.findings for place in (f.start, f.end)])
    cards = tuple(_card(f"{note}-{number}", number, f, (next(units), next(units))) for number, f in enumerate(report.findings, 1))
    pieces: list[str | Card] = []
    done = 0
    for card, f in zip(cards, report.findings, strict=True):
        pieces += [showable(report.text[done : f.start]), card]
        done = f.end
    pieces.append(showable(report.text[done:]))
    return Shown(one_line(name), summary(report), tuple(pieces), cards)


@cache
def _page() -> Template:
    return Environment(loader=TEMPLATES, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).get_template("page.html")


def to_html(reports: Sequence[tuple[str, Report]]) -> str:
    """One self-contained page for reports, each with the name of its note."""
    # The sheet stands inside the page as it is, so that its hash is the one the page's own policy allows.
    style = (STATIC / "langcheck.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    notes = [shown(name, report, number) for number, (name, report) in enumerate(reports, 1)]
    lexicons = dict.fromkeys(report.lexicon for _, report in reports)
    return _page().render(notes=notes, lexicons=list(lexicons), style=Markup(style), digest=digest)  # nosec B704 - our own style sheet

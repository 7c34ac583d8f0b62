"""The lexicon for people to read: a listing, one entry in full, a guide in Markdown, a table in CSV."""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from langcheck.lexicon.marks import MARK, unmark
from langcheck.lexicon.model import Lexicon, Term
from langcheck.lexicon.schema import CategoryFile, Entry
from langcheck.spreadsheet import inert

_SLOT = re.compile(r"\{(\w+)(?: [^{}]*)?\}")
_SLOTS = {"poss": "their", "self": "themselves", "subj": "they", "obj": "them"}
_STRENGTH = {"avoid": "Avoid: a guide says never.", "consider": "Consider: it depends on the facts."}
_OURS = "Avoid: it does what wordings do of which guides say never."
_FINE = 6
"""How many sentences that are left alone the guide shows of an entry, one for each reason; the table and `lexicon show` have all."""
_KIND = {"replace": "Write", "rewrite": "Reword", "prompt": "Ask"}
COLUMNS = ("category", "id", "strength", "found", "patterns", "why", "write", "reword", "ask", "fine when", "left alone", "sources")

_INTRO = """\
# The lexicon

<!-- Written by `make docs` from the files in lexicon/. Change those, not this page. -->

This is what langcheck looks for in case notes about children, why each wording matters, and what can be written instead. It is a reading
copy of the files in [lexicon/](../lexicon), which a test keeps the same. The wordings shown are examples: an entry finds other forms of
them too (*puts*, *putting*, *put*; *herself*, *themselves*).

Some wording is hurtful to read. It stands here because it stands in records.

Three things hold for every entry:

* **Somebody's own words stay.** Inside quotation marks, or plainly as the child's account, wording is kept, attributed and followed by what
  you make of it.
* **Who is spoken of decides.** The same words about an adult who harms are left alone.
* **An alternative is an offer.** Write only what you know. ⟨Angle brackets⟩ are blanks that only you can fill; a question is there to be
  thought about, not to be copied.
"""


def listing(lexicon: Lexicon) -> str:
    """Every entry on a line."""
    rows = [(term.id, term.category, term.entry.strength, next(iter(wordings(term.entry.examples.flagged)), "")) for term in _in_order(lexicon)]
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    return "\n".join("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]) for row in rows)


def near(lexicon: Lexicon, name: str) -> str:
    """What to try instead of an id that does not exist."""
    close = difflib.get_close_matches(name, lexicon.terms, 3, 0.5) or [term_id for term_id in lexicon.terms if name in term_id][:3]
    return f"did you mean {' or '.join(close)}?" if close else "`langcheck lexicon list` shows them all"


def shown(lexicon: Lexicon, term: Term) -> str:
    """One entry in full, for a terminal."""
    entry = term.entry
    lines = [entry.id, f"  {lexicon.categories[term.category].title} ({term.file}:{term.line})", f"  {_strength(entry)} {entry.why}"]
    groups = {
        "Patterns": entry.patterns,
        "Instead": [f"{_KIND[a.kind].lower()}: {a.text}" for a in entry.alternatives],
        "Left alone": [f"{u.pattern} ({u.because}): {u.example}" for u in entry.unless],
        "Flagged": entry.examples.flagged,
        "Quoted": entry.examples.quoted,
        "Clear": entry.examples.clear,
        "Not found yet": entry.misses,
        "Sources": [_source(lexicon, key) for key in entry.sources],
    }
    for title, group in groups.items():
        if group:
            lines += [f"  {title}:", *(f"    {' '.join(line.split())}" for line in group)]
    return "\n".join([*lines, ""])


def wordings(examples: Iterable[str]) -> list[str]:
    """The wordings that examples mark, each once.

    >>> wordings(["A [[bad   word]].", "A [[Bad word]] and a [[worse]] one."])
    ['Bad word', 'worse']
    """
    marked = (" ".join(m.split()) for example in examples for m in MARK.findall(example))
    return list({words.lower(): words for words in marked}.values())


def _strength(entry: Entry) -> str:
    """What the strength of an entry asks for; no guide is claimed where none lists the wording."""
    return _OURS if entry.strength == "avoid" and entry.sources == ("own",) else _STRENGTH[entry.strength]


def _source(lexicon: Lexicon, key: str) -> str:
    guide = lexicon.guides[key]
    return ", ".join(filter(None, (guide.title, guide.year, guide.url)))


def fitted(text: str) -> str:
    """An alternative as it reads with *they*; a verb stands in its base form."""
    return _SLOT.sub(lambda m: _SLOTS.get(m[1], m[0][1:-1]), text)


def _in_order(lexicon: Lexicon) -> Iterator[Term]:
    """The terms by category: those that are on first, then the packs."""
    for category in categories(lexicon):
        yield from (term for term in lexicon.terms.values() if term.category == category.category)


def categories(lexicon: Lexicon) -> list[CategoryFile]:
    """The categories by title: those that are on first, then the packs."""
    return sorted(lexicon.categories.values(), key=lambda c: (not c.on, c.title.lower()))


def _escaped(text: str) -> str:
    """Text that Markdown takes as it is, on one line."""
    return re.sub(r"([\\`*_<>\[\]|#])", r"\\\1", " ".join(text.split()))


def _anchor(title: str) -> str:
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def _entry(term: Term) -> Iterator[str]:
    entry = term.entry
    yield f"### {term.id}\n"
    yield f"**{' · '.join(map(_escaped, wordings(term.entry.examples.flagged)))}**\n"
    yield f"{_escaped(entry.why)} *{_strength(entry)}*\n"
    for alternative in entry.alternatives:
        yield f"* {_KIND[alternative.kind]}: {_escaped(fitted(alternative.text))}"
    yield ""
    because = {u.because: unmark(u.example)[0] for u in entry.unless}
    fine = [f"“{_escaped(example)}” ({_escaped(reason)})" for reason, example in because.items()]
    fine += [f"“{_escaped(example)}”" for example in entry.examples.clear if example not in because.values()]
    yield f"Left alone, for example: {' '.join(fine[:_FINE])}\n"
    yield f"Listed by: {', '.join(f'[{key}](#guide-{key})' for key in entry.sources)}\n"


def to_markdown(lexicon: Lexicon) -> str:
    """The whole lexicon as a guide to read."""
    ordered = categories(lexicon)
    lines = [_INTRO, f"Version {lexicon.version}: {len(lexicon.terms)} entries in {len(ordered)} categories.\n"]
    for on, heading in ((True, "Always on:"), (False, "Packs, off until you switch them on with `--pack`:")):
        listed = [c for c in ordered if c.on is on]
        if listed:
            lines += [f"{heading}\n", *(f"* [{_escaped(c.title)}](#{_anchor(c.title)}) (`{c.category}`)" for c in listed), ""]
    for category in ordered:
        lines += [f"## {_escaped(category.title)}\n", f"{_escaped(category.about)}\n"]
        for term in lexicon.terms.values():
            if term.category == category.category:
                lines += _entry(term)
    cited = {key for term in lexicon.terms.values() for key in term.entry.sources}
    lines += ["## Guides\n", "What the entries cite. `own` marks wording of this project, from the principles that the guides share.\n"]
    for key, guide in lexicon.guides.items():
        if key in cited:
            title = f"[{_escaped(guide.title)}]({guide.url})" if guide.url.startswith(("https://", "http://")) else _escaped(guide.title)
            about = ", ".join(filter(None, (title, _escaped(guide.publisher), guide.year)))
            lines.append(f'* <a id="guide-{key}"></a>`{key}`: {about}{". " + _escaped(guide.note) if guide.note else ""}')
    return "\n".join(lines) + "\n"


def to_csv(lexicon: Lexicon) -> str:
    """The whole lexicon as a table, an entry a row; several things in a cell stand on lines of their own."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for term in _in_order(lexicon):
        entry = term.entry
        kinds = {kind: [fitted(a.text) for a in entry.alternatives if a.kind == kind] for kind in _KIND}
        cells: list[Sequence[str]] = [
            [term.category],
            [term.id],
            [entry.strength],
            wordings(term.entry.examples.flagged),
            entry.patterns,
            [entry.why],
            *kinds.values(),
        ]
        cells.append([f"{u.because}: {unmark(u.example)[0]}" for u in entry.unless])
        cells += [entry.examples.clear, [_source(lexicon, key) for key in entry.sources]]
        writer.writerow(inert("\n".join(cell)) for cell in cells)
    return out.getvalue()

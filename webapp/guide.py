"""The guide: the whole lexicon to read, by category and by search, each entry at an address of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from flask import Flask, abort, render_template, request
from flask.typing import ResponseReturnValue

from langcheck.checker import Checker
from langcheck.lexicon.marks import unmark
from langcheck.lexicon.schema import CategoryFile, Entry, Guide
from langcheck.lexicon.table import categories, fitted, wordings
from langcheck.render.html import Offer, offers

_SHOWN = 12
"""How many wordings stand in a list of entries; the page of an entry shows all."""


@dataclass(frozen=True)
class Page:
    """An entry as people read it."""

    entry: Entry
    category: CategoryFile
    sources: tuple[Guide, ...]

    @cached_property
    def found(self) -> list[str]:
        """The wordings that its examples mark."""
        return wordings(self.entry.examples.flagged or self.entry.examples.quoted)

    @property
    def title(self) -> str:
        return self.found[0] if self.found else self.entry.id.replace("-", " ")

    @property
    def few(self) -> list[str]:
        return self.found[1:_SHOWN]

    @property
    def offers(self) -> tuple[Offer, ...]:
        return offers((a.kind, fitted(a.text)) for a in self.entry.alternatives)

    @cached_property
    def fine(self) -> list[tuple[str, str]]:
        """Sentences in which nothing is wrong, each with the reason where there is one."""
        because = {unmark(u.example)[0]: u.because for u in self.entry.unless}
        return [*because.items(), *((example, "") for example in self.entry.examples.clear if example not in because)]

    @property
    def quoted(self) -> list[str]:
        return [unmark(example)[0] for example in self.entry.examples.quoted]

    @cached_property
    def words(self) -> str:
        """Everything that a search looks at."""
        parts = [
            self.entry.id,
            self.entry.why,
            *self.found,
            *(fitted(a.text) for a in self.entry.alternatives),
            *(guide.title for guide in self.sources),
        ]
        return " ".join(parts).lower()


class Pages:
    """The pages of a checker's lexicon: its terms, and the entries of the packs that are off."""

    def __init__(self, checker: Checker) -> None:
        lexicon = checker.lexicon
        self._checker = checker
        self.categories = categories(lexicon)
        self.on = {term.category for term in lexicon.terms.values()}
        entries = [(term.category, term.entry) for term in lexicon.terms.values()]
        entries += [(c.category, entry) for c in self.categories if c.category not in self.on for entry in c.entries]
        self.entries = {
            entry.id: Page(entry, lexicon.categories[name], tuple({lexicon.guides[key].title: lexicon.guides[key] for key in entry.sources}.values()))
            for name, entry in entries
        }

    def of(self, category: str) -> list[Page]:
        """The entries of a category."""
        return [page for page in self.entries.values() if page.category.category == category]

    def search(self, query: str) -> list[Page]:
        """The entries that find the query as wording of a note, then those whose page holds each of its words."""
        return list({page.entry.id: page for page in self._searched(query)}.values())

    def _searched(self, query: str) -> Iterator[Page]:
        for finding in self._checker.check(query, explain=True).findings:
            yield self.entries[finding.term]
        if words := query.lower().split():
            yield from (page for page in self.entries.values() if all(word in page.words for word in words))


def add_guide(app: Flask, checker: Checker) -> None:
    """Add the pages of the guide to `app`."""
    pages = Pages(checker)

    @app.get("/guide")
    def guide() -> ResponseReturnValue:
        query = request.args.get("q", "").strip()[:200]
        return render_template("guide.html", pages=pages, query=query, hits=pages.search(query) if query else [])

    @app.get("/guide/category/<name>")
    def guide_category(name: str) -> ResponseReturnValue:
        category = next((c for c in pages.categories if c.category == name), None) or abort(404)
        return render_template("category.html", pages=pages, category=category, on=name in pages.on)

    @app.get("/guide/<name>")
    def guide_entry(name: str) -> ResponseReturnValue:
        page = pages.entries.get(name) or abort(404)
        return render_template("entry.html", page=page, on=page.category.category in pages.on)

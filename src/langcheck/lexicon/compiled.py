"""A compiled lexicon as plain data (JSON), and back: what `langcheck.lexicon.cache` keeps, so that it need not be expanded at every start."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from langcheck.lexicon.model import Lexicon, Surroundings, Term
from langcheck.lexicon.schema import CategoryFile, CueFile, Entry, Guide
from langcheck.match import PatternIndex
from langcheck.patterns import Choice, Gap, Node, Pattern, Sequence_, Token, Vocabulary

Row = list[Any]


class _Rows:
    """Nodes as rows that name their parts by number. Nodes that match alike share a row."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._numbers: dict[tuple[Any, ...], int] = {}
        self._known: dict[Node, int] = {}

    def number(self, node: Node | None) -> int | None:
        if node is None:
            return None
        if node not in self._known:
            self._known[node] = self._add(node)
        return self._known[node]

    def _add(self, node: Node) -> int:
        match node:
            case Token(surfaces):
                row: tuple[Any, ...] = ("token", *sorted(surfaces))
            case Gap(most):
                row = ("gap", most)
            case Sequence_(parts):
                row = ("sequence", *map(self.number, parts))
            case Choice(options, optional):
                row = ("optional" if optional else "choice", *map(self.number, options))
        if row not in self._numbers:
            self._numbers[row] = len(self.rows)
            self.rows.append(list(row))
        return self._numbers[row]


def _nodes(rows: Sequence[Row]) -> list[Node]:
    nodes: list[Node] = []
    for kind, *inner in rows:
        if kind == "token":
            nodes.append(Token(frozenset(inner)))
        elif kind == "gap":
            nodes.append(Gap(*inner))
        elif kind == "sequence":
            nodes.append(Sequence_(tuple([nodes[i] for i in inner])))
        else:
            nodes.append(Choice(tuple([nodes[i] for i in inner]), kind == "optional"))
    return nodes


def to_data(lexicon: Lexicon) -> dict[str, Any]:
    """The lexicon and its index as JSON-ready data."""
    rows = _Rows()
    terms = [
        {
            "entry": term.entry.model_dump(exclude_none=True),
            "category": term.category,
            "when_denied": term.when_denied,
            "patterns": [[p.source, rows.number(p.node), sorted(p.inflected)] for p in term.patterns],
            "unless": [[u.because, u.source, rows.number(u.before), rows.number(u.after)] for u in term.unless],
            "file": term.file,
            "line": term.line,
        }
        for term in lexicon.terms.values()
    ]
    return {
        "name": lexicon.name,
        "version": lexicon.version,
        "sha256": lexicon.sha256,
        "terms": terms,
        "categories": [file.model_dump(exclude_none=True) for file in lexicon.categories.values()],
        "guides": {key: guide.model_dump() for key, guide in lexicon.guides.items()},
        "classes": {name: rows.number(node) for name, node in lexicon.vocabulary.classes.items()},
        "spellings": dict(lexicon.vocabulary.spellings),
        "cues": lexicon.cues.model_dump(),
        "nodes": rows.rows,
        "index": lexicon.index.to_data(),
    }


def vocabulary_data(vocabulary: Vocabulary) -> Row:
    """The shared classes and slips as plain data: the same for two vocabularies that match alike."""
    rows = _Rows()
    return [{name: rows.number(node) for name, node in vocabulary.classes.items()}, rows.rows, {k: list(v) for k, v in vocabulary.spellings.items()}]


@contextmanager
def no_search_for_garbage() -> Iterator[None]:
    """While many objects are made that stay, Python would search through them for garbage again and again."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


def from_data(data: dict[str, Any]) -> Lexicon:
    """The lexicon that `to_data` gave as `data`."""
    nodes = _nodes(data["nodes"])

    def node(number: int | None) -> Node | None:
        return None if number is None else nodes[number]

    def term(row: dict[str, Any]) -> Term:
        patterns = tuple(Pattern(source, nodes[number], frozenset(inflected)) for source, number, inflected in row["patterns"])
        unless = tuple(Surroundings(because, source, node(before), node(after)) for because, source, before, after in row["unless"])
        return Term(Entry.model_validate(row["entry"]), row["category"], row["when_denied"], patterns, unless, row["file"], row["line"])

    terms = [term(row) for row in data["terms"]]
    categories = map(CategoryFile.model_validate, data["categories"])
    lexicon = Lexicon(
        data["name"],
        data["version"],
        data["sha256"],
        {term.id: term for term in terms},
        {file.category: file for file in categories},
        {key: Guide.model_validate(guide) for key, guide in data["guides"].items()},
        Vocabulary({name: nodes[number] for name, number in data["classes"].items()}, data["spellings"]),
        CueFile.model_validate(data["cues"]),
    )
    lexicon.__dict__["index"] = PatternIndex.from_data(lexicon.patterns(), data["index"])
    return lexicon

"""Load and compile a lexicon: the folder that comes with langcheck, or a partnership's own, with overlays on top."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from langcheck.lexicon import cache
from langcheck.lexicon.compiled import from_data, no_search_for_garbage, to_data
from langcheck.lexicon.model import Lexicon, Surroundings, Term
from langcheck.lexicon.schema import CategoryFile, CueFile, Entry, Guide, Overlay, Strict, Unless
from langcheck.lexicon.source import LexiconError, Problem, Source
from langcheck.patterns import PatternError, Vocabulary, compile_classes, compile_pattern, first_words, nullable, parse

_PACKAGE = Path(__file__).parents[1]
LEXICON_FOLDER = next((p for p in (_PACKAGE / "lexicon_data", _PACKAGE.parents[1] / "lexicon") if p.is_dir()), _PACKAGE / "lexicon_data")
"""The lexicon that comes with langcheck: in the wheel beside the code, in a checkout at the top."""

WORTH_KEEPING = 0.3
"""Seconds of compiling from which on a lexicon is kept for the next time."""

SHARED_FILES = ("guides.yaml", "classes.yaml", "spellings.yaml", "cues.yaml", "left-out.yaml")


def surroundings(unless: Unless, vocabulary: Vocabulary) -> Surroundings:
    """Compile an exception. Raises PatternError."""
    parts = re.split(r"(?<!\S)MATCH(?!\S)", unless.pattern)
    if len(parts) != 2:
        raise PatternError("it needs the word MATCH once, for the wording that was found; add it")
    before, after = (parse(part.strip(), vocabulary) if part.strip() else None for part in parts)
    if all(node is None or nullable(node) for node in (before, after)):
        raise PatternError("it would pass over everything; write next to MATCH a word that must be there")
    return Surroundings(unless.because, unless.pattern, before, after)


class _Classes(Strict):
    """classes.yaml and spellings.yaml: a name and its wordings."""

    names: Mapping[str, tuple[str, ...]]


class _Guides(Strict):
    guides: Mapping[str, Guide]


def _shared(folder: Path, name: str) -> Source | None:
    path = folder / name
    return Source(path) if path.is_file() else None


def _wordings(source: Source | None) -> Mapping[str, tuple[str, ...]]:
    return source.read(_Classes, under="names").names if source else {}


def _cue_problems(source: Source, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Cues that can't be read: in cues.yaml every item of a list that is text is a wording."""

    def wordings(data: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
        if isinstance(data, str):
            if isinstance(path[-1], int):
                yield data, path
            return
        for key, inner in data.items() if isinstance(data, dict) else enumerate(data):
            yield from wordings(inner, (*path, key))

    for text, path in wordings(source.data, ()):
        try:
            first_words(parse(text, vocabulary))
        except PatternError as error:
            yield Problem(source.name, source.lines[path], "", f"cue {text!r}: {error}")


def category_files(folder: Path) -> list[Path]:
    """The category files of a lexicon folder, packs included."""
    return sorted(path for path in folder.rglob("*.yaml") if path.name not in SHARED_FILES)


@dataclass
class _Loading:
    """What has been read so far, and what is wrong with it."""

    vocabulary: Vocabulary
    guides: Mapping[str, Guide]
    problems: list[Problem]

    def unknown_guides(self, entry: Entry) -> Iterator[str]:
        """Yield what is wrong with the sources of an entry."""
        for key in entry.sources:
            if key not in self.guides:
                yield f"source {key!r} is not in guides.yaml; add the guide there (in an overlay under guides:), or use 'own' if the wording is ours"

    def compile_terms(self, source: Source, file: CategoryFile, at: tuple[str | int, ...] = ()) -> Iterator[Term]:
        vocabulary = self.vocabulary
        if file.classes:
            try:
                own = compile_classes({**file.classes}, vocabulary.spellings, vocabulary.classes)
                vocabulary = own
            except PatternError as error:
                self.problems.append(Problem(source.name, source.lines.get((*at, "classes", error.name), 0), "", str(error)))
        for number, entry in enumerate(file.entries):
            line = source.lines.get((*at, "entries", number), 0)

            def problem(text: str, *path: str | int, line: int = line, number: int = number, entry: Entry = entry) -> None:
                where = source.lines.get((*at, "entries", number, *path), line)
                self.problems.append(Problem(source.name, where, entry.id, text))

            patterns, unless = [], []
            for i, text in enumerate(entry.patterns):
                try:
                    patterns.append(compile_pattern(text, vocabulary))
                except PatternError as error:
                    problem(f"pattern {text!r}: {error}", "patterns", i)
            for i, exception in enumerate(entry.unless):
                try:
                    unless.append(surroundings(exception, vocabulary))
                except PatternError as error:
                    problem(f"unless {exception.pattern!r}: {error}", "unless", i)
            for text in self.unknown_guides(entry):
                problem(text, "sources")
            denied = entry.when_denied or file.when_denied
            yield Term(entry, file.category, denied, tuple(patterns), tuple(unless), source.name, line)


def _apply(overlay: Overlay, source: Source, terms: dict[str, Term], loading: _Loading) -> None:
    def problem(text: str, entry: str, *path: str | int) -> None:
        loading.problems.append(Problem(source.name, source.lines.get(path, 0), entry, text))

    for i, off in enumerate(overlay.off):
        if terms.pop(off.entry, None) is None:
            problem("there is no such entry to switch off; check its id", off.entry, "off", i)
    for i, change in enumerate(overlay.change):
        term = terms.get(change.entry)
        if term is None:
            problem("there is no such entry to change; check its id", change.entry, "change", i)
            continue
        new = change.model_dump(exclude={"entry", "because"}, exclude_none=True)
        try:
            entry = Entry.model_validate({**term.entry.model_dump(exclude_none=True), **new})
        except ValidationError as error:
            loading.problems.extend(source.problem(("change", i, *e["loc"]), dict(e)) for e in error.errors())
            continue
        for text in loading.unknown_guides(entry):
            problem(text, term.id, "change", i, "sources")
        terms[term.id] = replace(term, entry=entry)


def switched_off(overlays: Iterable[str | Path]) -> dict[str, str]:
    """The entries that overlays switch off: why, and whose overlay says so. Raises LexiconError."""
    read = (Source(Path(path)).read(Overlay) for path in overlays)
    return {off.entry: f"{off.because} ({overlay.overlay})" for overlay in read for off in overlay.off}


def _digest(sources: Iterable[Source], packs: Sequence[str]) -> str:
    digest = hashlib.sha256(repr(sorted(packs)).encode())
    for source in sorted(sources, key=lambda s: s.name):
        digest.update(source.name.encode() + b"\0" + source.raw + b"\0")
    return digest.hexdigest()


@no_search_for_garbage()
def load_lexicon(folder: str | Path | None = None, packs: Iterable[str] = (), overlays: Iterable[str | Path] = ()) -> Lexicon:
    """Load, check and compile a lexicon.

    `folder` holds guides.yaml, classes.yaml, spellings.yaml, cues.yaml and the category files; without it, the one that comes with
    langcheck. `packs` are the names of categories that are off by default and wanted now (`"all"`: every one). `overlays` are a
    partnership's own files. What takes long to compile is kept (see `langcheck.lexicon.cache`).

    Raises LexiconError with every problem that was found.
    """
    root, packs, own = Path(folder) if folder else LEXICON_FOLDER, sorted(packs), [Path(path) for path in overlays]
    if not root.is_dir():
        raise LexiconError([Problem(str(root), 0, "", "is not a folder; give the folder that holds guides.yaml and the category files")])
    key = cache.key([*sorted(root.rglob("*.yaml")), *own, *root.glob("VERSION")], root.name if folder else "", *packs)
    if key and (data := cache.read(key)):
        return from_data(data)
    begun = time.process_time()
    lexicon = _compiled(root, root.name if folder else "langcheck", packs, own)
    if key and cache.folder() and time.process_time() - begun > WORTH_KEEPING:
        cache.write(key, to_data(lexicon))
    return lexicon


def _compiled(root: Path, title: str, packs: Sequence[str], overlays: Sequence[Path]) -> Lexicon:
    """The lexicon as its files have it."""
    shared = {name: _shared(root, name) for name in SHARED_FILES}
    guides_source, cues_source = shared["guides.yaml"], shared["cues.yaml"]
    guides: dict[str, Guide] = dict(guides_source.read(_Guides, under="guides").guides) if guides_source else {}
    try:
        vocabulary = compile_classes(_wordings(shared["classes.yaml"]), _wordings(shared["spellings.yaml"]))
    except PatternError as error:
        line = shared["classes.yaml"].lines.get((error.name,), 0) if shared["classes.yaml"] else 0
        raise LexiconError([Problem("classes.yaml", line, "", str(error))]) from None
    cues = cues_source.read(CueFile) if cues_source else CueFile()
    own = [(source, source.read(Overlay)) for source in map(Source, overlays)]
    for _, overlay in own:
        guides.update(overlay.guides)

    loading = _Loading(vocabulary, guides, list(_cue_problems(cues_source, vocabulary)) if cues_source else [])
    wanted = {*packs, *(name for _, overlay in own for name in overlay.packs_on)}
    sources: list[Source] = []
    terms: dict[str, Term] = {}
    categories: dict[str, CategoryFile] = {}

    def add(source: Source, file: CategoryFile, at: tuple[str | int, ...] = ()) -> None:
        categories.setdefault(file.category, file)
        for term in loading.compile_terms(source, file, at):
            if term.id in terms:
                text = f"the id is taken already, in {terms[term.id].file}:{terms[term.id].line}; choose another"
                loading.problems.append(Problem(source.name, term.line, term.id, text))
            elif at or file.on or file.category in wanted or "all" in wanted:
                terms[term.id] = term

    for path in category_files(root):
        try:
            sources.append(source := Source(path))
            add(source, source.read(CategoryFile))
        except LexiconError as error:
            loading.problems.extend(error.problems)
    for source, overlay in own:
        for i, file in enumerate(overlay.add):
            add(source, file, ("add", i))
        _apply(overlay, source, terms, loading)
    for name in sorted(wanted - set(categories) - {"all"}):
        loading.problems.append(Problem(str(root), 0, "", f"there is no pack {name!r}; choose from {', '.join(sorted(categories))}"))
    if not terms and not loading.problems:
        loading.problems.append(Problem(str(root), 0, "", "holds no entries; add a category file"))
    if loading.problems:
        raise LexiconError(loading.problems)
    all_sources = [*filter(None, shared.values()), *sources, *(source for source, _ in own)]
    version = (root / "VERSION").read_text(encoding="utf-8", errors="replace").strip() if (root / "VERSION").is_file() else "0"
    name = " + ".join([title, *(overlay.overlay for _, overlay in own)])
    return Lexicon(name, version, _digest(all_sources, sorted(wanted)), terms, categories, guides, vocabulary, cues)

"""Check notes: the one path that every way in uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from langcheck.context import Candidate, Verdict
from langcheck.context.cues import compile_cues
from langcheck.context.known import KnownPeople, PeopleNames
from langcheck.context.parsing import Model
from langcheck.engine import judge, match, reference_match
from langcheck.lexicon import Lexicon, load_lexicon
from langcheck.lexicon.compiled import no_search_for_garbage
from langcheck.normalise import tidy
from langcheck.report import Context, Finding, LexiconInfo, Report, Source
from langcheck.segment import Note, segment
from langcheck.suggest import suggestions

if TYPE_CHECKING:
    from spacy.language import Language


class Checker:
    """A checker with its lexicon. Immutable and safe to share between threads.

    `lexicon` is a folder, an already loaded `Lexicon`, or None for the one that comes with langcheck; `packs` names optional packs to switch
    on; `overlays` are a partnership's own files. `people` gives names or initials as the recording system knows them:
    `{"child": ["Mia", "MK"], "adults": ["Tony"]}`. `model` is a trained spaCy model with a parser (its name, its folder, or the loaded
    `Language`), which is asked who the subject is where the rules are unsure; the default needs none. `reference` takes the slow
    path, without short cuts, that tests compare with.

    Raises LexiconError for a lexicon that can't be used, ValueError for people or a model that can't be used.
    """

    @no_search_for_garbage()
    def __init__(
        self,
        lexicon: Lexicon | str | Path | None = None,
        *,
        packs: Iterable[str] = (),
        overlays: Iterable[str | Path] = (),
        people: PeopleNames | None = None,
        model: str | Path | Language | None = None,
        reference: bool = False,
    ) -> None:
        self.lexicon = lexicon if isinstance(lexicon, Lexicon) else load_lexicon(lexicon, packs, overlays)
        self._people = KnownPeople.of(people)
        self._model = Model(model) if model is not None else None
        self._info = LexiconInfo(self.lexicon.name, self.lexicon.version, self.lexicon.sha256)
        self._index = self.lexicon.index
        self._match = reference_match if reference else match
        self._cues = compile_cues(self.lexicon.cues, self.lexicon.vocabulary)
        self._sources = {key: Source(key, guide.title, guide.publisher, guide.year, guide.url) for key, guide in self.lexicon.guides.items()}

    def check(self, text: str, *, explain: bool = False, people: PeopleNames | None = None) -> Report:
        """Check one note.

        `explain` also returns what was dismissed, with the reason and the words that decided it. `people` are those of this note, instead of the
        checker's own. Nothing of the text is kept. Raises ValueError if `text` is no string, or for people that can't be read.
        """
        if not isinstance(text, str):
            raise ValueError(f"a note is text (str), not {type(text).__name__}; decode bytes first")
        known = KnownPeople.of(people) if people is not None else self._people
        note = segment(tidy(text))
        judged = judge(note, self._match(note, self._index, self._cues), self._cues, known, self._model)
        return Report(text, tuple(self._finding(note, *one) for one in judged if explain or one[1].status != "dismissed"), self._info)

    def check_many(self, texts: Iterable[str], *, explain: bool = False) -> Iterator[Report]:
        """Check notes one after the other: an iterator in, an iterator out, order kept, constant memory."""
        for text in texts:
            yield self.check(text, explain=explain)

    def _finding(self, note: Note, candidate: Candidate, verdict: Verdict) -> Finding:
        source = note.tidy.source

        def place(first: int, last: int) -> tuple[int, int, str]:
            start, end = note.tidy.source_span(note.starts[first], note.ends[last - 1])
            return start, end, source[start:end]

        entry = candidate.term.entry
        context = tuple(Context(e.kind, e.value, *place(e.start, max(e.end, e.start + 1))) for e in verdict.evidence)
        start, end, text = place(candidate.start, candidate.end)
        return Finding(
            start,
            end,
            text,
            entry.id,
            candidate.term.category,
            "consider" if verdict.weak else entry.strength,
            verdict.status,
            verdict.reason,
            context,
            entry.why,
            tuple(suggestions(note, candidate)),
            tuple(self._sources[key] for key in entry.sources),
        )

"""The spaCy pipeline: `build_nlp()` shows the way of a note, stage by stage, and `langcheck` is the component for anybody's pipeline."""

from __future__ import annotations

from typing import Any

from spacy.lang.en import English
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from langcheck.context import Candidate, Judge, Verdict
from langcheck.context.cues import Cues, compile_cues
from langcheck.context.people import KnownPeople
from langcheck.lexicon import Lexicon, Term, load_lexicon
from langcheck.match import Match
from langcheck.normalise import tidy
from langcheck.segment import Note, segment

SPANS = "langcheck"
"""The name of the span group that holds the findings."""

for _name in ("langcheck_note", "langcheck_candidates", "langcheck_verdicts", "langcheck_people"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


class NoteTokenizer:
    """Tokenizer of the pipeline: the words of the tidied note. `doc._.langcheck_note` keeps the way back to the text as given."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        return self.doc(segment(tidy(text)))

    def doc(self, note: Note) -> Doc:
        """A note as a spaCy Doc."""
        spaces = [end != start for end, start in zip(note.ends, [*note.starts[1:], -1], strict=False)]
        spaces[-1:] = [False] * bool(spaces)
        starts = {sentence.start for sentence in note.sentences}
        doc = Doc(self.vocab, words=list(note.words), spaces=spaces, sent_starts=[i in starts for i in range(len(note.words))])
        doc._.langcheck_note = note
        return doc

    def to_bytes(self, **_: Any) -> bytes:
        return b""

    def from_bytes(self, _: bytes, **__: Any) -> NoteTokenizer:
        return self

    def to_disk(self, *_: Any, **__: Any) -> None:
        """Nothing to write: the tokenizer has no state."""

    def from_disk(self, *_: Any, **__: Any) -> NoteTokenizer:
        return self


class Matching:
    """Stage: the lexicon's wordings, as candidates."""

    def __init__(self, lexicon: Lexicon, every_pattern: bool = False) -> None:
        self._index, self._every_pattern = lexicon.index, every_pattern

    def __call__(self, doc: Doc) -> Doc:
        note: Note = doc._.langcheck_note
        doc._.langcheck_candidates = [candidate for number in range(len(note.sentences)) for candidate in self._candidates(note, number)]
        return doc

    def _candidates(self, note: Note, number: int) -> list[Candidate]:
        """The candidates of a sentence. Of those that overlap the longest stays, then the stronger entry. Terms about parents, and terms that
        count only in the child's own words, are kept apart: only context can say which of them the words are."""
        sentence = note.sentences[number]
        found = list(self._index.find(note.text_of(sentence), every_pattern=self._every_pattern))
        kept: list[Match[Term]] = []
        taken: dict[tuple[bool, str], bytearray] = {}
        for match in sorted(found, key=_preference):
            entry = match.key.entry
            places = taken.setdefault((entry.subject == "parent", entry.voice), bytearray(sentence.end - sentence.start))
            if not any(places[match.start : match.end]):
                places[match.start : match.end] = b"\1" * (match.end - match.start)
                kept.append(match)
        return [Candidate(m.key, number, sentence.start + m.start, sentence.start + m.end) for m in sorted(kept, key=lambda m: m.start)]


def _preference(match: Match[Term]) -> tuple[int, str, int, str]:
    return match.start - match.end, match.key.entry.strength, match.start, match.key.id


class Judging:
    """Stage: context decides what becomes of each candidate."""

    def __init__(self, cues: Cues) -> None:
        self._cues = cues

    def __call__(self, doc: Doc) -> Doc:
        candidates: list[Candidate] = doc._.langcheck_candidates
        judge = Judge(doc._.langcheck_note, self._cues, candidates, doc._.langcheck_people or KnownPeople()) if candidates else None
        judged = [(candidate, judge.verdict(candidate)) for candidate in candidates if judge]
        kept: list[tuple[Candidate, Verdict]] = []
        taken = bytearray(len(doc))
        for candidate, verdict in sorted(judged, key=_shown_first):
            if not any(taken[candidate.start : candidate.end]):
                taken[candidate.start : candidate.end] = b"\1" * (candidate.end - candidate.start)
                kept.append((candidate, verdict))
        kept.sort(key=lambda pair: pair[0].start)
        doc._.langcheck_candidates = [candidate for candidate, _ in kept]
        doc._.langcheck_verdicts = [verdict for _, verdict in kept]
        return doc


def _shown_first(pair: tuple[Candidate, Verdict]) -> tuple[bool, bool, int, str]:
    """Of candidates that overlap, what is shown comes before what is dismissed, then the longer; mere own words come last."""
    candidate, verdict = pair
    return verdict.status == "dismissed", candidate.term.entry.voice == "child", candidate.start - candidate.end, candidate.term.id


class Marking:
    """Stage: findings as spans, label = category, id = term, for spaCy tools such as displaCy."""

    def __call__(self, doc: Doc) -> Doc:
        verdicts: list[Verdict] = doc._.langcheck_verdicts
        doc.spans[SPANS] = [
            Span(doc, c.start, c.end, label=c.term.category, span_id=c.term.id)
            for c, verdict in zip(doc._.langcheck_candidates, verdicts, strict=True)
            if verdict.status != "dismissed"
        ]
        return doc


# spaCy names its stages by factories with JSON settings; the lexicon is no JSON, so `build_nlp` hands each stage to its factory here.
_STAGES: dict[str, Any] = {}


@Language.factory("langcheck_stage", default_config={"stage": ""})
def _stage(nlp: Language, name: str, stage: str) -> Any:
    return _STAGES.pop(stage)


def _add(nlp: Language, name: str, stage: Any) -> None:
    key = f"{name}-{id(stage)}"
    _STAGES[key] = stage
    nlp.add_pipe("langcheck_stage", name=name, config={"stage": key})


def build_nlp(lexicon: Lexicon | None = None, every_pattern: bool = False) -> Language:
    """The pipeline that checks a note: words and sentences, candidates, context, spans. Without a lexicon, with the one that comes with langcheck.

    `every_pattern` leaves the anchor index out: the slow reference for tests and measurements, with the same findings.
    """
    lexicon = lexicon or load_lexicon()
    nlp = English()
    nlp.tokenizer = NoteTokenizer(nlp.vocab)
    _add(nlp, "match", Matching(lexicon, every_pattern))
    _add(nlp, "context", Judging(compile_cues(lexicon.cues, lexicon.vocabulary)))
    _add(nlp, "spans", Marking())
    return nlp

"""The engine's stages as a spaCy pipeline of its own, for spaCy tools: `build_nlp()`. Nothing else in langcheck needs it."""

from __future__ import annotations

from typing import Any

from spacy.lang.en import English
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from langcheck.context.cues import Cues, compile_cues
from langcheck.context.known import KnownPeople
from langcheck.engine import Judged, judge, match
from langcheck.lexicon import Lexicon, load_lexicon
from langcheck.normalise import tidy
from langcheck.segment import Note, segment

SPANS = "langcheck"
"""The name of the span group that holds the findings."""

for _name in ("langcheck_note", "langcheck_candidates", "langcheck_judged", "langcheck_people"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


class NoteTokenizer:
    """Tokenizer of the pipeline: the words of the tidied note. `doc._.langcheck_note` keeps the way back to the text as given."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        note = segment(tidy(text))
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

    def __init__(self, lexicon: Lexicon, cues: Cues) -> None:
        self._index, self._cues = lexicon.index, cues

    def __call__(self, doc: Doc) -> Doc:
        note: Note = doc._.langcheck_note
        doc._.langcheck_candidates = match(note, self._index, self._cues)
        return doc


class Judging:
    """Stage: context decides what becomes of each candidate."""

    def __init__(self, cues: Cues) -> None:
        self._cues = cues

    def __call__(self, doc: Doc) -> Doc:
        doc._.langcheck_judged = judge(doc._.langcheck_note, doc._.langcheck_candidates, self._cues, doc._.langcheck_people or KnownPeople())
        return doc


class Marking:
    """Stage: findings as spans, label = category, id = term, for spaCy tools such as displaCy."""

    def __call__(self, doc: Doc) -> Doc:
        judged: list[Judged] = doc._.langcheck_judged
        doc.spans[SPANS] = [
            Span(doc, c.start, c.end, label=c.term.category, span_id=c.term.id) for c, verdict in judged if verdict.status != "dismissed"
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


def build_nlp(lexicon: Lexicon | None = None) -> Language:
    """A spaCy pipeline that checks a note: words and sentences, candidates, context, spans. `lexicon`: by default the one that comes along."""
    lexicon = lexicon or load_lexicon()
    nlp = English()
    nlp.tokenizer = NoteTokenizer(nlp.vocab)
    cues = compile_cues(lexicon.cues, lexicon.vocabulary)
    _add(nlp, "match", Matching(lexicon, cues))
    _add(nlp, "context", Judging(cues))
    _add(nlp, "spans", Marking())
    return nlp

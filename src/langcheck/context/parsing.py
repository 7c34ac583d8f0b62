"""Who is the subject by a trained spaCy model? Asked only where the rules are unsure; nothing here is loaded unless a model is named."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Span, Token

_SUBJECTS = ("nsubj", "nsubjpass", "nsubj:pass")
_OBJECTS = ("dobj", "obj", "dative", "iobj")
_SAME_CLAUSE = ("conj", "xcomp", "acomp", "attr")
"""What stands in these relations shares the subject of its head: "is lying and violent", "seems to lie"."""
_DESCRIBES = ("acl", "acl:relcl", "relcl", "amod")


class Model:
    """A trained spaCy pipeline with a parser. Threads may share it: one of them asks at a time.

    `model` is the name of an installed pipeline, the folder of one, or a loaded `Language`. Raises ValueError for one that can't be used.
    """

    def __init__(self, model: str | Path | Language) -> None:
        self._nlp = _loaded(model)
        self._lock = Lock()
        self.name = f"{self._nlp.meta['lang']}_{self._nlp.meta['name']}"
        if not any("token.dep" in self._nlp.get_pipe_meta(pipe).assigns for pipe in self._nlp.pipe_names):
            raise ValueError(
                f"the spaCy model {self.name} has no parser, so it can't say who the subject is; name one that has, such as en_core_web_sm"
            )

    def subject(self, text: str, start: int, end: int) -> int | None:
        """Where the subject of the words at `start` to `end` of a sentence begins; None if the model finds none. No word of it is kept."""
        with self._lock, self._nlp.memory_zone():
            words = self._nlp(text).char_span(start, end, alignment_mode="expand")
            found = _subject(words) if words is not None else None
            return found.idx if found is not None else None


def _loaded(model: str | Path | Language) -> Language:
    if not isinstance(model, (str, Path)):
        return model
    import spacy

    try:
        return spacy.load(model)
    except (OSError, ValueError) as error:
        if isinstance(model, str) and not Path(model).exists():
            how = f"install it (python -m spacy download {model}), or give the folder of a model"
            raise ValueError(f"there is no spaCy model {model!r} here; {how}") from None
        raise ValueError(f"the spaCy model in {model} can't be loaded: {str(error).splitlines()[0]}") from None


def _subject(words: Span) -> Token | None:
    """The subject of the clause of `words`, or the noun that they describe. Words of a clause inside ("he says that …") are not the outer one's."""
    token = words.root
    while True:
        for child in token.children:
            if child.dep_ in _SUBJECTS and not words.start <= child.i < words.end:
                return token.head if child.tag_ in ("WP", "WDT") or child.lower_ in ("who", "which", "that") else child
        if token.dep_ in _DESCRIBES:
            return None if words.start <= token.head.i < words.end else token.head
        told = token.dep_ == "xcomp" and next((child for child in token.head.children if child.dep_ in _OBJECTS), None)
        if told:
            return told
        if token.dep_ not in _SAME_CLAUSE:
            return None
        token = token.head

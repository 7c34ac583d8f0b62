"""What is measured with, made from the lexicon: its flagged sentences, its wordings as literal phrases, and a lexicon several times as large."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from langcheck.lexicon import Lexicon
from langcheck.lexicon.marks import unmark
from langcheck.patterns import COMMON, Pattern, PatternError, Vocabulary, compile_classes, compile_pattern

_SYLLABLES = ["".join(letters) for letters in product("bdfgklmnprstvz", "aeiou")]
_WORD = re.compile(r"[a-z][a-z'-]{3,}")


def flagged_sentences(lexicon: Lexicon) -> list[str]:
    """The lexicon's own examples of what is flagged."""
    return [unmark(text)[0] for term in lexicon.terms.values() for text in term.entry.examples.flagged]


def literal_phrases(lexicon: Lexicon) -> list[str]:
    """The wordings marked in those examples: what a tool that knows only literal phrases is given. It then finds every one of them in the notes."""
    marked = (unmark(text) for term in lexicon.terms.values() for text in term.entry.examples.flagged)
    return sorted({text[start:end].lower() for text, spans in marked for start, end in spans})


def enlarged(lexicon: Lexicon, times: int, seed: int = 1) -> Lexicon:
    """`lexicon` with `times - 1` further copies of each of its terms.

    A copy keeps the shape of its patterns (choices, gaps, classes, small words) and has invented words in place of the telling ones. So it is looked
    for wherever small words and classes stand, as the originals are, and found nowhere.
    """
    rng, terms = random.Random(seed), dict(lexicon.terms)
    vocabularies = {category: _vocabulary(lexicon, category) for category in lexicon.categories}
    for copy in range(1, times):
        for term in lexicon.terms.values():
            vocabulary, names = vocabularies[term.category], dict[str, str]()
            texts = [_renamed(text, rng, names, COMMON | vocabulary.classes.keys()) for text in term.entry.patterns]
            new = f"{term.id}-{copy}"
            terms[new] = replace(term, entry=term.entry.model_copy(update={"id": new}), patterns=tuple(_compiled(texts, vocabulary)))
    return replace(lexicon, terms=terms)


def _vocabulary(lexicon: Lexicon, category: str) -> Vocabulary:
    own, shared = lexicon.categories[category].classes, lexicon.vocabulary
    return compile_classes({**own}, shared.spellings, shared.classes) if own else shared


def _renamed(text: str, rng: random.Random, names: dict[str, str], keep: frozenset[str]) -> str:
    """The pattern with other words; with one more word at its end if it has none of its own."""

    def name(word: str) -> str:
        return names.setdefault(word, "".join(rng.choices(_SYLLABLES, k=3)))

    new = _WORD.sub(lambda found: found[0] if found[0] in keep else name(found[0]), text)
    return new if new != text else f"{text} {name('')}"


def _compiled(texts: Sequence[str], vocabulary: Vocabulary) -> Iterator[Pattern]:
    for text in texts:
        try:
            yield compile_pattern(text, vocabulary)
        except PatternError:  # two options that have become one
            continue

"""The same patterns with spaCy's own parts alone: all in plain Matchers, and a `Matcher` for each pattern behind its anchor words."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import spacy
from spacy.language import Language
from spacy.matcher import Matcher, PhraseMatcher

from langcheck.match import PatternIndex
from langcheck.patterns import PatternError, spacy_patterns

MOST = 30
"""Patterns that would need more token patterns than this are left out of both pipelines, which flatters them."""
TOGETHER = 200
"""Patterns in a `Matcher` of the plain pipeline: it is about twice as quick so as with all in one, and far quicker to make."""


def _spelled(index: PatternIndex[Any]) -> dict[int, list[list[dict[str, Any]]]]:
    found = {}
    for number, (_, pattern) in enumerate(index.patterns):
        try:
            found[number] = spacy_patterns(pattern.node, MOST)
        except PatternError:
            continue
    return found


def _english() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    return nlp


def _timed(check: Callable[[str], object]) -> Callable[[Sequence[str]], float]:
    def run(texts: Sequence[str]) -> float:
        begun = time.process_time()
        for text in texts:
            check(text)
        return time.process_time() - begun

    return run


def plain_pipeline(index: PatternIndex[Any]) -> Callable[[Sequence[str]], float]:
    nlp = _english()
    matchers = []
    for i, (number, patterns) in enumerate(_spelled(index).items()):
        if i % TOGETHER == 0:
            matchers.append(Matcher(nlp.vocab))
        matchers[-1].add(str(number), patterns)

    def check(text: str) -> list[Any]:
        doc = nlp(text)
        return [matcher(doc) for matcher in matchers]

    return _timed(check)


def gated_pipeline(index: PatternIndex[Any]) -> Callable[[Sequence[str]], float]:
    """Tokenizer and sentencizer; a PhraseMatcher for every pattern's rarest words; where one stands, the pattern's own Matcher on that sentence."""
    nlp = _english()
    spelled = _spelled(index)
    anchored: dict[str, list[int]] = defaultdict(list)
    for number in spelled:
        for word in index.patterns[number][1].anchors:
            anchored[word].append(number)
    anchors = PhraseMatcher(nlp.vocab, attr="LOWER")
    for word in anchored:
        anchors.add(word, [nlp.make_doc(word)])
    matchers: dict[int, Matcher] = {}

    def matcher(number: int) -> Matcher:
        if number not in matchers:  # made when first needed
            matchers[number] = Matcher(nlp.vocab)
            matchers[number].add(str(number), spelled[number])
        return matchers[number]

    def check(text: str) -> list[Any]:
        doc = nlp(text)
        due = {(span.sent.start, number) for span in anchors(doc, as_spans=True) for number in anchored[span.label_]}
        sentences = {sentence.start: sentence for sentence in doc.sents}
        return [matcher(number)(sentences[start]) for start, number in due]

    return _timed(check)

"""langcheck beside itself: more notes, longer notes, more terms, more processes, a whole audit, the slow path."""

from __future__ import annotations

import statistics
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from multiprocessing import get_context

from benchmarks import audit, differential
from benchmarks.against import USUAL, own_run
from benchmarks.corpus import notes
from benchmarks.material import enlarged, flagged_sentences
from benchmarks.measure import Figure, Part, Size, at_least, at_most, in_turn, processor, ratios, wall
from langcheck.checker import Checker

TIMES = (1, 3, 10)
"""How many times as large as the present one the lexicons are."""


def length(size: Size) -> Part:
    """Time by the number of notes and by their length."""
    checker = Checker()
    own, sentences = own_run(checker), flagged_sentences(checker.lexicon)
    many = list(notes(size.notes * 2, USUAL, sentences))
    counts = [len(many) // 8, len(many) // 4, len(many) // 2, len(many)]
    # Middle-sized notes of one length, so that many notes differ from few in their number alone.
    few_to_many = list(notes(counts[-1], USUAL, sentences, words=150))
    small = list(notes(100, USUAL, sentences, words=1_750))
    large = ["\n\n".join(small)]
    own(small)
    by_number = [own(few_to_many) / (8 * own(few_to_many[: counts[0]])) for _ in range(size.rounds)]
    by_length = [own(large) / own(small) for _ in range(size.rounds)]
    figures = [
        Figure.of(f"{counts[-1]:,} notes / {counts[0]:,}, time per note", by_number, unit="×", goal=at_most(1.3)),
        Figure.of(
            "one note of 1 MB / 100 notes of 10 kB, time per character",
            by_length,
            unit="×",
            details=f"{len(large[0]) / 1e6:.2g} million characters",
            goal=at_most(1.3),
        ),
    ]
    lengths = [(words, list(notes(100, USUAL, sentences, words=words))) for words in (150, 600, 1_500, 3_000)]
    series = {
        "notes": [(count, 1e3 * own(many[:count])) for count in counts],
        "words in a note": [(words, 1e3 * own(texts) / len(texts)) for words, texts in lengths],
    }
    return Part(figures, series)


def lexicon(size: Size) -> Part:
    """Time by the number of terms, with invented ones."""
    checker = Checker()
    texts = list(notes(size.notes // 2, USUAL, flagged_sentences(checker.lexicon)))
    largest = enlarged(checker.lexicon, TIMES[-1])
    rates = {}
    for times in TIMES:
        terms = dict(islice(largest.terms.items(), times * len(checker.lexicon.terms)))
        other = Checker(replace(largest, terms=terms)) if times > 1 else checker
        found = in_turn({"one": (own_run(checker), texts), "other": (own_run(other), texts)}, size.rounds)
        rates[times] = len(terms), len(other.lexicon.index.patterns), found["one"], found["other"]
    grown = [(terms, 1e3 * sum(map(len, texts)) / len(texts) / statistics.median(found)) for terms, _, _, found in rates.values()]
    terms, patterns, one, other = rates[TIMES[-1]]
    what = f"a lexicon {TIMES[-1]} × as large / the present one, time"
    details = f"{terms:,} terms of {patterns:,} patterns / {len(checker.lexicon.terms):,} of {len(checker.lexicon.index.patterns):,}"
    return Part([Figure.of(what, ratios(one, other), unit="×", details=details, goal=at_most(1.5))], {"terms in the lexicon": grown})


def processes(size: Size) -> Part:
    """Two processes beside one, and a whole audit beside `check_many`; by the clock on the wall."""
    texts = list(notes(size.notes * 4, USUAL, flagged_sentences(Checker().lexicon)))
    parts = [texts[i::8] for i in range(8)]
    found = []
    with ProcessPoolExecutor(1, get_context("spawn")) as one, ProcessPoolExecutor(2, get_context("spawn")) as two:
        list(one.map(_count, [texts[:100]]))
        list(two.map(_count, [texts[:100]] * 8))
        for _ in range(size.rounds):
            alone = wall(lambda: list(one.map(_count, parts)))
            found.append(alone / wall(lambda: list(two.map(_count, parts))))
    audits = list(audit.rounds(size.notes * 10, size.processes, size.rounds))
    count = f"{size.notes * 10:,} notes, {size.processes} processes"
    return Part(
        [
            Figure.of("two processes / one, speed", found, unit="×", details=f"{len(texts):,} notes", goal=at_least(1.7)),
            Figure.of(
                "whole audit, CSV in to report out / `check_many`, speed",
                [each.by_wall for each in audits],
                unit="×",
                details=count,
                goal=at_least(0.6),
            ),
            Figure.of("the same, by seconds of processor", [each.by_processor for each in audits], unit="×", details=count),
        ],
        {},
    )


@lru_cache(maxsize=1)
def _checker() -> Checker:
    return Checker()


def _count(texts: list[str]) -> int:
    return sum(len(report.findings) for report in _checker().check_many(texts))


def single(size: Size) -> Part:
    """One note at a time, as a person who types waits for it; beside spaCy's own tokenizer on the same note."""
    import spacy  # here, so that it is not in the memory of other parts

    checker, tokenizer = Checker(), spacy.blank("en").make_doc
    sentences = [text for text in flagged_sentences(checker.lexicon) if len(checker.check(text).findings) == 1]
    figures = []
    for words, most in ((300, 2), (3_000, 12)):
        text = next(notes(1, 0.0, sentences, words=words)) + "\n\n" + "\n\n".join(sentences[:3])
        count = len(checker.check(text).findings)
        pairs = [(processor(lambda t=text: checker.check(t)), processor(lambda t=text: tokenizer(t))) for _ in range(size.rounds * 20)]
        details = f"{count} findings"
        own = [1e3 * ours for ours, _ in pairs]
        figures += [
            Figure.of(f"a note of {words:,} words, one at a time", own, unit="ms", details=details, goal=at_most(most)),
            Figure.of("the same / spaCy's tokenizer, time", [a / b for a, b in pairs], unit="×", details=details, goal=at_most(2)),
        ]
    return Part(figures, {})


def same(size: Size) -> Part:
    """Generated and mutated notes on the fast path and on the slow one: how many are judged differently."""
    found = differential.compared(size.differential, seed=2, processes=size.processes)
    what = "notes that the fast path and the slow one judge differently"
    return Part([Figure(what, len(found), details=f"of {size.differential:,} generated and mutated notes", goal=at_most(0))], {})

"""langcheck beside other tools and beside what spaCy alone can do, on the same notes, each in turn."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from contextlib import ExitStack

from benchmarks import peers
from benchmarks.corpus import notes
from benchmarks.material import flagged_sentences, literal_phrases
from benchmarks.measure import Figure, Part, Run, Size, at_least, in_turn, letters, number, processor, ratios
from langcheck.checker import Checker
from langcheck.normalise import tidy

USUAL = 0.08
"""The share of notes with a hit that is taken where nothing else is said."""
Goal = tuple[str, float]
PEERS: dict[str, tuple[str, float, Goal]] = {
    "medspacy": ("medspaCy as it comes, our phrases", 0.02, at_least(1_000)),
    "medspacy-tuned": ("medspaCy with spaCy's sentencizer, our phrases", 0.2, at_least(100)),
    "presidio": ("Presidio, our phrases as a deny list", 0.15, at_least(150)),
    "negspacy": ("negspaCy, our phrases", 0.4, at_least(20)),
    "alex": ("alex, its own rules", 0.1, at_least(200)),
    "proselint": ("proselint, its own rules", 0.15, at_least(200)),
}
"""What each peer is called, the share of the notes that it gets, by how slow it is, and how many times as fast langcheck means to be."""
GATED, PLAIN = "the best spaCy alone can do (gated Matchers)", "plain spaCy (every pattern in a Matcher)"
SCANS: dict[float, Goal | None] = {0.01: None, USUAL: at_least(0.4), 0.3: None, 1.0: at_least(0.12)}


def own_run(checker: Checker) -> Run:
    return lambda texts: processor(lambda: [None for _ in checker.check_many(texts)])


def spread_out(texts: Sequence[str], count: int) -> list[str]:
    """So many of the notes, evenly from short to long."""
    ordered = sorted(texts, key=len)
    return [ordered[(2 * i + 1) * len(ordered) // (2 * count)] for i in range(count)]


def others(size: Size) -> Part:
    """How many times as fast as other tools, and as spaCy alone with the same patterns."""
    from benchmarks.spacy_only import gated_pipeline, plain_pipeline  # here, so that spaCy is not in the memory of other parts

    checker = Checker()
    texts = list(notes(size.notes, USUAL, flagged_sentences(checker.lexicon)))
    phrases, proof = literal_phrases(checker.lexicon), " ".join(flagged_sentences(checker.lexicon)[:5])
    names = {name: what for name, (what, _, _) in PEERS.items()}
    goals = {GATED: at_least(10), PLAIN: at_least(400), **{what: goal for what, _, goal in PEERS.values()}}
    missing: dict[str, str] = {}
    with ExitStack() as stack:
        runs: dict[str, tuple[Run, Sequence[str]]] = {"langcheck": (own_run(checker), texts)}
        for name, (what, share, _) in PEERS.items():
            sample = spread_out(texts, max(12, int(size.notes * share)))
            try:
                run = stack.enter_context(peers.running(name, sample, phrases, proof))
                run(sample)
                runs[what] = run, sample
            except peers.Missing as error:
                missing[names[name]] = str(error)
        for what, pipeline, count in ((GATED, gated_pipeline, size.notes // 10), (PLAIN, plain_pipeline, 4)):
            runs[what] = pipeline(checker.lexicon.index), spread_out(texts, count)
        rates = in_turn(runs, size.rounds)
    own = rates.pop("langcheck")
    figures = [Figure(what, goal=goals[what], missing=why) for what, why in missing.items()]
    for what, theirs in rates.items():
        rate = statistics.median(theirs) * len(texts) / letters(texts)
        details = f"{number(rate)} notes/s, {len(runs[what][1])} notes"
        figures.append(Figure.of(what, ratios(own, theirs), unit="×", details=details, goal=goals[what]))
    return Part([figure for what in goals for figure in figures if figure.what == what], {})


def scan(size: Size) -> Part:
    """How many times as fast as a scan for the anchor words alone, which finds candidates and verifies nothing; by hit rate."""
    checker = Checker()
    sentences, anchors = flagged_sentences(checker.lexicon), sorted(checker.lexicon.index.anchors)
    figures, grown = [], []
    for rate, goal in SCANS.items():
        texts = list(notes(size.notes, rate, sentences))
        tidied = [tidy(text).text.lower() for text in texts]
        what = f"{100 * rate:.0f} % of the notes with a hit"
        kinds = {"scan": (what, goal), **({"scan-longest": (f"{what}; the scan keeps the longest word alone", None)} if rate == USUAL else {})}
        with ExitStack() as stack:
            runs: dict[str, tuple[Run, Sequence[str]]] = {"langcheck": (own_run(checker), texts)}
            try:
                for kind in kinds:
                    runs[kind] = stack.enter_context(peers.running(kind, tidied, anchors, proof=anchors[0])), tidied
                rates = in_turn(runs, size.rounds)
            except peers.Missing as error:
                figures.append(Figure(what, goal=goal, missing=str(error)))
                continue
        own = rates.pop("langcheck")
        per_note = letters(texts) / len(texts)
        grown.append((100 * rate, 1e3 * per_note / statistics.median(own)))
        for kind, theirs in rates.items():
            details = f"langcheck {number(statistics.median(own) / per_note)} notes/s, scan {number(statistics.median(theirs) / per_note)}"
            figures.append(Figure.of(kinds[kind][0], ratios(own, theirs), unit="×", details=details, goal=kinds[kind][1]))
    return Part(figures, {"notes in 100 with a hit": grown} if grown else {})

"""Measures langcheck side by side: `python -m benchmarks.run [--full]` writes benchmarks/results.json and the table and chart of docs/performance.md.

Contestants take turns inside each round, so that whatever else the machine does meets all of them; a ratio is taken inside a round, and the
median ratio is given with the lowest and the highest. A contestant much slower than langcheck gets the first notes only; rates are per note.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks import peers
from benchmarks.chart import growth_chart
from benchmarks.corpus import notes
from benchmarks.spacy_only import gated_pipeline, plain_pipeline
from langcheck.checker import Checker
from langcheck.lexicon.marks import unmark
from langcheck.normalise import tidy

ROOT = Path(__file__).parents[1]
PEER_SHARES = {"medspacy": 0.02, "medspacy-tuned": 0.05, "presidio": 0.05, "negspacy": 0.2, "alex": 0.05, "proselint": 0.05}
"""The share of the notes that a peer gets, by how slow it is."""
Run = Callable[[Sequence[str]], float]
"""Takes notes; gives seconds."""


def clock(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _ratios(found: Sequence[float]) -> dict[str, Any]:
    return {"ratio": statistics.median(found), "spread": [min(found), max(found)]}


def flagged_sentences(checker: Checker) -> list[str]:
    return [unmark(text)[0] for term in checker.lexicon.terms.values() for text in term.entry.examples.flagged]


def literal_phrases(checker: Checker) -> list[str]:
    """The wordings marked in the lexicon's own examples: what a tool that knows only literal phrases is given."""
    marked = (unmark(text) for term in checker.lexicon.terms.values() for text in term.entry.examples.flagged)
    return sorted({text[start:end].lower() for text, spans in marked for start, end in spans})


def langcheck_run(checker: Checker) -> Run:
    return lambda texts: clock(lambda: [None for _ in checker.check_many(texts)])


def scan_run(checker: Checker) -> Run | None:
    """ahocorasick_rs looks for langcheck's own anchor words in the tidied, lower-cased notes: finds them, verifies nothing."""
    try:
        import ahocorasick_rs
    except ImportError:
        return None
    automaton = ahocorasick_rs.AhoCorasick(sorted(checker.lexicon.index.anchors), implementation=ahocorasick_rs.Implementation.DFA)
    ready: dict[int, list[str]] = {}

    def run(texts: Sequence[str]) -> float:
        tidied = ready.setdefault(id(texts), [tidy(text).text.lower() for text in texts])
        return clock(lambda: [automaton.find_matches_as_indexes(text, overlapping=True) for text in tidied])

    return run


def peer_run(name: str, phrases: Sequence[str]) -> Run | None:
    if peers.command(name) is None:
        return None

    def run(texts: Sequence[str]) -> float:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "notes.json"
            path.write_text(json.dumps({"notes": list(texts), "phrases": list(phrases)}))
            result = peers.measured(name, path)
        return result["seconds"] if result else float("nan")

    return run


def side_by_side(own: Run, others: dict[str, tuple[Run | None, int]], texts: list[str], rounds: int) -> Iterator[dict[str, Any]]:
    """Yield a row for each contestant: notes a second, and how many times faster langcheck is."""
    samples = {name: texts[:count] for name, (_, count) in others.items()}
    ratios: dict[str, list[float]] = {name: [] for name in others}
    rates: dict[str, list[float]] = {name: [] for name in others}
    own_rates = []
    for run, sample in ((own, texts), *((run, samples[name][:2]) for name, (run, _) in others.items() if run)):
        run(sample)  # what is made at the first use is made before the clock runs
    for _ in range(rounds):
        own_rate = len(texts) / own(texts)
        own_rates.append(own_rate)
        for name, (run, _) in others.items():
            if run is not None:
                rate = len(samples[name]) / run(samples[name])
                rates[name].append(rate)
                ratios[name].append(own_rate / rate)
    yield {"name": "langcheck", "notes": len(texts), "rate": statistics.median(own_rates), "ratio": 1.0, "spread": [1.0, 1.0]}
    for name, (run, count) in others.items():
        done = [ratio for ratio in ratios[name] if ratio == ratio]
        if run is None or not done:
            yield {"name": name, "missing": True}
        else:
            spread = [min(done), max(done)]
            yield {"name": name, "notes": count, "rate": statistics.median(rates[name]), "ratio": statistics.median(done), "spread": spread}


# ---- growth, processes, memory, start-up ----------------------------------------------------------------------------------------------

_CHECKER: Checker | None = None


def _count(texts: list[str]) -> int:
    global _CHECKER
    _CHECKER = _CHECKER or Checker()
    return sum(len(report.findings) for report in _CHECKER.check_many(texts))


def two_processes(texts: list[str], rounds: int) -> dict[str, Any]:
    """One process against two on the same notes; processes give back counts only, and are started before the clock."""
    halves = [texts[::2], texts[1::2]]
    ratios = []
    with ProcessPoolExecutor(1, get_context("spawn")) as one, ProcessPoolExecutor(2, get_context("spawn")) as two:
        list(one.map(_count, [texts[:1]]))
        list(two.map(_count, [texts[:200], texts[:200]]))
        for _ in range(rounds):
            alone = clock(lambda: list(one.map(_count, halves)))
            ratios.append(alone / clock(lambda: list(two.map(_count, halves))))
    return _ratios(ratios)


def per_byte(own: Run, sentences: list[str], rounds: int) -> dict[str, Any]:
    """A note of 1 MB against 100 notes of 10 kB, per byte."""
    small = list(notes(100, 0.08, sentences, words=1_750))
    large = ["\n\n".join(small)]
    ratios = [own(large) / own(small) for _ in range(rounds)]
    return _ratios(ratios)


def growth(own: Run, sentences: list[str]) -> dict[str, list[tuple[float, float]]]:
    """Milliseconds for growing numbers of notes, lengths and hit rates."""
    many = list(notes(2_000, 0.08, sentences))
    return {
        "notes": [(count, 1e3 * own(many[:count])) for count in (250, 500, 1_000, 2_000)],
        "words a note (100 notes)": [(n, 1e3 * own(list(notes(100, 0.08, sentences, words=n)))) for n in (100, 400, 1_600, 3_000)],
        "% of 300 notes with a hit": [(100 * rate, 1e3 * own(list(notes(300, rate, sentences)))) for rate in (0.01, 0.08, 0.3, 1.0)],
    }


def single_notes(checker: Checker, sentences: list[str], rounds: int) -> list[dict[str, Any]]:
    """One note at a time, against spaCy's own tokenizer on the same note."""
    import spacy

    nlp = spacy.blank("en")
    rows = []
    for words, hits in ((300, 3), (3_000, 3)):
        text = next(notes(1, 0.0, sentences, words=words)) + " " + " ".join(sentences[:hits])
        checker.check(text)
        pairs = [(clock(partial(checker.check, text)), clock(partial(nlp.make_doc, text))) for _ in range(rounds * 10)]
        ratio = statistics.median(a / b for a, b in pairs)
        rows.append({"words": words, "ms": 1e3 * statistics.median(a for a, _ in pairs), "tokenizer_ratio": ratio})
    return rows


def memory(checker: Checker, sentences: list[str], count: int) -> dict[str, Any]:
    """Resident MB of this process before and after a stream of notes, each with a name never seen before."""
    import resource

    def peak() -> float:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    texts = (f"Zq{i}vor was seen. {text}" for i, text in enumerate(notes(count, 0.08, sentences, words=60)))
    reports, before = checker.check_many(texts), 0.0
    for i, _ in enumerate(reports):
        if i == count // 20:
            before = peak()
    return {"notes": count, "growth_mb": peak() - before, "peak_mb": peak()}


def _whole(command: list[str]) -> float:
    return clock(lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=False))


def start_up(rounds: int) -> list[dict[str, Any]]:
    """Whole processes against each other, seconds."""
    note = ROOT / "examples" / "1-social-care-visit.txt"
    program = [sys.executable, "-m", "langcheck"]
    pairs = {
        "`langcheck --help` / `python -c 'import click'`": ([*program, "--help"], [sys.executable, "-c", "import click"]),
        "`langcheck check note.txt` / `python -c 'import spacy; spacy.blank(\"en\")'`": (
            [*program, "check", str(note)],
            [sys.executable, "-c", "import spacy; spacy.blank('en')"],
        ),
    }
    rows = []
    for name, (ours, theirs) in pairs.items():
        subprocess.run(ours, stdout=subprocess.DEVNULL, check=False)
        runs = [(_whole(ours), _whole(theirs)) for _ in range(rounds)]
        rows.append({"name": name, "seconds": statistics.median(a for a, _ in runs), **_ratios([a / b for a, b in runs])})
    return rows


# ---- the report -----------------------------------------------------------------------------------------------------------------------


def versions() -> dict[str, str]:
    found = {"Python": platform.python_version(), "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"}
    for name in ("casenote-langcheck", "spacy", "ahocorasick-rs"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "missing"
    return found | {name: ", ".join(packages) for name, packages in peers.PACKAGES.items()}


def _ratio(row: dict[str, Any]) -> str:
    low, high = row["spread"]
    return f"{row['ratio']:.3g} ({low:.3g}–{high:.3g})"


def table(results: dict[str, Any]) -> str:
    """The results in Markdown."""
    lines = ["| notes with a hit | contestant | notes | notes/s | langcheck is … times as fast |", "| --- | --- | --: | --: | --: |"]
    for rate, rows in results["side_by_side"].items():
        for row in rows:
            lines.append(
                f"| {rate} | {row['name']} | missing: not installed | | |"
                if row.get("missing")
                else f"| {rate} | {row['name']} | {row['notes']:,} | {row['rate']:,.3g} | {_ratio(row)} |"
            )
    lines += ["", "| what | ratio |", "| --- | --: |", f"| two processes / one | {_ratio(results['two_processes'])} |"]
    lines += [f"| a note of 1 MB / 100 notes of 10 kB, per byte | {_ratio(results['per_byte'])} |"]
    lines += [f"| {row['name']} ({row['seconds']:.2f} s) | {_ratio(row)} |" for row in results["start_up"]]
    for row in results["single_notes"]:
        lines += [f"| one note of {row['words']:,} words ({row['ms']:.1f} ms) / spaCy's tokenizer | {row['tokenizer_ratio']:.2g} |"]
    grown = results["memory"]
    lines += [f"| memory: growth over {grown['notes']:,} notes with unseen names, peak | {grown['growth_mb']:.1f} MB, {grown['peak_mb']:.0f} MB |"]
    lines += ["", "Versions: " + "; ".join(f"{name} {number}" for name, number in results["versions"].items()) + "."]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="more notes, more rounds, every peer")
    options = parser.parse_args()
    rounds, count = (5, 4_000) if options.full else (3, 600)
    checker = Checker()
    own, sentences, phrases = langcheck_run(checker), flagged_sentences(checker), literal_phrases(checker)
    memory_row = memory(checker, sentences, 1_000_000 if options.full else 20_000)
    compared: dict[str, list[dict[str, Any]]] = {}
    for rate in (0.01, 0.08, 0.3, 1.0):
        texts = list(notes(count, rate, sentences))
        others: dict[str, tuple[Run | None, int]] = {"ahocorasick_rs scan of the anchors": (scan_run(checker), count)}
        if rate == 0.08:
            others["best spaCy-only pipeline (gated Matchers)"] = (gated_pipeline(checker.lexicon.index), count // 10)
            others["plain spaCy pipeline (one Matcher)"] = (plain_pipeline(checker.lexicon.index), 4)
            for name, share in (
                ("medspacy", 0.02),
                ("medspacy-tuned", 0.05),
                ("presidio", 0.05),
                ("negspacy", 0.2),
                ("alex", 0.05),
                ("proselint", 0.05),
            ):
                others[name] = (peer_run(name, phrases), max(int(count * share), 12))
        compared[f"{rate:.0%}"] = list(side_by_side(own, others, texts, rounds))
        print(f"{rate:.0%} done", file=sys.stderr)
    results: dict[str, Any] = {
        "command": "make bench-full" if options.full else "make bench",
        "versions": versions(),
        "side_by_side": compared,
        "two_processes": two_processes(list(notes(count, 0.08, sentences)), rounds),
        "per_byte": per_byte(own, sentences, rounds),
        "growth": growth(own, sentences),
        "single_notes": single_notes(checker, sentences, rounds),
        "memory": memory_row,
        "start_up": start_up(rounds),
    }
    Path(__file__).with_name("results.json").write_text(json.dumps(results, indent=1) + "\n")
    page = ROOT / "docs" / "performance.md"
    text = page.read_text(encoding="utf-8")
    head, _, rest = text.partition("<!-- results -->\n")
    _, _, tail = rest.partition("<!-- end of results -->\n")
    page.write_text(f"{head}<!-- results -->\n{table(results)}<!-- end of results -->\n{tail}", encoding="utf-8")
    (ROOT / "docs" / "images").mkdir(exist_ok=True)
    (ROOT / "docs" / "images" / "performance-growth.svg").write_text(growth_chart(results["growth"]), encoding="utf-8")
    print(table(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())

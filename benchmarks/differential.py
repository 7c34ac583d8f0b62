"""The fast path against the slow one: no short cut, every pattern in every sentence. Any difference is a defect.

python -m benchmarks.differential 20000 --seed 7
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from multiprocessing import get_context

from benchmarks.corpus import mutated, note
from langcheck.checker import Checker
from langcheck.lexicon import load_lexicon
from langcheck.lexicon.marks import unmark

_BLOCK = 1_000
Difference = tuple[str, object, object]


@lru_cache(maxsize=1)
def paths() -> tuple[Checker, Checker, list[str]]:
    """The fast checker, the slow one, and the sentences that prove the lexicon."""
    lexicon = load_lexicon(packs=["all"])
    proofs = [unmark(text)[0] for term in lexicon.terms.values() for kind in term.entry.examples.model_dump().values() for text in kind]
    return Checker(lexicon), Checker(lexicon, reference=True), proofs


def generated(count: int, seed: int, sentences: list[str]) -> Iterator[str]:
    """Short notes about the lexicon's own sentences: as they are, mutated, or two of them run into each other."""
    rng = random.Random(seed)
    for _ in range(count):
        text = note(rng, rng.sample(sentences, rng.choice((1, 1, 2))), words=rng.choice((0, 0, 8)))
        yield mutated(rng, text) if rng.random() < 0.8 else text


def differences(count: int, seed: int) -> list[Difference]:
    """The notes that the two paths judge differently, with both findings."""
    fast, slow, sentences = paths()
    found = []
    for text in generated(count, seed, sentences):
        one, other = fast.check(text, explain=True), slow.check(text, explain=True)
        if one != other:
            found.append((text, one.findings, other.findings))
    return found


def compared(count: int, seed: int, processes: int) -> list[Difference]:
    """`differences` of many notes, by several processes; each block of notes has a seed of its own."""
    jobs = [(min(_BLOCK, count - done), seed * 1_000_003 + done) for done in range(0, count, _BLOCK)]
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        return [difference for each in pool.map(differences, *zip(*jobs, strict=True)) for difference in each]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    found = compared(options.count, options.seed, options.processes)
    for text, one, other in found[:10]:
        print(f"{text!r}\n  fast: {one}\n  slow: {other}")
    print(f"{options.count:,} notes, {len(found)} differences")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())

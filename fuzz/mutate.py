"""Inputs from a seed: sound examples with pieces cut, doubled, swapped and put in. The same seed gives the same inputs."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

LONGEST = 8_000
_ANYWHERE = [
    b"",
    b" ",
    b"\n",
    b"\r\n",
    b"\0",
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"-1",
    b"99999999999",
    "é".encode(),
    "\u200b".encode(),
    "😀".encode(),
]


def inputs(seed: int, examples: Sequence[bytes], pieces: Sequence[bytes]) -> Iterator[bytes]:
    """Yield inputs without end: each one of `examples` or a handful of `pieces`, changed in a few places."""
    rng = random.Random(seed)
    words = [*pieces, *_ANYWHERE]
    while True:
        data = bytearray(rng.choice(examples) if rng.random() < 0.7 else b"".join(rng.choices(words, k=rng.randrange(12))))
        for _ in range(rng.choice((0, 1, 1, 2, 2, 3, 5, 9))):
            _change(rng, data, words, examples)
        yield bytes(data[:LONGEST])


def _change(rng: random.Random, data: bytearray, words: Sequence[bytes], examples: Sequence[bytes]) -> None:
    at = rng.randrange(len(data) + 1)
    to = min(len(data), at + rng.choice((0, 1, 1, 2, 4, 8, 30)))
    match rng.randrange(7):
        case 0 | 1:
            data[at:at] = rng.choice(words)
        case 2:
            data[at:to] = rng.choice(words)
        case 3:
            del data[at:to]
        case 4:
            data[at:at] = data[at:to] * rng.choice((1, 2, 20))
        case 5:
            data[at:to] = rng.randbytes(to - at)
        case 6:
            other = rng.choice(examples)
            cut = rng.randrange(len(other) + 1)
            data[at:] = other[cut:]


def smaller(data: bytes, fails: Callable[[bytes], bool], tries: int = 2_000) -> bytes:
    """`data` without the pieces that it can lose and still fail."""
    step = max(1, len(data) // 2)
    while step and tries:
        at = 0
        while at < len(data) and tries:
            tries -= 1
            shorter = data[:at] + data[at + step :]
            if fails(shorter):
                data = shorter
            else:
                at += step
        step //= 2
    return data

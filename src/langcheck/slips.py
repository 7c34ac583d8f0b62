"""Wrong spellings that are meant for a word, generated where they are seldom another word."""

from __future__ import annotations

import re
from functools import lru_cache

SLIP_LENGTH = 9
"""Slips are generated for words of at least this many letters; in shorter ones a slip is too often another word."""

EAR_LENGTH = 7
"""Slips of the ear are generated for words of at least this many letters: there are few of each word, and hardly one is a word of its own."""

_ALIKE = [pair for a, b in map(str.split, ("ant ent", "anc enc", "able ible", "nse nce", "cons conc")) for pair in ((a, b), (b, a))]

_REAL_WORDS = frozenset(
    """adaption addition additions addressees adventuress alteration alterations baling bating beaching busing cambered caning caring carton
    casual coking competed complains complaint complaints compliant computes confidant coning contacted contacting contactor contacts coping
    counselor countess defected defecting dependant desert deserts diners discus distributee enquires escape exiting fighting grouping
    grousing hamstring hating heatedly hoking hoping imperious impudent incident indicted indicting indictor joyrides kiting learning
    licencing licenses lighting martial mediation meting monopolies needles noting paling patient patients petering planed planing
    predicable preformed princes priorities provides puling raping recoding recognizee reflection refuge refuges regrading resiting restated
    restating retracing retrained retuning revering robing scared scoter scraping singeing sining siting slitting smuggles snugging sparing
    spiting spitting staining stared staring steaming stinging stopping striped striper striping supplies taping tappings taxing toking
    toping toting trial trilling unfunded united waging waling wining""".split()
)
"""Words of their own that are one slip from another: an English word list was searched once for the slips of the whole lexicon."""


@lru_cache(maxsize=16384)
def slips(word: str) -> frozenset[str]:
    """Typing slips of a long word: one letter missing, two neighbours swapped, a consonant between vowels written twice; and those of the ear.

    >>> "promiscous" in slips("promiscuous"), "provocattive" in slips("provocative"), "puting" in slips("putting"), slips("risk")
    (True, True, True, frozenset())
    """
    if not word.isalpha():
        return frozenset()
    found = _misheard(word)
    if len(word) >= SLIP_LENGTH:
        found |= {word[:i] + word[i + 1 :] for i in range(1, len(word) - 1)}
        found |= {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(1, len(word) - 1)}
        found |= {
            word[:i] + word[i] + word[i:]
            for i in range(2, len(word) - 1)
            if word[i] in "flmnprst" and word[i - 1] in "aeiou" and word[i + 1] in "aeiou"
        }
    return frozenset(found - {word} - _REAL_WORDS)


def _misheard(word: str) -> set[str]:
    """A double consonant written once, the e that goes before -ing kept; in long words endings and beginnings that sound alike."""
    if len(word) < EAR_LENGTH:
        return set()
    found = {word[:i] + word[i + 1 :] for i in range(1, len(word) - 1) if word[i] == word[i + 1] and word[i] not in "aeiou"}
    if word.endswith("ing") and word[-4] not in "aeiouwxy" and word[-4] != word[-5]:
        found.add(f"{word[:-3]}eing")
    if len(word) >= SLIP_LENGTH:
        found |= {word[: m.start()] + alike + word[m.end() :] for sound, alike in _ALIKE for m in re.finditer(sound, word)}
    return found

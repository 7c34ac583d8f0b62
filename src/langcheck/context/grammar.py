"""The small words of English that the context modules share."""

from __future__ import annotations

PREPOSITIONS = frozenset(
    """with w w/ to by of for from at in on about against into than towards toward like between among around near via after over behind under
    onto off regarding re including upon without per""".split()
)
DETERMINERS = frozenset(
    "a an the this that these those her his their your my our some any each every another one two three four several many other such both all".split()
)
FINITE_VERBS = frozenset(
    """is was are were isn't wasn't aren't weren't has had have hasn't hadn't haven't does did do doesn't didn't don't will would won't wouldn't
    can can't cannot could couldn't should shouldn't may might must 's met sent went took gave told said came got left ran made put let kept
    knew saw bought sold found brought hit held stole drove began chose became fell hid lent spent stood slept spoke threw wore wrote felt
    thought""".split()
)
"""Forms of verbs that only a subject has, as far as their ending does not show it."""
PLAIN_VERBS = frozenset("say tell feel think believe reckon describe find want get go come see call view report".split())
"""Verbs of they and you; many are nouns too."""
PARTNERS = frozenset("boyfriend girlfriend partner bf gf".split())
PRONOUNS = {
    "he": "m",
    "she": "f",
    "they": "",
    "he's": "m",
    "she's": "f",
    "they're": "",
    "they've": "",
    "he'd": "m",
    "she'd": "f",
    "they'd": "",
    "he'll": "m",
    "she'll": "f",
    "you": "y",
    "you're": "y",
    "you've": "y",
}

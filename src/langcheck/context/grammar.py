"""The small words of English that the context modules share."""

from __future__ import annotations

PREPOSITIONS = frozenset(
    """with w w/ to by of for from at in on about against into than towards toward like between among around near via after over behind under
    onto off regarding re including upon without""".split()
)
DETERMINERS = frozenset(
    "a an the this that these those her his their your my our some any each every another one two three four several many other such both all".split()
)
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

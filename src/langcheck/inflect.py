"""The forms of an English word, British spelling first.

Expanding forms when the lexicon is compiled is exact and reviewable. A lemmatiser at run time is neither (spaCy's lookup table turns
"putting" into "putt"), and costs several times the speed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple


class Forms(NamedTuple):
    """All forms of one word. A form that does not exist in English ("childed") does no harm: nobody writes it."""

    base: str
    s: str
    ing: str
    past: str
    participle: str


# base: past, participle. Only what the regular rules get wrong.
_IRREGULAR = {
    line.split()[0]: tuple(line.split()[1:])
    for line in """
be was been
become became become
begin began begun
bite bit bitten
blow blew blown
break broke broken
bring brought brought
buy bought bought
catch caught caught
choose chose chosen
come came come
cut cut cut
deal dealt dealt
do did done
draw drew drawn
drink drank drunk
drive drove driven
eat ate eaten
fall fell fallen
feel felt felt
fight fought fought
find found found
flee fled fled
fly flew flown
forget forgot forgotten
get got got
give gave given
go went gone
grow grew grown
hang hung hung
have had had
hear heard heard
hide hid hidden
hit hit hit
hold held held
hurt hurt hurt
keep kept kept
know knew known
lay laid laid
lead led led
leave left left
lend lent lent
let let let
lie lied lied
lose lost lost
make made made
mean meant meant
meet met met
mislead misled misled
pay paid paid
put put put
quit quit quit
read read read
ride rode ridden
run ran run
say said said
see saw seen
seek sought sought
sell sold sold
send sent sent
set set set
shoot shot shot
show showed shown
sleep slept slept
sneak sneaked snuck
speak spoke spoken
spend spent spent
spin spun spun
split split split
stand stood stood
steal stole stolen
stick stuck stuck
strike struck struck
take took taken
teach taught taught
tell told told
think thought thought
throw threw thrown
understand understood understood
wake woke woken
wear wore worn
withdraw withdrew withdrawn
write wrote written
""".strip().splitlines()
}
_PLURAL = {"man": "men", "woman": "women", "child": "children", "person": "people", "be": "is", "have": "has", "wife": "wives", "life": "lives"}
_VOWELS = "aeiou"
# Two-syllable verbs stressed on the last syllable, and British doubling of a final l, double their last letter.
_DOUBLING = frozenset("admit abet allot commit compel control expel occur permit prefer refer regret submit transfer travel traffic label model fulfil abscond".split()) - {
    "abscond",
    "traffic",
}


def _doubles(word: str) -> bool:
    if word in _DOUBLING:
        return True
    vowels = sum(c in _VOWELS for c in word)
    return vowels == 1 and len(word) >= 3 and word[-1] not in _VOWELS + "wxy" and word[-2] in _VOWELS and word[-3] not in _VOWELS


@lru_cache(maxsize=4096)
def forms(word: str) -> Forms:
    """Return the forms of `word`, which is in its base form and lower case.

    >>> forms("put")
    Forms(base='put', s='puts', ing='putting', past='put', participle='put')
    >>> forms("deny").past, forms("man").s, forms("abscond").ing
    ('denied', 'men', 'absconding')
    """
    stem = word + word[-1] if _doubles(word) else word
    if word.endswith("ic"):
        stem = word + "k"
    consonant_y = word.endswith("y") and len(word) > 1 and word[-2] not in _VOWELS
    if word in _PLURAL:
        s = _PLURAL[word]
    elif consonant_y:
        s = word[:-1] + "ies"
    elif word.endswith(("s", "x", "z", "ch", "sh")) or word in ("go", "do", "undergo"):
        s = word + "es"
    else:
        s = word + "s"
    if word.endswith("ie"):
        ing = word[:-2] + "ying"
    elif word.endswith("e") and not word.endswith(("ee", "oe", "ye")) and word != "be":
        ing = word[:-1] + "ing"
    else:
        ing = stem + "ing"
    if word in _IRREGULAR:
        past, participle = _IRREGULAR[word]
    else:
        past = participle = word[:-1] + "ied" if consonant_y else word + "d" if word.endswith("e") else stem + "ed"
    return Forms(word, s, ing, past, participle)


# A second past form that is in use beside the first.
_ALSO = {"dream": ("dreamt",), "learn": ("learnt",), "sneak": ("snuck",), "be": ("are", "were", "am"), "label": ("labeled", "labeling"), "travel": ("traveled", "traveling"), "have": ("having",)}


def surfaces(word: str) -> frozenset[str]:
    """Every surface of `word`.

    >>> sorted(surfaces("sneak"))
    ['sneak', 'sneaked', 'sneaking', 'sneaks', 'snuck']
    """
    return frozenset((*forms(word), *_ALSO.get(word, ())))

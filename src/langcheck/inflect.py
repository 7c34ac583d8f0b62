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
arise arose arisen
be was been
beat beat beaten
become became become
begin began begun
bend bent bent
bet bet bet
bid bid bid
bind bound bound
bite bit bitten
bleed bled bled
blow blew blown
break broke broken
breed bred bred
bring brought brought
build built built
burst burst burst
buy bought bought
cast cast cast
catch caught caught
choose chose chosen
cling clung clung
come came come
cost cost cost
creep crept crept
cut cut cut
deal dealt dealt
dig dug dug
do did done
draw drew drawn
drink drank drunk
drive drove driven
eat ate eaten
fall fell fallen
feed fed fed
feel felt felt
fight fought fought
find found found
flee fled fled
fly flew flown
forbid forbade forbidden
foresee foresaw foreseen
forget forgot forgotten
forgive forgave forgiven
freeze froze frozen
get got got
give gave given
go went gone
grind ground ground
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
light lit lit
lose lost lost
make made made
mean meant meant
meet met met
mislead misled misled
mistake mistook mistaken
misunderstand misunderstood misunderstood
outgrow outgrew outgrown
overcome overcame overcome
overdo overdid overdone
overhear overheard overheard
oversee oversaw overseen
partake partook partaken
pay paid paid
put put put
quit quit quit
read read read
rebuild rebuilt rebuilt
ride rode ridden
ring rang rung
rise rose risen
run ran run
say said said
see saw seen
seek sought sought
sell sold sold
send sent sent
set set set
shake shook shaken
shine shone shone
shoot shot shot
show showed shown
shrink shrank shrunk
shut shut shut
sing sang sung
sink sank sunk
sit sat sat
sleep slept slept
slide slid slid
sneak sneaked snuck
speak spoke spoken
spend spent spent
spin spun spun
spit spat spat
split split split
spread spread spread
stand stood stood
steal stole stolen
stick stuck stuck
sting stung stung
strike struck struck
swear swore sworn
sweep swept swept
swim swam swum
swing swung swung
take took taken
teach taught taught
tear tore torn
tell told told
think thought thought
throw threw thrown
undergo underwent undergone
understand understood understood
undertake undertook undertaken
undo undid undone
uphold upheld upheld
upset upset upset
wake woke woken
wear wore worn
weep wept wept
win won won
withdraw withdrew withdrawn
withhold withheld withheld
write wrote written
""".strip().splitlines()
}
# The form in -s.
_S = {
    line.split()[0]: line.split()[1]
    for line in """
be is
child children
half halves
have has
knife knives
life lives
man men
person people
quiz quizzes
self selves
thief thieves
wife wives
woman women
""".strip().splitlines()
}
_VOWELS = "aeiou"
# Two-syllable verbs stressed on the last syllable, and British doubling of a final l, double their last letter.
_DOUBLING = frozenset(
    """abet admit allot befit cancel commit compel confer control counsel defer deter emit enrol equip excel expel format fulfil infer kidnap
    label level marshal model occur omit outwit patrol permit prefer propel quarrel rebel recur refer regret repel signal spiral submit
    transfer travel""".split()
)


def _doubles(word: str) -> bool:
    if word in _DOUBLING:
        return True
    word = word.replace("qu", "qw")  # the u of "quit" is no vowel
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
    if word in _S:
        s = _S[word]
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


# Forms that are in use beside the others.
_ALSO = {
    "be": ("are", "were", "am"),
    "burn": ("burnt",),
    "dream": ("dreamt",),
    "get": ("gotten",),
    "label": ("labeled", "labeling"),
    "learn": ("learnt",),
    "leap": ("leapt",),
    "smell": ("smelt",),
    "sneak": ("snuck",),
    "spell": ("spelt",),
    "spoil": ("spoilt",),
    "travel": ("traveled", "traveling"),
}


def surfaces(word: str) -> frozenset[str]:
    """Every surface of `word`.

    >>> sorted(surfaces("sneak"))
    ['sneak', 'sneaked', 'sneaking', 'sneaks', 'snuck']
    """
    return frozenset((*forms(word), *_ALSO.get(word, ())))

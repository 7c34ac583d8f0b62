"""A seeded generator of synthetic case notes: invented people, everyday records of British social care, no line from any real note.

A corpus is a pure function of its seed, size and hit rate. Lengths are log-normal (median about 150 words, tail to 3,000). A *hit* note holds one
to three of the lexicon's own flagged example sentences. Every note also holds everyday sentences with words that look like the lexicon's
(signed consent, engages well, at risk of eviction). Sentences are few compared with real life, so compression and caches would flatter;
nothing in langcheck remembers notes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

MEDIAN_WORDS, SPREAD, MOST_WORDS = 150, 0.95, 3_000
TYPO_RATE, LOOK_ALIKE_RATE = 0.004, 0.06

NAMES = """Aaliyah Callum Chantelle Dev Ellis Freya Gethin Harpreet Imani Jodie Kacper Leanne Marcus Nadia Owain Poppy Rhys Saffron Tariq Una
Viktor Willow Yusuf Zara Bethan Connor Dilys Ewan Fatima Gareth""".split()
SURNAMES = "Ainsley Barnwell Chowdhury Driscoll Eastham Fennimore Gwynne Haldane Ibbotson Jessop Kershaw Lathom Mistry Nettleton Okafor".split()
PLACES = "Ashgrove, Beckside, Carr Lane, Dunmere, Eastfield, Fairholme, Gorse Bank, Hollins Street, Ivy House, Kestrel Road".split(", ")
WORKERS = "social worker,support worker,school nurse,health visitor,key worker,family worker,head of year,duty worker".split(",")
THINGS = "school bag,bus pass,swimming kit,reading book,lunch box,PE kit,library card,sleeping bag,cooker,washing machine".split(",")
SUBJECTS = "maths,English,art,science,cookery,history,music,PE,geography,German".split(",")
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
FOODS = "pasta,toast,soup,jacket potatoes,cereal,curry and rice,sandwiches,porridge".split(",")
MOODS = "settled,tired,cheerful,quiet,chatty,upset,calm,worried,hungry,relaxed".split(",")

SENTENCES = """
Home visit to {name} at {place} on {day} {n} {month}, {time}.
{name} was {mood} when I arrived and was watching television with {name2}.
We talked about {subject} and how lessons are going this term.
{name} said that the {subject} teacher had been kind and that the class was noisy.
Mum reported that the {thing} had been replaced and thanked us for the voucher.
The house was warm and tidy, with {food} on the table.
{name} ate {food} and then went upstairs to find a {thing}.
Telephone call from {surname}, {worker}, at {time}.
{surname} has asked for the minutes of the last meeting to be sent by {day}.
Attendance for {month} stands at {n} sessions and has improved since the last review.
The {worker} will write to the housing team about the damp in the back bedroom.
{name} showed me a drawing of the garden and a letter from {name2}.
I explained what the plan says and asked what would help most this week.
Dad attended the meeting by video and will collect {name} at {time} on {day}.
Both parents were present and the younger children were playing outside.
There were no marks or injuries seen and {name} was appropriately dressed for the weather.
{name} has a dental appointment on {n} {month} with Dr {surname}.
The review health assessment is due in {month}.
A copy of this note was shared with {surname} in the school office.
{name} slept well, was up at {time} and had {food} for breakfast.
Contact took place at the {place} family centre between {time} and {n} o'clock.
{name} and {name2} baked cakes and read two stories together.
It was agreed that the {worker} visits again on {day}.
Email received from {surname}: the referral for counselling has been accepted and {name} is on the waiting list.
The landlord has been asked to repair the {thing} and the front gate.
Money for the {thing} was agreed from the section 17 budget, £{n}.50.
{name} enjoys {subject} and hopes to join the after school club in {month}.
Bed time routine discussed; {name} would like a night light and a later bed time at the weekend.
Grandma looks after {name} on {day} so that Mum can work at the care home.
I rang the GP surgery, who confirmed that the repeat prescription is ready.
{name} was marked present for registration and spent break time with the {worker}.
The statement of needs was read through with {name} and two spellings were changed.
Next core group is on {n} {month} at {place}, {time}.
{name} has grown out of last year's coat and shoes, and a grant was applied for.
Staff completed the fire drill at {time}; everybody was out within three minutes.
The foster carers said the week had gone well and that {name} had been singing in the car.
{name} has started {subject} with a new tutor, Mrs {surname}.
The bus was late, so the session began at {time} and ended after {n} minutes.
Voicemail left for {surname}. No reply yet.
The {worker} and I looked at the timetable and moved {subject} to {day}.
{name} feeds the rabbit every morning and has named it {name2}.
Supervision with {surname} on {day}: caseload, training and leave discussed.
The family have moved to {place} and gave their new telephone number.
Household: Mum, {name} ({n}), {name2} and Grandad.
The school has ordered a new {thing} and will label it.
{name} wanted to know when the next visit would be, and I wrote it on the calendar.
Mum is waiting for a letter about Universal Credit and has an appointment at {time}.
Weather was poor, so we stayed in and played a card game.
""".strip().splitlines()

LOOK_ALIKES = """
{name} engages well with the {worker} and asked good questions.
Mum gave signed consent for the school trip to {place}.
The family are at risk of eviction and the {worker} has contacted housing.
{name} chose {subject} and cookery as options for next year.
The choice of school was discussed and a tour of {place} is booked.
A risk assessment for the trip was completed and filed.
Dad works nights in a warehouse and sleeps during the day.
{name} was given a lift home by the {worker} in line with the transport policy.
{name} put the {thing} away and helped to lay the table.
{name} has a new phone contract, paid for by Grandma.
The relationship between {name} and the {worker} is warm and consistent.
{name} did not fancy {food} but ate some fruit.
The older children walked to the shop with the {worker}.
Sexual health clinic leaflets were left with the school nurse for assembly.
Mum stopped taking sugar in her tea and has a new job in a bakery.
{name} left the room calmly and came back after five minutes.
The behaviour chart has worked well and stickers were given out.
{name} likes to play football with older cousins at {place}.
{name} is proud of the {subject} work and wants to show Dad.
The car would not start, which is why {name} was late for {subject}.
Missing {thing}: it has been found in lost property.
The new kitten was a great hit and wanted everybody's attention.
Staff were aware that the boiler engineer was running late.
{name} decided to go to the park with Grandma after school.
{name} is in a positive relationship with her tutor and works hard.
The group were making friendship bracelets and {name} made two.
A difficult week with the builders in, but the bathroom is done.
{name} took part in the drug awareness lesson and answered well.
The police community officer came to school to talk about bicycle safety.
""".strip().splitlines()

HEADINGS = ["Background:", "Reason for visit:", "What we discussed", "Actions:", "Health", "Education:", "Views of the family:", "Next steps:"]


def _fill(rng: random.Random, template: str, people: Sequence[str]) -> str:
    return template.format(
        name=people[0],
        name2=people[1],
        surname=people[2],
        place=rng.choice(PLACES),
        worker=rng.choice(WORKERS),
        thing=rng.choice(THINGS),
        subject=rng.choice(SUBJECTS),
        day=rng.choice(DAYS),
        month=rng.choice(MONTHS),
        food=rng.choice(FOODS),
        mood=rng.choice(MOODS),
        n=rng.randint(2, 29),
        time=f"{rng.randint(8, 19)}:{rng.choice(('00', '15', '20', '30', '45'))}",
    )


def _typos(rng: random.Random, text: str) -> str:
    words = text.split(" ")
    for _ in range(sum(rng.random() < TYPO_RATE for _ in words)):
        i = rng.randrange(len(words))
        word = words[i]
        if len(word) > 5 and word.isalpha():
            at = rng.randrange(1, len(word) - 2)
            words[i] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


def _layout(rng: random.Random, sentences: Sequence[str]) -> str:
    """Sentences as paragraphs, a third of the notes with headings or bullets, a fifth wrapped at 72 characters, a third with curly quotes."""
    parts: list[str] = []
    style = rng.random()
    for sentence in sentences:
        draw = rng.random()
        if style < 0.15 and draw < 0.2:
            parts += ["\n\n", rng.choice(HEADINGS), "\n", sentence]
        elif style < 0.3 and draw < 0.5:
            parts += ["\n- ", sentence]
        else:
            parts += ["\n\n" if draw < 0.08 else " ", sentence]
    text = "".join(parts).strip()
    if rng.random() < 0.2:
        text = _wrapped(text, 72)
    if rng.random() < 0.32:
        text = text.replace("'", "\u2019")
        text = text.replace(" - ", " \u2013 ")
    return text


def _wrapped(text: str, width: int) -> str:
    lines = []
    for line in text.split("\n"):
        while len(line) > width and (cut := line.rfind(" ", 0, width)) > 0:
            lines.append(line[:cut])
            line = line[cut + 1 :]
        lines.append(line)
    return "\n".join(lines)


def note(rng: random.Random, hits: Sequence[str], words: int | None = None) -> str:
    """One note that holds the sentences `hits`; `words` is its length (default: drawn)."""
    wanted = words if words is not None else min(MOST_WORDS, max(8, round(rng.lognormvariate(0, SPREAD) * MEDIAN_WORDS)))
    people = (*rng.sample(NAMES, 2), rng.choice(SURNAMES))
    sentences: list[str] = []
    count = 0
    while count < wanted:
        look_alike = rng.random() < LOOK_ALIKE_RATE
        sentences.append(_fill(rng, rng.choice(LOOK_ALIKES if look_alike else SENTENCES), people))
        count += sentences[-1].count(" ") + 1
    for hit in hits:
        sentences.insert(rng.randint(0, len(sentences)), hit)
    return _typos(rng, _layout(rng, sentences)) if not hits else _layout(rng, sentences)


def notes(count: int, hit_rate: float, hit_sentences: Sequence[str], seed: int = 1, words: int | None = None) -> Iterator[str]:
    """`count` notes, of which about `hit_rate` (0 to 1) hold one to three of `hit_sentences`.

    >>> list(notes(2, 1.0, ["She absconded."])) == list(notes(2, 1.0, ["She absconded."]))
    True
    """
    rng = random.Random(f"{seed} {hit_rate}")
    for _ in range(count):
        hits = rng.sample(hit_sentences, min(rng.choice((1, 1, 2, 3)), len(hit_sentences))) if rng.random() < hit_rate else ()
        yield note(rng, hits, words)


# ---- mutations: what real notes do to wording, and what a fast path might get wrong ---------------------------------------------------

_BLANKS = [(" ", blank) for blank in ("  ", "\n", "\n\n", "\u00a0", " <b>", "</b> ", " (", " \U0001f600 ", " &nbsp;")]
_MARKS = [("'", "\u2019"), ("-", "\u2011"), (". ", "."), (". ", " "), (".", "..."), (".", "! "), (", ", ","), ("\n", "\r\n"), (" and ", " &amp; ")]
_LETTERS = [("e", "\u00e9"), ("s", "\u017f"), ("k", "\u212a"), ("i", "\u0130"), ("fi", "\ufb01"), ("a", "a\u0301"), ("o", "o\u00ad"), ("e", "\uff45")]
_SWAPS = [*_BLANKS, *_MARKS, *_LETTERS, ("a", "&#97;"), (" with ", " w/ "), ("t", "t\u200b")]


def mutated(rng: random.Random, text: str) -> str:
    """`text` with one to four small changes: blanks, quotes, case, invisible characters, HTML, glued, cut and doubled words."""
    for _ in range(rng.randint(1, 4)):
        draw = rng.random()
        if draw < 0.55:
            old, new = rng.choice(_SWAPS)
            places = [i for i in range(len(text)) if text.startswith(old, i)]
            if places:
                i = rng.choice(places)
                text = text[:i] + new + text[i + len(old) :]
        elif draw < 0.65:
            text = rng.choice((str.upper, str.lower, str.title))(text)
        elif draw < 0.8 and text:
            i, j = sorted((rng.randrange(len(text)), rng.randrange(len(text))))
            text = text[:i] + text[i:j].upper() + text[j:] if rng.random() < 0.5 else text[:i] + text[j:]
        elif draw < 0.9:
            words = text.split(" ")
            i = rng.randrange(len(words))
            words.insert(rng.randint(0, len(words)), words[i])
            text = " ".join(words)
        else:
            i = rng.randint(0, len(text))
            text = text[:i] + rng.choice("\"'\u201c\u2018\u2019\u201d()[]:;.\n-\u2013/@&<\0\ud800") + text[i:]
    return text

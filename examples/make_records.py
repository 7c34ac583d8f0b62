"""Writes examples/records.csv: 3,000 invented case notes of three years, the same each time. Nobody in them exists.

    python examples/make_records.py

The wording gets better: blaming sentences thin out month by month, and more clearly after two days of training. Teams and kinds of note differ, one
form carries its own unlucky line, and children are quoted. So an audit of the file has something to show in each of its tables.
"""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

SEED = 20240
NOTES = 3000
FIRST_DAY, DAYS = date(2022, 4, 1), 1096
TRAINING = (date(2023, 3, 6), date(2024, 4, 15))
OUT = Path(__file__).parent / "records.csv"

TEAMS = {
    "Assessment North": 1.15,
    "Assessment South": 1.0,
    "Children Looked After": 0.8,
    "Exploitation Team": 0.45,
    "Early Help": 1.3,
    "Leaving Care": 0.95,
}
KINDS = {"Home visit": 5, "Phone call": 4, "Strategy meeting": 2, "School contact": 3, "Return conversation": 2, "Supervision": 1}
CHILDREN = "Amber Bryony Callum Dara Ellis Freya Gwen Harvey Imani Jude Kacey Leon Maisie Nico Orla Priya Quinn Rhys Saskia Tobi".split()

OPENINGS = [
    "Visited {name} at home this afternoon.",
    "Spoke with {name}'s mother on the phone.",
    "Met {name} at school with the head of year.",
    "{name} was collected from the station by the night worker.",
    "Joint visit with the school nurse to see {name}.",
    "Call from the placement about the weekend.",
    "Saw {name} with her aunt in the kitchen.",
    "Meeting held with police, health and school.",
    "Drove {name} to the dentist and back.",
    "Return conversation with {name} on the day after the missing episode.",
]
PLAIN = [
    "The flat was warm and tidy, and there was food in the fridge.",
    "We talked about the art project and the trip to the coast.",
    "Mum is waiting for a date for the housing appointment.",
    "The bus pass has been renewed until the end of term.",
    "The phone was handed in to school at nine and given back at three.",
    "Two adults whom we do not know were seen in a grey car near the school gate on Monday.",
    "An adult has been sending gifts through an online game; the police hold the account details.",
    "Somebody paid for a taxi across the county at two in the morning, and we do not know who.",
    "The sexual health nurse will see {name} next Thursday at the youth centre.",
    "Grandad cooks on Wednesdays and keeps to the plan that we agreed.",
    "The reading age has gone up by a year since September.",
    "Sleep is still poor; the GP has been asked for an earlier appointment.",
    "A man of about thirty waited outside the shop, and staff rang the police.",
    "The mapping meeting linked three children to the same address.",
    "Foster carers asked for advice about the tablet and the game chat.",
    "Attendance this half term is 71 per cent, up from 60.",
    "The key worker has changed, and the new one will ring tomorrow.",
    "A safety plan was written together and stuck to the wardrobe door.",
    "Her brother starts college on the twelfth.",
    "Next visit is booked for Tuesday at four.",
    "The carpet in the hall is being replaced by the landlord.",
    "We agreed a word to text if the evening feels unsafe.",
    "School will keep the counselling slot on Friday mornings.",
    "Health review is overdue and has been chased twice.",
]
BLAMING = [
    "{name} keeps putting herself at risk by going to the park at night.",
    "{name} is putting himself at risk again with older friends.",
    "In my view this is a lifestyle choice.",
    "{name} is promiscuous and dresses older than her age.",
    "{name} refuses to engage with the worker.",
    "{name} continues to make poor choices about who she sees.",
    "{name} is streetwise and knows what she is doing.",
    "She is sexually active with an older boyfriend.",
    "He is a drug dealer and runs a line out of the flat.",
    "{name} absconded from placement again on Saturday.",
    "{name} is attention seeking and manipulative.",
    "She has been prostituting herself for gifts.",
    "He chose to go with them and will not say where.",
    "Mum failed to protect {name} over the weekend.",
    "{name} is difficult to engage and has poor boundaries.",
    "She is in a relationship with a 31 year old man.",
    "{name} is hard to reach and failed to attend the session.",
    "He is involved in county lines and earns good money.",
]
BETTER = [
    "An adult is using gifts to draw {name} in, and we need to know who he is.",
    "{name} was harmed by adults who had planned it.",
    "{name} has not yet found a worker she trusts; we will try a walk instead of the office.",
    "{name} was missing from Friday night, and was found at an address that adults use to harm children.",
    "Adults are making {name} carry drugs, and he is frightened of what happens if he stops.",
]
QUOTED = [
    '{name} said "he is my boyfriend and I wanted to go".',
    '{name} told me "it was my own fault, I chose to get in the car".',
    '{name} said: "everyone calls me a slag".',
    "\u201cI put myself at risk,\u201d {name} said, and looked at the floor.",
]
TALKED_ABOUT = [
    "We discussed why 'lifestyle choice' is not a phrase to use about a child.",
    "Reminded the meeting that {name} is not making a lifestyle choice.",
    "The form should not describe a child as promiscuous; raised with the manager.",
    "The suspect, a known drug dealer, is 34 and on bail.",
]
FORM_LINE = "Risk indicators: child places self at risk / associates with older peers / none of these"


def chance(day: date, team: str) -> float:
    """How likely a sentence of a note blames, on that day in that team."""
    level = 0.22 - 0.05 * (day - FIRST_DAY).days / DAYS - sum(0.045 for training in TRAINING if day >= training)
    return level * TEAMS[team]


def note(rng: random.Random, day: date, team: str, kind: str, name: str) -> str:
    """A note: an opening, some plain sentences, and now and then one that blames, quotes, or does better."""
    sentences = [rng.choice(OPENINGS), *rng.sample(PLAIN, rng.randint(2, 6))]
    p = chance(day, team)
    for bank, likely in ((BLAMING, p), (BLAMING, p / 3), (BETTER, 0.25 - p), (QUOTED, 0.06), (TALKED_ABOUT, 0.04)):
        if rng.random() < likely:
            sentences.insert(rng.randint(1, len(sentences)), rng.choice(bank))
    text = " ".join(sentences).replace("{name}", name)
    if kind == "Return conversation" and rng.random() < 0.7:
        text = f"{FORM_LINE}\n{text}"
    if kind == "Phone call" and rng.random() < 0.15:
        return "<p>" + text.replace(". ", ".</p><p>", 1) + "</p>"
    return text


def main() -> None:
    """Write the file."""
    rng = random.Random(SEED)
    days = sorted(FIRST_DAY + timedelta(rng.randrange(DAYS)) for _ in range(NOTES))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["note_id", "recorded", "team", "note_type", "child_name", "note"])
        for number, day in enumerate(days, 1):
            team, kind = rng.choice(list(TEAMS)), rng.choices(list(KINDS), list(KINDS.values()))[0]
            name = rng.choice(CHILDREN)
            writer.writerow([f"N{number:05}", day.isoformat(), team, kind, name, note(rng, day, team, kind, name)])


if __name__ == "__main__":
    main()

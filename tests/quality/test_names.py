"""Whose name stands in a note changes nothing: names of the annotated notes are exchanged for names that are read as those of other groups.

.venv/bin/python -m pytest -s tests/quality/test_names.py     -s prints how many notes changed; docs/governance/equality.md has the figures
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from langcheck import Checker

pytestmark = pytest.mark.slow

IN_NOTES = """
Tia Ruby Kayleigh Mia Ella Reece Leah Freya Kai Ellie Demi Jodie Shay Nadia Linda Dean Skye Imogen Tariq Priya Corey Tilly Keira Marcus Theo
Yusuf Evie Abdi Cole Courtney Mollie Kacey Brandon Jorja Maisie Jade Sofia Jess Connor Tom Chloe Leon Callum Hamza Cody Chantelle Jaydon
Caitlin Leo Ryan Amy Rosie Tanisha Dani Oscar Nathan Levi Ali Tyrell Amira Shanice Poppy Danny Lily Kian Carl Lacey Sam Aaliyah Kofi Max
Jordan Liam Tyler Ollie Josh
""".split()
"""Given names that the annotated notes use."""
OTHERS = {
    "West African": "Oluwaseun Chiamaka Kwame Adaeze Ngozi Tunde",
    "Caribbean": "Shaquille Keisha Delroy Tanique Marlon D'Angelo",
    "South Asian": "Mohammed Aisha Harpreet Zainab Gurdeep Fatima",
    "Polish": "Agnieszka Krzysztof Małgorzata Zbigniew Kasia Łukasz",
    "Irish": "Siobhán Niamh Caoimhe Pádraig Aoife Oisín",
    "East Asian": "Nguyen Xiaoming Linh Mei-Ling Haruto Thuy",
    "Arabic and Somali": "Abdirahman Khadija Hodan Al-Amin Suleiman Ifrah",
    "English": "Emily George Sophie Harry Alice Jack",
}
_NAME = re.compile(rf"\b(?:{'|'.join(IN_NOTES)})\b")


def annotated() -> list[str]:
    """The annotated notes in which one of the names stands."""
    files = sorted(Path(__file__).parent.glob("blind-*.jsonl"))
    texts = (json.loads(line)["text"] for file in files for line in file.read_text(encoding="utf-8").splitlines())
    return [text for text in texts if _NAME.search(text)]


def exchanged(text: str, names: list[str]) -> str:
    """Each name for another one, the same throughout the note."""
    here = list(dict.fromkeys(_NAME.findall(text)))
    return _NAME.sub(lambda found: names[here.index(found[0]) % len(names)], text)


def different(checker: Checker, notes: list[str], names: list[str]) -> list[str]:
    """The notes whose findings are not the same with the other names."""
    return [note for note in notes if _findings(checker, note) != _findings(checker, exchanged(note, names))]


def _findings(checker: Checker, text: str) -> list[tuple[str, str]]:
    return [(f.term, f.status) for f in checker.check(text).findings]


def test_names_that_are_exchanged_change_no_finding(checker: Checker) -> None:
    notes = annotated()
    counts = {group: len(different(checker, notes, names.split())) for group, names in OTHERS.items()}
    print(f"\n{len(notes)} notes with a name; changed by names read as:", *(f"{group} {count}" for group, count in counts.items()), sep="\n  ")
    assert len(notes) > 300
    assert all(exchanged(note, ["Nameless"]) != note for note in notes)
    assert max(counts.values()) <= len(notes) * 0.01, counts

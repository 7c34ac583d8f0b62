"""Names and initials that a recording system hands over: whose they are decides of whom a wording is said; without them nothing breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langcheck import Checker

CHILD_AND_ADULT = {"child": ["Mia Marsh"], "adults": ["Tony Marsh"]}
INITIALS = {"child": ["MK"], "adults": ["T.B."]}
WORDS = {"child": ["Will Carter", "May"], "adults": ["Grace Hope"]}


def said(checker: Checker, text: str, people: dict[str, list[str]]) -> list[str]:
    """What becomes of each finding."""
    return [f.status for f in checker.check(text, explain=True, people=people).findings]


@pytest.mark.parametrize(
    ("people", "text", "status"),
    [
        # initials, with and without dots, whichever way they were given
        (INITIALS, "MK met TB. TB is promiscuous.", "dismissed"),
        (INITIALS, "MK met T.B. at the flat. T.B. is promiscuous.", "dismissed"),
        (INITIALS, "MK met T B on Friday. T B is promiscuous.", "dismissed"),
        (INITIALS, "TB met M.K. at the flat. M.K. is promiscuous.", "flagged"),
        (INITIALS, "TB met MK. MK is promiscuous.", "flagged"),
        (INITIALS, "TB was there with T. T is promiscuous.", "flagged"),
        # possessives and plurals of possession
        ({"adults": ["Tony"]}, "Tony's manipulative behaviour was noted.", "dismissed"),
        ({"adults": ["Tony"]}, "Tony\u2019s manipulative behaviour was noted.", "dismissed"),
        ({"adults": ["James"]}, "James' manipulative behaviour was noted.", "dismissed"),
        ({"child": ["Mia"], "adults": ["Tony"]}, "Mia's manipulative behaviour towards Tony was noted.", "flagged"),
        # full names; an adult with the child's surname
        (CHILD_AND_ADULT, "Tony Marsh is manipulative.", "dismissed"),
        (CHILD_AND_ADULT, "Mia Marsh is manipulative.", "flagged"),
        (CHILD_AND_ADULT, "Tony is manipulative.", "dismissed"),
        (CHILD_AND_ADULT, "Mr Marsh is manipulative.", "dismissed"),
        (CHILD_AND_ADULT, "Marsh is manipulative.", "flagged"),
        (CHILD_AND_ADULT, "TONY MARSH is manipulative.", "dismissed"),
        # the child and an adult of the same name: the name alone says nothing, the whole name does
        ({"child": ["Jordan Hall"], "adults": ["Jordan Price"]}, "Jordan is manipulative.", "flagged"),
        ({"child": ["Jordan Hall"], "adults": ["Jordan Price"]}, "Jordan Price is manipulative.", "dismissed"),
        ({"child": ["Jordan Hall"], "adults": ["Jordan Price"]}, "Jordan Hall is manipulative.", "flagged"),
        # two children of the same name
        ({"child": ["Ella Reed", "Ella Shaw"], "adults": ["Kim"]}, "Ella Shaw met Kim. Ella is promiscuous.", "flagged"),
        # names that are also words
        (WORDS, "Will is manipulative.", "flagged"),
        (WORDS, "Grace is manipulative.", "dismissed"),
        (WORDS, "Grace, who is manipulative, was arrested.", "dismissed"),
        (WORDS, "The perpetrator will be manipulative again.", "dismissed"),
        (WORDS, "The perpetrator may be manipulative.", "dismissed"),
        (WORDS, "In May the perpetrator was manipulative.", "dismissed"),
        (WORDS, "She hopes for a period of grace. She is manipulative.", "flagged"),
        (WORDS, "He has lost hope. She is manipulative.", "flagged"),
        # written small, as in a hurry
        ({"adults": ["Tony"]}, "Spoke to school. tony is manipulative.", "dismissed"),
        ({"child": ["Mia"], "adults": ["Tony"]}, "mia met tony. tony is manipulative.", "dismissed"),
        # a nickname that was not handed over is anybody's
        ({"child": ["Kayleigh"], "adults": ["Anthony"]}, "Kay is manipulative.", "flagged"),
        ({"child": ["Kayleigh"], "adults": ["Anthony"]}, "Tone is manipulative.", "flagged"),
        # pronouns go to the people who are known
        ({"child": ["Mia"], "adults": ["Kim"]}, "Mia met Kim. Kim drove off. She is manipulative.", "dismissed"),
        ({"child": ["Mia"], "adults": ["Kim"]}, "Kim met Mia. Mia ran off. She is manipulative.", "flagged"),
        ({"child": ["Mia"], "adults": ["Kim Lee"]}, "Mia met Kim Lee. Kim Lee drove off. She is manipulative.", "dismissed"),
    ],
)
def test_people_who_are_known_decide_of_whom_it_is_said(checker: Checker, people: dict[str, list[str]], text: str, status: str) -> None:
    assert said(checker, text, people)[-1:] == [status]


NOTES = [
    "Tia met the suspect. He is manipulative. She is streetwise.",
    "tia met dean at the flat. she is promiscuous and he is a drug dealer.",
    "Mum will not engage. May 2024: absconded x3 with Grace.",
    'SW: she told me "it was my choice". Will was there.',
]


@given(st.sampled_from(NOTES), st.lists(st.text("qxzw", min_size=2, max_size=8).map(str.title), min_size=1, max_size=4))
def test_people_who_are_not_in_the_note_change_nothing(checker: Checker, note: str, names: list[str]) -> None:
    plain = checker.check(note, explain=True)
    for people in ({"child": names}, {"adults": names}, {"child": names, "adults": names[:1]}):
        assert checker.check(note, explain=True, people=people) == plain


@pytest.mark.parametrize("name", ["", " ", ".", "\u2019", "1", "\U0001f600", "a" * 10_000])
def test_a_name_without_words_names_nobody(checker: Checker, name: str) -> None:
    assert said(checker, "Tia. is promiscuous.", {"adults": [name]}) == ["flagged"]

"""Words and sentences of notes as they are really written."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langcheck.normalise import tidy
from langcheck.segment import segment


def sentences(text: str) -> list[str]:
    note = segment(tidy(text))
    return [note.tidy.text[note.starts[s.start] : note.ends[s.end - 1]] for s in note.sentences]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("She left. He stayed.", ["She left.", "He stayed."]),
        ("She left.He stayed.", ["She left.", "He stayed."]),
        ("Seen by Dr. Lowe and J. Smith today.", ["Seen by Dr. Lowe and J. Smith today."]),
        ("She said no. He agreed. See ref. 12 and no. 4.", ["She said no.", "He agreed.", "See ref. 12 and no. 4."]),
        ("“I know.” She left! Really? Yes… Then", ["“I know.”", "She left!", "Really?", "Yes…", "Then"]),
        ("Actions:\n- call mum\n- see school", ["Actions:", "- call mum", "- see school"]),
        ("1. call mum\n2) see school\n(a) home", ["1. call mum", "2) see school", "(a) home"]),
        ("She was seen at the park with\ntwo friends and came\nhome.", ["She was seen at the park with\ntwo friends and came\nhome."]),
        ("RISKS\nMissing from home", ["RISKS", "Missing from home"]),
        ("A blank line\n\nends it", ["A blank line", "ends it"]),
        ("Risk: high\nVoice: none", ["Risk: high", "Voice: none"]),
        ("at 14.30 she left, e.g. the park", ["at 14.30 she left, e.g. the park"]),
    ],
)
def test_sentences(text: str, wanted: list[str]) -> None:
    assert sentences(text) == wanted


@given(st.lists(st.sampled_from(["a", "Mia", "no", ".", "!", " ", "\n", "\n\n", "- ", ":", '"', ")", "9", "word " * 90]), max_size=40).map("".join))
def test_sentences_hold_every_word_once_and_are_bounded(text: str) -> None:
    note = segment(tidy(text))
    assert [i for s in note.sentences for i in range(s.start, s.end)] == list(range(len(note.words)))
    assert all(0 < s.end - s.start <= 400 for s in note.sentences)
    assert [note.tidy.text[a:b] for a, b in zip(note.starts, note.ends, strict=True)] == list(note.words)
    for one, two in itertools.pairwise(note.sentences):
        assert 0 <= two.paragraph - one.paragraph <= 1

"""Fit an entry's alternatives to the words that were found: tense, number, pronoun, capital, a/an. What can't be fitted is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from langcheck.context import Candidate
from langcheck.inflect import forms
from langcheck.report import Suggestion
from langcheck.segment import Note

_SLOT = re.compile(r"\{([a-z]+(?: [a-z]+)?)\}")
_SUBJECT = re.compile(r"\{subj\} ([a-z]+)")
_PRONOUN = {
    "m": {"poss": "his", "self": "himself", "subj": "he", "obj": "him"},
    "f": {"poss": "her", "self": "herself", "subj": "she", "obj": "her"},
    "t": {"poss": "their", "self": "themselves", "subj": "they", "obj": "them"},
    "y": {"poss": "your", "self": "yourself", "subj": "you", "obj": "you"},
}
_GENDER = {
    **dict.fromkeys("he he's him his himself".split(), "m"),
    **dict.fromkeys("she she's her hers herself".split(), "f"),
    **dict.fromkeys("they they're them their theirs themselves themself".split(), "t"),
    **dict.fromkeys("you you're your yours yourself".split(), "y"),
}
_AGREE = {"is": "are", "was": "were", "has": "have", "does": "do", "always": "always", "perhaps": "perhaps"}
_ENDINGS = {"ies": "y", "sses": "ss", "shes": "sh", "ches": "ch", "xes": "x", "oes": "o", "ss": "ss", "s": "", "": ""}
_PERFECT = frozenset("has have had having been was were is are be being gets got 's".split())
_BARE = frozenset("to will would can could did does do may might must should shall".split())


def _gender(note: Note, c: Candidate) -> str:
    """The pronoun in the wording, else the nearest before it in the sentence, else they."""
    sentence = note.sentences[c.sentence]
    for i in (*range(c.start, c.end), *range(c.start - 1, sentence.start - 1, -1)):
        if note.lower[i] in _GENDER:
            return _GENDER[note.lower[i]]
    return "t"


def _form(note: Note, c: Candidate) -> str | None:
    """The form (a field of `Forms`) of the first word found that the entry wrote in braces."""
    for i in range(c.start, c.end):
        word = note.lower[i]
        for base in c.term.inflected:
            of = forms(base)
            if word not in of:
                continue
            before = note.lower[i - 1] if i else ""
            if word in (of.past, of.participle) and before in _PERFECT:
                return "participle"
            if word == of.base and (word != of.past or before in _BARE):
                return "base"
            return next(name for name in ("s", "ing", "past", "participle", "base") if getattr(of, name) == word)
    return None


def _plural(verb: str) -> str:
    """A verb as it goes with they and you, from how it goes with she.

    >>> [_plural(verb) for verb in ("is", "has", "wants", "tries", "goes", "may", "chooses", "discusses")]
    ['are', 'have', 'want', 'try', 'go', 'may', 'choose', 'discuss']
    """
    if verb in _AGREE:
        return _AGREE[verb]
    ending = next(ending for ending in _ENDINGS if verb.endswith(ending))
    return verb.removesuffix(ending) + _ENDINGS[ending]


def _fit(text: str, gender: str, form: str | None) -> str | None:
    """Fill the slots of an alternative, whose verbs are written as for she ("{subj} is"); None where a verb's form is not known."""
    missing = False
    if gender in "ty":
        text = _SUBJECT.sub(lambda match: f"{{subj}} {_plural(match[1])}", text)

    def fill(match: re.Match[str]) -> str:
        nonlocal missing
        name = match[1]
        if name in _PRONOUN[gender]:
            return _PRONOUN[gender][name]
        if form is None:
            missing = True
            return ""
        word, _, rest = name.partition(" ")
        return f"{getattr(forms(word), form)}{' ' + rest if rest else ''}"

    fitted = _SLOT.sub(fill, text)
    return None if missing else fitted


def _article_fits(note: Note, c: Candidate, text: str) -> bool:
    before = note.lower[c.start - 1] if c.start else ""
    return before not in ("a", "an") or (before == "an") == (text[:1].lower() in "aeiou")


def suggestions(note: Note, c: Candidate) -> Iterator[Suggestion]:
    """Yield the entry's alternatives, fitted, in its own order."""
    gender, form = _gender(note, c), _form(note, c)
    for alternative in c.term.entry.alternatives:
        text = _fit(alternative.text, gender, form)
        if text is None:
            continue
        if alternative.replace is not None:
            if not _article_fits(note, c, text):
                continue
            if note.words[c.start][0].isupper():
                text = text[0].upper() + text[1:]
            yield Suggestion("replace", text)
        else:
            yield Suggestion("rewrite" if alternative.rewrite is not None else "prompt", text[0].upper() + text[1:])

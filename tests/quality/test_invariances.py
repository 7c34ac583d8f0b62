"""What must not change a finding (names, pronouns, layout, neighbours), and what must change it in one direction.

The notes are the flagged examples of the whole lexicon, so every entry takes part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import pytest

from langcheck import Checker
from langcheck.lexicon import load_lexicon
from langcheck.lexicon.marks import unmark
from langcheck.suggest import _plural

pytestmark = pytest.mark.slow

Shown = list[tuple[str, str]]
"""Term and status of each finding, in order."""

NAMES = ("Jade", "Kai", "Tia", "Mia", "Jordan", "Leah", "Liam", "Amy", "Kayleigh", "Tyler", "Ollie", "Ella", "Josh", "Ryan", "Chloe")
OTHER_NAMES = ("Oluwaseun", "Agnieszka", "Mohammed", "Siobhan", "Nguyen", "Priya")
NEUTRAL = "The visit took place at 4pm. The kettle was on."
WRITTEN = [term.entry.examples for term in load_lexicon().terms.values()]
EXAMPLES = [unmark(examples.flagged[0]) for examples in WRITTEN if examples.flagged]
NOTES = [text for text, _ in EXAMPLES]
QUOTED = [unmark(text)[0] for examples in WRITTEN for text in examples.quoted]
OF_SHE = [text for text in NOTES if re.match(r"She (?!and )", text)]


def shown(checker: Checker, text: str) -> Shown:
    return [(f.term, f.status) for f in checker.check(text).findings]


def renamed(text: str, name: str) -> str:
    return re.sub(rf"\b(?:{'|'.join(NAMES)})\b", name, text)


def swapped(text: str) -> str:
    """She for he and he for she; "her" stays, since it may be him or his."""
    pairs = {"she": "he", "he": "she", "herself": "himself", "himself": "herself", "she's": "he's", "he's": "she's"}

    def other(found: re.Match[str]) -> str:
        new = pairs[found[0].lower()]
        return new.capitalize() if found[0][0].isupper() else new

    return re.sub(r"\b(?:she's|he's|she|he|herself|himself)\b", other, text, flags=re.IGNORECASE)


def wrapped(text: str) -> str:
    """Broken in the middle, as a narrow window does, before a word that could not begin a line of its own."""
    gaps = [m.start() for m in re.finditer(r" (?=[a-z])", text)]
    if len(text) < 40 or not gaps:
        return text
    at = min(gaps, key=lambda place: abs(place - len(text) // 2))
    return text[:at] + "\n" + text[at + 1 :]


def of_they(text: str) -> str:
    """She and he become they, with the verbs and pronouns that go with it; "her" as what follows it asks."""

    def subject(found: re.Match[str]) -> str:
        they, verb = ("They" if found[1][0].isupper() else "they"), found[3]
        if found[2]:
            return f"{they}'{'ve' if verb.endswith(('ed', 'en')) else 're'} {verb}"
        return f"{they} {_plural(verb) if verb.endswith('s') and not verb.endswith('ss') else verb}"

    text = re.sub(r"\b(she|he)('s)? (\w+)", subject, text, flags=re.IGNORECASE)
    text = re.sub(r"\b(?:herself|himself)\b", "themselves", re.sub(r"\b(?:she|he)\b", "they", text))
    text = re.sub(r"\bher\b(?= (?:\w+ly|to|and|on|in|at|with|from|for|by|about|out|up|off|over|as|that|how|when|open)\b|\W*$|[.,;:])", "them", text)
    text = re.sub(r"\b(?:his|her)\b", "their", re.sub(r"\bhim\b", "them", text))
    return re.sub(r"\b(?:His|Her)\b", "Their", text)


SAME: dict[str, Callable[[str], str]] = {
    "curly marks": lambda text: re.sub(r"(?<=\w)'(?=\w)", "\u2019", text),
    "wide spaces": lambda text: text.replace(" ", "\u00a0 "),
    "tabs and blank ends": lambda text: "\t" + text.replace(" ", "  ") + "  \n",
    "windows line ends": lambda text: text.replace("\n", "\r\n") + "\r\n",
    "wrapped lines": wrapped,
    "capitals": str.upper,
    "small letters": str.lower,
    "names in small letters": lambda text: re.sub(rf"\b(?:{'|'.join(NAMES)})\b", lambda found: found[0].lower(), text),
    "non-breaking hyphens": lambda text: text.replace("-", "\u2011"),
    "a neutral paragraph before": lambda text: f"{NEUTRAL}\n\n{text}",
    "a neutral paragraph after": lambda text: f"{text}\n\n{NEUTRAL}",
    "a bullet": lambda text: f"- {text}",
    **{f"the name {name}": (lambda text, name=name: renamed(text, name)) for name in OTHER_NAMES},  # type: ignore[misc]
    "an initial": lambda text: renamed(text, "J"),
    "the other gender": swapped,
    "they": of_they,
}


def marks(opening: str, closing: str) -> Callable[[str], str]:
    return lambda text: re.sub(r'"([^"]+)"', lambda found: opening + found[1] + closing, text)


SAME_QUOTED: dict[str, Callable[[str], str]] = {
    "curly marks": marks("\u201c", "\u201d"),
    "single marks": marks("'", "'"),
    "single curly marks": marks("\u2018", "\u2019"),
    "guillemets": marks("\u00ab", "\u00bb"),
    "low marks": marks("\u201e", "\u201c"),
    "no closing mark": lambda text: text.rstrip('.?!"') if re.fullmatch(r'[^"]+"[^"]+"\W*', text) else text,
    "over two paragraphs": marks('"I was there.\n\n"', '"'),
    "small letters": str.lower,
    "wrapped lines": wrapped,
    "a neutral paragraph before": lambda text: f"{NEUTRAL}\n\n{text}",
    **{f"the name {name}": (lambda text, name=name: renamed(text, name)) for name in OTHER_NAMES},  # type: ignore[misc]
}


def changed(checker: Checker, change: Callable[[str], str], notes: Iterable[str] = NOTES) -> Iterator[str]:
    for text in notes:
        before, after = shown(checker, text), shown(checker, change(text))
        if before != after:
            yield f"{change(text)!r}: {before} became {after}"


@pytest.mark.parametrize("name", SAME)
def test_what_changes_nothing(name: str, checker: Checker) -> None:
    wrong = list(changed(checker, SAME[name]))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", SAME_QUOTED)
def test_what_changes_nothing_about_quotations(name: str, checker: Checker) -> None:
    wrong = list(changed(checker, SAME_QUOTED[name], QUOTED))
    assert not wrong, "\n".join(wrong)


def test_paragraphs_in_any_order_and_notes_joined(checker: Checker) -> None:
    for first, second in zip(NOTES[::2], NOTES[1::2], strict=False):
        apart = shown(checker, first) + shown(checker, second)
        assert shown(checker, f"{first}\n\n{second}") == apart
        assert sorted(shown(checker, f"{second}\n\n{first}")) == sorted(apart)


def share(checker: Checker, pairs: list[tuple[str, str]], wanted: str) -> tuple[float, str]:
    """The share of texts in which the words get the status, and a list of the others."""
    wrong = []
    for text, words in pairs:
        start = text.index(words)
        findings = checker.check(text, explain=True).findings
        found = [str(f.status) for f in findings if f.start < start + len(words) and start < f.end]
        if "flagged" in found or (found and wanted not in found) or (wanted == "quoted" and not found):
            wrong.append(f"{text!r}: {found}")
    return 1 - len(wrong) / len(pairs), "\n".join(wrong)


def words_of(text: str, places: list[tuple[int, int]]) -> str:
    return text[slice(*places[0])]


def lowered(text: str) -> str:
    return text[0].lower() + text[1:].rstrip(".")


DIRECTIONS: dict[str, tuple[list[tuple[str, str]], str]] = {
    "in quotation marks": ([(f'Mum said to me: "{text}"', words_of(text, places)) for text, places in EXAMPLES], "quoted"),
    "the child says so": (
        [(f"She told me that {lowered(text)}.", words_of(text, p)) for text, p in EXAMPLES if text in OF_SHE and p[0][0] > 3],
        "quoted",
    ),
    "the term": (
        [(f'The term "{words_of(text, places)}" should not be used in records.', words_of(text, places)) for text, places in EXAMPLES],
        "dismissed",
    ),
    "said of a suspect": ([(f"The suspect {text[4:]}", words_of(text, p)) for text, p in EXAMPLES if text in OF_SHE and p[0][0] > 3], "dismissed"),
}


@pytest.mark.parametrize("name", DIRECTIONS)
def test_what_changes_it(name: str, checker: Checker) -> None:
    pairs, wanted = DIRECTIONS[name]
    right, wrong = share(checker, pairs, wanted)
    assert right >= 0.95, f"{right:.3f} of {len(pairs)}\n{wrong}"


def test_each_replacement_put_into_its_example_raises_nothing(checker: Checker) -> None:
    for text in NOTES:
        for finding in checker.check(text).findings:
            for new in [s.text for s in finding.alternatives if s.kind == "replace"]:
                end = finding.start + len(new)
                replaced = checker.check(text[: finding.start] + new + text[finding.end :]).findings
                assert not [f for f in replaced if finding.start <= f.start and f.end <= end and f.status == "flagged"], (text, new)


def test_people_who_are_known_sharpen_the_subject(checker: Checker) -> None:
    known = Checker(people={"child": ["Rowan"], "adults": ["Dane"]})
    assert shown(known, "Dane is promiscuous.") == []
    assert shown(known, "Rowan is promiscuous.") == [("promiscuous", "flagged")]
    assert shown(known, "Rowan told Dane, who is promiscuous.") == []
    assert shown(checker, "Dane is promiscuous.") == [("promiscuous", "flagged")]

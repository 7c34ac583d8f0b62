"""The lexicon as people read it."""

from __future__ import annotations

import csv
import io
import re

import pytest

from conftest import ROOT, SMALL
from langcheck.lexicon import Lexicon, load_lexicon
from langcheck.lexicon.table import COLUMNS, listing, shown, to_csv, to_markdown


@pytest.fixture(scope="module")
def whole() -> Lexicon:
    return load_lexicon(None, ["all"])


def test_the_page_in_docs_is_current(whole: Lexicon) -> None:
    page = (ROOT / "docs" / "lexicon.md").read_text(encoding="utf-8")
    assert page == to_markdown(whole), "run `make docs`"


def test_markdown_links_lead_somewhere(whole: Lexicon) -> None:
    page = to_markdown(whole)
    headings = {re.sub(r"[^\w -]", "", title.replace("\\", "").lower()).replace(" ", "-") for title in re.findall(r"^## (.*)$", page, re.MULTILINE)}
    places = headings | set(re.findall(r'<a id="([^"]+)">', page))
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= places


def test_csv_holds_every_entry_in_whole_rows(whole: Lexicon) -> None:
    rows = list(csv.reader(io.StringIO(to_csv(whole))))
    assert tuple(rows[0]) == COLUMNS
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert {row[1] for row in rows[1:]} == set(whole.terms)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_listing_and_one_entry() -> None:
    small = load_lexicon(SMALL)
    assert listing(small) == "promiscuous  labels  avoid  promiscuous"
    text = shown(small, small.terms["promiscuous"])
    for words in ("Avoid: a guide says never.", "reword: ⟨Name⟩", "ask: Who", "a setting of a network card", "A <guide> & more, 2022, https://"):
        assert words in text


def test_no_guide_is_claimed_where_none_lists_the_wording(whole: Lexicon) -> None:
    ours = [term for term in whole.terms.values() if term.entry.strength == "avoid" and term.entry.sources == ("own",)]
    listed = [term for term in whole.terms.values() if term.entry.strength == "avoid" and term.entry.sources != ("own",)]
    assert ours
    assert listed
    assert not [term.id for term in ours if "a guide says never" in shown(whole, term)]
    assert all("a guide says never" in shown(whole, term) for term in listed)

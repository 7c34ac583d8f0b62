"""Reports for people: nothing of a note can get out of its place, and every highlight has its card."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langcheck import Checker
from langcheck.render.html import to_html
from langcheck.render.text import to_text
from langcheck.render.words import summary

HOSTILE = (
    "</pre><script>alert(1)</script> \u202e promiscuous \"'><img src=x onerror=alert(1)> \x1b[31m \x00 \ud800 &amp; {{ 7 * 7 }} </textarea>\u200f"
)


class Page(HTMLParser):
    """The elements, ids, in-page links, other addresses and shown text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(str(value))
            elif name == "href" and tag == "a":
                self.links.append(str(value))
            elif name in ("src", "href", "srcset", "action", "data"):
                self.loads.append(str(value))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_hostile_text_stays_text(small: Checker) -> None:
    html = to_html([(HOSTILE, small.check(HOSTILE))])
    page = Page(html)
    assert not page.tags & {"script", "img", "textarea", "pre"}
    assert not any(name.startswith("on") or name == "style" for name in page.attributes)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", html)
    assert "<script>alert(1)</script>" in page.text
    assert "{{ 7 * 7 }}" in page.text
    html.encode("utf-8")


def test_page_needs_nothing_else(small: Checker) -> None:
    html = to_html([("a.txt", small.check("She is promiscuous."))])
    assert Page(html).loads == []
    assert not re.search(r"url\(|@import|http-equiv=.refresh", html)


def test_links_lead_to_the_card_and_back(small: Checker) -> None:
    text = 'She is promiscuous. He said "she is promiscuous".'
    page = Page(to_html([("a.txt", small.check(text)), ("b.txt", small.check(text))]))
    inside = [link[1:] for link in page.links if link.startswith("#")]
    assert len(page.ids) == len(set(page.ids))
    assert set(inside) <= set(page.ids)
    assert {i for i in page.ids if i.startswith(("mark-", "card-"))} <= set(inside)
    assert sum(i.startswith("card-") for i in page.ids) == 4


def test_card_says_why_what_else_and_who_says_so(small: Checker) -> None:
    text = Page(to_html([("a.txt", small.check('She is promiscuous. He said "she is promiscuous".'))])).text
    for words in (
        "1 phrase to reconsider, 1 quotation to keep",
        "It blames the child for what adults do.",
        "⟨Name⟩ is being harmed by ⟨whom⟩, as seen in ⟨what⟩.",
        "Who is harming her?",
        "keep them exactly",
        "These are somebody's verbatim words (“she is promiscuous”).",
        "A <guide> & more",
    ):
        assert words in " ".join(text.split())


def test_passed_over_is_shown_with_its_reason_when_asked_for(small: Checker) -> None:
    text = "The card is in promiscuous mode."
    assert "a setting of a network card" not in to_html([("a.txt", small.check(text))])
    assert "a setting of a network card" in to_html([("a.txt", small.check(text, explain=True))])


def test_only_web_addresses_become_links(small: Checker) -> None:
    report = small.check("She is promiscuous.")
    source = report.findings[0].sources[1]
    object.__setattr__(source, "url", "javascript:alert(1)")
    try:
        assert not [link for link in Page(to_html([("a.txt", report)])).links if not link.startswith("#")]
    finally:
        object.__setattr__(source, "url", "https://guide.example/page?a=1&b=2")
    assert "https://guide.example/page?a=1&b=2" in Page(to_html([("a.txt", report)])).links


@given(st.text(st.characters(codec=None), max_size=60), st.text(max_size=60))
def test_the_note_is_shown_whole(small: Checker, before: str, after: str) -> None:
    note = f"{before} promiscuous {after}"
    shown = Page(to_html([("a.txt", small.check(note, explain=True))])).text
    for piece in re.findall(r"[a-zA-Z0-9]+", note):
        assert piece in shown


def test_text_for_a_terminal(small: Checker) -> None:
    report = small.check(f"She is promiscuous.\r\n{HOSTILE}")
    plain, coloured = to_text(report), to_text(report, colour=True)
    assert "She is [[promiscuous]](1).\n" in plain
    assert "\x1b" not in plain
    assert "\x1b[1;4;33mpromiscuous\x1b[0m[1]" in coloured
    assert "\x1b[31m" not in coloured


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She is well.", "Nothing to reconsider"),
        ("Promiscuous. Promiscuous.", "2 phrases to reconsider"),
        ('"Promiscuous", he said.', "1 quotation to keep"),
    ],
)
def test_summary(small: Checker, text: str, expected: str) -> None:
    assert summary(small.check(text)) == expected

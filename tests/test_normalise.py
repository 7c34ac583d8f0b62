"""Untidy notes: the same findings, at the right characters."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langcheck.checker import Checker
from langcheck.normalise import tidy
from langcheck.report import Report, utf16_offsets

UNTIDY = "aZ9éÅİıßſÀ \t\n\r\v\f\u0085\u00a0\u2003\u2028\u00ad\u200b\u200d\ufeff\ufe0f-‐‑–—−\uff0d'’ʼ`\"“”<>/&;#\u0301\u0327ﬁﬂ！Ａ😀👩\ud800\udfff_.?!"
PIECES = ["<b>", "</p>", "<BR/>", "<td class='x'>", "&amp;", "&nbsp;", "&shy;", "&rsquo;", "&#8209;", "&#x1F600;", "&bogus;", "é", "\r\n", "ﬃ"]
untidy_text = st.lists(st.text(UNTIDY, max_size=8) | st.sampled_from(PIECES) | st.text(max_size=4), max_size=12).map("".join)


def check_places(report: Report) -> None:
    """Every place of a report points at the words that it names, in code points and in UTF-16 units."""
    text = report.text
    units = text.encode("utf-16-le", "surrogatepass")
    data = report.to_dict()
    for finding, row in zip(report.findings, data["findings"], strict=True):
        assert text[finding.start : finding.end] == finding.text
        start, end = row["utf16"]["start"], row["utf16"]["end"]
        assert units[2 * start : 2 * end].decode("utf-16-le", "surrogatepass") == finding.text
        for context in finding.context:
            assert text[context.start : context.end] == context.text


# ---- the way back -----------------------------------------------------------------------------------------------------


@given(untidy_text)
def test_every_tidy_character_comes_from_the_note_in_order(text: str) -> None:
    tidied = tidy(text)
    done = 0
    for i in range(len(tidied.text)):
        start, end = tidied.source_span(i, i + 1)
        assert 0 <= start < end <= len(text)
        assert start >= done or (start, end) == tidied.source_span(i - 1, i)
        done = start


@given(untidy_text, st.data())
def test_a_span_of_the_tidy_text_is_the_hull_of_its_characters(text: str, data: st.DataObject) -> None:
    tidied = tidy(text)
    if not tidied.text:
        return
    start = data.draw(st.integers(0, len(tidied.text) - 1))
    end = data.draw(st.integers(start + 1, len(tidied.text)))
    assert tidied.source_span(start, end) == (tidied.source_span(start, start + 1)[0], tidied.source_span(end - 1, end)[1])


@given(untidy_text)
def test_a_character_that_stays_is_found_where_it_was(text: str) -> None:
    tidied = tidy(text)
    for i, character in enumerate(tidied.text):
        start, end = tidied.source_span(i, i + 1)
        if end - start == 1 and character.isascii() and character.isalnum() and text[start].isascii():
            assert text[start] == character


@given(st.text("aZ9 .-'\t\n\r<&`/bp>;", max_size=60))
def test_the_quick_way_for_ascii_is_the_same_way(text: str) -> None:
    quick, slow = tidy(text), tidy(f"{text}\u2026")
    assert slow.text == quick.text + "\u2026"
    assert [quick.source_span(i, i + 1) for i in range(len(quick.text))] == [slow.source_span(i, i + 1) for i in range(len(quick.text))]


@given(untidy_text)
def test_tidy_text_holds_nothing_that_hides_a_word(text: str) -> None:
    assert not re.search("[\t\r\u00a0\u00ad\u200b\ufeff\ud800-\udfff]", re.sub("&[^;]*;", "", tidy(text).text))


@given(st.text(max_size=30) | st.text("a😀\ud83d\ude00é", max_size=30))
def test_utf16_offsets_are_those_of_the_encoded_text(text: str) -> None:
    places = list(range(len(text) + 1))
    assert list(utf16_offsets(text, places)) == [len(text[:p].encode("utf-16-le", "surrogatepass")) // 2 for p in places]


def test_pieces() -> None:
    assert tidy("a&nbsp;b").text == "a b"
    assert tidy("a\r\nb\rc\u2028d<br>e").text == "a\nb\nc\nd\ne"
    assert tidy("<td>Mia</td><td>promiscuous</td>").text.split() == ["Mia", "promiscuous"]
    assert tidy("risk‑taking risk&ndash;taking risk-\ntaking").text == "risk taking risk taking risk taking"
    assert tidy("3 - 4 — -5 a--b").text == "3 - 4 — -5 a--b"
    assert tidy("don’t don&rsquo;t ‘quoted’").text == "don't don't ‘quoted’"
    assert tidy("x < y & z <unknown>").text == "x < y & z <unknown>"


# ---- the list -------------------------------------------------------------------------------------------------

PLAIN = "Seen today. She keeps putting herself at risk near the shop."
VARIANTS = {
    "wrapped line": "Seen today. She keeps putting\nherself at risk near the shop.",
    "wrapped line with indent": "Seen today. She keeps putting herself at  \n   risk near the shop.",
    "double spaces": "Seen today.  She keeps putting  herself   at risk near the shop.",
    "tabs": "Seen today. She keeps putting\therself\tat\trisk near the shop.",
    "no-break space": "Seen today. She keeps putting\u00a0herself at\u202frisk near the shop.",
    "other spaces": "Seen today. She keeps putting\u2003herself\u2009at\u3000risk near the shop.",
    "soft hyphens": "Seen today. She keeps put\u00adting her\u00adself at risk near the shop.",
    "zero-width": "Seen today. She keeps putting\u200b her\u200dself at \ufeffri\u2060sk near the shop.",
    "HTML entities": "Seen today.&nbsp;She keeps putting&nbsp;herself&#160;at&#xA0;risk near the shop.",
    "HTML soft hyphen": "Seen today. She keeps put&shy;ting herself at risk near the shop.",
    "HTML tags": "<p>Seen today.</p><p>She keeps <b>putting</b> <span style='x'>herself</span> at <I>risk</I> near the shop.</p>",
    "HTML line break": "Seen today. She keeps putting<br/>herself at risk near the shop.",
    "missing space after full stop": "Seen today.She keeps putting herself at risk.Near the shop.",
    "capitals": "SEEN TODAY. SHE KEEPS PUTTING HERSELF AT RISK NEAR THE SHOP.",
    "CRLF": "Seen today.\r\nShe keeps putting\r\nherself at risk near the shop.\r\n",
    "old Mac line ends": "Seen today.\rShe keeps putting\rherself at risk near the shop.",
    "emoji before": "😀👩‍👧 Seen today ❤️. She keeps putting herself at risk near the shop.",
    "combining marks before": "Zoe\u0308 seen at the cafe\u0301. She keeps putting herself at risk near the shop.",
    "accents before and inside": "Zoë seen. She keeps pu\u0301tting hérself at risk near the shop.",
    "ligatures": "Office ﬁnd. She keeps putting herself at risk near the shop.",
    "dotted capital I": "İİİ seen. She keeps putting herself at RİSK near the shop.",
    "full-width letters": "Seen. She keeps ｐｕｔｔｉｎｇ herself at risk near the shop.",
    "curly quotes around": "Seen. She keeps “putting herself at risk” near the shop.",
    "em dash beside": "Seen—she keeps putting herself at risk—near the shop.",
    "en dash beside": "Seen – she keeps putting herself at risk – near the shop.",
    "brackets": "Seen. (She keeps [putting herself at risk] near the shop.)",
    "lone surrogate before": "Seen \ud83d. She keeps putting herself at risk near the shop.",
    "byte order mark": "\ufeffShe keeps putting herself at risk near the shop.",
    "bullet": "Seen today:\n• keeps putting herself at risk\n• near the shop",
    "underscores around": "Seen. She keeps __putting herself at risk__ near the shop.",
    "asterisks around": "Seen. She keeps **putting herself at risk** near the shop.",
}


@pytest.mark.parametrize("text", VARIANTS.values(), ids=VARIANTS)
def test_untidiness_hides_nothing_and_moves_nothing(engine: Checker, text: str) -> None:
    wanted = [f.term for f in engine.check(PLAIN).findings]
    report = engine.check(text)
    assert [f.term for f in report.findings] == wanted == ["put-self-at-risk"]
    check_places(report)
    found = report.findings[0].text
    assert tidy(found).text.lower().split() == ["putting", "herself", "at", "risk"]
    assert (found[0].lower(), found[-1].lower()) in {("p", "k"), ("ｐ", "k")}


@pytest.mark.parametrize("hyphen", ["-", "‐", "‑", "‒", "–", "−", "\u00ad", "-\u200b", "-\n", "&#8209;", "&ndash;", " ", "", "\uff0d"])
def test_every_hyphen_is_a_hyphen(engine: Checker, hyphen: str) -> None:
    report = engine.check(f"Concerns about risk{hyphen}taking remain.")
    assert [(f.term, f.text) for f in report.findings] == [("risk-taking", f"risk{hyphen}taking")]
    check_places(report)


@pytest.mark.parametrize("quote", ["'", "’", "ʼ", "′", "`", "&rsquo;", "&#39;", "&apos;"])
def test_every_apostrophe_is_an_apostrophe(quote: str) -> None:
    assert tidy(f"she{quote}s").text == "she's"


@given(
    st.lists(st.sampled_from([" ", "  ", "\n", "\t", "\u00a0", "\r\n", " \u200b", "&nbsp;", "<b> ", "\u2003"]), min_size=3, max_size=3), untidy_text
)
def test_any_blank_between_the_words_and_any_text_before(engine: Checker, blanks: list[str], before: str) -> None:
    a, b, c = blanks
    phrase = f"putting{a}herself{b}at{c}risk"
    report = engine.check(f"{before}\n\nShe keeps {phrase} again.")
    check_places(report)
    assert report.findings[-1].text == phrase


@given(st.lists(st.sampled_from(["\u00ad", "\u200b", "&shy;", "<i>", "", "", ""]), min_size=10, max_size=10))
def test_anything_invisible_inside_a_word(engine: Checker, inside: list[str]) -> None:
    letters = "promiscuous"
    word = "".join(a + b for a, b in zip(letters, [*inside, ""], strict=True))
    report = engine.check(f"She is {word}.")
    check_places(report)
    assert [(f.term, f.text) for f in report.findings] == [("promiscuous", word)]

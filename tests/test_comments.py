"""Comments in a copy of a Word document: on the exact words, and nothing else changes."""

from __future__ import annotations

import io
import zipfile
from itertools import pairwise

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from langcheck.documents import DocumentError, read_document
from langcheck.documents.comments import Comment, with_comments
from langcheck.documents.word import W
from worddocs import body, package, report, run


def comments_on(text: str, *phrases: str) -> list[Comment]:
    """A comment on every place of each phrase."""
    found = []
    for phrase in phrases:
        at = text.find(phrase)
        while at >= 0:
            found.append(Comment(at, at + len(phrase), (f"On {phrase}", "Second line")))
            at = text.find(phrase, at + 1)
    return sorted(found, key=lambda c: c.start)


PHRASES = ("absconded", "putting herself at risk", "Ab\u00adsconded", "risk\u2011taking")


def marked(data: bytes) -> list[tuple[str, str]]:
    """For each comment of the main part: the words between its marks (text boxes in full), and what it says."""
    package = zipfile.ZipFile(io.BytesIO(data))
    main, listed = (etree.fromstring(package.read(f"word/{name}.xml")) for name in ("document", "comments"))
    says = {c.get(f"{W}id"): "|".join("".join(t.text for t in p.iter(f"{W}t")) for p in c.iter(f"{W}p")) for c in listed}
    words: dict[str, list[str]] = {}
    on: set[str] = set()
    for element in main.iter():
        number = element.get(f"{W}id") if isinstance(element.tag, str) else None
        if element.tag == f"{W}commentRangeStart":
            on.add(number)
            words[number] = []
        elif element.tag == f"{W}commentRangeEnd":
            on.remove(number)
        signs = {f"{W}softHyphen": "\u00ad", f"{W}noBreakHyphen": "\u2011", f"{W}tab": "\t"}
        text = element.text if element.tag == f"{W}t" else signs.get(element.tag, "")
        if not any(ancestor.tag.endswith("}Fallback") for ancestor in element.iterancestors()):
            for open_ in on:
                words[open_].append(text)
    assert not on
    references = [e.get(f"{W}id") for e in main.iter(f"{W}commentReference")]
    assert sorted(references) == sorted(words) == sorted(says)
    return [("".join(words[number]), says[number]) for number in says]


def test_comments_stand_on_the_exact_words() -> None:
    data = report()
    text = read_document("a.docx", data).text
    copy = with_comments(data, comments_on(text, *PHRASES))
    assert marked(copy) == [
        ("absconded", "On absconded|Second line"),
        ("putting herself at risk", "On putting herself at risk|Second line"),
        ("absconded", "On absconded|Second line"),
        ("Ab\u00adsconded", "On Ab\u00adsconded|Second line"),
        ("risk\u2011taking", "On risk\u2011taking|Second line"),
        ("absconded", "On absconded|Second line"),
        ("In a box: absconded", "In this text box:|On absconded|Second line"),
        ("absconded", "On absconded|Second line"),
        ("", "In this footnote:|On absconded|Second line"),
        ("", "In a header:|On absconded|Second line"),
        ("", "In a footer:|On absconded|Second line"),
    ]
    assert read_document("a.docx", copy).text == text


def test_all_else_stays_byte_for_byte() -> None:
    data = report()
    before, after = (zipfile.ZipFile(io.BytesIO(d)) for d in (data, with_comments(data, [Comment(4, 13, ("x",))])))
    touched = {"word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
    assert set(after.namelist()) - set(before.namelist()) == {"word/comments.xml"}
    assert before.namelist() == after.namelist()[:-1]
    for name in set(before.namelist()) - touched:
        assert before.read(name) == after.read(name)
        assert before.getinfo(name).date_time == after.getinfo(name).date_time
    docx.Document(io.BytesIO(with_comments(data, [])))


def test_comments_that_are_there_stay() -> None:
    made, out = docx.Document(), io.BytesIO()
    made.add_comment(made.add_paragraph("She absconded.").runs, text="Really?", author="Ann", initials="A")
    made.save(out)
    copy = with_comments(out.getvalue(), [Comment(4, 13, ("Reconsider",))])
    assert marked(copy) == [("She absconded.", "Really?"), ("absconded", "Reconsider")]
    assert [c.author for c in docx.Document(io.BytesIO(copy)).comments] == ["Ann", "langcheck"]


@given(st.lists(st.text("ab ", min_size=1, max_size=5), min_size=1, max_size=6), st.sets(st.integers(0, 30), min_size=2, max_size=8))
def test_any_words_in_any_runs(runs: list[str], cuts: set[int]) -> None:
    document = package(body(f"<w:p>{''.join(run(text) for text in runs)}{run('.')}</w:p>"))
    text = read_document("a.docx", document).text
    assert text == "".join(runs) + "."
    comments = [Comment(start, end, (text[start:end],)) for start, end in pairwise(sorted({min(c, len(text)) for c in cuts}))]
    copy = with_comments(document, comments)
    assert marked(copy) == [(text[c.start : c.end], text[c.start : c.end]) for c in comments]
    assert read_document("a.docx", copy).text == text


def test_more_than_word_opens_is_refused() -> None:
    with pytest.raises(DocumentError, match="32,767"):
        with_comments(report(), [Comment(0, 1, ("x",))] * 32_768)

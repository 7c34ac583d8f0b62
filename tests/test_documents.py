"""Documents in, text out; what can't be read is told in a sentence."""

from __future__ import annotations

import io
import re
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from striprtf.striprtf import rtf_to_text

from conftest import ROOT, SMALL
from langcheck.cli import main
from langcheck.documents import DocumentError, read_document, text_of_markup
from langcheck.documents.markup import text_of_html
from langcheck.documents.rtf import text_of_rtf

SENTENCE = "She keeps putting herself at risk."


def word(*paragraphs: str) -> bytes:
    made, out = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    made.save(out)
    return out.getvalue()


def pdf(*pages: str, password: str = "") -> bytes:
    """A PDF with a text layer; an empty page has none."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for page in pages:
        content = f"BT /F1 12 Tf 72 720 Td ({page}) Tj ET" if page else ""
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {len(objects) + 2} 0 R>>")
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
    objects[1] = f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(kids)}]>>"
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj {body} endobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode() + (
        f"trailer<</Root 1 0 R/Size {len(objects) + 1}>>\nstartxref\n{len(out)}\n%%EOF".encode()
    )
    if not password:
        return out
    writer, locked = PdfWriter(io.BytesIO(out)), io.BytesIO()
    writer.encrypt(password, algorithm="RC4-128")
    writer.write(locked)
    return locked.getvalue()


def mail(subtype: str, text: str) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"] = "Visit", "worker@example.org"
    message.set_content(text, subtype=subtype)
    return message.as_bytes()


RTF = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 She keeps {\b putting} herself at risk.\par}"
HTML = b"<!doctype html><title>Visit</title><style>p {}</style><p>She keeps\n <b>putting</b> herself at&#32;risk."


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", SENTENCE.encode(), "txt"),
        ("a.txt", SENTENCE.encode("utf-16"), "txt"),
        ("a.docx", word(SENTENCE), "docx"),
        ("a.pdf", pdf(SENTENCE), "pdf"),
        ("a.rtf", RTF, "rtf"),
        ("a.htm", HTML, "html"),
        ("a.eml", mail("plain", SENTENCE), "eml"),
        ("a.eml", mail("html", f"<p>{SENTENCE}</p>"), "eml"),
        ("wrong.txt", word(SENTENCE), "docx"),
        ("wrong.docx", pdf(SENTENCE), "pdf"),
        ("wrong.doc", RTF, "rtf"),
        ("wrong.txt", HTML, "html"),
        ("wrong", mail("plain", SENTENCE), "eml"),
    ],
)
def test_the_words_come_out(name: str, data: bytes, kind: str) -> None:
    document = read_document(name, data)
    assert document.kind == kind
    assert SENTENCE in document.text
    assert not document.notes


def test_a_pasted_header_is_no_mail() -> None:
    assert read_document("note.txt", b"From: school\nSubject: visit\n\nAll well.").kind == "txt"
    assert read_document("note", b"Present: Mia, her mother\nAll well.").kind == "txt"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \r\n\0", "is empty"),
        ("a.txt", b"\0\1\2abc", "not plain text"),
        ("a.txt", b"x" * 50_000_001, "larger than 50 MB"),
        ("a.txt", b"x" * 5_000_001, "longer than 5,000,000"),
        ("a.html", b"<html><p> </p>", "no words"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old or unknown Office kind"),
        ("a.docx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.docx", b"PK\x03\x04nothing", "damaged"),
        ("a.docx", word(SENTENCE)[:-200], "damaged"),
        ("a.docx", word(), "no words"),
        ("a.png", b"\x89PNG\r\n", "picture"),
        ("a.pdf", b"%PDF-1.7 nothing", "damaged"),
        ("a.pdf", pdf(""), "no text"),
        ("a.pdf", pdf(SENTENCE, password="x"), "password"),
        ("a.eml", b"no header here", "no e-mail"),
    ],
)
def test_what_cannot_be_read_is_told(name: str, data: bytes, says: str) -> None:
    with pytest.raises(DocumentError, match=says) as error:
        read_document(name, data)
    assert ";" in str(error.value), "how to mend it"
    assert SENTENCE not in str(error.value)


def test_what_was_left_out_is_told() -> None:
    assert read_document("a.pdf", pdf(SENTENCE, "", "", "All well.")).notes == ("no text on pages 2, 3: blank, or a scan that was not read",)
    message = EmailMessage()
    message.set_content(SENTENCE)
    message.add_attachment(b"x", maintype="image", subtype="png")
    assert read_document("a.eml", message.as_bytes()).notes == ("1 attachment not read; save and check it as well",)


def test_other_zips_are_named() -> None:
    for inside, says in (("xl/workbook.xml", "spreadsheet"), ("ppt/x.xml", "presentation"), ("content.xml", "OpenDocument"), ("x", "zip file")):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            package.writestr(inside, "x")
        with pytest.raises(DocumentError, match=says):
            read_document("a.docx", out.getvalue())


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (r"{\rtf1 a\par b\line c\tab d\~e}", "a\n\nb\nc\td\u00a0e"),
        (r"{\rtf1\ansicpg1252 caf\'e9 \ldblquote no\rdblquote}", "café “no”"),
        (r"{\rtf1\uc1 \u8364?5 {\uc2\u233ab}x \u-10179?\u-8704?}", "€5 éx 😀"),
        (r"{\rtf1{\fonttbl{\f1\fcharset204 Arial;}}\f1\'cf\'f0}", "Пр"),
        (r"{\rtf1{\fonttbl{\f1\fcharset128 Mincho;}}\f1\'93\'fa}", "日"),
        (r"{\rtf1{\info{\title t}}{\*\unknown x}a{\pict\bin4 }}}}}b}", "ab"),
        (r"{\rtf1 a{\footnote b}{\header c}\row}", "a\n\nb\n\nc"),
        (r"{\rtf1{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt box}}{\shprslt box}}}", "box"),
        (r"{\rtf1 a{\*\footnote b}}", "a\n\nb"),
        (r"{\rtf1 she {\deleted was }is}", "she is"),
        (r"{\rtf1 cut off {\b in the mid", "cut off in the mid"),
        ("{\\rtf1 wra\r\npped\\\nline}", "wrapped\nline"),
        (r"{\rtf1 a}b", "a"),
    ],
)
def test_rtf(rtf: str, text: str) -> None:
    assert text_of_rtf(rtf).text == text


PLAIN = st.text(st.sampled_from("ab é\\{}“’😀日"), min_size=1).filter(str.strip)


def as_rtf(text: str) -> str:
    units = text.encode("utf-16-le")
    codes = [int.from_bytes(units[i : i + 2], "little", signed=True) for i in range(0, len(units), 2)]
    return "".join(f"\\{chr(c)}" if 0 < c < 128 and chr(c) in "\\{}" else chr(c) if 0 < c < 128 else f"\\u{c}?" for c in codes)


@given(st.lists(PLAIN, max_size=5))
def test_rtf_round_trip_and_places(words: list[str]) -> None:
    source = r"{\rtf1{\fonttbl{\f0 x;}}" + r"{\b\i0 x}".join(map(as_rtf, words)) + "}"
    found = text_of_rtf(source)
    assert found.text == "x".join(words)
    for i in range(len(found.text)):
        start, end = found.source_span(i, i + 1)
        assert text_of_rtf(r"{\rtf1 " + source[start:end] + "}").text == found.text[i]


@given(st.lists(st.text(st.sampled_from("ab .")).filter(lambda t: "  " not in t), max_size=5))
def test_rtf_agrees_with_another_reader(words: list[str]) -> None:
    source = r"{\rtf1\ansi " + r"{\b\'e9}".join(words) + "}"
    assert text_of_rtf(source).text == rtf_to_text(source)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p>\n<p>b</p>", "a\n\nb"),
        ("a<br>b<br><br>c", "a\nb\n\nc"),
        ("a\n  b<span>c</span>", "a bc"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<!-- x --><script>'<p>x'</script><STYLE>x</style >a<![CDATA[x]]>b", "ab"),
        ('<a title="x > y" href=\'z\'>a</a><img src="data:image/png;base64,AAAA">b', "ab"),
        ("she <3 him & 5 < 6 > 4 &nosuch; &amp;lt;", "she <3 him & 5 < 6 > 4 &nosuch; &lt;"),
        ("caf&eacute; &#8217;&#x1F600;&nbsp;", "café ’😀\u00a0"),
        ("a<p title='unclosed>b", "a\n\nb"),
        ("a <b", "a <b"),
        ("a<!-- never closed", "a"),
    ],
)
def test_html(html: str, text: str) -> None:
    assert text_of_html(html).text == text


@given(
    st.lists(st.sampled_from(["a", "é", "&amp;", "&#233;", "<b>", "</p>", "<br>", " ", "\n", "<!-- x -->", "<", '"', ">", "<a href='"])).map("".join)
)
def test_every_character_of_html_has_its_place(source: str) -> None:
    found = text_of_html(source)
    for i, char in enumerate(found.text):
        start, end = found.source_span(i, i + 1)
        assert 0 <= start < end <= len(source)
        assert char.isspace() or char in source[start:end] or source[start:end].startswith("&")


def test_cells() -> None:
    cell = r"{\rtf1\ansi She is {\b promis\'63uous}.\par}"
    found = text_of_markup(cell)
    at = found.text.index("promiscuous")
    start, end = found.source_span(at, at + 11)
    assert cell[start:end] == r"promis\'63uous"
    assert text_of_markup("age <b 5 & {x}").text == "age <b 5 & {x}"
    assert text_of_markup("<P>a</P>").text == "a"


@pytest.mark.slow
def test_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    for code in re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "documents.md").read_text(encoding="utf-8"), re.DOTALL):
        exec(code, names)
    assert capsys.readouterr().out.splitlines() == ["html ['putting herself at risk']", "promis}cuous"]


@pytest.mark.parametrize("hook", yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")), ids=lambda hook: hook["id"])
def test_a_hook_runs(hook: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "form.md").write_text("She is promiscuous.", encoding="utf-8")
    program, *arguments = hook["entry"].split()
    assert program == "langcheck"
    assert re.search(hook["files"], "form.md")
    assert main([*arguments, "--lexicon", str(SMALL), str(tmp_path / "form.md")]) == 1
    assert capsys.readouterr().out.startswith(f"{tmp_path / 'form.md'}:1:8: Reconsider")

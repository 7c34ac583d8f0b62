"""Documents that mean harm, or are broken: each ends in a text or a sentence, within seconds, and nothing outside is read."""

from __future__ import annotations

import contextlib
import io
import re
import time
import zipfile
import zlib
from collections.abc import Callable

import pytest
from fuzz.files import has_its_places
from hypothesis import given, settings
from hypothesis import strategies as st

from langcheck.documents import DocumentError, read_document
from langcheck.documents.comments import Comment, with_comments
from langcheck.documents.word import W
from test_comments import marked
from test_documents import HTML, RTF, SENTENCE, mail, pdf
from worddocs import RELS, body, package, report

MEGABYTE = 1_000_000


def refused(name: str, data: bytes, says: str = "") -> None:
    begun = time.monotonic()
    with pytest.raises(DocumentError, match=says) as error:
        read_document(name, data)
    assert time.monotonic() - begun < 20
    assert error.value.__cause__ is None, "no words of the document travel on in a cause"


def test_a_plain_package_is_read() -> None:
    assert read_document("a.docx", package(body(f"<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>"))).text == SENTENCE


def test_zip_bombs() -> None:
    refused("a.docx", package(body("<w:p/>" * MEGABYTE)), "unpacks to more")
    refused("a.docx", package(body(""), **{f"x/{n}": b"" for n in range(5001)}), "unpacks to more")
    lying = package(body("<w:p/>" * MEGABYTE))
    size = len(body("<w:p/>" * MEGABYTE)).to_bytes(4, "little")
    assert size in lying
    refused("a.docx", lying.replace(size, (900).to_bytes(4, "little")), "damaged|unpacks")


def test_many_parts_within_the_bounds_of_each() -> None:
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/header"
    refer = b"".join(b'<Relationship Id="r%d" Type="%s" Target="header%d.xml"/>' % (n, kind, n) for n in range(30))
    header = f'<w:hdr xmlns:w="{W[1:-1]}"><!--{"x" * 990_000}--></w:hdr>'.encode()
    rels = RELS.split(b"<Relationship Id")[0] + refer + b"</Relationships>"
    others = {"word/_rels/document.xml.rels": rels, **{f"word/header{n}.xml": header for n in range(30)}}
    refused("a.docx", package(body(""), **others), "unpacks to more")


def test_many_elements_within_the_bounds_take_seconds() -> None:
    noise = "".join(f'<w:p w:rsidR="{n * 7919 % 65521:08X}{n:08X}"/>' for n in range(50_000))
    refused("a.docx", package(body(noise)), "no words")


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {b} "&{a};&{a};&{a};&{a};&{a};&{a};">' for a, b in zip("abcdefgh", "bcdefghx", strict=True))
        + "]>",
        '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE w SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE w [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
    ],
    ids=["in circles", "file", "network", "parameter"],
)
def test_xml_entities_are_not_followed(doctype: str) -> None:
    refused("a.docx", package(body("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>" if "%" not in doctype else "", doctype)), "damaged")


def test_nesting_without_end() -> None:
    refused("a.docx", package(body("<w:tbl>" * 100_000)), "damaged")
    refused("a.docx", package(body("<w:sdt>" * 5000 + "</w:sdt>" * 5000)), "damaged")
    refused("a.rtf", b"{\\rtf1" + b"{" * MEGABYTE, "deep")
    refused("a.eml", b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1200)), "damaged")


def test_what_a_document_refers_to_is_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr("socket.socket", refuse)
    outside = RELS.replace(b'Target="word/document.xml"', b'TargetMode="External" Target="http://127.0.0.1:9/x"')
    refused("a.docx", package(body(""), **{"_rels/.rels": outside}), "damaged|no words")
    upwards = RELS.replace(b"word/document.xml", b"../../../../etc/passwd")
    refused("a.docx", package(body(""), **{"_rels/.rels": upwards}), "damaged")
    assert read_document("a.html", b"<html><img src='http://127.0.0.1:9/x'><link href='//127.0.0.1:9'>a").text == "a"
    assert read_document("a.rtf", rb'{\rtf1{\field{\*\fldinst INCLUDETEXT "/etc/passwd"}{\fldrslt a}}}').text == "a"


def pdf_of(*objects: str) -> bytes:
    """A PDF without a table of its objects, as broken programs write it; pypdf builds one."""
    return b"%PDF-1.4\n" + "".join(f"{n} 0 obj {o} endobj\n" for n, o in enumerate(objects, 1)).encode("latin-1") + b"trailer<</Root 1 0 R>>\n%%EOF"


def flate(content: bytes) -> str:
    packed = zlib.compress(content, 9).decode("latin-1")
    return f"<</Length {len(packed)}/Filter/FlateDecode>>stream\n{packed}\nendstream"


FORM = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>/Contents 5 0 R>>"


@pytest.mark.parametrize(
    "data",
    [
        pdf_of("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[2 0 R]>>"),
        pdf_of("<</Type/Catalog/Pages 1 0 R>>"),
        pdf_of("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1000000000/Kids[3 0 R]>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"),
        pdf_of(f"{'[' * 100_000}"),
        pdf_of(f"{'<<' * 100_000}"),
        pdf_of(
            "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>", FORM,
            "<</Type/XObject/Subtype/Form/Resources<</XObject<</X 4 0 R>>>>/Length 5>>stream\n/X Do\nendstream",
            "<</Length 5>>stream\n/X Do\nendstream",
        ),
        pdf_of(
            "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>", flate(b" " * 100 * MEGABYTE),
        ),
        b"%PDF-1.4\n" + b"1 0 obj " * 100_000,
        b"%PDF-1.4\nstartxref\n0\n%%EOF",
        b"%PDF-1.4\n" + b"xref\n0 1000000000\n" + b"trailer<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF",
    ],
    ids=["kids in circles", "root in circles", "many pages", "arrays", "dictionaries", "form in circles", "bomb", "objects", "no table", "table"],
)  # fmt: skip
def test_hostile_pdf(data: bytes) -> None:
    refused("a.pdf", data, "damaged|no text|nested|pages")


def test_a_pdf_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    for patience in (1, 3, 30):
        ticks = iter(range(patience))
        monkeypatch.setattr("time.monotonic", lambda ticks=ticks: next(ticks, 1e9))
        with pytest.raises(DocumentError, match="takes too long"):
            read_document("a.pdf", pdf(*[SENTENCE] * 50))
        monkeypatch.undo()


MARKUP = ["<a ", '<a "', "<a '", "<!--", "<script", "<script>x", "<!", "&a", "&#", "<", "</", "<pre>", "<br>", " \n", '<a href="x" b=\'', "<style "]
CONTROLS = ["}", "\\", "\\b", "\\u100?", "\\'e9", "\\bin1 ", "\\f1", "\\par ", "\\uc999999999 \\u1 ", "\\u-10179 ", "{\\*}", "\\bin999999999 "]


@pytest.mark.slow
@pytest.mark.parametrize("unit", MARKUP + CONTROLS)
def test_a_megabyte_of_one_thing_takes_seconds(unit: str) -> None:
    start, name = ("<html>", "a.html") if unit in MARKUP else ("{\\rtf1 x", "a.rtf")
    begun = time.monotonic()
    with contextlib.suppress(DocumentError):
        read_document(name, (start + unit * (MEGABYTE // len(unit)) + ">x").encode())
    assert time.monotonic() - begun < 20


HEADERS = [b"Subject: " + b"a " * 100_000, b"Subject: " + b"=?utf-8?q?a?= " * 20_000, b"Content-Type: text/plain; " + b"a=b; " * 20_000,
           b"Content-Disposition: " + b"(" * 50_000, b"X: y\n" * 30_000 + b"Y: z", b"Subject: a\n" + b" b\n" * 100_000 + b"Z: 1"]  # fmt: skip


@pytest.mark.parametrize("header", HEADERS, ids=range(len(HEADERS)))
def test_long_headers_take_seconds(header: bytes) -> None:
    begun = time.monotonic()
    with contextlib.suppress(DocumentError):
        read_document("a.eml", b"MIME-Version: 1.0\n" + header + b"\n\nbody")
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize("encoding", [b"base64_codec", b"rot13", b"undefined", b"nonsense", b"idna", b"utf-16", b"zlib"])
def test_any_named_encoding(encoding: bytes) -> None:
    assert "late" in read_document("a.html", b"<html><meta charset=" + encoding + b"><p>late</p>").text
    assert "late" in read_document("a.eml", b"MIME-Version: 1.0\nContent-Type: text/plain; charset=" + encoding + b"\n\nlate").text


SOUND = {
    "a.docx": report(),
    "a.pdf": pdf(SENTENCE, "All well."),
    "a.rtf": RTF,
    "a.html": HTML,
    "a.eml": mail("html", f"<p>{SENTENCE}</p>"),
    "a.txt": b"a",
}


def broken(data: st.DataObject, sound: bytes) -> bytes:
    """A sound document with bytes changed, cut out, repeated or cut off."""
    out = bytearray(sound)
    for _ in range(data.draw(st.integers(1, 4))):
        at, length = data.draw(st.integers(0, len(out))), data.draw(st.integers(0, 40))
        out[at : at + length] = data.draw(
            st.sampled_from([b"", bytes(out[at : at + length]) * 3, b"\0" * length, b"9" * length]) | st.binary(max_size=8)
        )
    return bytes(out)


def survives(name: str, data: bytes) -> None:
    with contextlib.suppress(DocumentError):
        assert read_document(name, data).text.strip()


@pytest.mark.parametrize("name", SOUND)
@given(st.data())
def test_broken_documents(name: str, data: st.DataObject) -> None:
    survives(name, broken(data, SOUND[name]))


@pytest.mark.slow
@pytest.mark.parametrize("name", SOUND)
@given(st.data())
@settings(max_examples=300)
def test_broken_documents_at_length(name: str, data: st.DataObject) -> None:
    survives(name, broken(data, SOUND[name]))


def repacked(data: bytes, part: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return out.getvalue()


PARTS = ["word/document.xml", "word/comments.xml", "word/footnotes.xml", "word/_rels/document.xml.rels", "_rels/.rels", "[Content_Types].xml"]
COMMENTED = with_comments(report(), [Comment(4, 13, ("x",))])


def comments_survive(part: str, data: st.DataObject) -> None:
    """Elements of a part change places, names and attributes; comments on the first and last words go in, or a sentence says why not."""
    tokens = re.split(rb"(?=<)", zipfile.ZipFile(io.BytesIO(COMMENTED)).read(part))
    for _ in range(data.draw(st.integers(1, 3))):
        at, other = (data.draw(st.integers(1, len(tokens) - 1)) for _ in range(2))
        changed = [b"", tokens[other], tokens[at] * 2, tokens[at].replace(b'"', b'"x', 1), b"<w:r>", b"</w:r>", b"<w:t>late</w:t>"]
        tokens[at] = data.draw(st.sampled_from(changed))
    document = repacked(COMMENTED, part, b"".join(tokens))
    with contextlib.suppress(DocumentError):
        text = read_document("a.docx", document).text
        words = [m.span() for m in re.finditer(r"\w+", text)]
        copy = with_comments(document, [Comment(start, end, ("y",)) for start, end in words[:9] + words[9:][-9:]])
        assert read_document("a.docx", copy).text == text


@pytest.mark.parametrize(
    "inside",
    ["<w:p><w:t>late</w:t></w:p>", "<w:p><w:hyperlink><w:t>late</w:t></w:hyperlink></w:p>", "<w:p><w:r><w:r><w:t>too late</w:t></w:r></w:r></w:p>"],
)
def test_comments_on_words_outside_runs(inside: str) -> None:
    document = package(body(inside))
    text = read_document("a.docx", document).text
    copy = with_comments(document, [Comment(text.index("late"), len(text), ("x",))])
    assert marked(copy) == [(text, "x")], "on the smallest piece that a comment may stand on"


@pytest.mark.parametrize("part", PARTS)
@given(st.data())
@settings(max_examples=10)
def test_comments_in_broken_documents(part: str, data: st.DataObject) -> None:
    comments_survive(part, data)


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
@given(st.data())
@settings(max_examples=100)
def test_comments_in_broken_documents_at_length(part: str, data: st.DataObject) -> None:
    comments_survive(part, data)


@given(
    st.sampled_from(list(SOUND)), st.binary(max_size=200), st.sampled_from([b"", b"PK\3\4", b"%PDF-", b"{\\rtf", b"<html>", b"MIME-Version: 1.0\n"])
)
def test_any_bytes(name: str, data: bytes, start: bytes) -> None:
    survives(name, start + data)


MARKED: list[Callable[[str], str]] = [str, "{{\\rtf1 {}}}".format, "<p>{}</p>".format]


@given(st.text(st.sampled_from("ab<>&;{}\\'\"/ pé\u00ad#01!-\n"), max_size=60), st.sampled_from(MARKED))
def test_any_cell_has_its_places(text: str, made: Callable[[str], str]) -> None:
    has_its_places(made(text))

"""Targets that read files: documents of every kind, comments in Word documents, and the tables of an audit."""

from __future__ import annotations

import csv
import io
import re
import sys
import warnings
import zipfile
from functools import lru_cache
from pathlib import Path

from fuzz.target import scratch, target, text_of
from langcheck.audit.columns import Columns, settled
from langcheck.audit.model import AuditError, RejectedRow, Row
from langcheck.audit.rows import rows
from langcheck.audit.sources import open_sources
from langcheck.documents import DocumentError, read_document, text_of_markup
from langcheck.documents.comments import Comment, with_comments

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from test_documents import HTML, RTF, SENTENCE, mail, pdf
from worddocs import body, package, report

warnings.simplefilter("ignore")  # readers of other projects warn of what they mend
_DOCX = report()


def _read(name: str, data: bytes) -> str:
    text = read_document(name, data).text
    assert text.strip()
    return text


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


@target(
    DocumentError,
    examples=[SENTENCE.encode(), SENTENCE.encode("utf-16"), "Zoë café".encode("cp1252")],
    pieces=[b"\xff\xfe", b"\xfe\xff", b"\x81", b"a\0"],
)
def txt(data: bytes) -> None:
    """Plain text in any encoding."""
    _read("a.txt", data)


TAGS = """<p> </p> <b> <!-- --> <![CDATA[ ]]> <script> </script> <style> </style> <pre> <br> <td> <a\thref='x'> <a\tb=" <!doctype <?xml 
<meta\tcharset=utf-7> &amp; &#xD800; &#0; &nbsp; &bogus; & < > " ' = / é absconded"""


@target(DocumentError, examples=[HTML, b"<table><tr><td>a<td>b</table><pre> x\n y</pre>"], pieces=TAGS)
def html(data: bytes) -> None:
    """A page."""
    _read("a.html", data)


def has_its_places(cell: str) -> None:
    """Each character of a cell's text has its place in the cell, in order."""
    found = text_of_markup(cell)
    last = 0
    for i in range(len(found.text)):
        start, end = found.source_span(i, i + 1)
        assert last <= start < end <= len(cell)
        last = start


@target(examples=[HTML, RTF, b"{\\rtf1 a\\'e9\\u233?b}"], pieces=TAGS + r" { } \ \par \u-10179? \'e9 {\rtf1 \b0")
def markup(data: bytes) -> None:
    """A cell with markup: see `has_its_places`."""
    has_its_places(text_of(data))


RICH = r"""{ } \ {\* \par \tab \' \'e9 \'zz \u8217? \u-10179 \u99999999999 \uc0 \uc9999999 \bin9 \bin-1 \bin999999999999 \ansicpg932 \ansicpg0 \f1
{\fonttbl {\f1\fcharset128 \rtf1 {\pict {\field{\*\fldinst {\upr \~ \- \_ é"""


@target(DocumentError, examples=[RTF, rb"{\rtf1\ansicpg1252 a{\*\x b}\'e9\u8217?\uc2\u-10179?? {\pict 00ff}\bin3 abc\par}"], pieces=RICH)
def rtf(data: bytes) -> None:
    """A document of Rich Text."""
    _read("a.rtf", data if data.startswith(b"{\\rtf") else b"{\\rtf1 " + data)


MULTIPART = b"""Subject: =?utf-8?q?a?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

U2hl
--b
Content-Type: message/rfc822

Subject: b

c
--b--
"""
HEADERS = """MIME-Version: Content-Type: text/plain text/html multipart/mixed; multipart/alternative; message/rfc822 boundary=b --b --b--
charset=utf-8 charset=x charset=idna charset*0*=utf-8''%E9 Content-Transfer-Encoding: base64 quoted-printable uuencode x-uue
=?utf-8?b?4pyT?= =?x?q?=FF?= Subject: From: <a@b> ( ; = " filename*=utf-8''a"""


@target(DocumentError, examples=[mail("plain", SENTENCE), mail("html", f"<p>{SENTENCE}</p>"), MULTIPART], pieces=HEADERS)
def eml(data: bytes) -> None:
    """A message."""
    _read("a.eml", data)


OBJECTS = """obj endobj stream endstream xref trailer startxref << >> [ ] ( ) /Type/Page /Kids[3 0 R] /Count /Parent 2 0 R 4 0 R 1 0 R
/Filter/FlateDecode /Filter/LZWDecode /Filter/ASCII85Decode /DecodeParms<</Predictor 12/Columns 9>> /Encrypt /ObjStm /XRef /W[1 2 1] /Length 0
/Length -1 /ToUnicode /Encoding/Identity-H BT ET Tj TJ ' Do /X Tf Td cm q Q BI ID EI \\377 <feff> %%EOF"""


@target(DocumentError, examples=[pdf(SENTENCE, "All well."), pdf("")], pieces=OBJECTS)
def pdf_file(data: bytes) -> None:
    """A PDF."""
    _read("a.pdf", data if b"%PDF-" in data[:1024] else b"%PDF-1.4\n" + data)


XML = """<w:p> </w:p> <w:r> </w:r> <w:t> </w:t> <w:t>late</w:t> <w:tab/> <w:br/> <w:tbl> <w:tr> <w:tc> <w:del> <w:ins> <w:hyperlink> <w:sdt>
<w:sdtContent> <w:footnoteReference/> <w:fldChar/> <w:instrText> <w:txbxContent> <mc:AlternateContent> <mc:Choice> <mc:Fallback> <!--
--> <![CDATA[ ]]> <?x?> <!DOCTYPE <!ENTITY &x; &#0; &#xD800; &amp; < > " = /> é \u200b"""
_WORD_PARTS = ("word/document.xml", "word/footnotes.xml", "word/_rels/document.xml.rels", "_rels/.rels", "[Content_Types].xml")
BODIES = [
    b"<w:p><w:r><w:t>She is</w:t></w:r><w:r><w:t xml:space='preserve'> late</w:t></w:r></w:p>",
    b"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t><w:tab/></w:r></w:p></w:tc></w:tr></w:tbl>",
]


def _with_comments(document: bytes) -> None:
    """Comments on the first and last words go in and leave the text as it was."""
    text = _read("a.docx", document)
    words = [m.span() for m in re.finditer(r"\w+", text)]
    copy = with_comments(document, [Comment(start, end, ("y",)) for start, end in words[:5] + words[5:][-5:]])
    assert read_document("a.docx", copy).text == text


@target(DocumentError, examples=BODIES, pieces=XML)
def docx(data: bytes) -> None:
    """The body of a Word document, with comments on its words."""
    _with_comments(package(body("").replace(b"<w:body>", b"<w:body>" + data, 1)))


@target(DocumentError, examples=[_parts(_DOCX)[name] for name in _WORD_PARTS], pieces=XML)
def docx_part(data: bytes) -> None:
    """A part of a Word document, in its place or another's."""
    parts = _parts(_DOCX)
    parts[_WORD_PARTS[len(data) % len(_WORD_PARTS)]] = data
    _with_comments(_packed(parts))


@target(
    DocumentError,
    examples=[package(body(f"<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>"))],
    pieces=[b"PK\3\4", b"PK\1\2", b"PK\5\6", b"\xff\xff\xff\xff", b"\0\0\0\0", b"word/document.xml", b"../"],
)
def docx_zip(data: bytes) -> None:
    """A Word document whose package is broken."""
    _read("a.docx", data if data.startswith(b"PK\3\4") else b"PK\3\4" + data)


# ---- tables -----------------------------------------------------------------------------------------------------------


def _rows(name: str, data: bytes, **options: str) -> list[Row | RejectedRow]:
    """Every row of a file: numbered from 1 without a gap, each with its place."""
    path = scratch() / name
    path.write_bytes(data)
    found = []
    for source in open_sources([str(path)], **options):
        assert len(set(source.columns)) == len(source.columns)
        for text, id_ in {(source.columns[0], source.columns[-1]), (source.columns[-1], source.columns[0])}:
            named, _ = settled(Columns(text=text, id=id_, date=id_, child_name=(id_,) if id_ else ()), source.columns, name)
            records = list(rows([source], named))
            assert [row.row if isinstance(row, RejectedRow) else row.number for row in records] == list(range(1, len(records) + 1))
            assert all(row.place.startswith(name) for row in records)
            found += records
    return found


TABLE = b'id,date,note\r\n1,2024-01-31,"She said ""no"",\r\nand left"\r\n2,31/01/2024,Fine\r\n'


CELLS = [b'"', b'""', b",", b";", b"|", b"\t", b"\r", b"\r\n", b"\n", b"\0", b"\x1f", b'","', b'\n"', b'"\n', b"\xff\xfe", b"\x1a"]


@target(AuditError, examples=[TABLE, TABLE.replace(b",", b";"), TABLE.decode().encode("utf-16"), b"id\tnote\n1\tcaf\xe9\n"], pieces=CELLS)
def csv_file(data: bytes) -> None:
    """A CSV file of any kind."""
    _rows("a.csv", data)


@target(
    examples=[b'1|She said "no",\nand left|2|Fine', b"a|b\r\nc|d|=1+1"],
    pieces=[b"|", b'"', b'""', b",", b"\r", b"\n", b"\r\n", b" ", b";", b"\t", b"'"],
)
def csv_round_trip(data: bytes) -> None:
    """What was written as CSV is read as it was, line breaks and all; a row without text is told, never lost."""
    cells = data.decode("utf-8", "replace").replace("\0", "").split("|")
    pairs = list(zip(cells[::2], cells[1::2], strict=False))
    if not pairs:
        return
    out = io.StringIO()
    csv.writer(out).writerows([("id", "note"), *pairs])
    path = scratch() / "b.csv"
    path.write_bytes(out.getvalue().encode())
    (source,) = open_sources([str(path)], encoding="utf-8", delimiter=",")
    found = list(rows([source], Columns(text="note", id="id")))
    assert [row.text if isinstance(row, Row) else "" for row in found] == [note if note.strip() else "" for _, note in pairs]


LINES = b'{"id": 1, "note": "She said \\"no\\"", "date": "2024-01-31"}\n{"note": null, "id": [1]}\n{"note": "\\ud83d", "id": 1e999}\n'


@target(
    AuditError,
    examples=[LINES],
    pieces=[
        *(p.encode() for p in '{ } [ ] : , " \\ \\u \\ud83d "note": "id": null true NaN Infinity -0 1e999 1.5 {"a":1} {}'.split()),
        b"\n",
        b"\r\n",
        b"\n\n",
        b"\xef\xbb\xbf",
    ],
)
def jsonl_file(data: bytes) -> None:
    """A file of JSON Lines."""
    _rows("a.jsonl", data)


@lru_cache(maxsize=1)
def _workbook() -> dict[str, bytes]:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Notes")
        for number, row in enumerate([("id", "date", "note"), (1, 45322, "She said no"), (2.5, "x", "=1+1")]):
            sheet.write_row(number, 0, row)
    return _parts(out.getvalue())


_SHEETS = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels")


GRID = """<row> <row\tr="99999999999"> </row> <c> <c\tr="A1"> <c\tr="XFD1048576"> <c\tt="s"> <v>1</v> <v>-1</v> <v>99999999999</v> <v>1e999</v>
<v> </v> <f> <is> <t> <si> <dimension\tref="A1:XFD1048576"/> <dimension\tref="B2:A1"/> ref=" r="A0" r="ZZZZZZZ1" r="A99999999999" r="
t="d" t="b" t="e" t="str" s="99" <sheet/> <!DOCTYPE &x; &#0; " > < /> é"""


@target(AuditError, examples=[_workbook()[name] for name in _SHEETS], pieces=GRID)
def xlsx_part(data: bytes) -> None:
    """A part of a workbook, in its place."""
    parts = dict(_workbook())
    name = next((n for n in _SHEETS if data[:60] == parts[n][:60] and data[60:160] == parts[n][60:160]), _SHEETS[len(data) % len(_SHEETS)])
    _rows("a.xlsx", _packed({**parts, name: data}))


@target(AuditError, examples=[_packed(_workbook())], pieces=[b"PK\3\4", b"PK\1\2", b"PK\5\6", b"\xff\xff\xff\xff", b"xl/workbook.xml", b"../"])
def xlsx_zip(data: bytes) -> None:
    """A workbook whose package is broken."""
    _rows("a.xlsx", data)


def _parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.table({"id": [1, 2], "note": ["She said no", None], "x": [[1], []]}), out)
    return out.getvalue()


@target(AuditError, examples=[_parquet()], pieces=[b"PAR1", b"\x15\x04", b"\x19\x4c", b"\xff\xff\xff\x7f", b"\0\0\0\0"])
def parquet_file(data: bytes) -> None:
    """A Parquet file."""
    _rows("a.parquet", data)

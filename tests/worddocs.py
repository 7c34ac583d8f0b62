"""Word documents for tests, with everything that makes words hard to find in them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.parser import parse_xml

from langcheck.documents.word import W

FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
NAMES = (
    f'xmlns:w="{W[1:-1]}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)


def paragraph(inside: str) -> Any:
    return parse_xml(f"<w:p {NAMES}>{inside}</w:p>")


def run(text: str, format: str = "") -> str:
    return f'<w:r><w:rPr>{format}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


BOX = f"""<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">
<wp:extent cx="2000000" cy="500000"/><wp:docPr id="7" name="Text box"/><a:graphic>
<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>
<a:xfrm><a:off x="0" y="0"/><a:ext cx="2000000" cy="500000"/></a:xfrm><a:prstGeom prst="rect"/></wps:spPr><wps:txbx><w:txbxContent>
<w:p>{run("In a box: absconded")}</w:p></w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>
</mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p>{run("In a box: absconded")}</w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback>
</mc:AlternateContent></w:r>"""


def report() -> bytes:
    """A document with everything that makes words hard to find in Word."""
    made, out = docx.Document(), io.BytesIO()
    body = made.element.body
    made.add_paragraph("She absconded again.")
    inside = [
        paragraph(run("She keeps put") + run("ting her", "<w:b/>") + run("self at risk, and absconded.", "<w:i/>")),
        paragraph("<w:r><w:t>Ab</w:t><w:softHyphen/><w:t>sconded, risk</w:t><w:noBreakHyphen/><w:t>taking</w:t><w:tab/><w:t>x</w:t></w:r>"),
        paragraph(f'<w:hyperlink w:anchor="x">{run("she abs")}</w:hyperlink><w:ins w:id="90" w:author="A">{run("conded")}</w:ins>'),
        paragraph(f'{run("not ")}<w:del w:id="91" w:author="A"><w:r><w:delText>absconded</w:delText></w:r></w:del>{run("here")}'),
        paragraph(run("Before ") + BOX + run(" after.")),
    ]
    for element in inside:
        body.insert(len(body) - 1, element)
    body.insert(len(body) - 1, paragraph(run("A note") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run(" here.")))
    notes = f'<w:footnotes {NAMES}><w:footnote w:id="2"><w:p>{run("In a note: absconded")}</w:p></w:footnote></w:footnotes>'
    made.part.relate_to(Part(PackURI("/word/footnotes.xml"), FOOTNOTES, notes.encode(), made.part.package), RT.FOOTNOTES)
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Risk:", "absconded"
    made.sections[0].header.paragraphs[0].text = "Header: absconded"
    made.sections[0].footer.paragraphs[0].text = "Footer: absconded"
    made.save(out)
    return out.getvalue()


TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
RELS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def package(document: bytes, **others: bytes) -> bytes:
    """The smallest package round a main part."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in {"[Content_Types].xml": TYPES, "_rels/.rels": RELS, "word/document.xml": document, **others}.items():
            made.writestr(name, content)
    return out.getvalue()


def body(inside: str, doctype: str = "") -> bytes:
    """A main part."""
    return f'<?xml version="1.0"?>{doctype}<w:document xmlns:w="{W[1:-1]}"><w:body>{inside}</w:body></w:document>'.encode()

"""The text of a Word document (.docx) with the place of every piece: paragraphs, tables, text boxes, notes, headers and footers.

A .docx is a zip of XML parts. Both are read within bounds: a zip can unpack to far more than it weighs, and XML can define itself in circles.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from langcheck.documents.errors import MAX_TEXT, DocumentError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT = b"http://purl.oclc.org/ooxml/"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MAX_PARTS, _MAX_UNPACKED, _MAX_RATIO = 5000, 500_000_000, 250
_MAX_XML = 24_000_000
"""How much XML is read of one document: the tree takes some twenty times the memory."""
DAMAGED = "the Word document is damaged; open it in Word and save it again as .docx"
_TOO_MUCH = "the document unpacks to more than a report needs; save its words as plain text"
_OTHER_ZIPS = (
    ("xl/", "is a spreadsheet; read its column with: langcheck audit"),
    ("ppt/", "is a presentation; save its words as plain text or as .pdf"),
    ("content.xml", "is of the OpenDocument kind; open it and save it as .docx"),
    ("", "is a zip file and no Word document; unpack it and check what is in it"),
)

_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011", f"{W}softHyphen": "\u00ad"}
_UNSEEN = frozenset(f"{W}{name}" for name in "del moveFrom instrText delText delInstrText rPr pPr tblPr trPr tcPr sectPr rt sdtPr sdtEndPr".split())


@dataclass(frozen=True)
class Piece:
    """Where a piece of the text stands: its start in the text, its element, its part of the document."""

    start: int
    element: Any
    """A `w:t`, or an element that stands for a sign, such as `w:tab`."""
    part: str
    box: Any = None
    """The run that holds the text box, if it stands in one."""


@dataclass
class WordText:
    """The text read so far, and where each piece of it stands; `trees` holds the root of each part, the main one first."""

    out: list[str] = field(default_factory=list)
    trees: dict[str, Any] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    length: int = 0

    @property
    def text(self) -> str:
        return "".join(self.out).rstrip("\n")

    def add(self, text: str, element: Any, part: str, box: Any) -> None:
        if text:
            self.pieces.append(Piece(self.length, element, part, box))
            self.put(text)

    def put(self, text: str) -> None:
        self.out.append(text)
        self.length += len(text)
        if self.length > MAX_TEXT:
            raise DocumentError(f"the text is longer than {MAX_TEXT:,} characters; split the document into parts")


def opened(data: bytes) -> zipfile.ZipFile:
    """The zip of a Word document, when it is one and stays within bounds."""
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, UnicodeError, OSError):
        raise DocumentError(DAMAGED) from None
    if len(entries) > _MAX_PARTS or sum(entry.file_size for entry in entries) > _MAX_UNPACKED:
        raise DocumentError(_TOO_MUCH)
    for entry in entries:
        if entry.file_size > max(1_000_000, _MAX_RATIO * entry.compress_size):
            raise DocumentError(_TOO_MUCH)
        if entry.flag_bits & 1:
            raise DocumentError("the document is protected by a password; save a copy without one")
    names = package.namelist()
    if len(set(names)) < len(names):
        raise DocumentError(DAMAGED)
    if "_rels/.rels" not in names or not any(name.startswith("word/") for name in names):
        raise DocumentError("the document " + next(words for start, words in _OTHER_ZIPS if any(name.startswith(start) for name in ["", *names])))
    return package


def part(package: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of a part."""
    try:
        with package.open(name) as stream:
            found = stream.read(_MAX_XML + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise DocumentError(DAMAGED) from None
    if len(found) > _MAX_XML:
        raise DocumentError(_TOO_MUCH)
    return found


def tree(xml: bytes) -> Any:
    """The root element of a part. Entities are not followed, and no part of Word has any."""
    try:
        from lxml import etree
    except ImportError:
        raise DocumentError('Word documents need lxml; install it with: pip install "casenote-langcheck[documents]"') from None
    if _STRICT in xml:
        raise DocumentError("the document is of the kind \u201cStrict Open XML\u201d; save it in Word as the ordinary .docx")
    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False))
    except (etree.XMLSyntaxError, ValueError):
        raise DocumentError(DAMAGED) from None
    if root.getroottree().docinfo.doctype:
        raise DocumentError(DAMAGED)
    return root


def relations(package: zipfile.ZipFile, name: str) -> list[tuple[str, str]]:
    """What a part (or with "" the package) refers to inside the package: the last word of the kind of relation, and the part's name."""
    where = rels_of(name)
    if where not in package.namelist():
        return []
    found = tree(part(package, where)).iter(RELATION)
    return [
        (rel.get("Type", "").rpartition("/")[2], posixpath.normpath(posixpath.join("/", posixpath.dirname(name), rel.get("Target", "")))[1:])
        for rel in found
        if rel.get("TargetMode") != "External"
    ]


def rels_of(name: str) -> str:
    """The name of the part that holds the relations of a part."""
    folder, file = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def read_word(package: zipfile.ZipFile) -> WordText:
    """The text of a document with its places: the main part, then notes, headers and footers."""
    found = WordText()
    main = next((target for kind, target in relations(package, "") if kind == "officeDocument"), "")
    others = [target for wanted in ("footnotes", "endnotes", "header", "footer") for kind, target in relations(package, main) if kind == wanted]
    size = 0
    for name in dict.fromkeys([main, *others]):
        xml = part(package, name)
        size += len(xml)
        if size > _MAX_XML:
            raise DocumentError(_TOO_MUCH)
        found.trees[name] = tree(xml)
        for paragraph in _paragraphs(found.trees[name]):
            _read_paragraph(found, paragraph, name, None)
    return found


def text_of_word(data: bytes) -> str:
    """The text: paragraphs and table cells parted by blank lines, then notes, headers and footers. What was deleted under tracked changes is out.

    Raises DocumentError for what is no Word document, damaged, protected, or beyond bounds.
    """
    with opened(data) as package:
        return read_word(package).text


def _paragraphs(root: Any) -> Iterator[Any]:
    """The paragraphs that are not inside other paragraphs (as those of text boxes are), in document order."""
    for child in root:
        if child.tag == f"{W}p":
            yield child
        elif child.tag not in _UNSEEN:
            yield from _paragraphs(_chosen(child))


def _chosen(element: Any) -> Any:
    """Of two renderings of the same thing, the first."""
    if element.tag == f"{_MC}AlternateContent" and len(element):
        return element[0]
    return element


def _read_paragraph(found: WordText, paragraph: Any, name: str, box: Any) -> None:
    boxes: list[tuple[Any, Any]] = []
    before = found.length
    _read_runs(found, paragraph, name, box, boxes)
    if found.length > before:
        found.put("\n\n")
    for content, run in boxes:
        for inner in _paragraphs(content):
            _read_paragraph(found, inner, name, run)


def _read_runs(found: WordText, element: Any, name: str, box: Any, boxes: list[tuple[Any, Any]]) -> None:
    for child in _chosen(element):
        tag = child.tag
        if tag == f"{W}t":
            found.add(child.text or "", child, name, box)
        elif tag in _SIGNS:
            found.add(_SIGNS[tag], child, name, box)
        elif tag == f"{W}txbxContent":
            boxes.append((child, box if box is not None else next(child.iterancestors(f"{W}r"), None)))
        elif isinstance(tag, str) and tag not in _UNSEEN:
            _read_runs(found, child, name, box, boxes)

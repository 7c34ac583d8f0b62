"""A copy of a Word document in which each finding is a comment on its exact words.

Word shows comments in the body alone: it passes over any in a header, footer, text box, footnote or endnote. A finding there is commented on
where the body shows the place (the mark of the note, the text box, the first paragraph), and the comment says so.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from bisect import bisect_right
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from langcheck.documents.errors import DocumentError
from langcheck.documents.word import DAMAGED, RELATION, Piece, W, WordText, opened, part, read_word, relations, rels_of, tree

_AUTHOR = {f"{W}author": "langcheck", f"{W}initials": "lc"}
_MOST = 32_767
"""Word opens no file with more comments."""
_HOLDERS = frozenset(f"{W}{name}" for name in "p hyperlink ins moveTo smartTag sdtContent customXml fldSimple bdo dir".split())
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_COMMENTS = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_OVERRIDE = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
_NEW = f'<w:comments xmlns:w="{W[1:-1]}"/>'.encode()


@dataclass(frozen=True)
class Comment:
    """What to say about `text[start:end]` of the document, a paragraph a line. The words must stand in one paragraph."""

    start: int
    end: int
    lines: tuple[str, ...]


def with_comments(data: bytes, comments: Sequence[Comment]) -> bytes:
    """A copy of the Word document `data` with comments; offsets are those of its text as `read_document` gives it, comments in text order.

    Parts that comments do not touch stay byte for byte. The same document and comments give the same copy.

    Raises DocumentError if it is no Word document that can be read, or would hold more comments than Word opens.
    """
    with opened(data) as package:
        word = read_word(package)
        main = next(iter(word.trees))
        name = next((target for kind, target in relations(package, main) if kind == "comments"), "")
        listed = tree(part(package, name) if name else _NEW)
        taken = [_number(c) for c in listed.iter(f"{W}comment")]
        if len(taken) + len(comments) > _MOST:
            raise DocumentError(f"the document would hold more than {_MOST:,} comments, and Word opens none with more; split it")
        numbered = list(enumerate(comments, max(taken, default=-1) + 1))
        starts = [piece.start for piece in word.pieces]
        places = {number: _Place(word, starts, comment) for number, comment in numbered}
        for number, comment in numbered:
            _list(listed, number, (*places[number].remark, *comment.lines))
        for number, _ in reversed(numbered):  # from the end, so that what is cut leaves the places before it as they are
            places[number].mark(str(number))
        changed = {main: _bytes(word.trees[main])}
        if not name:
            name = posixpath.join(posixpath.dirname(main), "comments.xml")
            changed |= _registered(package, main, name)
        return _packed(package, changed | {name: _bytes(listed)})


class _Place:
    """Where a comment goes in the main part."""

    def __init__(self, word: WordText, starts: list[int], comment: Comment) -> None:
        self.first = word.pieces[bisect_right(starts, comment.start) - 1]
        self.last = word.pieces[bisect_right(starts, comment.end - 1) - 1]
        self.from_first, self.to_last = comment.start - self.first.start, comment.end - self.last.start
        main = next(iter(word.trees))
        self.stand_in, self.remark = _stand_in(word.trees[main], main, self.first)

    def mark(self, number: str) -> None:
        """Write the marks of the comment."""
        if self.stand_in is not None:
            first = last = self.stand_in
        else:
            _end_run(self.last.element, self.to_last)
            run = _begin_run(self.first.element, self.from_first)
            first, last = _holder(run), _holder(run if self.first is self.last else _run_of(self.last.element))
        begin, end = (first.makeelement(f"{W}{name}", {f"{W}id": number}) for name in ("commentRangeStart", "commentRangeEnd"))
        first.addprevious(begin)
        last.addnext(_reference(first, number))
        last.addnext(end)


def _stand_in(body: Any, main: str, piece: Piece) -> tuple[Any, tuple[str, ...]]:
    """The run in the main part that stands for a place where Word allows no comment, and a line that says where the words are."""
    element, name = piece.element, piece.part
    if name == main:
        return (_holder(piece.box), ("In this text box:",)) if piece.box is not None else (None, ())
    for kind in ("footnote", "endnote"):
        note = next(element.iterancestors(f"{W}{kind}"), None)
        if note is not None:
            marks = (m for p in body.iter(f"{W}p") for m in p.iter(f"{W}{kind}Reference") if m.get(f"{W}id") == note.get(f"{W}id"))
            mark = next(marks, None)
            return (_holder(mark) if mark is not None else _beginning(body)), (f"In this {kind}:",)
    return _beginning(body), (f"In a {'header' if element.getroottree().getroot().tag == f'{W}hdr' else 'footer'}:",)


def _beginning(body: Any) -> Any:
    """A run at the start of the first paragraph."""
    paragraph = next(body.iter(f"{W}p"), None)
    if paragraph is None:
        raise DocumentError("the document has no paragraph that could hold a comment; add one")
    run = paragraph.makeelement(f"{W}r")
    paragraph.insert(1 if len(paragraph) and paragraph[0].tag == f"{W}pPr" else 0, run)
    return run


def _holder(element: Any) -> Any:
    """The element or what holds it, next to which the marks of a comment may stand."""
    while element.getparent().tag not in _HOLDERS:
        element = element.getparent()
    return element


def _run_of(element: Any) -> Any:
    """The run that a piece of text stands in; the element itself where a broken document has none."""
    run = element.getparent()
    return run if run.tag == f"{W}r" else element


def _begin_run(element: Any, offset: int) -> Any:
    """The run that begins with the element's text from `offset` on; runs are cut in two where need be."""
    run = _run_of(element)
    before = [child for child in element.itersiblings(preceding=True) if child.tag != f"{W}rPr"]
    if run is element or not (offset or before):
        return run
    new = run.makeelement(run.tag, run.attrib)
    new.extend(deepcopy(child) for child in run[:1] if child.tag == f"{W}rPr")
    moved = [element, *element.itersiblings()]
    if offset and element.tag == f"{W}t":
        rest = deepcopy(element)
        element.text, rest.text = element.text[:offset], element.text[offset:]
        for text in (element, rest):
            text.set(_SPACE, "preserve")
            text.tail = None
        moved[0] = rest
    new.extend(moved)
    run.addnext(new)
    return new


def _end_run(element: Any, offset: int) -> None:
    """Let a run end with the element's text up to `offset`."""
    following = element.getnext()
    if element.tag == f"{W}t" and offset < len(element.text):
        _begin_run(element, offset)
    elif following is not None:
        _begin_run(following, 0)


def _number(comment: Any) -> int:
    try:
        return int(comment.get(f"{W}id", "0"))
    except ValueError:
        raise DocumentError(DAMAGED) from None


def _reference(near: Any, number: str) -> Any:
    run = near.makeelement(f"{W}r")
    style = run.makeelement(f"{W}rPr")
    style.append(run.makeelement(f"{W}rStyle", {f"{W}val": "CommentReference"}))
    run.extend((style, run.makeelement(f"{W}commentReference", {f"{W}id": number})))
    return run


def _list(listed: Any, number: int, lines: Sequence[str]) -> None:
    """Write a comment into the part that lists them."""
    comment = listed.makeelement(f"{W}comment", {f"{W}id": str(number), **_AUTHOR})
    for line in lines:
        paragraph, run, text = (listed.makeelement(f"{W}{name}") for name in "prt")
        text.text = line
        text.set(_SPACE, "preserve")
        run.append(text)
        paragraph.append(run)
        comment.append(paragraph)
    listed.append(comment)


def _registered(package: zipfile.ZipFile, main: str, name: str) -> dict[str, bytes]:
    """The two parts that have to know a new part of comments."""
    rels, types = rels_of(main), "[Content_Types].xml"
    relations_, kinds = (
        tree(
            part(package, rels)
            if rels in package.namelist()
            else b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
        ),
        tree(part(package, types)),
    )
    ids = {rel.get("Id") for rel in relations_}
    new = next(f"rId{n}" for n in range(1, len(ids) + 2) if f"rId{n}" not in ids)
    target = {"Id": new, "Type": _RELATIONS, "Target": posixpath.basename(name)}
    relations_.append(relations_.makeelement(RELATION, target))
    kinds.append(kinds.makeelement(_OVERRIDE, {"PartName": f"/{name}", "ContentType": _COMMENTS}))
    return {rels: _bytes(relations_), types: _bytes(kinds)}


def _bytes(root: Any) -> bytes:
    from lxml import etree

    written: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _packed(package: zipfile.ZipFile, changed: dict[str, bytes]) -> bytes:
    """The package again, with some parts changed or new; all else as it was, in its order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in package.infolist():
            copy.writestr(entry, changed.pop(entry.filename, b"") or _entry(package, entry))
        for name, content in changed.items():
            copy.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _entry(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    return b"" if entry.is_dir() else package.read(entry)

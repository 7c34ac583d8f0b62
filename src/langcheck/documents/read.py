"""Which kind of document it is, by its content first and its name second, and its text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from langcheck.documents.errors import MAX_BYTES, MAX_TEXT, DocumentError
from langcheck.documents.markup import text_of_html
from langcheck.documents.plain import decoded
from langcheck.documents.rtf import RTF, text_of_rtf

EXTENSIONS = (".txt", ".docx", ".pdf", ".rtf", ".html", ".htm", ".eml", ".md")
"""The names that documents have when a folder is read."""

_HTML = re.compile(rb"\s*(?:<\?xml[^<>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_MAIL = re.compile(
    rb"(?:[!-9;-~]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)*?(?:MIME-Version|Message-ID|Received|Return-Path|DKIM-Signature):", re.IGNORECASE
)
_CHARSET = re.compile(rb"""<meta[^<>]{0,200}charset\s*=\s*["']?\s*([a-z0-9_:.-]{1,40})""", re.IGNORECASE)
_OTHERS = (
    (b"\x89PNG", "is a picture; type or scan its words into text first"),
    (b"\xff\xd8\xff", "is a picture; type or scan its words into text first"),
    (b"GIF8", "is a picture; type or scan its words into text first"),
    (b"II*\0", "is a picture; type or scan its words into text first"),
    (b"MM\0*", "is a picture; type or scan its words into text first"),
    (b"\x1f\x8b", "is compressed; unpack it and check what is in it"),
    (b"7z\xbc\xaf", "is compressed; unpack it and check what is in it"),
    (b"Rar!", "is compressed; unpack it and check what is in it"),
)


@dataclass(frozen=True)
class Document:
    """The text of a document, its kind (txt, docx, pdf, rtf, html, eml), and sentences about what in it could not be read."""

    text: str
    kind: str
    notes: tuple[str, ...] = ()


def read_document(name: str, data: bytes) -> Document:
    """Read a document in memory. Nothing is written, run or fetched, whatever the document asks for.

    `name` serves where the content leaves the kind open (`.eml`, `.html`).

    Raises DocumentError with a plain sentence if there is no text to be had: wrong, empty, encrypted, scanned, damaged, or beyond the bounds of
    `langcheck.documents.errors`.

    >>> read_document("note.txt", b"All well.").kind
    'txt'
    """
    if len(data) > MAX_BYTES:
        raise DocumentError(f"the document is larger than {MAX_BYTES // 1_000_000} MB; split it, or save its words as plain text")
    if not data.strip(b"\0 \t\r\n"):
        raise DocumentError("the document is empty; check that it was saved, and that it is the right one")
    kind = _kind(PurePath(name).suffix.lower(), data)
    text, notes = _READERS[kind](data)
    if len(text) > MAX_TEXT:
        raise DocumentError(f"the text is longer than {MAX_TEXT:,} characters; split it into parts")
    if not text.strip():
        raise DocumentError("the document holds no words; check that it is the right one")
    return Document(text, kind, notes)


def _kind(suffix: str, data: bytes) -> str:
    start = data[:4096].removeprefix(b"\xef\xbb\xbf")
    if b"%PDF-" in start[:1024]:
        return "pdf"
    if start.startswith(b"PK\x03\x04"):
        return "docx"
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise DocumentError("the document is protected by a password; open it in Word and save a copy without one")
        raise DocumentError("the document is of an old or unknown Office kind; open it and save it as .docx")
    for magic, words in _OTHERS:
        if start.startswith(magic):
            raise DocumentError(f"the document {words}")
    if RTF.match(start.decode("latin-1")):
        return "rtf"
    if _HTML.match(start):
        return "html"
    if suffix == ".eml" or (suffix != ".txt" and _MAIL.match(start)):
        return "eml"
    if suffix in (".html", ".htm"):
        return "html"
    return "txt"


def _plain(data: bytes) -> tuple[str, tuple[str, ...]]:
    return decoded(data), ()


def _html(data: bytes) -> tuple[str, tuple[str, ...]]:
    named = _CHARSET.search(data[:4096])
    return text_of_html(decoded(data, named[1].decode("ascii") if named else "")).text, ()


def _rtf(data: bytes) -> tuple[str, tuple[str, ...]]:
    return text_of_rtf(data.decode("latin-1"), raw=True).text, ()


def _pdf(data: bytes) -> tuple[str, tuple[str, ...]]:
    from langcheck.documents.pdf import text_of_pdf

    return text_of_pdf(data)


def _word(data: bytes) -> tuple[str, tuple[str, ...]]:
    from langcheck.documents.word import text_of_word

    return text_of_word(data), ()


def _mail(data: bytes) -> tuple[str, tuple[str, ...]]:
    from langcheck.documents.mail import text_of_mail

    return text_of_mail(data)


_READERS: dict[str, Callable[[bytes], tuple[str, tuple[str, ...]]]] = {
    "txt": _plain,
    "html": _html,
    "rtf": _rtf,
    "pdf": _pdf,
    "docx": _word,
    "eml": _mail,
}

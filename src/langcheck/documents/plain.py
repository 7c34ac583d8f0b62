"""Bytes that claim to be plain text."""

from __future__ import annotations

from langcheck.documents.errors import DocumentError


def decoded(data: bytes, encoding: str = "") -> str:
    """Plain text in UTF-8, UTF-16 or the encoding of western Windows; `encoding` is tried first.

    Raises DocumentError for what is no text.

    >>> decoded("caf\\u00e9".encode("cp1252"))
    'caf\\xe9'
    """
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not marked and b"\0" in data:
        raise DocumentError("the document is not plain text; save it as text (UTF-8), as .docx or as .pdf")
    if encoding.lower().startswith(("utf-16", "utf_16", "utf-32", "utf_32")):
        encoding = ""  # without NUL bytes it can't be; the declaration was left over from elsewhere
    for name in (encoding, *(("utf-16",) if marked else ("utf-8-sig", "cp1252"))):
        try:
            return data.decode(name)
        except (LookupError, UnicodeError):
            continue
    raise DocumentError("the document is not plain text; save it as text (UTF-8) or paste its words")

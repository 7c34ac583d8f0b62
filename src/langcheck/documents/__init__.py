"""Documents in, text out: plain text, Word, PDF, RTF, HTML and e-mail, read in memory, within bounds, and never trusted.

>>> from langcheck.documents import read_document
>>> read_document("note.html", b"<p>She is <b>late</b>.</p>")
Document(text='She is late.', kind='html', notes=())
"""

from __future__ import annotations

from langcheck.documents.errors import DocumentError
from langcheck.documents.markup import text_of_markup
from langcheck.documents.read import EXTENSIONS, Document, read_document

__all__ = ["EXTENSIONS", "Document", "DocumentError", "read_document", "text_of_markup"]

"""The text layer of a PDF. A scanned page has none; it is named, not guessed at."""

from __future__ import annotations

import io
import logging
from typing import Any

from langcheck.documents.errors import MAX_TEXT, Clock, DocumentError

_MAX_PAGES = 3000

# pypdf logs what it meets in a broken file, and that can be words of it.
logging.getLogger("pypdf").addHandler(logging.NullHandler())
logging.getLogger("pypdf").propagate = False


class _Timed(io.BytesIO):
    """The bytes of a file, whose reading ends when the time is up."""

    def __init__(self, data: bytes, clock: Clock) -> None:
        super().__init__(data)
        self._clock = clock

    def read(self, size: int | None = -1, /) -> bytes:
        self._clock.tick()
        return super().read(size)


def text_of_pdf(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of the pages, parted by blank lines, and a sentence about pages without text.

    Raises DocumentError for an encrypted, scanned, damaged or endless file.
    """
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        raise DocumentError('PDF needs pypdf; install it with: pip install "casenote-langcheck[documents]"') from None
    try:
        return _pages(PdfReader, data)
    except DocumentError:
        raise
    except RecursionError:
        raise DocumentError("the PDF is nested too deep to read; print it to a new PDF, or save its words as plain text") from None
    except (PyPdfError, Exception) as error:  # pypdf lets errors of every kind through when a file is broken
        raise DocumentError(f"the PDF is damaged ({type(error).__name__}); print it to a new PDF, or save its words as plain text") from None


def _pages(reader_of: Any, data: bytes) -> tuple[str, tuple[str, ...]]:
    clock = Clock()
    reader = reader_of(_Timed(data, clock))
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentError("the PDF is protected by a password; save a copy without one")
    if len(reader.pages) > _MAX_PAGES:
        raise DocumentError(f"the PDF has more than {_MAX_PAGES:,} pages; split it")
    pages: list[str] = []
    length = 0
    for page in reader.pages:
        clock.tick()
        pages.append(page.extract_text(visitor_operand_before=lambda *_: clock.tick()).strip())
        length += len(pages[-1])
        if length > MAX_TEXT:
            raise DocumentError(f"the text is longer than {MAX_TEXT:,} characters; split the PDF into parts")
    blank = [str(number) for number, text in enumerate(pages, 1) if not text]
    if len(blank) == len(pages):
        raise DocumentError("the PDF holds no text; if it is a scan, have its words recognised (OCR) first, or type them in")
    named = ", ".join(blank[:10]) + (f" and {len(blank) - 10} more" if len(blank) > 10 else "")
    notes = (f"no text on page{'s' * (len(blank) != 1)} {named}: blank, or a scan that was not read",) if blank else ()
    return "\n\n".join(text for text in pages if text), notes

"""What a person asks of the checker: the fields of the form, read once, with what is wrong of them in words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from flask import Request
from werkzeug.datastructures import FileStorage

from langcheck.documents import DocumentError, read_document
from langcheck.report import Report

from .checkers import Checkers
from .config import Limits

EMPTY = "Paste or type a note first, then check it"
NO_FILE = "Choose a file first, then check it"
LONG = "{what} is longer than {most:,} characters; check it in parts"


@dataclass(frozen=True)
class Asked:
    """The fields as given; `errors` says what is wrong, by the id of the field."""

    text: str = ""
    child: str = ""
    adults: str = ""
    packs: frozenset[str] = frozenset()
    explain: bool = False
    notes: tuple[str, ...] = ()
    """What of a file could not be read."""
    errors: dict[str, str] = field(default_factory=dict)

    def check(self, checkers: Checkers) -> Report:
        """Check the text as asked for."""
        people = {"child": _names(self.child), "adults": _names(self.adults)}
        return checkers.get(self.packs).check(self.text, explain=self.explain, people=people)


def _names(text: str) -> list[str]:
    """Names as people list them, one a comma, semicolon or line.

    >>> _names("Mia, MK;Tony")
    ['Mia', 'MK', 'Tony']
    """
    return [name.strip() for name in re.split(r"[,;\n]", text) if name.strip()]


def asked(request: Request, checkers: Checkers, limits: Limits) -> Asked:
    """Read the form. A file that can't be read leaves what was typed as it is."""
    # A note that is too long is read all the same, so that it can be given back with what is wrong, and so is what stands beside a file.
    fields = limits.request_bytes + limits.document_bytes
    request.max_form_memory_size = fields
    request.max_content_length = limits.form_bytes if request.mimetype == "multipart/form-data" else fields
    form = request.form
    offered = {pack.category for pack in checkers.packs}
    packs = frozenset(form.getlist("pack")) & offered if "options" in form else checkers.on
    # A browser sends each line break as two characters, and counts it as one.
    text = form.get("text", "").replace("\r\n", "\n").replace("\r", "\n")
    notes: tuple[str, ...] = ()
    errors: dict[str, str] = {}
    if "read" in form:
        try:
            text, notes = _document(request.files.get("file"), limits)
        except DocumentError as error:
            errors["file"] = f"{error}"[:1].upper() + f"{error}"[1:]
    elif not text.strip():
        errors["text"] = EMPTY
    elif len(text) > limits.note_characters:
        errors["text"] = LONG.format(what="The note", most=limits.note_characters)
    return Asked(text, form.get("child", ""), form.get("adults", ""), packs, "explain" in form, notes, errors)


def _document(file: FileStorage | None, limits: Limits) -> tuple[str, tuple[str, ...]]:
    """The text of a file, and what of it could not be read. Raises DocumentError."""
    if file is None or not file.filename:
        raise DocumentError(NO_FILE)
    data = file.stream.read()
    if len(data) > limits.document_bytes:
        raise DocumentError(f"the file is larger than {limits.document_bytes / 1e6:g} MB; split it, or paste its words into the box")
    document = read_document(file.filename, data)
    text = document.text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > limits.note_characters:
        raise DocumentError(LONG.format(what="the text of the file", most=limits.note_characters))
    return text, document.notes

"""The words of an e-mail: subject and body. Attachments are counted, not opened."""

from __future__ import annotations

import email
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message

from langcheck.documents.errors import DocumentError
from langcheck.documents.markup import text_of_html
from langcheck.documents.plain import decoded

_LONGEST = 20_000
"""The longest header that is read, in characters; a mail program writes none as long, and the time grows with the square."""


def text_of_mail(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The subject and the body, as text where there is text and otherwise out of the HTML, and a sentence about what is attached.

    Raises DocumentError if it is no e-mail or holds no readable body.
    """
    try:
        return _words(email.message_from_bytes(data))
    except (MessageError, LookupError, ValueError, AttributeError, TypeError, RecursionError) as error:
        if isinstance(error, DocumentError):
            raise
        raise DocumentError("the e-mail is damaged; open it in the mail program and save its words as plain text") from None


def _words(message: Message) -> tuple[str, tuple[str, ...]]:
    if not message.keys():
        raise DocumentError("the document is no e-mail; save it from the mail program as .eml, or its words as plain text")
    attached: list[Message] = []
    texts = list(_texts(message, attached))
    if not any(text.strip() for text in texts):
        raise DocumentError("the e-mail holds no text of its own; save its attachments and check them")
    count = len(attached)
    notes = (f"{count} attachment{'s' * (count != 1)} not read; save and check {'them' if count != 1 else 'it'} as well",) if count else ()
    subject = str(make_header(decode_header(_short(message, "Subject"))))
    return "\n\n".join(part.strip() for part in (subject, *texts) if part.strip()), notes


def _short(message: Message, name: str) -> str:
    value = str(message.get(name, ""))
    if len(value) > _LONGEST:
        raise DocumentError("a header of the e-mail is longer than any mail program writes; save its words as plain text")
    return value


def _texts(part: Message, attached: list[Message]) -> Iterator[str]:
    """The texts of a part, in order; of alternatives, the plain one. What is no text goes on the list of attachments."""
    for name in ("Content-Type", "Content-Disposition"):
        _short(part, name)
    payload, kind = part.get_payload(), part.get_content_type()
    if part.get_content_disposition() == "attachment" or part.get_filename():
        attached.append(part)
    elif isinstance(payload, list) and kind.startswith("multipart/"):
        inner = [child for child in payload if isinstance(child, Message)]
        if kind == "multipart/alternative":
            inner = inner and [next((child for child in inner if child.get_content_type() == "text/plain"), inner[-1])]
        for child in inner:
            yield from _texts(child, attached)
    elif kind in ("text/plain", "text/html"):
        content = part.get_payload(decode=True)
        text = decoded(content, str(part.get_content_charset(""))) if isinstance(content, bytes) else ""
        yield text_of_html(text).text if kind == "text/html" else text
    else:
        attached.append(part)

"""The words of an e-mail: subject and body. Attachments are named, not opened."""

from __future__ import annotations

import email
import email.policy
from email.errors import MessageError
from email.message import EmailMessage

from langcheck.documents.errors import DocumentError
from langcheck.documents.markup import text_of_html


def text_of_mail(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The subject and the body, as text where there is text and otherwise out of the HTML, and a sentence about what is attached.

    Raises DocumentError if it is no e-mail or holds no readable body.
    """
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        if not message.keys():
            raise DocumentError("the document is no e-mail; save it from the mail program as .eml, or its words as plain text")
        return _words(message)
    except (MessageError, LookupError, ValueError, AttributeError, TypeError, IndexError, RecursionError) as error:
        if isinstance(error, DocumentError):
            raise
        raise DocumentError("the e-mail is damaged; open it in the mail program and save its words as plain text") from None


def _words(message: EmailMessage) -> tuple[str, tuple[str, ...]]:
    body = message.get_body(("plain", "html"))
    if body is None:
        raise DocumentError("the e-mail holds no text of its own; save its attachments and check them")
    text = body.get_content()
    if body.get_content_subtype() == "html":
        text = text_of_html(text).text
    attached = sum(1 for _ in message.iter_attachments())
    notes = (
        (f"{attached} attachment{'s' * (attached != 1)} not read; save and check {'them' if attached != 1 else 'it'} as well",) if attached else ()
    )
    return "\n\n".join(part for part in (str(message.get("Subject", "")).strip(), text.strip()) if part), notes

"""What a client of the LanguageTool protocol asks, however it words it.

Clients differ more than the protocol allows: some send a form under the content type of JSON or under none, and LibreOffice 7.4 does not encode
its text at all. So the body is read here, whatever it is called.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from .languages import known

# LibreOffice before it encoded: text first and as it stands, so that & and % in it mean themselves.
_RAW = re.compile(r"text=(?P<text>.*)&language=(?P<language>[A-Za-z0-9-]*)(?:&username=(?P<username>.*)&apiKey=(?P<apiKey>[^&]*))?", re.DOTALL)
_NEVER_IN_A_FORM = re.compile(rb"[\x00-\x20\x7f-\xff]")


class AskError(ValueError):
    """A request that can't be understood. The message repeats nothing of the note; `api_key` is the key that came with it, if it could be read."""

    api_key = ""


@dataclass(frozen=True)
class Piece:
    """A run of the plain text and where it stands in what the client sent; `length` counts code points there."""

    plain: int
    given: int
    length: int


@dataclass(frozen=True)
class Asked:
    """A request: the plain text to check, the client's own text and the way back to it, the language, and what it wants to see."""

    text: str
    given: str
    pieces: tuple[Piece, ...]
    language: str
    api_key: str
    off: frozenset[str]
    """Ids of rules and categories that are not wanted."""
    only: frozenset[str]
    """Where it is not empty: nothing but these is wanted."""

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of the plain text stands in what the client sent, markup included."""
        first, last = self._piece(start), self._piece(end - 1)
        return first.given + min(start - first.plain, max(first.length - 1, 0)), last.given + min(end - last.plain, last.length)

    def _piece(self, place: int) -> Piece:
        return self.pieces[bisect_right(self.pieces, place, key=lambda piece: piece.plain) - 1]

    def wants(self, rule: str, category: str) -> bool:
        """Whether the client wants findings of this rule."""
        return not {rule, category} & self.off and (not self.only or bool({rule, category} & self.only))


def fields(body: bytes) -> Mapping[str, str]:
    """The fields of a body, percent-encoded or not. Raises AskError."""
    try:
        if _NEVER_IN_A_FORM.search(body.strip(b"\r\n")):
            raw = _RAW.fullmatch(body.decode("utf-8"))
            if raw:
                return {name: value for name, value in raw.groupdict().items() if value is not None}
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError:
        raise AskError("the body is not UTF-8") from None
    except ValueError:
        raise AskError("the body has too many fields") from None


def ask(body: bytes) -> Asked:
    """Read a request for /v2/check.

    >>> asked = ask(b"language=en-GB&text=She+is+promiscuous.")
    >>> asked.text, asked.language
    ('She is promiscuous.', 'en-GB')

    Raises AskError.
    """
    sent = fields(body)
    try:
        return _asked(sent)
    except AskError as error:
        error.api_key = sent.get("apiKey", "")
        raise


def _asked(sent: Mapping[str, str]) -> Asked:
    if ("text" in sent) == ("data" in sent):
        raise AskError("send either 'text' or 'data', and not both")
    text, given, pieces = _annotated(sent["data"]) if "data" in sent else (sent["text"], sent["text"], (Piece(0, 0, len(sent["text"])),))
    language = known(sent.get("language", ""))
    if language is None:
        raise AskError("this server checks English alone; send language=en-GB, another English, or auto")
    enabled = _listed(sent, "enabledRules", "enabledCategories")
    return Asked(
        text,
        given,
        pieces,
        language,
        sent.get("apiKey", ""),
        _listed(sent, "disabledRules", "disabledCategories"),
        enabled if sent.get("enabledOnly", "").lower() in ("true", "yes") else frozenset(),
    )


def _listed(sent: Mapping[str, str], *names: str) -> frozenset[str]:
    return frozenset(item.strip() for name in names for item in sent.get(name, "").split(",") if item.strip())


def _annotated(data: str) -> tuple[str, str, tuple[Piece, ...]]:
    """Plain text, the client's text and the way back, from `data`: text alone, or runs of text and markup."""
    wrong = AskError("'data' is JSON with either 'text' or 'annotation', a list of {text} and {markup, interpretAs}")
    try:
        read: Any = json.loads(data)
    except (ValueError, RecursionError):
        raise wrong from None
    if not isinstance(read, dict) or ("text" in read) == ("annotation" in read):
        raise wrong
    parts = [{"text": read["text"]}] if "text" in read else read["annotation"]
    if not isinstance(parts, list):
        raise wrong
    plain, given, pieces, at, to = [], [], [], 0, 0
    for part in parts:
        shown = part.get("text", part.get("markup")) if isinstance(part, dict) else None
        if not isinstance(shown, str) or ("text" in part) == ("markup" in part) or not isinstance(part.get("interpretAs", ""), str):
            raise wrong
        meant = part["text"] if "text" in part else part.get("interpretAs", "")
        if meant:
            pieces.append(Piece(at, to, len(shown)))
        plain.append(meant)
        given.append(shown)
        at += len(meant)
        to += len(shown)
    return "".join(plain), "".join(given), tuple(pieces)

"""HTML as text, with the way back to every character, and the choice between HTML, RTF and plain text for a database cell.

The scanner is one regular expression that goes through the text once: each alternative ends at the next `<` at the latest or takes
everything up to its end, so the time is linear whatever is written there.
"""

from __future__ import annotations

import html
import re

from langcheck.documents.pieces import Pieces
from langcheck.documents.rtf import RTF, text_of_rtf
from langcheck.normalise import Tidy

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header "
    "hr html legend li main nav ol option p pre section summary table tbody td tfoot th thead title tr ul".split()
)
_TOKEN = re.compile(
    r"""
      (?P<hidden><!--.*?(?:-->|\Z) | <(?P<raw>script|style|template|noscript)\b[^<>]*>.*?(?:</(?P=raw)\s*>|\Z) | <[!?][^<>]*>)
    | (?P<tag></?(?P<name>[a-z][^\s<>/"']*)(?:(?:[^<>"']|"[^"<]*"|'[^'<]*')*|[^<>]*)>)
    | (?P<entity>&(?:\#[0-9]{1,7}|\#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});?)
    | (?P<space>[ \t\r\n\f]+)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_KNOWN = re.compile(
    r"""<(?:!--|!doctype|/?(?:a|b|body|br|div|em|font|h[1-6]|html|i|li|o:p|ol|p|pre|span|strong|style|table|tbody|td|th|tr|u|ul)(?:\s[^<>]*)?/?>)""",
    re.IGNORECASE,
)


def text_of_html(source: str) -> Tidy:
    """The words that a browser would show: markup, comments, scripts and style sheets go; blocks stand apart by a blank line.

    >>> text_of_html("<p>Met <i>her</i> &amp; mum.<br>Late.<p>Home.").text
    'Met her & mum.\\nLate.\\n\\nHome.'
    """
    out = Pieces(source)
    done, preformatted = 0, False
    for match in _TOKEN.finditer(source):
        start, end = match.span()
        out.copy(done, start)
        done = end
        name = (match["name"] or "").lower()
        if name == "br":
            out.line(start, end)
        elif name == "pre":
            preformatted = match["tag"][1] != "/"
            out.paragraph(start, end)
        elif name in _BLOCKS:
            out.paragraph(start, end)
        elif match["entity"]:
            out.add(html.unescape(match["entity"]), start, end)
        elif match["space"]:
            if preformatted:
                out.copy(start, end)
            else:
                out.space(start, end)
    out.copy(done, len(source))
    return out.done()


def text_of_markup(cell: str) -> Tidy:
    """The text of a database cell that may hold HTML or RTF, with the way back: `source_span(start, end)` gives the span of the cell.

    Plain text comes back as it is.

    >>> found = text_of_markup("<p>She is&nbsp;<b>late</b></p>")
    >>> found.text, found.source_span(7, 11)
    ('She is\\xa0late', (18, 22))

    Raises DocumentError for RTF that can't be read.
    """
    if RTF.match(cell):
        return text_of_rtf(cell)
    if _KNOWN.search(cell):
        return text_of_html(cell)
    return Tidy(cell, cell, (), ())

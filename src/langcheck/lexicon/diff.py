"""What changes from one lexicon to another, for the changelog and for whoever compares figures over time."""

from __future__ import annotations

from collections.abc import Iterator

from langcheck.lexicon.compiled import vocabulary_data
from langcheck.lexicon.model import Lexicon, Term

_WATCHED = ("strength", "subject", "voice", "when_denied", "patterns", "unless", "why", "alternatives", "sources")
"""What of an entry a reader or a figure depends on; examples only prove it."""
_FINDS = frozenset(("strength", "subject", "voice", "when_denied", "patterns", "unless"))


def changes(old: Lexicon, new: Lexicon) -> Iterator[str]:
    """Yield a line for each entry that was added, removed or changed.

    "finds otherwise" stands where findings may differ, "reads otherwise" where only words do.
    Shared classes, slips and context cues act on every entry, so a line at the end says when they changed.
    """
    for name in sorted(old.terms.keys() | new.terms.keys()):
        before, after = old.terms.get(name), new.terms.get(name)
        if before is None and after is not None:
            yield f"+ {name}  added to {after.category}"
        elif before is not None and after is None:
            yield f"- {name}  removed from {before.category}"
        elif before is not None and after is not None and (keys := _changed(before, after)):
            yield f"~ {name}  {'finds' if _FINDS & set(keys) else 'reads'} otherwise: {', '.join(keys)}"
    if vocabulary_data(old.vocabulary) != vocabulary_data(new.vocabulary):
        yield "~ shared classes or slips have changed: any entry may find more or less"
    if old.cues != new.cues:
        yield "~ context cues have changed: any finding may be judged otherwise"


def _changed(before: Term, after: Term) -> list[str]:
    keys = [key for key in _WATCHED if getattr(before.entry, key) != getattr(after.entry, key)]
    return keys + ["category"] * (before.category != after.category)

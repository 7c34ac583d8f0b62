"""Which column is what: named by the person, or guessed by name and shown."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from langcheck.audit.model import AuditError

_USUAL = {
    "text": "note notes text note_text case_note case_notes casenote narrative body content contents details detail description comments comment "
    "entry free_text freetext summary observation",
    "id": "note_id noteid id record_id case_note_id entry_id contact_id event_id reference ref",
    "date": "recorded date note_date date_recorded recorded_on recorded_at created created_at created_on entry_date event_date contact_date",
    "group": "team group service department area locality district unit folder",
    "type": "note_type type case_note_type record_type entry_type contact_type",
}


@dataclass(frozen=True)
class Columns:
    """The column for each purpose; empty where there is none."""

    text: str = ""
    id: str = ""
    date: str = ""
    group: str = ""
    type: str = ""
    child_name: tuple[str, ...] = ()
    adult_name: tuple[str, ...] = ()

    def wanted(self) -> list[str]:
        """The columns to read, text first."""
        return [name for name in (self.text, self.id, self.date, self.group, self.type, *self.child_name, *self.adult_name) if name]


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def settled(named: Columns, there: Sequence[str], where: str) -> tuple[Columns, list[str]]:
    """The columns with what could be guessed filled in, and the purposes that were guessed.

    Raises AuditError for a named column that is not there, or if there is none that could hold the notes.

    >>> settled(Columns(text="note"), ["Note ID", "note", "Team"], "notes.csv")
    (Columns(text='note', id='Note ID', date='', group='Team', type='', child_name=(), adult_name=()), ['id', 'group'])
    """
    for name in named.wanted():
        if name not in there:
            near = difflib.get_close_matches(name, there, 1, 0.6) or [other for other in there if _key(other) == _key(name)]
            hint = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(map(repr, there))}"
            raise AuditError(f"{where} has no column {name!r}; {hint}")
    taken, guessed = set(named.wanted()), []
    for purpose, usual in _USUAL.items():
        if not getattr(named, purpose):
            by_key = {_key(name): name for name in reversed(there) if name not in taken}
            if found := next((by_key[name] for name in usual.split() if name in by_key), ""):
                found_here: Any = {purpose: found}
                named = replace(named, **found_here)
                taken.add(found)
                guessed.append(purpose)
    if not named.text:
        raise AuditError(f"{where}: which column holds the notes? Name it with --text; there are {', '.join(map(repr, there))}")
    return named, guessed

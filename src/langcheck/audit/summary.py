"""What a run says, in counts: one pass over its notes and findings, which stand in the same order.

Wording in template lines (the same line in many notes) is counted apart and once: it is a form's, and mending the form mends all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from langcheck.audit.baseline import Baseline
from langcheck.audit.model import FindingRow, NoteRow, read_findings, read_manifest, read_notes


@dataclass
class Tally:
    """Counts over some of the notes: how many, their words, how many hold a flagged phrase, and the flagged phrases."""

    notes: int = 0
    words: int = 0
    flagged_notes: int = 0
    phrases: int = 0

    def add(self, note: NoteRow, phrases: int) -> None:
        """Count a note that holds so many flagged phrases."""
        self.notes += 1
        self.words += note.words
        self.flagged_notes += phrases > 0
        self.phrases += phrases


@dataclass
class Wording:
    """How often a term or category is flagged: phrases, and the notes that hold at least one."""

    phrases: int = 0
    notes: int = 0


@dataclass
class Template:
    """A line that stands in many notes and holds a phrase: the phrase as written, its term, and how many notes have it."""

    phrase: str
    term: str
    notes: int = 0


@dataclass
class Summary:
    """The counts of one run. Keys are as in the input; months are YYYY-MM, "" where a note has no date, group or type."""

    total: Tally = field(default_factory=Tally)
    months: dict[str, Tally] = field(default_factory=dict)
    groups: dict[str, Tally] = field(default_factory=dict)
    types: dict[str, Tally] = field(default_factory=dict)
    categories: dict[str, Wording] = field(default_factory=dict)
    terms: dict[str, Wording] = field(default_factory=dict)
    category_of: dict[str, str] = field(default_factory=dict)
    templates: dict[tuple[int, str], Template] = field(default_factory=dict)
    quoted: int = 0
    dismissed: Counter[str] = field(default_factory=Counter)

    def add(self, note: NoteRow, findings: Iterable[FindingRow]) -> None:
        """Count a note with its findings."""
        flagged = [finding for finding in findings if self._counted(finding)]
        for tally in (
            self.total,
            self.months.setdefault(note.month, Tally()),
            self.groups.setdefault(note.group, Tally()),
            self.types.setdefault(note.type, Tally()),
        ):
            tally.add(note, len(flagged))
        for finding in flagged:
            self.terms.setdefault(finding.term, Wording()).phrases += 1
            self.categories.setdefault(finding.category, Wording()).phrases += 1
        for term in {finding.term for finding in flagged}:
            self.terms[term].notes += 1
        for category in {finding.category for finding in flagged}:
            self.categories[category].notes += 1

    def _counted(self, finding: FindingRow) -> bool:
        """Whether a finding counts as a flagged phrase; what does not is counted where it belongs."""
        self.category_of[finding.term] = finding.category
        if finding.status == "quoted":
            self.quoted += 1
        elif finding.status == "dismissed":
            self.dismissed[finding.reason] += 1
        elif finding.template:
            self.templates.setdefault((finding.template, finding.term), Template(finding.phrase, finding.term)).notes += 1
        else:
            return True
        return False


def _with_findings(notes: Iterable[NoteRow], findings: Iterable[FindingRow]) -> Iterator[tuple[NoteRow, list[FindingRow]]]:
    """Each note with its findings; both come in the order of their rows."""
    groups = groupby(findings, key=lambda finding: finding.row)
    row, group = next(groups, (0, iter(())))
    for note in notes:
        if row == note.row:
            yield note, list(group)
            row, group = next(groups, (0, iter(())))
        else:
            yield note, []


def summarise(folder: Path, baseline: Path | None = None) -> Summary:
    """The counts of the run in `folder`; with the folder of an earlier run as `baseline`, without the findings that it had already.

    Raises AuditError where a folder holds no finished run.
    """
    read_manifest(folder)
    summary = Summary()
    found: Iterable[FindingRow] = read_findings(folder)
    if baseline is not None:
        known = Baseline(baseline)
        found = (finding for finding in found if not known.holds(finding))
    for note, findings in _with_findings(read_notes(folder), found):
        summary.add(note, findings)
    return summary

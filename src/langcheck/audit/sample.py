"""A sample of findings for people to judge, as a workbook: the way from counts to trust in them.

Drawn in proportion from every stratum (a team, a term …), so that shares in the sample estimate shares in the run without weights.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path

import xlsxwriter

from langcheck.audit.model import AuditError, By, FindingRow, NoteRow, read_findings, read_manifest, read_notes
from langcheck.render.words import one_line

COLUMNS = ("row", "place", "id", "start", "end", "term", "category", "phrase", "before", "after", "verdict", "reason")
"""The columns of the sheet. People fill in the last two."""
VERDICTS = ("accept", "reject", "unsure")
"""What a reviewer can say of a finding: rightly flagged, wrongly flagged, or not to be told from what there is."""
SHEET = "findings"

_HELP = (
    "Each line is a phrase that langcheck flagged. Look the note up by its id, and read the phrase where it stands.",
    "verdict: accept = a guide advises against this wording here; reject = nothing is wrong with it here; unsure = it can't be told.",
    "reason: a few words of your own, above all for reject. Do not copy text of the note.",
    "Two people should judge apart from each other, and then talk about what they see differently.",
)


def draw(folder: Path, n: int, seed: int, by: By) -> list[FindingRow]:
    """Draw `n` flagged findings of the run in `folder`, in proportion from each stratum. The same seed draws the same findings.

    Findings in template lines are left out, as they are in the report's rates. Raises AuditError where there is nothing to draw from.
    """
    read_manifest(folder)
    notes = {note.row: note for note in read_notes(folder)} if by in ("team", "type", "month") else {}
    strata: dict[str, list[FindingRow]] = defaultdict(list)
    for finding in read_findings(folder):
        if finding.status == "flagged" and not finding.template:
            strata[_stratum(finding, notes, by)].append(finding)
    if not strata:
        raise AuditError(f"{folder} holds no flagged finding to draw from")
    chance = random.Random(seed)  # nosec B311 - a sample that can be drawn again, no secret
    sizes = allocate({key: len(findings) for key, findings in sorted(strata.items())}, n)
    drawn = [finding for key, size in sizes.items() for finding in chance.sample(strata[key], size)]
    return sorted(drawn, key=lambda finding: (finding.row, finding.start))


def _stratum(finding: FindingRow, notes: Mapping[int, NoteRow], by: By) -> str:
    if by == "term":
        return finding.term
    if by == "category":
        return finding.category
    note = notes[finding.row]
    return {"team": note.group, "type": note.type, "month": note.month}[by]


def allocate(sizes: Mapping[str, int], n: int) -> dict[str, int]:
    """How many to draw from each stratum: in proportion, by largest remainder; all of them where there are no more than `n`.

    >>> allocate({"East": 70, "North": 20, "West": 10}, 10)
    {'East': 7, 'North': 2, 'West': 1}
    """
    total = sum(sizes.values())
    n = min(n, total)
    shares = {key: n * size / total for key, size in sizes.items()}
    out = {key: int(value) for key, value in shares.items()}
    for key in sorted(shares, key=lambda key: (out[key] - shares[key], key))[: n - sum(out.values())]:
        out[key] += 1
    return out


def workbook(folder: Path, findings: Iterable[FindingRow], about: Sequence[str]) -> bytes:
    """The workbook for reviewers, as an XLSX file: the findings, a verdict to choose in each line, and what to do."""
    memory = BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True})
    bold, wrap = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(SHEET)
    for column, name in enumerate(COLUMNS):
        sheet.write_string(0, column, name, bold)
    line = 0
    for line, finding in enumerate(findings, 1):
        values = {**finding._asdict(), "verdict": "", "reason": ""}
        for column, name in enumerate(COLUMNS):
            sheet.write_string(line, column, one_line(str(values[name])), wrap)  # as text, so that nothing in it is taken for a formula
    verdict = COLUMNS.index("verdict")
    sheet.data_validation(1, verdict, max(line, 1), verdict, {"validate": "list", "source": list(VERDICTS)})
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(line, 1), len(COLUMNS) - 1)
    for column, width in enumerate((8, 10, 14, 7, 7, 22, 20, 34, 28, 28, 10, 40)):
        sheet.set_column(column, column, width)
    help_ = book.add_worksheet("what to do")
    help_.set_column(0, 0, 110)
    for number, words in enumerate((*_HELP, "", *about, f"lexicon {read_manifest(folder)['lexicon']['sha256']}")):
        help_.write_string(number, 0, one_line(words), wrap)
    book.close()
    return memory.getvalue()

"""What an earlier run already knows: so that a later one reports only what is new."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from langcheck.audit.model import FindingRow, read_findings


class Baseline:
    """The findings of an earlier run, by the note's id, the term, its status and the words. Each of them accounts for one finding of the later run.

    Places are left out, since a note that was added to has its old words elsewhere. Raises AuditError where `folder` holds no finished run.
    """

    def __init__(self, folder: Path) -> None:
        self._known = Counter(map(_key, read_findings(folder)))

    def holds(self, finding: FindingRow) -> bool:
        """Whether the earlier run had this finding; each of its findings answers once."""
        key = _key(finding)
        known = self._known[key] > 0
        self._known[key] -= known
        return known


def _key(finding: FindingRow) -> tuple[str, str, str, str]:
    return finding.id, finding.term, finding.status, " ".join(finding.phrase.lower().split())

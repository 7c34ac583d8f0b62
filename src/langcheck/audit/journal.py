"""The journal of a run: every outcome so far, in SQLite, so that nothing is lost when the run is cut off, and outputs are written out of it.

It lies in the run's folder, is readable by its owner only, and is removed when the outputs stand. A batch is one transaction: wholly in or not
at all.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from langcheck.audit.model import JOURNAL, TEMPLATE_NOTES, AuditError, Counts, FindingRow, NoteRow, RejectedRow
from langcheck.audit.work import Outcome

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE notes (row INTEGER PRIMARY KEY, place, id, date, grp, type, words, flagged, quoted, dismissed, id_key, text_key);
CREATE TABLE findings (row INTEGER, place, id, start, end, term, category, strength, status, reason, phrase, line, before, after);
CREATE TABLE rejected (row INTEGER PRIMARY KEY, place, id, reason);
"""
_DOUBLES = """
CREATE TEMP TABLE doubles AS
SELECT row, first FROM (SELECT row, min(row) OVER (PARTITION BY id_key, text_key) AS first FROM notes WHERE id_key) WHERE row > first;
INSERT INTO rejected SELECT row, place, id, 'the same id and the same text as row ' || first FROM notes JOIN doubles USING (row);
DELETE FROM findings WHERE row IN (SELECT row FROM doubles);
DELETE FROM notes WHERE row IN (SELECT row FROM doubles);
"""


def _insert(table: str, width: int) -> str:
    return f"INSERT INTO {table} VALUES ({','.join('?' * width)})"  # nosec B608 - names of our own tables


class Journal:
    """An open journal. Only one run can hold it.

    Raises AuditError if another run has it, or if the disk can't take more.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / JOURNAL
        with self._told():
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
            self._db = sqlite3.connect(self._path, timeout=0, isolation_level=None)
        try:
            with self._told():
                self._begin()
        except AuditError:
            self._db.close()
            raise

    def _begin(self) -> None:
        for setting in ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=NORMAL"):
            self._db.execute(f"PRAGMA {setting}")
        here = str(self._path.parent.resolve()).replace("'", "''")
        self._db.execute(f"PRAGMA temp_store_directory = '{here}'")  # what SQLite sorts on disk stays in the run's folder too
        self._db.execute("BEGIN IMMEDIATE")
        if not self._db.execute("SELECT 1 FROM sqlite_master").fetchone():
            for statement in _TABLES.split(";"):
                self._db.execute(statement)
        self._db.execute("COMMIT")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise AuditError(f"another audit is writing into {self._path.parent}; wait for it, or choose another folder with --out") from None
            raise AuditError(f"{self._path.parent} can't take more ({error}); make room on the disk, then go on with --resume") from None
        except sqlite3.DatabaseError:
            raise AuditError(f"{self._path} is damaged; start again in another folder") from None
        except OSError as error:
            raise AuditError(f"{self._path.parent} can't be written: {error.strerror}. Check the folder, and that you may write there") from None

    def get(self, name: str) -> Any:
        """What was put under a name, or None."""
        with self._told():
            found = self._db.execute("SELECT value FROM meta WHERE key = ?", (name,)).fetchone()
        return json.loads(found[0]) if found else None

    def put(self, name: str, value: Any) -> None:
        """Keep a value of JSON's kinds under a name."""
        with self._told():
            self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, json.dumps(value)))

    def add(self, outcomes: Sequence[Outcome], batches: int, rows_sha256: str) -> None:
        """Take in the outcomes of a batch, whole."""
        notes = [(*o.row, o.id_key, o.text_key) for o in outcomes if isinstance(o.row, NoteRow)]
        with self._told():
            self._db.execute("BEGIN")
            self._db.executemany(_insert("notes", 12), notes)
            self._db.executemany(_insert("findings", 14), [f for o in outcomes for f in o.findings])
            self._db.executemany(_insert("rejected", 4), [o.row for o in outcomes if isinstance(o.row, RejectedRow)])
            self.put("done", [batches, rows_sha256])
            self._db.execute("COMMIT")

    @property
    def done(self) -> tuple[int, str]:
        """How many batches are in, and the SHA-256 of their rows."""
        batches, rows_sha256 = self.get("done") or (0, "")
        return batches, rows_sha256

    def reject_doubles(self) -> None:
        """A row with the id and the text of an earlier one is that note once more: it becomes a rejected row."""
        with self._told():
            self._db.execute("BEGIN")
            for statement in _DOUBLES.split(";"):
                self._db.execute(statement)
            self._db.execute("DROP TABLE doubles")
            self._db.execute("COMMIT")

    def counts(self) -> Counts:
        """Every count of the run."""
        sums = "count(*), total(words), total(flagged > 0), total(flagged), total(quoted), total(dismissed), total(date = '')"
        checked, *rest = (int(value) for value in self._one(f"SELECT {sums} FROM notes"))  # nosec B608 - the line above
        (rejected,) = self._one("SELECT count(*) FROM rejected")
        (doubles,) = self._one("SELECT count(id_key) - count(DISTINCT id_key) FROM notes WHERE id_key")
        words, flagged_notes, flagged, quoted, dismissed, undated = rest
        return Counts(
            read=checked + rejected,
            checked=checked,
            rejected=rejected,
            words=words,
            flagged_notes=flagged_notes,
            flagged=flagged,
            quoted=quoted,
            dismissed=dismissed,
            undated=undated,
            duplicate_ids=doubles,
        )

    def dates(self) -> dict[str, str]:
        """The first and the last day of the notes."""
        first, last = self._one("SELECT coalesce(min(date), ''), coalesce(max(date), '') FROM notes WHERE date <> ''")
        return {"first": first, "last": last}

    def _one(self, query: str) -> tuple[Any, ...]:
        with self._told():
            row: tuple[Any, ...] = self._db.execute(query).fetchone()
        return row

    def notes(self) -> Iterator[NoteRow]:
        """The checked notes, in order."""
        with self._told():
            for row in self._db.execute("SELECT row, place, id, date, grp, type, words, flagged, quoted, dismissed FROM notes ORDER BY row"):
                yield NoteRow(*row)

    def findings(self) -> Iterator[FindingRow]:
        """The findings, in order. Lines that stand in many notes are numbered in the order of their first one."""
        with self._told():
            lines = self._db.execute(
                "SELECT line FROM findings WHERE line GROUP BY line HAVING count(DISTINCT row) >= ? ORDER BY min(rowid)", (TEMPLATE_NOTES,)
            )
            numbers = {line: number for number, (line,) in enumerate(lines, 1)}
            for row in self._db.execute("SELECT * FROM findings ORDER BY rowid"):
                finding = FindingRow(*row)
                yield finding._replace(template=numbers.get(finding.template, 0))

    def rejected(self) -> Iterator[RejectedRow]:
        """The rejected rows, in order."""
        with self._told():
            for row in self._db.execute("SELECT * FROM rejected ORDER BY row"):
                yield RejectedRow(*row)

    def close(self) -> None:
        """Let it go; what is in it stays."""
        self._db.close()

    def remove(self) -> None:
        """Close it and delete its file: the outputs stand."""
        self._db.close()
        self._path.unlink(missing_ok=True)

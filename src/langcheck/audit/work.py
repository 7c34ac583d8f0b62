"""What a worker does: rows in, plain tuples out. No text leaves it but the matched phrases and the context that was asked for."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from langcheck.audit.model import FindingRow, NoteRow, RejectedRow, Row, storable
from langcheck.documents import DocumentError, read_document, text_of_markup
from langcheck.documents.errors import MAX_BYTES
from langcheck.normalise import Tidy
from langcheck.report import LexiconInfo

if TYPE_CHECKING:
    from langcheck.checker import Checker
    from langcheck.report import Finding

_TEMPLATE_WORDS = 4
"""A line of fewer words is too short to tell a form from a habit of speech."""


@dataclass(frozen=True)
class Settings:
    """What a worker needs to know: the lexicon's files, and how much text to hand out round a finding."""

    lexicon: Path | None = None
    packs: tuple[str, ...] = ()
    overlays: tuple[Path, ...] = ()
    context: int = 0


class Outcome(NamedTuple):
    """What became of a row. `template` of a finding holds the hash of its line until the run knows which lines are templates.

    `id_key` and `text_key` are hashes that find doubles; 0 where there is no id.
    """

    row: NoteRow | RejectedRow
    findings: tuple[FindingRow, ...] = ()
    id_key: int = 0
    text_key: int = 0


def key(text: str) -> int:
    """A hash of 63 bits, the same in each run."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") >> 1


class Worker:
    """Checks rows with one lexicon. Handed to another machine or to a new process, it loads the lexicon there; a forked process shares it."""

    def __init__(self, settings: Settings, checker: Checker | None = None) -> None:
        if checker is None:
            from langcheck.checker import Checker

            checker = Checker(settings.lexicon, packs=settings.packs, overlays=settings.overlays)
        self.settings = settings
        self._checker = checker

    def __reduce__(self) -> tuple[type[Worker], tuple[Settings]]:
        return Worker, (self.settings,)

    @property
    def about(self) -> LexiconInfo:
        """Name, version and hash of the lexicon."""
        lexicon = self._checker.lexicon
        return LexiconInfo(lexicon.name, lexicon.version, lexicon.sha256)

    def release(self) -> None:
        """Let the lexicon go; nothing can be checked any more."""
        del self._checker
        gc.collect()

    def outcomes(self, batch: Iterable[Row | RejectedRow]) -> list[Outcome]:
        """What became of each row, in order. A row that can't be checked is rejected, whatever is wrong with it."""
        return [self._outcome(row) if isinstance(row, Row) else Outcome(row) for row in batch]

    def _outcome(self, row: Row) -> Outcome:
        try:
            plain = plain_text(row)
            return self._checked(row, plain)
        except DocumentError as error:
            return _rejected(row, str(error))
        except OSError as error:
            return _rejected(row, f"can't be read: {error.strerror}; check that you may open it")
        except Exception as error:  # one odd note must not end an audit; the message may hold its text, so only the kind is told
            return _rejected(row, f"could not be checked ({type(error).__name__}); please report it, without the note")

    def _checked(self, row: Row, plain: Tidy) -> Outcome:
        found = self._checker.check(plain.text, explain=True, people=row.people).findings
        counts = [sum(f.status == status for f in found) for status in ("flagged", "quoted", "dismissed")]
        note = NoteRow(row.number, row.place, row.id, row.date, row.group, row.type, len(plain.text.split()), *counts)
        keys = (key(row.id), key(plain.source)) if row.id else (0, 0)
        return Outcome(note, tuple(self._finding(row, plain, f) for f in found), *keys)

    def _finding(self, row: Row, plain: Tidy, f: Finding) -> FindingRow:
        text, n = plain.text, self.settings.context
        line = text[text.rfind("\n", 0, f.start) + 1 : text.find("\n", f.end) if "\n" in text[f.end :] else len(text)].split()
        return FindingRow(
            row.number,
            row.place,
            row.id,
            *plain.source_span(f.start, f.end),
            f.term,
            f.category,
            f.strength,
            f.status,
            f.reason,
            storable(f.text),
            key(" ".join(line).lower()) if len(line) >= _TEMPLATE_WORDS else 0,
            storable(text[max(f.start - n, 0) : f.start]),
            storable(text[f.end : f.end + n]),
        )


def plain_text(row: Row) -> Tidy:
    """The text of a row, with the way back to its cell: HTML and RTF are read as text. Raises DocumentError, OSError."""
    if isinstance(row.text, str):
        plain = text_of_markup(row.text)
        if not plain.text.strip():
            raise DocumentError("the cell holds markup and no words")
        return plain
    with row.text.open("rb") as file:
        text = read_document(row.text.name, file.read(MAX_BYTES + 1)).text
    return Tidy(text, text, (), ())


def _rejected(row: Row, reason: str) -> Outcome:
    return Outcome(RejectedRow(row.number, row.place, row.id, reason))


_worker: Sequence[Worker] = ()


def start(worker: Worker) -> None:
    """Make this process a worker: it leaves Ctrl-C to the main process, and ends when that one is gone."""
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker = (worker,)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if sys.platform == "win32":
        parent.join()
    while os.getppid() == parent.pid:  # a forked process holds open itself what `join` waits for
        time.sleep(0.5)
    os._exit(1)


def outcomes(batch: list[Row | RejectedRow]) -> list[Outcome]:
    """What this worker process makes of a batch."""
    return _worker[0].outcomes(batch)

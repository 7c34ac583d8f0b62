"""A run from its first row to its manifest: read, check in worker processes, journal, write.

The rows are cut into batches that are the same each time. A batch is in the journal wholly or not at all, and batches go in in order; so a run that
was cut off goes on behind its last batch, and its outputs are those of a run that was not.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import datetime, timezone
from itertools import chain, islice
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

from langcheck import __version__
from langcheck.audit.files import output
from langcheck.audit.journal import Journal
from langcheck.audit.model import JOURNAL, MANIFEST, REPORT, SCHEMA, AuditError, Manifest
from langcheck.audit.outputs import write_outputs
from langcheck.audit.plan import Plan
from langcheck.audit.progress import Progress
from langcheck.audit.report import to_html
from langcheck.audit.rows import Batch, batches, chained, rows
from langcheck.audit.work import Outcome, Worker, outcomes, start
from langcheck.files import sweep
from langcheck.report import LexiconInfo

Engine = Callable[[Iterator[Batch]], Iterator[list[Outcome]]]
"""Turns batches into their outcomes, in order, holding only a few at a time."""

_SMALL = 10
"""Up to so many batches one process does the work before others have started."""
_AHEAD = 3
"""So many batches lie ready for each other process, so that none is idle while this one checks a batch itself."""


def local_engine(worker: Worker, jobs: int, stream: Iterator[Batch]) -> Iterator[list[Outcome]]:
    """Check in `jobs` processes of this machine, of which this is one; alone if there is little to do. Raises AuditError if another one dies."""
    first = list(islice(stream, _SMALL + 1)) if jobs > 1 else []
    stream = chain(first, stream)
    if jobs == 1 or len(first) <= _SMALL:
        yield from map(worker.outcomes, stream)
    else:
        yield from _with_others(worker, jobs - 1, stream)
    worker.release()  # writing the outputs needs memory of its own


def _with_others(worker: Worker, others: int, stream: Iterator[Batch]) -> Iterator[list[Outcome]]:
    with _sharing_memory() as context, ProcessPoolExecutor(others, context, initializer=start, initargs=(worker,)) as pool:
        waiting: deque[Future[list[Outcome]]] = deque()
        try:
            for batch in stream:
                if sum(not future.done() for future in waiting) < _AHEAD * others:
                    waiting.append(pool.submit(outcomes, batch))
                else:
                    waiting.append(Future())
                    waiting[-1].set_result(worker.outcomes(batch))
                while waiting and (waiting[0].done() or len(waiting) > 3 * _AHEAD * others):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            raise AuditError("a worker process ended, perhaps for want of memory; go on with --resume, with fewer --jobs") from None
        finally:
            for future in waiting:
                future.cancel()


@contextmanager
def _sharing_memory() -> Iterator[BaseContext]:
    """How to start workers: forked on Linux, so that they share this process's lexicon, unless it has threads, which a fork may leave hanging."""
    tasks = Path("/proc/self/task")
    if not (tasks.exists() and len(list(tasks.iterdir())) == 1):
        yield get_context("spawn")
        return
    gc.collect()
    gc.freeze()  # a search for garbage would write to what is shared, and so copy it
    try:
        yield get_context("fork")
    finally:
        gc.unfreeze()


def run(
    plan: Plan,
    folder: Path,
    lexicon: LexiconInfo,
    engine: Engine,
    *,
    resume: bool = False,
    report: Callable[[Path], str] = to_html,
) -> Manifest:
    """Check everything and write the run's folder, with what `report` makes of it. With `resume`, go on with a run that was cut off.

    Raises AuditError: the folder is in use, the run to resume is another, a source breaks off, the disk is full. What was done until then is kept.
    """
    about = {"name": lexicon.name, "version": lexicon.version, "sha256": lexicon.sha256}
    fingerprint = plan.fingerprint(about, __version__)
    if (finished := _claimed(folder, fingerprint, resume)) is not None:
        return finished
    journal = Journal(folder)
    try:
        sweep(folder)
        if (before := journal.get("fingerprint")) is not None:
            _same(before, fingerprint)
        else:
            journal.put("fingerprint", fingerprint)
            journal.put("started", _now())
        if not journal.get("all_read"):
            _check(plan, journal, engine)
            journal.put("all_read", True)
        journal.reject_doubles()
        manifest = _write(plan, folder, journal, fingerprint)
        with output(folder / REPORT) as file:
            file.write(report(folder).encode())
        journal.remove()
        return manifest
    except sqlite3.OperationalError as error:
        raise AuditError(f"{folder} can't take more ({error}); make room on the disk, then go on with --resume") from None
    finally:
        journal.close()


def _claimed(folder: Path, fingerprint: dict[str, Any], resume: bool) -> Manifest | None:
    """Make sure that the folder is ours to write. Returns the manifest if the run is finished already."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        there = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        raise AuditError(f"{folder} can't be used: {error.strerror}. Choose another folder with --out") from None
    if JOURNAL in there:
        if not resume:
            raise AuditError(f"{folder} holds an audit that is running or was cut off; go on with --resume, or choose another folder with --out")
        return None
    if MANIFEST in there and resume:
        manifest: Manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        done = {**{key: manifest.get(key) for key in ("inputs", "lexicon", "columns", "options")}, "langcheck": manifest["versions"]["langcheck"]}
        _same(done, fingerprint)
        return manifest
    if there:
        what = "a finished audit" if MANIFEST in there else f"other files ({there[0]})"
        raise AuditError(f"{folder} holds {what}; choose a new folder with --out")
    return None


_CHANGED = {
    "inputs": "the input has changed",
    "lexicon": "the lexicon has changed",
    "columns": "other columns are named",
    "options": "the options are others",
    "langcheck": "this is another version of langcheck",
}


def _same(before: dict[str, Any], now: dict[str, Any]) -> None:
    """Raise AuditError if the run to resume was another."""
    changed = [words for key, words in _CHANGED.items() if before.get(key) != now[key]]
    if changed:
        raise AuditError(
            f"can't resume: {' and '.join(changed)} since the run began. Put back what it was, or start afresh in another folder with --out"
        )


def _check(plan: Plan, journal: Journal, engine: Engine) -> None:
    """Check what is not yet in the journal."""
    done, so_far = journal.done
    progress = Progress(sum(source.size for source in plan.sources) if all(source.size for source in plan.sources) else 0)
    stream = batches(rows(plan.sources, plan.columns))
    digest, passed = "", 0
    for batch in islice(stream, done):
        digest = chained(digest, batch)
        passed += len(batch)
    if digest != so_far:
        hint = "; give the query an ORDER BY" if any(source.kind == "sql" for source in plan.sources) else ""
        raise AuditError(f"can't resume: the input gives other rows than when the run began{hint}. Start afresh in another folder with --out")
    progress.passed_over(passed, _position(plan))
    read: deque[tuple[str, int]] = deque()

    def noted() -> Iterator[Batch]:
        nonlocal digest
        for batch in stream:
            digest = chained(digest, batch)
            read.append((digest, _position(plan)))
            yield batch

    try:
        for number, found in enumerate(engine(noted()), done + 1):
            rows_sha256, position = read.popleft()
            journal.add(found, number, rows_sha256)
            progress.update(len(found), position)
    finally:
        progress.close()


def _position(plan: Plan) -> int:
    return sum(source.position for source in plan.sources)


def _write(plan: Plan, folder: Path, journal: Journal, fingerprint: dict[str, Any]) -> Manifest:
    """Write the outputs, and the manifest last."""
    counts = journal.counts()
    if not counts["read"]:
        names = ", ".join(source.name for source in plan.sources)
        journal.remove()
        raise AuditError(f"{names}: column names and no rows; export it again")
    outputs = write_outputs(folder, journal, plan.options.formats, plan.options.settings.context > 0)
    manifest = Manifest(
        schema=SCHEMA,
        versions={"langcheck": __version__, "python": platform.python_version()},
        lexicon=fingerprint["lexicon"],
        inputs=fingerprint["inputs"],
        rows_sha256=journal.done[1],
        columns=fingerprint["columns"],
        options=fingerprint["options"],
        counts=counts,
        dates=journal.dates(),
        outputs=outputs,
        times={"started": journal.get("started"), "finished": _now()},
    )
    with output(folder / MANIFEST) as file:
        file.write((json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode())
    return manifest


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def usual_jobs() -> int:
    """How many processes may run at once here."""
    affinity: Callable[[int], Iterable[int]] | None = getattr(os, "sched_getaffinity", None)
    return len(list(affinity(0))) if affinity else os.cpu_count() or 1

"""Where notes come from: one module a kind of input, and the choice between them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from langcheck.audit.model import AuditError
from langcheck.audit.sources.base import Record, Source

__all__ = ["Record", "Source", "open_sources"]

_TABLES = ".csv .tsv .tab .jsonl .ndjson .parquet .xlsx .xlsm"


def open_sources(inputs: Sequence[str], *, query: str = "", sheet: str = "", encoding: str = "", delimiter: str = "") -> list[Source]:
    """The sources that the inputs name, in their order. Raises AuditError that says what to do."""
    return [source for name in inputs for source in _sources(name, query, sheet, encoding, delimiter)]


def _sources(name: str, query: str, sheet: str, encoding: str, delimiter: str) -> list[Source]:
    if "://" in name:
        from langcheck.audit.sources.database import Database

        if not query:
            raise AuditError("name the rows of the database with --query, such as --query 'SELECT id, note FROM notes ORDER BY id'")
        return [Database(name, query)]
    path, suffix = Path(name), Path(name).suffix.lower()
    if not path.exists():
        raise AuditError(f"there is no {name}; check the name")
    if suffix in (".csv", ".tsv", ".tab") and path.is_file():
        from langcheck.audit.sources.delimited import Delimited

        return [Delimited(path, encoding, delimiter)]
    if suffix in (".xlsx", ".xlsm") and path.is_file():
        from langcheck.audit.sources.workbook import sheets

        return sheets(path, sheet)
    if suffix in (".jsonl", ".ndjson") and path.is_file():
        from langcheck.audit.sources.jsonlines import JsonLines

        return [JsonLines(path)]
    if suffix == ".parquet" and path.is_file():
        from langcheck.audit.sources.parquet import Parquet

        return [Parquet(path)]
    from langcheck.audit.sources.folder import Folder
    from langcheck.documents import EXTENSIONS

    if path.is_file() and suffix not in EXTENSIONS:
        raise AuditError(f"{name} is of a kind that is not read; save it as one of {_TABLES} {' '.join(EXTENSIONS)}")
    return [Folder(path)]

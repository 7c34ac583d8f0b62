"""The rows of a query, streamed from any database that SQLAlchemy knows, in a transaction that can only read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from langcheck.audit.model import AuditError
from langcheck.audit.sources.base import Record, Source

_CHUNK = 500
_READS = re.compile(r"\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*(?:select|with|table|values)\b", re.IGNORECASE | re.DOTALL)


class Database(Source):
    """The result of one SELECT. Raises AuditError if the database, the table or the query is not as it should be.

    SQLite files are opened read-only, PostgreSQL and MySQL get a read-only transaction; for others use an account that can only read.
    """

    kind = "sql"

    def __init__(self, url: str, query: str) -> None:
        from sqlalchemy import create_engine, text
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
        from sqlalchemy.pool import NullPool

        if not _READS.match(query):
            raise AuditError("--query must be a SELECT; an audit only reads")
        try:
            parsed = make_url(url)
            super().__init__(parsed.render_as_string(hide_password=True))
            self._hide = parsed.password or ""
            if parsed.get_backend_name() == "sqlite":
                parsed = _read_only_sqlite(parsed)
            self._engine = create_engine(parsed, poolclass=NullPool, hide_parameters=True)
        except (ArgumentError, NoSuchModuleError, ValueError):
            example = "sqlite:///records.db or postgresql+psycopg://user@host/name"
            raise AuditError(f"the database address can't be used; write it as in {example}") from None
        except ImportError as error:
            raise AuditError(f"the driver for this database is not installed ({error.name}); install it with pip") from None
        backend = self._engine.dialect.name
        options: dict[str, Any] = {"stream_results": True, "max_row_buffer": _CHUNK}
        if backend == "postgresql":
            options["postgresql_readonly"] = True
        self._open: list[Any] = []
        try:
            self._connection = self._engine.connect().execution_options(**options)
            self._open.append(self._connection)
            if backend in ("mysql", "mariadb"):
                self._connection.exec_driver_sql("SET TRANSACTION READ ONLY")
            self._result = self._connection.execute(text(query.replace(":", r"\:")))
            self._open.append(self._result)
        except SQLAlchemyError as error:
            message = f"{self.name}: {self._said(error)}{self._tables()}"
            self.close()
            raise AuditError(message) from None
        self.columns = list(self._result.keys())
        self.facts = {"sha256": hashlib.sha256(query.encode()).hexdigest()}

    def _said(self, error: Exception) -> str:
        """The first line of what the database said, without the password; where it may repeat a value of the table, only its kind."""
        from sqlalchemy.exc import DataError

        if isinstance(error, DataError):
            return f"a value does not fit ({type(error.orig).__name__}); look at the types in --query"
        said = str(getattr(error, "orig", None) or error).strip().splitlines()
        line = said[0] if said else type(error).__name__
        return line.replace(self._hide, "***") if self._hide else line

    def _tables(self) -> str:
        """Which tables there are, for whoever mistyped one."""
        from sqlalchemy import inspect
        from sqlalchemy.exc import SQLAlchemyError

        with suppress(SQLAlchemyError):
            names = inspect(self._engine).get_table_names()
            return f". Tables there: {', '.join(names[:20]) or 'none'}; check --query"
        return ". Check the address, the name and password, and --query"

    def records(self, wanted: Sequence[str]) -> Iterator[Record]:
        """See `Source.records`."""
        from sqlalchemy.exc import SQLAlchemyError

        places = [self.columns.index(name) for name in wanted]
        try:
            for row in self._result:
                self.position += 1
                yield Record(f"row {self.position}", tuple(row[i] for i in places))
        except (SQLAlchemyError, OSError) as error:
            kind = type(getattr(error, "orig", None) or error).__name__
            broken = f"the database stopped answering after row {self.position} ({kind}); go on with --resume when it is back"
            raise AuditError(f"{self.name}: {broken}") from None

    def close(self) -> None:
        """Let the database go."""
        from sqlalchemy.exc import SQLAlchemyError

        for part in reversed(self._open):
            with suppress(SQLAlchemyError, OSError):
                part.close()
        self._engine.dispose()


def _read_only_sqlite(url: Any) -> Any:
    if not url.database:
        raise AuditError("name the SQLite file: sqlite:///records.db")
    if url.database.startswith("file:"):
        raise AuditError("name the SQLite file by its path: sqlite:///records.db; it is opened for reading only")
    return url.set(database=f"file:{quote(url.database)}", query={**url.query, "mode": "ro", "uri": "true"})

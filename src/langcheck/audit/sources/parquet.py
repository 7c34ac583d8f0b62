"""Parquet files, a few rows at a time, and only the columns that are wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from langcheck.audit.model import AuditError
from langcheck.audit.sources.base import Record, Source, file_sha256, unreadable

_BATCH = 500


class Parquet(Source):
    """A .parquet file. Raises AuditError."""

    kind = "parquet"

    def __init__(self, path: Path) -> None:
        import pyarrow.parquet as pq
        from pyarrow import ArrowException

        super().__init__(str(path), path.name)
        self._path = path
        try:
            self.facts = {"sha256": file_sha256(path)}
            self._file: Any = pq.ParquetFile(path, memory_map=False, pre_buffer=False)
        except OSError as error:
            if error.strerror is None:  # Arrow's own
                raise AuditError(f"{path} is no Parquet file, or is damaged; export it again") from None
            raise unreadable(path, error) from None
        except ArrowException:
            raise AuditError(f"{path} is no Parquet file, or is damaged; export it again") from None
        self.size = self._file.metadata.num_rows
        if not self.size:
            raise AuditError(f"{path} has columns and no rows; export it again")
        self.columns = list(self._file.schema_arrow.names)

    def records(self, wanted: Sequence[str]) -> Iterator[Record]:
        """See `Source.records`."""
        from pyarrow import ArrowException

        try:
            for batch in self._file.iter_batches(batch_size=_BATCH, columns=list(dict.fromkeys(wanted)), use_threads=False):
                for values in zip(*(batch.column(name).to_pylist() for name in wanted), strict=True):
                    self.position += 1
                    yield Record(f"{self._path.name} row {self.position}", values)
        except (OSError, ArrowException):
            raise AuditError(f"{self._path} is damaged after row {self.position}; export it again") from None

"""Check a Spark DataFrame: a row out for each finding, one checker per Python worker.

    import langcheck.spark
    findings = langcheck.spark.check(notes, text_col="note", keep=["note_id", "team"])

Works with Spark 3.5 and 4, on anything that offers `mapInArrow`. langcheck must be installed on every worker; nothing else is sent to them than the
options and the rows, and a folder or overlay that is named must be there on each worker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

    from langcheck.checker import Checker

Options = tuple[str | None, tuple[str, ...], tuple[str, ...]]
"""Lexicon folder, packs, overlays: what a checker is made from."""

FIELDS = {"start": "int", "end": "int"} | dict.fromkeys(("phrase", "term", "category", "strength", "status", "reason"), "string")
"""The columns of a finding. `start` and `end` are code points into the text."""


@lru_cache(maxsize=4)
def _checker(options: Options) -> Checker:
    """The checker of this Python worker."""
    from langcheck.checker import Checker

    folder, packs, overlays = options
    return Checker(folder, packs=packs, overlays=overlays)


def check(
    df: DataFrame,
    text_col: str,
    *,
    keep: Sequence[str] = (),
    lexicon: str | Path | None = None,
    packs: Iterable[str] = (),
    overlays: Iterable[str | Path] = (),
    explain: bool = False,
) -> DataFrame:
    """Check the column `text_col`; a row for each finding, with the columns to `keep` (an id, say) and those of `FIELDS`.

    The same findings as `Checker.check`, `explain` too. A null text has none. Raises ValueError for a column that `df` lacks, and for one to keep
    that has the name of a finding's own.
    """
    from pyspark.sql.types import StructField, StructType
    from pyspark.sql.types import _parse_datatype_string as type_of  # the documented DDL names

    if missing := {text_col, *keep} - set(df.columns):
        raise ValueError(f"the DataFrame has no column {sorted(missing)[0]!r}; it has {', '.join(df.columns)}")
    if clash := set(keep) & set(FIELDS):
        raise ValueError(f"the column {sorted(clash)[0]!r} has the name of one of a finding's own; rename it first")
    kept = [field for name in keep for field in df.schema.fields if field.name == name]
    schema = StructType([*kept, *(StructField(name, type_of(kind)) for name, kind in FIELDS.items())])
    options = str(lexicon) if lexicon else None, tuple(packs), tuple(map(str, overlays))
    return df.select(text_col, *(name for name in keep if name != text_col)).mapInArrow(_finder(text_col, tuple(keep), options, explain), schema)


def _finder(text_col: str, keep: tuple[str, ...], options: Options, explain: bool) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What each worker does with its batches."""

    def find(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        checker = _checker(options)
        for batch in batches:
            places, columns = _findings(checker, batch.column(batch.schema.get_field_index(text_col)).to_pylist(), explain)
            kept = [batch.column(batch.schema.get_field_index(name)).take(pa.array(places, pa.int64())) for name in keep]
            own = [pa.array(columns[name], pa.int32() if kind == "int" else pa.string()) for name, kind in FIELDS.items()]
            yield pa.RecordBatch.from_arrays([*kept, *own], names=[*keep, *FIELDS])

    return find


def _findings(checker: Checker, texts: Iterable[str | None], explain: bool) -> tuple[list[int], dict[str, list[Any]]]:
    """The findings in columns, and the place of the text that each stands in."""
    places: list[int] = []
    columns: dict[str, list[Any]] = {name: [] for name in FIELDS}
    for place, text in enumerate(texts):
        for f in checker.check(text, explain=explain).findings if text else ():
            places.append(place)
            for name, value in zip(FIELDS, (f.start, f.end, f.text, f.term, f.category, f.strength, f.status, f.reason), strict=True):
                columns[name].append(value)
    return places, columns

"""The workers of an audit on a Spark cluster: this process reads, journals and writes, Spark's Python workers check.

Batches travel as bytes through `mapInArrow`, some at a time, so neither side ever holds the whole input.
"""

from __future__ import annotations

import pickle  # nosec B403 - see spark_engine: only what this process and its workers make for each other
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from langcheck.audit.work import Outcome, Settings, Worker

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import SparkSession

    from langcheck.audit.rows import Batch

SHAPE = "number long, payload binary"
_PER_SLOT = 4
"""Batches that each worker slot gets in one go: enough to keep them busy, few enough to hold."""


@lru_cache(maxsize=1)
def _worker(settings: Settings) -> Worker:
    """The worker of this Python process."""
    return Worker(settings)


def spark_engine(settings: Settings, stream: Iterator[Batch], session: SparkSession | None = None) -> Iterator[list[Outcome]]:
    """Check batches on the active Spark session, or one made from the environment's settings; outcomes come in the order of the batches.

    The payloads are pickles that this process and its own workers make for each other; none is ever read from outside.
    """
    from pyspark.sql import SparkSession

    spark = session or SparkSession.builder.appName("langcheck audit").getOrCreate()
    slots = int(spark.conf.get("spark.default.parallelism", None) or spark.sparkContext.defaultParallelism)

    def check(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        worker = _worker(settings)
        for batch in batches:
            found = [pickle.dumps(worker.outcomes(pickle.loads(payload))) for payload in batch.column(1).to_pylist()]  # nosec B301
            yield pa.RecordBatch.from_arrays([batch.column(0), pa.array(found, pa.binary())], names=["number", "payload"])

    while window := list(islice(stream, slots * _PER_SLOT)):
        frame = spark.createDataFrame([(number, bytearray(pickle.dumps(batch))) for number, batch in enumerate(window)], SHAPE)
        for _, payload in sorted(frame.repartition(slots).mapInArrow(check, SHAPE).collect()):
            yield pickle.loads(bytes(payload))  # nosec B301

"""Spark finds what the local checker finds, row for row. Needs Java and PySpark."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from langcheck import Checker
from langcheck.audit.model import FINDINGS, NOTES, REJECTED, read_manifest
from langcheck.cli import main

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = [pytest.mark.clients, pytest.mark.filterwarnings("ignore")]  # the warnings are Spark's own
QUALITY = Path(__file__).parents[1] / "quality"
COUNT = 20_000


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    if shutil.which("java") is None:
        pytest.skip("Java is not installed; on Debian: apt-get install default-jre-headless")
    session = pytest.importorskip("pyspark.sql", reason="PySpark is not installed; pip install '.[spark]'").SparkSession
    patch = pytest.MonkeyPatch()
    patch.setenv("PYSPARK_PYTHON", sys.executable)
    builder = session.builder.master("local[2]").config("spark.ui.enabled", "false").config("spark.driver.bindAddress", "127.0.0.1")
    made = builder.config("spark.driver.host", "127.0.0.1").config("spark.local.dir", str(tmp_path_factory.mktemp("spark"))).getOrCreate()
    yield made
    made.stop()
    patch.undo()


@pytest.fixture(scope="module")
def notes() -> list[str]:
    """20,000 notes: the annotated ones again and again, each time with another name in front."""
    texts = [json.loads(line)["text"] for path in sorted(QUALITY.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    names = ("Ava", "Ben", "Cy", "Dee", "Eli", "Fay", "Gus", "Hal", "Ida", "Jo", "Kit")
    return [f"{name}: {text}" for name, text in islice(zip(cycle(names), cycle(texts), strict=False), COUNT)]


def test_the_same_findings_row_for_row(spark: SparkSession, checker: Checker, notes: list[str]) -> None:
    import langcheck.spark

    frame = spark.createDataFrame(list(enumerate(notes)), "number int, note string").repartition(8)
    found = langcheck.spark.check(frame, "note", keep=["number"], explain=True)
    assert found.columns == ["number", *langcheck.spark.FIELDS]
    rows = sorted(tuple(row) for row in found.collect())
    local = [
        (number, f.start, f.end, f.text, f.term, f.category, f.strength, f.status, f.reason)
        for number, text in enumerate(notes)
        for f in checker.check(text, explain=True).findings
    ]
    assert rows == local
    assert len(local) > COUNT / 2


def test_null_texts_hold_nothing_and_the_text_may_be_kept(spark: SparkSession) -> None:
    import langcheck.spark

    frame = spark.createDataFrame([("a", None), ("b", "She is promiscuous."), ("c", "")], "id string, note string")
    rows = langcheck.spark.check(frame, "note", keep=["id", "note"]).collect()
    assert [(row.id, row.note, row.phrase, row.status) for row in rows] == [("b", "She is promiscuous.", "promiscuous", "flagged")]


@pytest.mark.parametrize(("text", "keep", "words"), [("nothing", [], "no column 'nothing'"), ("note", ["term"], "rename it first")])
def test_wrong_columns_are_told(spark: SparkSession, text: str, keep: list[str], words: str) -> None:
    import langcheck.spark

    frame = spark.createDataFrame([("a", "b")], "term string, note string")
    with pytest.raises(ValueError, match=words):
        langcheck.spark.check(frame, text, keep=keep)


def test_a_whole_audit_on_spark_writes_the_same_files(spark: SparkSession, notes: list[str], tmp_path: Path) -> None:
    source = tmp_path / "notes.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "note", "team"])
        writer.writerows((f"N{number}", text, ("East", "West")[number % 2]) for number, text in enumerate([*notes[:2000], ""]))
    columns = ["--text", "note", "--id", "id", "--group", "team"]
    for engine in ("local", "spark"):
        assert main(["audit", str(source), *columns, "--engine", engine, "--out", str(tmp_path / engine)]) == 0
    for name in (NOTES, FINDINGS, REJECTED):
        assert (tmp_path / "spark" / name).read_bytes() == (tmp_path / "local" / name).read_bytes()
    assert read_manifest(tmp_path / "spark")["counts"] == read_manifest(tmp_path / "local")["counts"]

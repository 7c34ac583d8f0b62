"""An audit on Spark, and the component in somebody's own spaCy pipeline: planted words are nowhere afterwards. Spark needs Java and PySpark."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from box import Box
from planted import make

from canaries import NAME, NOTE, planted_in
from conftest import ENGINE


@pytest.mark.clients
def test_an_audit_on_spark(tmp_path: Path) -> None:
    """Also what Spark puts on the disks of its workers is looked through, once it has ended. Its own messages go to stderr."""
    if shutil.which("java") is None:
        pytest.skip("Java is not installed; on Debian: apt-get install default-jre-headless")
    pytest.importorskip("pyspark", reason="PySpark is not installed; pip install '.[spark]'")
    box, given = Box(tmp_path / "box"), make(tmp_path / "given")
    own = {
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(box.folder / "tmp"),
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_SUBMIT_ARGS": f"--conf spark.ui.enabled=false --driver-java-options -Djava.io.tmpdir={box.folder}/tmp pyspark-shell",
    }
    asked = ["audit", str(given / "notes.csv"), "--encoding", "cp1252", "--text", "note", "--child-name", "child", "--engine", "spark"]
    left = box.run([*asked, "--out", "out/run", "--lexicon", str(ENGINE)], warnings="ignore", timeout=600, **own)
    assert left.code == 0, left.stderr
    assert left.planted == frozenset()
    assert left.refused == ()
    assert {"findings.jsonl", "report.html"} <= {path.name for path in (box.folder / "out" / "run").iterdir()}


@pytest.mark.slow
def test_the_string_store_of_a_pipeline() -> None:
    """In a memory zone, as docs/spacy.md says. The words are there while it lasts, which shows that the search works."""
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("langcheck", config={"lexicon": str(ENGINE)})
    with nlp.memory_zone():
        doc = nlp(NOTE)
        assert doc.spans["langcheck"]
        assert any(planted_in(word) for word in nlp.vocab.strings)
    assert not [word for word in nlp.vocab.strings if planted_in(word)]
    assert NAME not in nlp.vocab.strings

"""What the suites of this folder give to langcheck: notes, documents, tables and databases with planted words, sound ones and broken ones."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path
from typing import Any

from canaries import NAME, NOTE, SENTENCE
from conftest import ENGINE
from langcheck.cli import main
from test_documents import mail, pdf, word

COLUMNS = ("note_id", "recorded", "team", "child", "note")
ROWS: list[tuple[Any, ...]] = [(f"n{i}", f"2024-{i % 12 + 1:02}-01", f"Team {i % 2}", NAME, f"Visit {i}. {NOTE}") for i in range(1, 31)]
RTF = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 " + NOTE.encode() + rb"\par}"


def make(folder: Path) -> Path:
    """Write everything into `folder`."""
    folder.mkdir()
    _documents(folder)
    _tables(folder)
    _databases(folder)
    for name, context in (("run", "0"), ("run-with-context", "60")):
        _audit(folder / "notes.csv", folder / name, "--context", context)
    assert main(["audit", "sample", str(folder / "run-with-context"), "--out", str(folder / "sample.xlsx")]) == 0
    return folder


def _documents(folder: Path) -> None:
    sound = {"docx": word(*NOTE.splitlines()), "pdf": pdf(*NOTE.splitlines()), "rtf": RTF, "eml": mail("html", f"<p>{NOTE}</p>"),
             "html": b"<html><title>" + NAME.encode() + b"</title><p>" + NOTE.encode(), "txt": NOTE.encode()}  # fmt: skip
    (folder / "letters").mkdir()
    for kind, data in sound.items():
        (folder / f"note.{kind}").write_bytes(data)
        (folder / "letters" / f"letter.{kind}").write_bytes(data)
    for kind in ("docx", "pdf"):
        (folder / f"cut.{kind}").write_bytes(sound[kind][: len(sound[kind]) * 2 // 3])
        (folder / "letters" / f"cut.{kind}").write_bytes(sound[kind][: len(sound[kind]) * 2 // 3])
    (folder / "locked.pdf").write_bytes(pdf(SENTENCE, password=NAME))
    (folder / "binary.txt").write_bytes(b"\0\1\2" + NOTE.encode())
    (folder / "long.txt").write_bytes(NOTE.encode() * 30_000)
    (folder / "not-yaml.yaml").write_text(f"category: [\n{NOTE}", encoding="utf-8")


def _tables(folder: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq
    import xlsxwriter

    for name, rows in (("notes.csv", ROWS), ("odd.csv", [*ROWS, ("n1",), ("", "", "", "", ""), (*ROWS[0], NAME, SENTENCE)])):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([COLUMNS, *rows])
    with (folder / "notes.csv").open("ab") as file, (folder / "changed.csv").open("wb") as changed:
        file.write(b"n99,2024-01-01,Team 1,\xff\xfe," + SENTENCE.encode() + b"\r\n")
        changed.write(b"note_id,recorded,team,child,note\r\nn1,2024-01-01,T,," + SENTENCE.encode() + b"\r\n")
    lines = [json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in ROWS]
    (folder / "notes.jsonl").write_text("\n".join(lines), encoding="utf-8")
    odd = [lines[0], f'{{"note": "{NOTE!r}', json.dumps({"note": {NAME: SENTENCE}}), json.dumps([NAME]), f'{{"note": {NAME}}}']
    (folder / "odd.jsonl").write_text("\n".join(odd), encoding="utf-8")
    pq.write_table(pa.table({name: [row[i] for row in ROWS] for i, name in enumerate(COLUMNS)}), folder / "notes.parquet")
    with xlsxwriter.Workbook(folder / "notes.xlsx") as book:
        sheet = book.add_worksheet("Notes")
        for i, row in enumerate([COLUMNS, *ROWS]):
            sheet.write_row(i, 0, row)
    for kind in ("parquet", "xlsx"):
        whole = (folder / f"notes.{kind}").read_bytes()
        (folder / f"cut.{kind}").write_bytes(whole[: len(whole) * 2 // 3])


def _databases(folder: Path) -> None:
    for name in ("records.db", "broken.db"):
        db = sqlite3.connect(folder / name)
        db.execute(f"CREATE TABLE notes ({', '.join(COLUMNS)})")
        if name == "broken.db":  # a text that is no UTF-8: SQLite's own message would repeat it
            db.execute("INSERT INTO notes VALUES ('n0', '2024-01-01', 'T', 'x', CAST(? AS TEXT))", (NOTE.encode() + b"\xff",))
        db.executemany("INSERT INTO notes VALUES (?, ?, ?, ?, ?)", ROWS)
        db.commit()
        db.close()
    (folder / "no.db").write_bytes(NOTE.encode())


def _audit(source: Path, out: Path, *more: str) -> None:
    columns = ["--text", "note", "--id", "note_id", "--date", "recorded", "--group", "team", "--encoding", "cp1252"]
    assert main(["audit", str(source), *columns, "--out", str(out), *more, "--lexicon", str(ENGINE), "--jobs", "1"]) == 0

"""Any export goes in: every kind of input gives the same rows, and every offset points into the cell as it stands there."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_help import audit, counts, found, lines
from langcheck.audit.model import read_manifest
from langcheck.audit.sources import delimited, open_sources

NOTE = 'She said "fine".\r\nShe is promiscuous; café, £5 – “ok”.'
ROWS = [["n1", "2024-03-01", "North", NOTE], ["n2", "1/4/2024", "South", "All well."], ["n3", "", "South", "<p>Is <b>promis</b>cuous &amp; late</p>"]]
HEADER = ["note_id", "recorded", "team", "note"]
EXPECTED = [("n1", NOTE.index("promis"), NOTE.index("promis") + 11, "promiscuous", "flagged"), ("n3", 9, 24, "promiscuous", "flagged")]


def _csv(path: Path, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([HEADER, *ROWS])
    return path


def _check(path: object, out: Path, *more: str) -> None:
    assert audit(path, "--text", "note", *more, out=out) == 0
    assert found(out) == EXPECTED
    assert counts(out) == (3, 3, 0)
    assert [(n["id"], n["date"], n["group"]) for n in lines(out / "notes.jsonl")] == [
        ("n1", "2024-03-01", "North"),
        ("n2", "2024-04-01", "South"),
        ("n3", "", "South"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_encodings(tmp_path: Path, encoding: str) -> None:
    _check(_csv(tmp_path / "notes.csv", encoding), tmp_path / "out")
    assert read_manifest(tmp_path / "out")["inputs"][0]["encoding"] == encoding


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", "\x1f"])
def test_csv_delimiters(tmp_path: Path, delimiter: str) -> None:
    _check(_csv(tmp_path / ("notes.tsv" if delimiter == "\t" else "notes.csv"), delimiter=delimiter), tmp_path / "out")


def test_jsonl(tmp_path: Path) -> None:
    path = tmp_path / "notes.jsonl"
    path.write_text("\n".join(json.dumps(dict(zip(HEADER, row, strict=True))) for row in ROWS), encoding="utf-8")
    _check(path, tmp_path / "out")


def test_parquet(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "notes.parquet"
    pq.write_table(pa.table(dict(zip(HEADER, map(list, zip(*ROWS, strict=True)), strict=True))), path)
    _check(path, tmp_path / "out")


def _xlsx(path: Path, **sheets: list[list[object]]) -> Path:
    from xlsxwriter import Workbook

    with Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                for j, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(i, j, cell, day)
                    elif cell != "":
                        sheet.write(i, j, cell)
    return path


def test_xlsx(tmp_path: Path) -> None:
    rows = [HEADER, *([row[0], date(2024, 3, 1) if row[1].startswith("2024") else row[1], *row[2:]] for row in ROWS)]
    rows = [[cell.replace("\r\n", "\n") if isinstance(cell, str) else cell for cell in row] for row in rows]
    out = tmp_path / "out"
    assert audit(_xlsx(tmp_path / "notes.xlsx", Notes=rows), "--text", "note", out=out) == 0
    assert [f[0] for f in found(out)] == ["n1", "n3"]
    assert found(out)[1] == EXPECTED[1]
    assert [n["date"] for n in lines(out / "notes.jsonl")] == ["2024-03-01", "2024-04-01", ""]


def test_xlsx_sheets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table: list[list[object]] = [["", ""], ["id", "note"], [7, "She is promiscuous."], ["", ""], [8, "Fine."]]
    book = _xlsx(tmp_path / "notes.xlsx", Cover=[["Made by the exporter"]], North=table, South=table, Empty=[])
    assert audit(book, "--text", "note", out=tmp_path / "all") == 0
    assert "sheet Cover: left out" in capsys.readouterr().err
    assert counts(tmp_path / "all") == (4, 2, 2)  # the same ids and texts once more
    assert [f["place"] for f in lines(tmp_path / "all" / "findings.jsonl")] == ["notes.xlsx sheet North row 3"]
    assert audit(book, "--text", "note", "--sheet", "South", out=tmp_path / "one") == 0
    assert found(tmp_path / "one") == [("7", 7, 18, "promiscuous", "flagged")]
    assert audit(book, "--text", "note", "--sheet", "West", out=tmp_path / "none") == 2
    assert "it has Cover, North, South, Empty" in capsys.readouterr().err


def test_sqlite(tmp_path: Path) -> None:

    with sqlite3.connect(tmp_path / "notes.db") as db:
        db.execute("CREATE TABLE notes (note_id, recorded, team, note)")
        db.executemany("INSERT INTO notes VALUES (?, ?, ?, ?)", ROWS)
    db.close()
    _check(f"sqlite:///{tmp_path}/notes.db", tmp_path / "out", "--query", "SELECT * FROM notes WHERE note_id <> 'a:b' ORDER BY note_id")
    assert (
        audit(f"sqlite:///{tmp_path}/notes.db", "--query", "WITH x AS (SELECT 1 note) SELECT note FROM x", "--text", "note", out=tmp_path / "o2") == 0
    )


def test_several_inputs_are_one_audit(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,note\n1,She is promiscuous.\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("note;id\nShe is promiscuous.;2\n", encoding="utf-8")
    assert audit(tmp_path / "a.csv", tmp_path / "b.csv", "--text", "note", out=tmp_path / "out") == 0
    assert [(f["row"], f["id"], f["place"]) for f in lines(tmp_path / "out" / "findings.jsonl")] == [
        (1, "1", "a.csv line 2"),
        (2, "2", "b.csv line 2"),
    ]


def test_a_folder_of_documents(tmp_path: Path) -> None:
    top = tmp_path / "letters"
    (top / "north").mkdir(parents=True)
    (top / "a.txt").write_text("She is promiscuous.", encoding="utf-8")
    (top / "b.html").write_text("<p>She is <i>promiscuous</i>.</p>", encoding="utf-8")
    (top / "north" / "c.rtf").write_text(r"{\rtf1 She is promiscuous.}", encoding="utf-8")
    (top / "north" / "d.eml").write_text("Subject: x\nMIME-Version: 1.0\nContent-Type: text/plain\n\nShe is promiscuous.\n", encoding="utf-8")
    (top / "empty.pdf").write_bytes(b"")
    (top / "table.csv").write_text("a,b\n", encoding="utf-8")
    (top / "link.txt").symlink_to(top / "a.txt")
    out = tmp_path / "out"
    assert audit(top, out=out) == 0
    assert [f["id"] for f in lines(out / "findings.jsonl")] == ["a.txt", "b.html", "north/c.rtf", "north/d.eml"]
    assert counts(out) == (7, 4, 3)
    reasons = {r["place"]: r["reason"] for r in lines(out / "rejected.jsonl")}
    assert "is empty" in reasons["empty.pdf"]
    assert "not a kind of document" in reasons["table.csv"]
    assert "a link" in reasons["link.txt"]
    assert [n["group"] for n in lines(out / "notes.jsonl")] == ["", "", "north", "north"]


def test_rtf_in_a_cell(tmp_path: Path) -> None:
    cell = r"{\rtf1\ansi She is {\b promis}cuous.\par}"
    (tmp_path / "notes.jsonl").write_text(json.dumps({"id": "1", "note": cell}), encoding="utf-8")
    assert audit(tmp_path / "notes.jsonl", "--text", "note", out=tmp_path / "out") == 0
    ((_, start, end, phrase, _),) = found(tmp_path / "out")
    assert (phrase, cell[start:end]) == ("promiscuous", "promis}cuous")


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=8), st.sampled_from(",;\t|"))
def test_csv_gives_every_cell_as_it_was(tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, str]], delimiter: str) -> None:
    path = tmp_path_factory.mktemp("csv") / "notes.csv"
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([("id", "note"), *table])
    path.write_bytes(stream.getvalue().encode())
    (source,) = open_sources([str(path)], delimiter=delimiter)
    assert [record.values for record in source.records(["id", "note"])] == table


def test_nul_ragged_and_unclosed_rows_are_all_accounted_for(tmp_path: Path) -> None:
    path, out = tmp_path / "notes.csv", tmp_path / "out"
    path.write_bytes(b'id,note,team\n1,She\0is promiscuous,N\n2,short\n3,a,b,c\n4\n\n5,fine,N,,\n6,"never closed,N\n7,swallowed,N\n')
    assert audit(path, "--text", "note", "--id", "id", out=out) == 0
    assert found(out) == [("1", 7, 18, "promiscuous", "flagged")]
    assert counts(out) == (6, 3, 3)
    reasons = {r["place"]: r["reason"] for r in lines(out / "rejected.jsonl")}
    assert "header has 3" in reasons["notes.csv line 4"]
    assert "never closed" in reasons["notes.csv line 8-9"]


def test_a_huge_cell_is_one_rejected_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, out = tmp_path / "notes.csv", tmp_path / "out"
    monkeypatch.setattr(delimited, "MAX_CELL", 10_000)
    huge = "x" * 10_010
    path.write_text(f'id,note\n1,{huge}\n2,"{huge[:-20]}\n{huge[:30]}"\n3,She is promiscuous.\n', encoding="utf-8")
    assert audit(path, "--text", "note", out=out) == 0
    assert counts(out) == (3, 1, 2)
    assert [r["place"] for r in lines(out / "rejected.jsonl")] == ["notes.csv line 2", "notes.csv line 3-4"]
    assert found(out)[0][0] == "3"


@pytest.mark.slow
def test_a_cell_of_50_mb(tmp_path: Path) -> None:
    cell = "é" * 25_000_000
    (tmp_path / "notes.csv").write_text(f'id,note\n1,"{cell}"\n2,{cell}\n3,She is promiscuous.\n', encoding="utf-8")
    line = json.dumps({"id": "1", "note": cell}, ensure_ascii=False)
    (tmp_path / "notes.jsonl").write_text(f'{line}\n{{"id": "2", "note": "She is promiscuous."}}\n', encoding="utf-8")
    assert audit(tmp_path / "notes.csv", "--text", "note", out=tmp_path / "a") == 0
    assert counts(tmp_path / "a") == (3, 1, 2)
    assert audit(tmp_path / "notes.jsonl", "--text", "note", out=tmp_path / "b") == 0
    assert counts(tmp_path / "b") == (2, 1, 1)
    assert "more than 10,000,000 characters" in lines(tmp_path / "b" / "rejected.jsonl")[0]["reason"]


def test_names_from_columns_are_people(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("id,kid,carer,note\n1,Zog Mia,Bo,Zog is promiscuous.\n2,Zog,Bo,Bo is promiscuous.\n", encoding="utf-8")
    assert audit(tmp_path / "notes.csv", "--text", "note", "--child-name", "kid", "--adult-name", "carer", out=tmp_path / "out") == 0
    assert [(f[0], f[4]) for f in found(tmp_path / "out")] == [("1", "flagged"), ("2", "dismissed")]


def test_a_database_is_opened_for_reading_only_whatever_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = tmp_path / "a#1?.db"
    with sqlite3.connect(odd) as made:
        made.execute("CREATE TABLE notes (id TEXT, note TEXT)")
        made.execute("INSERT INTO notes VALUES ('1', 'She is promiscuous.')")
    made.close()
    plan = ["--query", "SELECT id, note FROM notes", "--text", "note"]
    address = f"sqlite:///{odd}".replace("#", "%23").replace("?", "%3F")
    assert audit(address, *plan, out=tmp_path / "out") in (0, 2)
    assert audit(f"sqlite:///file:{tmp_path}/new.db?uri=true", *plan, out=tmp_path / "other") == 2
    assert "opened for reading only" in capsys.readouterr().err
    assert not (tmp_path / "new.db").exists()
    assert not (tmp_path / "a").exists()

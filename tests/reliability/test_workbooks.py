"""Workbooks that mean harm, or are broken, are refused in a sentence, within seconds and in bounded memory."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from audit_help import audit

pytestmark = pytest.mark.slow

SHEET = "xl/worksheets/sheet1.xml"
NESTED = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))


@pytest.fixture(scope="module")
def sound() -> dict[str, bytes]:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for number, row in enumerate([("id", "note"), (1, "She absconded."), (2, "All well.")]):
            book.worksheets()[0].write_row(number, 0, row) if number else book.add_worksheet().write_row(0, 0, row)
    with zipfile.ZipFile(out) as file:
        return {name: file.read(name) for name in file.namelist()}


def written(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


def entities(sheet: bytes, declared: str, used: str) -> bytes:
    with_doctype = sheet.replace(b"?>", f"?><!DOCTYPE w [{declared}]>".encode(), 1)
    return re.sub(b"<sheetData>", f'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{used}</t></is></c></row>'.encode(), with_doctype)


SHEETS = {
    "cut off": lambda sheet: sheet[:600],
    "no XML": lambda sheet: b"he",
    "an encoding that is none": lambda sheet: sheet.replace(b"UTF-8", b"UTF-8-1"),
    "a row number beyond all bounds": lambda sheet: sheet.replace(b'<row r="3"', b'<row r="99999999999"'),
    "entities in entities": lambda sheet: entities(sheet, f'<!ENTITY a "aaaaaaaaaa">{NESTED}', "&i;"),
    "a file as an entity": lambda sheet: entities(sheet, '<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"),
    "rows in rows": lambda sheet: sheet.replace(b"<sheetData>", b"<sheetData>" + b"<row>" * 200_000),
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_that_is_broken(name: str, sound: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    begun = time.process_time()
    path = written(tmp_path / "a.xlsx", {**sound, SHEET: SHEETS[name](sound[SHEET])})
    assert audit(path, "--text", "note", out=tmp_path / "out") == 2
    said = capsys.readouterr().err
    assert "damaged" in said
    assert "Traceback" not in said
    assert "root:" not in said
    assert time.process_time() - begun < 20


PARTS = ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "xl/sharedStrings.xml"]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("content", [b"", b"he", b"<a/>"])
def test_a_part_that_is_broken(part: str, content: bytes, sound: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit(written(tmp_path / "a.xlsx", {**sound, part: content}), "--text", "note", out=tmp_path / "out") == 2
    assert "Traceback" not in capsys.readouterr().err


def test_memory_stays_within_bounds(sound: dict[str, bytes], tmp_path: Path) -> None:
    """A sheet of 18 MB of nothing but rows is read or refused in less than 400 MB."""
    sheet = sound[SHEET].replace(b"</sheetData>", b"<row/>" * 3_000_000 + b"</sheetData>")
    path = written(tmp_path / "a.xlsx", {**sound, SHEET: sheet})
    code = (
        "import sys; from langcheck.cli import main; code = main(sys.argv[1:]);"
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    command = [sys.executable, "-c", code, "audit", str(path), "--text", "note", "--out", str(tmp_path / "out"), "--jobs", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Traceback" not in done.stderr
    assert int(done.stdout.split()[-1]) < 400 * 1024, "kB, of this process alone"

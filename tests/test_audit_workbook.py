"""Workbooks are read row by row: any text, in any order, as it was written; what openpyxl minds and no row needs does not matter."""

from __future__ import annotations

import zipfile
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit_help import audit, counts, lines
from langcheck.audit.model import AuditError
from langcheck.audit.sources.shared_strings import SharedStrings
from langcheck.audit.sources.workbook import sheets

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff") | st.sampled_from("\n\t<>&\"'"), max_size=200
)
STRINGS = "xl/sharedStrings.xml"


def write(path: Path, rows: list[list[Any]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Notes")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(number, column, value, day)
                elif value is not None:
                    (sheet.write_string if isinstance(value, str) else sheet.write)(number, column, value)
    return path


def changed(path: Path, part: str, old: bytes, new: bytes, packing: int = zipfile.ZIP_DEFLATED) -> Path:
    """The workbook with other bytes in one of its parts."""
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    assert old in parts[part]
    with zipfile.ZipFile(path, "w", packing) as file:
        for name, content in parts.items():
            file.writestr(name, content.replace(old, new) if name == part else content)
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(texts=st.lists(TEXT.filter(bool), min_size=1, max_size=30), order=st.randoms(use_true_random=False))
def test_every_text_comes_back_in_any_order(texts: list[str], order: Any, tmp_path: Path) -> None:
    texts = list(dict.fromkeys(texts))
    strings = SharedStrings(write(tmp_path / "a.xlsx", [[text] for text in texts]), STRINGS)
    numbers = [*range(len(texts))] * 2
    order.shuffle(numbers)
    assert len(strings) == len(texts)
    assert all(strings[number] == texts[number] for number in numbers)


def test_a_workbook_whose_parts_are_not_packed(tmp_path: Path) -> None:
    texts = [f"{number} " + "word " * 2_000 for number in range(300)]  # 3 MB, so that states are kept
    strings = SharedStrings(changed(write(tmp_path / "a.xlsx", [[text] for text in texts]), STRINGS, b"<si>", b"<si>", zipfile.ZIP_STORED), STRINGS)
    assert [strings[number] for number in (299, 0, 150)] == [texts[299], texts[0], texts[150]]


@pytest.mark.slow
def test_far_jumps_in_a_long_part(tmp_path: Path) -> None:
    texts = [f"{number} " + "word " * (number % 900) for number in range(6_000)]  # 13 MB
    strings = SharedStrings(write(tmp_path / "a.xlsx", [[text] for text in texts]), STRINGS)
    assert len(strings._states) > 5
    for number in (0, 5_999, 3_000, 2_999, 3_001, 10, 5_998):
        assert strings[number] == texts[number]
    assert list(strings[4_000:4_100]) == texts[4_000:4_100]
    with pytest.raises(IndexError):
        strings[6_000]


def test_rich_text_escapes_and_other_prefixes(tmp_path: Path) -> None:
    plain = write(tmp_path / "a.xlsx", [["note"], ["one"], ["two"]])
    rich = b'<si><r><t xml:space="preserve">She </t></r><r><rPr><b/></rPr><t>ran</t></r><rPh sb="0" eb="1"><t>aloud</t></rPh></si>'
    changed(plain, STRINGS, b"<si><t>one</t></si>", rich)
    changed(plain, STRINGS, b"<si><t>two</t></si>", b"<x:si><x:t/><x:t>a &lt;b&gt; &amp;amp; _x000D_\r\n&#8217;</x:t></x:si>")
    assert list(SharedStrings(plain, STRINGS)) == ["note", "She ran", "a <b> &amp; \r\n\u2019"]


def test_kinds_of_cells_and_gaps(tmp_path: Path) -> None:
    rows = [[None, None], ["id", "note", "recorded"], [7, "A note."], [None, None], [8.5, "Another.", datetime(2024, 3, 9)], [True]]
    (sheet,) = sheets(write(tmp_path / "a.xlsx", rows))
    with closing(sheet):
        found = [(record.place, record.values) for record in sheet.records(["note", "id", "recorded"])]
    assert found == [
        ("a.xlsx sheet Notes row 3", ("A note.", 7, "")),
        ("a.xlsx sheet Notes row 5", ("Another.", 8.5, datetime(2024, 3, 9))),
        ("a.xlsx sheet Notes row 6", ("", True, "")),
    ]


def test_a_broken_style_is_no_reason_to_refuse(tmp_path: Path) -> None:
    book = changed(
        write(tmp_path / "a.xlsx", [["id", "note"], ["1", "She is promiscuous."]]), "xl/styles.xml", b"<fonts count", b"<fonts odd='1' count"
    )
    changed(book, "xl/worksheets/sheet1.xml", b'<dimension ref="A1:B2"/>', b'<dimension ref="A1"/>')
    assert audit(book, "--text", "note", out=tmp_path / "out") == 0
    assert counts(tmp_path / "out") == (1, 1, 0)
    assert [f["phrase"] for f in lines(tmp_path / "out" / "findings.jsonl")] == ["promiscuous"]


@pytest.mark.parametrize(("part", "old", "new"), [("xl/worksheets/sheet1.xml", b"</row>", b"</wor>"), (STRINGS, b"<si>", b"<is>")])
def test_damage_is_told(tmp_path: Path, part: str, old: bytes, new: bytes) -> None:
    book = changed(write(tmp_path / "a.xlsx", [["id", "note"], ["1", "A note."]]), part, old, new)
    with pytest.raises(AuditError, match="damaged"), closing(sheets(book)[0]) as sheet:
        list(sheet.records(["note"]))

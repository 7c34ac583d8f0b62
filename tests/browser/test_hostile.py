"""What others write (a note, a file's name, an overlay, the settings, a team in an export) is text in every page, and never runs."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from audit_help import audit
from conftest import SMALL
from langcheck.cli import main
from serving import Served, serving

pytestmark = pytest.mark.browser

EVIL = """<img src=x onerror="window.ran=1"><script>window.ran=1</script><svg onload='window.ran=1'>"'><a href="javascript:window.ran=1">x</a>"""
NOTE = f"Seen. {EVIL} {{{{7*7}}}} She is promiscuous. {EVIL}"
EVIL_NAME = "\"><img src=x onerror=window.ran=1>'.txt"
RAN = """() => [window.ran, document.querySelectorAll('[onerror], [onload], script:not([src])').length,
  [...document.querySelectorAll('a')].filter(a => a.protocol === 'javascript:').length]"""


def overlay(folder: Path) -> Path:
    words = json.dumps(EVIL)
    path = folder / "overlay.yaml"
    path.write_text(
        f"""overlay: {words}
guides:
  evil: {{title: {words}, publisher: {words}, year: {words}, url: "javascript:window.ran=1", note: {words}}}
change:
  - entry: promiscuous
    because: {words}
    why: {words}
    alternatives: [{{rewrite: {words}}}, {{prompt: {words}}}]
    sources: [evil]
add:
  - category: evil
    title: {words}
    about: {words}
    entries:
      - id: evil
        strength: avoid
        why: {words}
        patterns: [evil word]
        alternatives: [{{replace: "<b>x</b>"}}, {{prompt: "<i>x</i>"}}]
        sources: [evil]
        examples: {{flagged: [{json.dumps("An [[evil word]]. " + EVIL)}], clear: [{words}]}}
""",
        encoding="utf-8",
    )
    return path


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("hostile")
    names = ("organisation", "guide_title", "contact", "banner")
    branding = "".join(f"{name} = {json.dumps(EVIL)}\n" for name in names)
    config = folder / "langcheck.toml"
    config.write_text(f'[branding]\n{branding}guide_url = "javascript:window.ran=1"\n', encoding="utf-8")
    with serving(folder, "--config", str(config), "--lexicon", str(SMALL), "--overlay", str(overlay(folder))) as served:
        yield served


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    opened = browser.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text) if "Content Security Policy" in message.text else None)
    opened.on("dialog", lambda dialog: said.append(dialog.message))
    yield opened
    assert opened.evaluate(RAN) == [None, 0, 0]
    assert not said, "nothing was even tried"
    opened.close()


@pytest.mark.parametrize(
    "path", ["/", "/guide", "/guide/evil", "/guide/promiscuous", "/about", "/accessibility", "/developers", "/api/v1/docs", f"/{quote(EVIL)}",
             f"/guide?q={quote(EVIL)}", f"/guide/{quote(EVIL, safe='')}"],
)  # fmt: skip
def test_pages(hostile: Served, page: Any, path: str) -> None:
    page.goto(hostile.url + path)
    assert page.evaluate(RAN) == [None, 0, 0]


@pytest.mark.parametrize("scripts", [True, False])
def test_answers(hostile: Served, browser: Any, scripts: bool) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    opened = context.new_page()
    opened.goto(hostile.url)
    opened.fill("#text", NOTE + " An evil word.")
    if not scripts:
        opened.get_by_role("button", name="Check the note").click()
    opened.wait_for_selector(".card")
    assert EVIL[:30] in opened.locator("#answer").inner_text()
    if scripts:
        assert opened.evaluate(RAN) == [None, 0, 0]
    assert opened.locator("img, svg[onload], [onerror]").count() == 0
    context.close()


def test_a_file_with_an_evil_name(hostile: Served, page: Any) -> None:
    for data in (NOTE.encode(), b"\0" + NOTE.encode()):
        page.goto(hostile.url)
        page.set_input_files("#file", {"name": EVIL_NAME, "mimeType": "text/plain", "buffer": data})
        page.wait_for_timeout(1500)
        assert page.evaluate(RAN) == [None, 0, 0]


def test_reports_in_files(page: Any, tmp_path: Path) -> None:
    note = tmp_path / EVIL_NAME
    note.write_text(NOTE, encoding="utf-8")
    own = overlay(tmp_path)
    report = tmp_path / "note.html"
    assert main(["check", str(note), "--format", "html", "--explain", "--out", str(report), "--lexicon", str(SMALL), "--overlay", str(own)]) < 2
    notes = tmp_path / "notes.csv"
    with notes.open("w", encoding="utf-8", newline="") as file:
        rows = [(f"{EVIL}{i}", f"2024-{i % 12 + 1:02}-01", f"{EVIL} {i % 2}", EVIL, NOTE) for i in range(60)]
        csv.writer(file).writerows([("id", "day", "team", "kind", "note"), *rows])
    columns = ["--text", "note", "--id", "id", "--date", "day", "--group", "team", "--type", "kind", "--mark", f"2024-03={EVIL}"]
    for name in ("a", "b"):
        assert audit(notes, *columns, "--overlay", own, "--context", "80", out=tmp_path / name) == 0
    assert main(["audit", "compare", str(tmp_path / "a"), str(tmp_path / "b"), "--out", str(tmp_path / "change.html")]) == 0
    for path in (report, tmp_path / "a" / "report.html", tmp_path / "change.html"):
        page.goto(path.as_uri())
        assert page.evaluate(RAN) == [None, 0, 0], path.name

"""The pages of an audit in a real browser: accessible in every state, complete in print, and asking nothing of anybody."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from audit_runs import invented_run
from langcheck.audit import compare, report
from langcheck.audit.charts import Mark

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=["report", "compare"])
def page_file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audit")
    run, later = invented_run(folder / "run", 3000), invented_run(folder / "later", 3000, seed=2, level=0.15)
    file = folder / "page.html"
    text = report.to_html(run, [Mark("2023-04", "A guide")]) if request.param == "report" else compare.to_html(run, later)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}, {"viewport": {"width": 320, "height": 640}}])
def test_a_page_is_accessible_and_loads_nothing(browser: Any, page_file: Path, options: dict[str, Any]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = browser.new_context(**options)
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_file.as_uri())
    for closed in page.locator("summary").all():
        closed.click()
    assert axe.run(page, options={"resultTypes": ["violations"]}).response["violations"] == []
    assert asked == [page_file.as_uri()]
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider == 0, "a narrow screen scrolls in one direction only"
    widths = page.eval_on_selector_all("tbody th", "cells => cells.map(cell => cell.getBoundingClientRect().width)")
    assert min(widths) > 100, "names are not broken letter by letter"
    context.close()


def test_a_page_prints_on_a4_with_headings_beside_what_they_head(browser: Any, page_file: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(page_file.as_uri())
    headings = page.locator("h2, h3").all_inner_texts()
    pages = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [210, 297]
    for text in (leaf.extract_text() for leaf in pages):
        assert text.strip(), "an empty page"
        assert text.strip().splitlines()[-1].strip() not in headings, "a heading at the foot of a page"
    context.close()

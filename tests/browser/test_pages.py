"""Every page in every state: accessible, without sideways scrolling, printable; the guide is found and read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from serving import Served

from .conftest import Open, playwright

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason='it needs axe: pip install "casenote-langcheck[clients]"')
AXE = axe.Axe()
pytestmark = pytest.mark.browser
expect = playwright.expect
NOTE = 'The kid is promiscuous. He said "she is promiscuous". The card is in promiscuous mode.'
PAGES = (
    *("/", "/guide", "/guide?q=kid", "/guide?q=nothingatall", "/guide/category/swaps", "/guide/kid"),
    *("/about", "/accessibility", "/developers", "/api/v1/docs", "/nowhere"),
)
LOOKS: dict[str, dict[str, Any]] = {
    "wide": {},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "320 pixels": {"viewport": {"width": 320, "height": 640}},
}


def troubles(page: Any) -> str:
    """What axe finds, as its own report; empty where it finds nothing."""
    result = AXE.run(page, options={"resultTypes": ["violations"]})
    return str(result.generate_report()) if result.violations_count else ""


def sideways(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.parametrize("look", LOOKS)
def test_pages_are_accessible_and_fit(opened: Open, site: Served, look: str) -> None:
    page = opened(**LOOKS[look])
    for path in PAGES:
        page.goto(site.url + path)
        assert not troubles(page), path
        assert not sideways(page), path
        assert page.locator("h1").count() == 1
        assert page.title().endswith("langcheck")


@pytest.mark.parametrize("look", LOOKS)
def test_the_answer_is_accessible_and_fits(opened: Open, look: str) -> None:
    page = opened(**LOOKS[look])
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.check("#explain")
    page.fill("#text", NOTE + " " + "x" * 300)
    expect(page.locator(".card")).to_have_count(4)
    assert not troubles(page)
    assert not sideways(page)
    page.locator(".leave").first.click()
    assert not troubles(page)
    page.fill("#text", "All well.")
    expect(page.locator("#status")).to_have_text("Nothing to reconsider")
    assert not troubles(page)
    page.click("text=Check the file")
    expect(page.locator("#file-error")).to_be_visible()
    assert not troubles(page)


def test_targets_are_large_enough(opened: Open) -> None:
    page = opened(viewport={"width": 320, "height": 640})
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.fill("#text", NOTE)
    expect(page.locator(".card")).to_have_count(3)
    small = []
    for control in page.locator("button, input:not([type=hidden]), textarea, summary, nav a, .row a, .card .back a").all():
        box = control.bounding_box() if control.is_visible() else None
        if box and min(box["width"], box["height"]) < 24:
            small.append((control.inner_text(), box))
    assert small == []


def test_start_and_end_of_a_highlight_are_spoken(opened: Open) -> None:
    page = opened()
    page.fill("#text", NOTE)
    expect(page.locator(".card")).to_have_count(3)
    spoken = page.locator(".note").aria_snapshot()
    assert re.search(r"\[Reconsider: kid ?\]", spoken)
    assert "Finding 1" in spoken
    assert page.locator("[role=status]").count() == 1


def test_marks_are_told_apart_without_colour(opened: Open) -> None:
    page = opened(forced_colors="active")
    page.locator("summary", has_text="People").click()
    page.check("#explain")
    page.fill("#text", NOTE)
    expect(page.locator(".card")).to_have_count(4)
    styles = page.evaluate("['flagged', 'quoted', 'dismissed'].map(c => getComputedStyle(document.querySelector('mark.' + c)).textDecorationStyle)")
    assert len(set(styles)) == 3


def test_print_keeps_the_cards_and_drops_the_form(opened: Open) -> None:
    page = opened()
    page.fill("#text", NOTE)
    expect(page.locator(".card")).to_have_count(3)
    page.emulate_media(media="print")
    for gone in ("#form", ".tools button", "nav", ".offer-tools", ".leave"):
        expect(page.locator(gone).first).to_be_hidden()
    for kept in (".on-paper", ".note mark", ".number", ".card", ".foot"):
        expect(page.locator(kept).first).to_be_visible()
    assert page.pdf().startswith(b"%PDF-")


def test_zoomed_to_twice_the_size_nothing_is_lost(opened: Open) -> None:
    page = opened(viewport={"width": 640, "height": 480}, device_scale_factor=2)
    page.fill("#text", NOTE)
    expect(page.locator(".card")).to_have_count(3)
    assert not sideways(page)
    expect(page.get_by_role("button", name="Copy the note")).to_be_visible()


def test_the_guide_is_searched_and_read(opened: Open) -> None:
    page = opened("/guide")
    page.fill("#q", "promiscuous")
    page.keyboard.press("Enter")
    expect(page.locator("h2").first).to_have_text("1 entry for “promiscuous”")
    page.click(".entries a")
    assert page.url.endswith("/guide/promiscuous")
    text = page.locator("main").inner_text()
    for words in ("What you could write instead", "Who is harming them?", "When it is fine", "a setting of a network card", "A <guide> & more"):
        assert words in text
    page.click(".crumbs a >> nth=1")
    assert page.url.endswith("/guide/category/labels")


def test_the_reference_of_the_api_is_there(opened: Open) -> None:
    page = opened("/developers")
    page.click("text=reference")
    expect(page.locator("h1")).to_be_visible()


def test_it_carries_the_name_of_whoever_runs_it(browser: Any, tmp_path: Path) -> None:
    from serving import serving

    config = tmp_path / "langcheck.toml"
    config.write_text(
        '[branding]\norganisation = "Ebbshire Partnership"\nguide_title = "Our words"\nguide_url = "https://guide.example/words"\n'
        'contact = "wording@ebbshire.example"\nbanner = "A trial until June."\n',
        encoding="utf-8",
    )
    with serving(tmp_path, "--config", str(config), "--lexicon", str(Path(__file__).parents[1] / "small")) as site:
        page = browser.new_page()
        page.goto(site.url)
        text = page.locator("body").inner_text()
        assert not troubles(page)
        page.close()
    for words in ("Ebbshire Partnership", "Our words", "wording@ebbshire.example", "A trial until June."):
        assert words in text

"""Makes the pictures of the web checker in docs/images, from a running server and an invented note.

    cd tests && ../.venv/bin/python -m browser.pictures [FOLDER] [NAME ...]

Every picture is looked at before it is committed. With a FOLDER, the pictures go there; with names, only these are made.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from browser.conftest import CHROMIUM, QUIET
from serving import serving

ROOT = Path(__file__).parents[2]
NOTE = (ROOT / "examples" / "1-social-care-visit.txt").read_text(encoding="utf-8")
WIDE = {"viewport": {"width": 1180, "height": 820}}
LOOKS: dict[str, dict[str, Any]] = {
    "answer": WIDE,
    "live": WIDE,
    "dark": {**WIDE, "color_scheme": "dark"},
    "forced-colours": {**WIDE, "forced_colors": "active"},
    "narrow": {"viewport": {"width": 320, "height": 820}},
    "error": WIDE,
    "guide": WIDE,
    "entry": WIDE,
}


def picture(browser: Any, url: str, name: str, out: Path) -> None:
    """One picture: the page is brought into its state, then shown as a person first sees it."""
    page = browser.new_context(**LOOKS[name], java_script_enabled=name != "answer").new_page()
    page.goto(url + {"guide": "/guide?q=lifestyle", "entry": "/guide/promiscuous"}.get(name, "/"))
    if name == "error":
        page.locator("summary").first.click()
        page.set_input_files("#file", {"name": "scan.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n"})
        page.click("text=Check the file")
        page.wait_for_selector("#file-error")
    elif name not in ("guide", "entry"):
        page.fill("#text", NOTE)
        page.click("#check")
        page.wait_for_selector(".card")
    if name in ("live", "dark", "forced-colours", "narrow"):
        page.keyboard.press("F8")
        page.evaluate("document.querySelector('.tools').scrollIntoView()")
    page.screenshot(path=out / f"web-{name}.png")
    page.context.close()


def main(folder: str = "", *names: str) -> None:
    """Make the pictures."""
    out = Path(folder or ROOT / "docs" / "images")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as server, serving(Path(server)) as site, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        for name in names or LOOKS:
            picture(browser, site.url, name, out)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Writes the pictures of docs/audit.md afresh: `.venv/bin/python tests/browser/audit_images.py`. Needs Chromium."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from langcheck.cli import main

ROOT = Path(__file__).parents[2]
COLUMNS = ["--text", "note", "--id", "note_id", "--date", "recorded", "--group", "team", "--type", "note_type"]


def pictures(images: Path) -> None:
    """Audit the example records, and take the report's head and its teams as pictures."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        run = Path(folder) / "results"
        if main(["audit", str(ROOT / "examples" / "records.csv"), *COLUMNS, "--mark", "2024-06=New language guide", "--out", str(run)]):
            sys.exit("the audit of the example records failed")
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"])
        page = browser.new_page(viewport={"width": 960, "height": 900})
        page.goto((run / "report.html").as_uri())
        page.screenshot(path=images / "audit-head.png")
        page.get_by_role("heading", name="By team").scroll_into_view_if_needed()
        top = page.get_by_role("heading", name="By team").bounding_box()["y"]
        page.evaluate(f"window.scrollBy(0, {top} - 20)")
        page.screenshot(path=images / "audit-teams.png", clip={"x": 0, "y": 0, "width": 960, "height": 620})
        browser.close()


if __name__ == "__main__":
    pictures(ROOT / "docs" / "images")

"""What a browser keeps on its disk of a checked note: its whole profile is searched once it is closed.

With scripts nothing. Without scripts the form is sent as a page of its own, and the browser's list of open tabs, by which it opens them again after a
crash, holds what was sent; docs/threat-model.md says so.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from canaries import NAME, NOTE, files_with_planted
from serving import Served

from .conftest import CHROMIUM, QUIET, playwright

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False])
def test_the_profile_of_a_browser(driver: Any, site: Served, scripts: bool, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    context = driver.chromium.launch_persistent_context(str(profile), executable_path=CHROMIUM, args=list(QUIET), java_script_enabled=scripts)
    page = context.new_page()
    page.goto(site.url)
    page.fill("#text", NOTE)
    page.get_by_role("button", name="Check the note").click()
    page.wait_for_selector(".card")
    assert NAME in page.locator("#answer").inner_text()
    page.goto(f"{site.url}/about")
    with suppress(playwright.Error):  # without scripts the browser would have to send the form again, and asks
        page.go_back()
    page.wait_for_timeout(1000)
    context.new_page().goto(f"{site.url}/nowhere")
    context.close()
    assert (profile / "Default").is_dir()
    kept = {path for path in files_with_planted(profile) if not path.startswith("Default/Sessions/") or scripts}
    assert kept == set()

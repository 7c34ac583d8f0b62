"""A real browser and a real server: the web checker as people meet it. The browser may ask nothing of anybody but the server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from serving import Served, serving

playwright = pytest.importorskip("playwright.sync_api", reason='it needs playwright: pip install "casenote-langcheck[clients]"')
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
WORDS = Path(__file__).parent / "words"
"""An entry with a `replace` and a pack, beside the small lexicon: the tests stand when the lexicon changes."""

Open = Callable[..., Any]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("site")
    lexicon = shutil.copytree(Path(__file__).parents[1] / "small", folder / "lexicon")
    shutil.copytree(WORDS, lexicon, dirs_exist_ok=True)
    with serving(folder, "--lexicon", str(lexicon)) as served:
        yield served


@pytest.fixture(scope="session")
def driver() -> Iterator[Any]:
    if not CHROMIUM:
        pytest.skip("it needs Chromium: apt-get install chromium, or set CHROMIUM to its path")
    with playwright.sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def browser(driver: Any) -> Iterator[Any]:
    found = driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
    yield found
    found.close()


@pytest.fixture
def opened(browser: Any, site: Served) -> Iterator[Open]:
    """Opens a page in a context of its own. Afterwards: no error in it, no request to anybody else, nothing left in the browser."""
    contexts, asked, errors = [], [], []

    def open_(path: str = "/", **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1100, "height": 900}, **options})
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if "Content Security Policy" in message.text else None)
        page.goto(site.url + path)
        return page

    yield open_
    for context in contexts:
        assert context.cookies() == []
        state = context.storage_state()
        assert state["origins"] == [], "nothing is stored in the browser"
        context.close()
    assert not [url for url in asked if not url.startswith((site.url + "/", "data:", "blob:"))], "a request left the origin"
    assert not errors

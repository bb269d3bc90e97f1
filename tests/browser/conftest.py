"""The pages for a real browser: a fresh installation for tests that change things, a filled one for those that look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, StorageState

from browser.serving import Site, served
from browser.worlds import Looked, fill
from koppel.home import Home, open_home
from koppel.sync.runs import new_run
from unit.web.world import NAME, PASSWORD, fresh_code


@pytest.fixture
def site(sqlite_home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A fresh one. A run that is asked for stands in the queue until the test executes it."""

    def queued(home: Home, name: str, **more: Any) -> int:
        return new_run(home, name, trigger=more["trigger"], only=more.get("only", ()))

    monkeypatch.setattr("koppel.web.runs.request_run", queued)
    with served(sqlite_home) as made:
        yield made


SetUp = Callable[..., None]


@pytest.fixture
def set_up(site: Site) -> SetUp:
    """`set_up(page)`: fill in the very first page and be the administrator."""

    def fill_in(page: Page, language: str = "en") -> None:
        page.goto(site.address)
        page.fill("#code", fresh_code(site.pages))
        page.fill("#name", NAME)
        page.fill("#password", PASSWORD)
        page.fill("#again", PASSWORD)
        page.select_option("main #language", language)
        page.click("main button")
        page.wait_for_url(site.address + "/")

    return fill_in


@pytest.fixture(scope="session")
def looked(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looked]:
    """A filled installation, made once: for tests that only look at it, or put back what they change."""
    folder = tmp_path_factory.mktemp("looked")
    (folder / "koppel.sqlite3").write_bytes(_sqlite_template.read_bytes())
    home = open_home(folder)
    with served(home) as site:
        yield fill(site)
    home.close()


@pytest.fixture(scope="session")
def logged_in(looked: Looked, _chromium: Browser) -> StorageState:
    """The cookies of the administrator of the filled installation."""
    context = _chromium.new_context()
    page = context.new_page()
    page.goto(looked.site.address + "/login")
    page.fill("#name", NAME)
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url(looked.site.address + "/")
    kept = context.storage_state()
    context.close()
    return kept

"""The pages on a real loopback socket, for a real browser."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page

from koppel.home import Home
from koppel.sync.runs import new_run
from koppel.web.serve import make_server
from unit.web.world import NAME, PASSWORD, Pages, fresh_code, make_pages


@dataclass
class Site:
    """Where the pages are, and what is behind them."""

    address: str
    pages: Pages
    code: str


@pytest.fixture
def site(sqlite_home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Served by waitress. A run that is asked for stands in the queue until the test executes it."""

    def queued(home: Home, name: str, **more: Any) -> int:
        return new_run(home, name, trigger=more["trigger"], only=more.get("only", ()))

    monkeypatch.setattr("koppel.web.runs.request_run", queued)
    pages = make_pages(sqlite_home)
    server = make_server(pages.app, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, name="pages", daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.effective_port}", pages, fresh_code(pages))
    server.close()
    thread.join(10)


SetUp = Callable[..., None]


@pytest.fixture
def set_up(site: Site) -> SetUp:
    """`set_up(page)`: fill in the very first page and be the administrator."""

    def fill(page: Page, language: str = "en") -> None:
        page.goto(site.address)
        page.fill("#code", site.code)
        page.fill("#name", NAME)
        page.fill("#password", PASSWORD)
        page.fill("#again", PASSWORD)
        page.select_option("main #language", language)
        page.click("main button")
        page.wait_for_url(site.address + "/")

    return fill

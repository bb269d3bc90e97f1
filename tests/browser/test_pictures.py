"""The pictures of the README and the papers: the demonstration, as whoever follows the README sees it.

They are taken in every run, so that what they show is known to work; only `--pictures` puts them among the papers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from browser.serving import Site, served
from koppel.cli.demo.world import build, choose_pair
from koppel.home import Home
from koppel.store import Integration, LedgerRow
from koppel.web.app import create_app
from koppel.web.first_run import make_first_administrator
from koppel.work.foreground import sync_now
from support.browser import OpenPage, TakePicture
from unit.web.world import NAME, PASSWORD, Pages, fresh_code

pytestmark = pytest.mark.browser


@pytest.fixture
def demonstration(sqlite_home: Home) -> Iterator[Site]:
    """What `koppel demo` shows, on a day on which it has run for a month."""
    pages = Pages(home=sqlite_home, app=create_app(sqlite_home, testing=True))
    with (
        served(sqlite_home, pages) as site,
        build(sqlite_home, *choose_pair(sqlite_home.plugins, None), site.address) as world,
    ):
        make_first_administrator(
            sqlite_home, site.hasher, code=fresh_code(pages), name=NAME, password=PASSWORD, language="en"
        )
        sync_now(sqlite_home, world.integration)
        _as_days_went_by(sqlite_home)
        yield site


def _as_days_went_by(home: Home) -> None:
    """The sample's orders are of few days; here they come in through a whole month, more of them at its weekends."""
    with home.writing() as session:
        for place, row in enumerate(session.query(LedgerRow).filter(LedgerRow.state == "booked")):
            days = place * 0.32 + (place % 7) * 0.6
            row.booked_at = home.now() - timedelta(days=days)


def test_the_pictures_of_the_papers(demonstration: Site, open_page: OpenPage, picture: TakePicture) -> None:
    """The overview, the history, one document, the preview and the first day."""
    page = open_page("desktop", viewport={"width": 1200, "height": 800}, color_scheme="light")
    page.set_viewport_size({"width": 1200, "height": 1000})
    page.goto(demonstration.address + "/login")
    page.fill("#name", NAME)
    page.fill("#password", PASSWORD)
    page.click("main button")
    expect(page.locator(".chart")).to_be_visible()
    picture(page, "overview")
    page.set_viewport_size({"width": 1200, "height": 800})
    page.goto(demonstration.address + "/integrations/1/history")
    expect(page.locator("table.ledger tbody tr")).not_to_have_count(0)
    picture(page, "history")
    page.locator("table.ledger th a").nth(3).click()
    picture(page, "document")
    page.goto(demonstration.address + "/integrations/1/preview")
    expect(page.get_by_role("article")).to_have_count(10)
    picture(page, "preview")
    _put_back(demonstration.pages.home)
    page.goto(demonstration.address + "/integrations/1/start/")
    expect(page.get_by_role("radio")).not_to_have_count(0)
    picture(page, "first-day")


def _put_back(home: Home) -> None:
    """As it was before it was activated: the pages of the way are shown again."""
    with home.writing() as session:
        row = session.query(Integration).one()
        row.state, row.activated_at = "draft", None

"""The reconciliation page in a browser: it follows the comparison to its end, and stays within a small screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import SetUp
from browser.serving import Site
from koppel.sync.reconciliation.reconciler import Reconciler
from koppel.sync.reconciliation.records import new_reconciliation
from support.browser import TakePicture
from support.memory import order
from unit.reconciliation.world import BEGIN, UNTIL

pytestmark = pytest.mark.browser


def test_a_comparison_is_followed_and_fits_a_small_screen(
    site: Site, set_up: SetUp, page: Page, screenshot: TakePicture
) -> None:
    """The report appears by itself; at 360 pixels its tables scroll inside their card and the page does not."""
    set_up(page)
    site.pages.shop.put(*(order(str(number)) for number in range(1001, 1006)))
    site.pages.couple(activate=True)
    site.pages.run()
    del site.pages.books.entries["1002"]
    record_id = new_reconciliation(site.pages.home, "webshop", begin=BEGIN, until=UNTIL)
    page.goto(site.address + "/integrations/1/reconciliation/")
    expect(page.locator("#progress .state")).to_have_text("in the queue")
    page.evaluate("window.unchanged = true")
    Reconciler(site.pages.home, record_id).run()
    expect(page.locator("#progress")).to_contain_text("gone from the package")
    assert page.evaluate("window.unchanged")
    screenshot(page, "reconciliation-desktop-en")
    page.set_viewport_size({"width": 360, "height": 780})

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    screenshot(page, "reconciliation-phone-en")

"""What happens in the pages by itself or at a press: logging in, following runs, copying, switching the language."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import SetUp
from browser.serving import Site
from koppel.api import Booking, Rejected, Text
from koppel.connections import manage
from koppel.store import Run
from koppel.sync.runs import new_run
from support.browser import OpenPage, TakePicture
from unit.web.world import NAME, PASSWORD, orders

pytestmark = pytest.mark.browser


def test_logging_out_and_in(site: Site, set_up: SetUp, page: Page, screenshot: TakePicture) -> None:
    """A wrong password is told, the right one opens the page that was asked for."""
    set_up(page)
    page.get_by_role("button", name="Log out").click()
    page.goto(site.address + "/connectors/")
    page.fill("#name", NAME)
    page.fill("#password", "not the password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    screenshot(page, "login-wrong-desktop-en")
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("h1")).to_have_text("Connectors")


def test_a_run_is_watched_without_reloading(site: Site, set_up: SetUp, page: Page, screenshot: TakePicture) -> None:
    """The page of a run follows it to its end by itself."""
    set_up(page)
    site.pages.shop.put(*orders())
    site.pages.couple(activate=True)
    page.goto(site.address + "/integrations/1")
    page.get_by_role("button", name="Run now").click()
    expect(page.locator("#progress .state")).to_have_text("in the queue")
    page.evaluate("window.unchanged = true")
    site.pages.run()
    expect(page.locator("#progress .state")).to_have_text("done")
    expect(page.locator(".big .booked dd")).to_have_text("4")
    assert page.evaluate("window.unchanged")
    screenshot(page, "run-done-desktop-en")


def test_the_overview_follows_a_run_by_itself(site: Site, set_up: SetUp, page: Page, screenshot: TakePicture) -> None:
    """The bar moves and, when the run is done, the card tells what was booked; the page is never loaded again."""
    set_up(page)
    site.pages.shop.put(*orders())
    site.pages.couple(activate=True)
    run_id = new_run(site.pages.home, "webshop", trigger="manual")
    page.goto(site.address)
    expect(page.locator("[data-progress] label")).to_have_text("In the queue")
    page.evaluate("window.unchanged = true")
    with site.pages.home.writing() as session:
        run = session.get_one(Run, run_id)
        run.state, run.counts, run.left = "running", {"read": 30}, 90
    expect(page.locator("[data-progress] label")).to_have_text("30 of about 120 documents")
    assert page.locator("[data-progress] progress").evaluate("bar => bar.position") == 0.25
    screenshot(page, "overview-running-desktop-en")
    with site.pages.home.writing() as session:
        session.get_one(Run, run_id).state = "queued"
    site.pages.run()
    expect(page.locator("[data-progress]")).to_have_count(0)
    expect(page.locator(".figures")).to_contain_text("Booked today4")
    assert page.evaluate("window.unchanged")


def test_the_overview_tells_of_a_run_without_scripts(site: Site, set_up: SetUp, page_without_scripts: Page) -> None:
    """As it stood when the page was loaded."""
    set_up(page_without_scripts)
    site.pages.couple(activate=True)
    new_run(site.pages.home, "webshop", trigger="manual")
    page_without_scripts.goto(site.address)
    expect(page_without_scripts.locator("[data-progress] label")).to_have_text("In the queue")


def test_one_click_solves_what_needs_no_looking(site: Site, set_up: SetUp, page: Page) -> None:
    """Where asking once more may help, the button stands beside the issue."""
    set_up(page)
    site.pages.shop.put(*orders())
    site.pages.couple(activate=True)
    site.pages.books.before.append(_refuse)
    site.pages.run()
    site.pages.books.before.clear()
    page.goto(site.address)
    page.locator(".issues li", has_text="being tidied").get_by_role("button", name="Try again").click()
    site.pages.run()
    page.goto(site.address)
    expect(page.locator(".calm")).to_contain_text("All is well.")


def _refuse(booking: Booking) -> None:
    raise Rejected(Text(en="The package is being tidied.", nl="Het pakket wordt opgeruimd."))


def test_a_run_is_watched_without_scripts(site: Site, set_up: SetUp, page_without_scripts: Page) -> None:
    """Then the page loads itself again."""
    page = page_without_scripts
    set_up(page)
    site.pages.shop.put(*orders())
    site.pages.couple(activate=True)
    page.goto(site.address + "/integrations/1")
    page.get_by_role("button", name="Run now").click()
    site.pages.run()
    expect(page.locator("#progress .state")).to_have_text("done")


def test_the_redirect_address_can_be_copied(site: Site, set_up: SetUp, open_page: OpenPage) -> None:
    """With one press, as it must be registered."""
    page = open_page("desktop", permissions=["clipboard-read", "clipboard-write"])
    set_up(page)
    manage.add(site.pages.home, "login-books", "Login Books", {"client_id": "c-1", "client_secret": "s-123456"})
    page.goto(site.address + "/connections/1")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    shown = page.get_by_label("Redirect address").input_value()
    assert page.evaluate("navigator.clipboard.readText()") == shown
    assert shown.endswith("/connections/callback")


def test_the_language_can_be_switched_on_every_page(site: Site, set_up: SetUp, page: Page) -> None:
    """And one stays where one was."""
    set_up(page)
    page.goto(site.address + "/connectors/")
    page.get_by_role("button", name="Nederlands").click()
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    expect(page.locator(".lead")).to_contain_text("Elke connector komt uit een plugin")

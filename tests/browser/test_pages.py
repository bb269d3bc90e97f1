"""Every page in a real browser: fits a phone, light enough, usable by keyboard, in both colour schemes and languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Response, expect

from browser.conftest import SetUp, Site
from koppel.connections import manage
from support.browser import OpenPage, TakePicture
from unit.web.world import ANSWERS, NAME, PASSWORD, orders

pytestmark = pytest.mark.browser

PAGES = {
    "overview": "/",
    "connections": "/connections/",
    "connection-choose": "/connections/add",
    "connection-form": "/connections/add/test-shop",
    "connection-login": "/connections/3",
    "connection-remove": "/connections/1/remove",
    "integration-form": "/integrations/add",
    "integration": "/integrations/1",
    "settings": "/integrations/1/settings/",
    "preview": "/integrations/1/preview",
    "history": "/integrations/1/history",
    "document": "/integrations/1/documents/order:1001",
    "runs": "/integrations/1/runs/",
    "run": "/integrations/1/runs/1",
    "connectors": "/connectors/",
    "account": "/account/",
    "not-found": "/nothing",
}
_HEAVIEST = 150_000


def fill(site: Site) -> None:
    """Documents in several states, an issue, a connection that waits for its login."""
    site.pages.shop.put(*orders())
    site.pages.couple({**ANSWERS, "vat_mapping": {"NL-9": "L"}}, activate=True)
    site.pages.run()
    manage.add(site.pages.home, "login-books", "Login Books", {"client_id": "c-1", "client_secret": "s-123456"})


@pytest.mark.parametrize(
    ("size", "language", "scheme"),
    [("desktop", "en", "light"), ("desktop", "nl", "dark"), ("phone", "nl", "light"), ("phone", "en", "dark")],
)
def test_every_page_fits(
    site: Site, set_up: SetUp, open_page: OpenPage, screenshot: TakePicture, size: str, language: str, scheme: str
) -> None:
    """No page has to be moved sideways, each has one main heading, and every field has a name."""
    width = 360 if size == "phone" else 1280
    page = open_page(size, viewport={"width": width, "height": 800}, color_scheme=scheme)
    set_up(page, language)
    fill(site)
    for name, path in PAGES.items():
        page.goto(site.address + path)
        screenshot(page, f"{name}-{size}-{language}-{scheme}")
        assert (name, page.evaluate("document.documentElement.scrollWidth")) == (name, width)
        assert (name, page.locator("h1").count()) == (name, 1)
        nameless = page.evaluate(
            "[...document.querySelectorAll('input:not([type=hidden]):not([aria-hidden]), select')]"
            ".filter(f => !f.labels.length && !f.getAttribute('aria-label')).map(f => f.name)"
        )
        assert (name, nameless) == (name, [])


def test_no_page_is_heavy(site: Site, set_up: SetUp, page: Page) -> None:
    """Everything that a page loads, by a browser that keeps nothing, is under 150 kB."""
    set_up(page)
    fill(site)
    page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    for name, path in PAGES.items():
        answers.clear()
        page.goto(site.address + path, wait_until="load")
        weight = sum(int(answer.headers["content-length"]) for answer in answers)
        assert (name, len(answers) >= 3, weight < _HEAVIEST) == (name, True, True)


def test_the_keyboard_reaches_everything(site: Site, set_up: SetUp, page: Page) -> None:
    """The first stop skips to the content; each stop shows where it is; Enter follows a link."""
    set_up(page)
    page.goto(site.address + "/connections/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    focused = page.get_by_role("link", name="Add a connection")
    expect(focused).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("What do you want to connect?")


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

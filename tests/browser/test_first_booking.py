"""From nothing to a booked order by the pages alone: with scripts in English, without scripts in Dutch."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import SetUp, Site
from support.browser import OpenPage, TakePicture
from unit.web.world import keys, orders

pytestmark = pytest.mark.browser

WORDS = {
    "en": {
        "shop": "Connect the shop", "package": "Connect the package", "connect": "Connect", "make": "Make the integration",
        "all": "Use all suggestions", "lists": "Show the lists that go with it", "save": "Save and preview",
        "right": "This is right: activate", "run": "Run now", "history": "History", "booked": "booked",
        "connected": "is connected", "active": "active",
    },
    "nl": {
        "shop": "Winkel verbinden", "package": "Pakket verbinden", "connect": "Verbinden", "make": "Integratie maken",
        "all": "Alle suggesties gebruiken", "lists": "Toon de lijsten die erbij horen", "save": "Bewaren en bekijken",
        "right": "Dit klopt: activeren", "run": "Nu uitvoeren", "history": "Historie", "booked": "geboekt",
        "connected": "is verbonden", "active": "actief",
    },
}  # fmt: skip


@pytest.mark.parametrize(("size", "language"), [("desktop", "en"), ("no_scripts", "nl"), ("phone", "nl")])
def test_from_nothing_to_a_booked_order(
    site: Site, set_up: SetUp, open_page: OpenPage, screenshot: TakePicture, size: str, language: str
) -> None:
    """Set up, connect both, answer with suggestions, look at the preview, activate, run, and find the booking."""
    more = {"viewport": {"width": 360, "height": 740}} if size == "phone" else {}
    page, words = open_page(size, locale="nl-NL" if language == "nl" else "en-GB", **more), WORDS[language]
    site.pages.shop.put(*orders())
    page.goto(site.address)
    screenshot(page, f"setup-{size}-{language}")
    set_up(page, language)
    screenshot(page, f"first-steps-{size}-{language}")

    connect(page, words, words["shop"], "Test Shop", "https://shop.test")
    connect(page, words, words["package"], "Test Books", "https://books.test")
    screenshot(page, f"connection-{size}-{language}")
    page.goto(site.address)
    page.get_by_role("link", name=words["make"]).click()
    page.get_by_role("button", name=words["make"]).click()
    answer(page, words, size)
    screenshot(page, f"preview-{size}-{language}")
    expect(page.get_by_role("article")).to_have_count(5)

    page.get_by_role("button", name=words["right"]).click()
    expect(page.locator(".pair .state")).to_have_text(words["active"])
    page.get_by_role("button", name=words["run"]).click()
    screenshot(page, f"run-{size}-{language}")
    site.pages.run(name="Test Shop - Test Books")
    page.goto(site.address)
    screenshot(page, f"overview-{size}-{language}")
    page.get_by_role("link", name=words["history"]).click()
    screenshot(page, f"history-{size}-{language}")
    page.get_by_role("link", name="1005").click()
    expect(page.locator(".state").nth(1)).to_have_text(words["booked"])
    screenshot(page, f"document-{size}-{language}")


def connect(page: Page, words: dict[str, str], begin: str, service: str, address: str) -> None:
    """Add a connection from the overview."""
    page.goto(re.match(r"https?://[^/]+", page.url)[0])  # type: ignore[index]
    page.get_by_role("link", name=begin).click()
    page.get_by_role("link", name=service).click()
    for field, value in keys(address).items():
        page.fill(f"[name='field.{field}']", value)
    page.get_by_role("button", name=words["connect"], exact=True).click()
    expect(page.locator(".message.good")).to_contain_text(words["connected"])


def answer(page: Page, words: dict[str, str], size: str) -> None:
    """The questions: the administration first, because lists depend on it; then all suggestions."""
    page.wait_for_load_state()  # a person is never faster than the page's script; a test on a busy machine is
    page.fill("[name='a.export_from']", "2026-06-01")
    page.select_option("#a-administration", "1")
    if size == "no_scripts":
        page.get_by_role("button", name=words["lists"]).click()
    expect(page.locator("#a-journal option")).to_have_count(3)
    page.select_option("#a-journal", "70")
    page.get_by_role("button", name=words["all"]).click()
    expect(page.locator("[name='r.ledger_mapping.NL-21']")).to_have_value("8001 Revenue 1")
    expect(page.locator("[name='r.vat_mapping.NL-21']")).to_have_value("H")
    page.get_by_role("button", name=words["save"]).click()
    expect(page).to_have_url(re.compile("/preview$"))

"""From nothing to a booked order by the pages alone: with scripts in English, without scripts in Dutch."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import SetUp
from browser.serving import Site
from support.axe import violations
from support.browser import OpenPage, TakePicture
from unit.web.world import keys, orders

pytestmark = pytest.mark.browser

WORDS = {
    "en": {
        "shop": "Connect the shop", "package": "Connect the package", "connect": "Connect", "couple": "Couple the two",
        "make": "Make the integration", "all": "Use all suggestions", "lists": "Show the lists that go with it",
        "on": "Save and go on", "right": "This is right: choose the first day", "day": "the first of this year",
        "from": "Book from this day", "activate": "Activate", "run": "Run now", "history": "History", "booked": "booked",
        "active": "active", "step": "Step {} of 7", "overview": "Overview",
    },
    "nl": {
        "shop": "Winkel verbinden", "package": "Pakket verbinden", "connect": "Verbinden", "couple": "De twee koppelen",
        "make": "Integratie maken", "all": "Alle suggesties gebruiken", "lists": "Toon de lijsten die erbij horen",
        "on": "Bewaren en verder", "right": "Dit klopt: eerste dag kiezen", "day": "de eerste van dit jaar",
        "from": "Vanaf deze dag boeken", "activate": "Activeren", "run": "Nu uitvoeren", "history": "Historie",
        "booked": "geboekt", "active": "actief", "step": "Stap {} van 7", "overview": "Overzicht",
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("size", "language"), [("desktop", "en"), ("no_scripts", "nl"), ("phone", "nl"), ("phone_without_scripts", "en")]
)
def test_from_nothing_to_a_booked_order(
    site: Site, set_up: SetUp, open_page: OpenPage, screenshot: TakePicture, size: str, language: str
) -> None:
    """The way that the pages show, each time by its one button: set up, connect, couple, answer, look, begin, run."""
    page, words = open_page(size, locale="nl-NL" if language == "nl" else "en-GB"), WORDS[language]
    site.pages.shop.put(*orders())
    page.goto(site.address)
    screenshot(page, f"setup-{size}-{language}")
    set_up(page, language)
    screenshot(page, f"first-steps-{size}-{language}")

    page.get_by_role("link", name=words["shop"]).click()
    connect(page, words, "Test Shop", "https://shop.test")
    screenshot(page, f"way-connected-{size}-{language}")
    step(page, words["package"])
    connect(page, words, "Test Books", "https://books.test")
    step(page, words["couple"])
    expect(page.locator(".path-said b")).to_have_text(words["step"].format(3))
    page.get_by_role("button", name=words["make"]).click()
    answer(page, words, scripts="script" not in size)
    screenshot(page, f"way-preview-{size}-{language}")
    expect(page.get_by_role("article")).to_have_count(5)

    page.get_by_role("link", name=words["right"]).click()
    page.get_by_label(words["day"]).check()
    screenshot(page, f"way-start-{size}-{language}")
    page.get_by_role("button", name=words["from"]).click()
    screenshot(page, f"way-activate-{size}-{language}")
    page.get_by_role("button", name=words["activate"], exact=True).click()
    expect(page.locator(".pair .state")).to_have_text(words["active"])
    page.get_by_role("button", name=words["run"]).click()
    screenshot(page, f"run-{size}-{language}")
    site.pages.run(name="Test Shop - Test Books")
    page.goto(site.address)
    screenshot(page, f"overview-{size}-{language}")
    page.locator(".card").get_by_role("link", name=words["history"]).click()
    screenshot(page, f"history-{size}-{language}")
    page.get_by_role("link", name="1005").click()
    expect(page.locator(".state").nth(1)).to_have_text(words["booked"])
    screenshot(page, f"document-{size}-{language}")


def test_one_can_leave_the_way_and_come_back(site: Site, set_up: SetUp, page: Page) -> None:
    """Nothing is lost: the overview leads to the step that is next, whatever was done meanwhile, and how."""
    set_up(page)
    expect(page.locator(".way [aria-current=step] h3")).to_have_text("Connect the shop")
    site.pages.connect()
    page.goto(site.address)
    expect(page.locator(".way [aria-current=step] h3")).to_have_text("Couple the two")
    page.locator(".way").get_by_role("link", name="Couple the two").click()
    page.get_by_role("button", name="Make the integration").click()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("link", name="Overview").first.click()
    expect(page.locator(".way [aria-current=step] h3")).to_have_text("Answer the questions")
    page.locator(".way").get_by_role("link", name="Answer the questions").click()
    expect(page.locator(".parts [aria-current=step]")).to_contain_text("Where it is booked")


def step(page: Page, title: str) -> None:
    """Take the next step by the one button that the way offers."""
    if page.evaluate("matchMedia('(scripting: enabled)').matches"):
        assert violations(page) == []
    primary = page.locator("main .button:not(.second), main button:not(.second):not(.quiet):not(.suggest):not(.first)")
    expect(primary).to_have_count(1)
    page.locator(".path-next").get_by_role("link", name=title).click()


def connect(page: Page, words: dict[str, str], service: str, address: str) -> None:
    """Choose the service and fill in its form."""
    page.get_by_role("link", name=service).click()
    for field, value in keys(address).items():
        page.fill(f"[name='field.{field}']", value)
    page.get_by_role("button", name=words["connect"], exact=True).click()
    expect(page.locator(".message.good")).to_be_visible()


def answer(page: Page, words: dict[str, str], *, scripts: bool) -> None:
    """The questions group by group: the administration first, because lists depend on it; then all suggestions."""
    go_on = page.get_by_role("button", name=words["on"])
    expect(page.locator(".parts [aria-current=step]")).to_be_visible()
    go_on.click()
    page.wait_for_load_state()  # a person is never faster than the page's script; a test on a busy machine is
    page.select_option("#a-administration", "1")
    if not scripts:
        page.get_by_role("button", name=words["lists"]).click()
    expect(page.locator("#a-journal option")).to_have_count(3)
    page.select_option("#a-journal", "70")
    go_on.click()
    page.get_by_role("button", name=words["all"]).click()
    expect(page.locator("[name='r.ledger_mapping.NL-21']")).to_have_value("8001 Revenue 1")
    expect(page.locator("[name='r.vat_mapping.NL-21']")).to_have_value("H")
    go_on.click()
    go_on.click()
    expect(page).to_have_url(re.compile("/preview$"))

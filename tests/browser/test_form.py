"""The form in a real browser: what the script makes quicker, and what holds without it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import SetUp
from browser.serving import Site
from koppel.api import Option
from support.axe import violations
from support.browser import OpenPage, TakePicture
from unit.web.world import ANSWERS

pytestmark = pytest.mark.browser


@pytest.fixture
def form(site: Site, set_up: SetUp, page: Page) -> Page:
    """The form of a draft whose administration is chosen."""
    set_up(page)
    site.pages.couple({"administration": "1"})
    page.goto(f"{site.address}/integrations/1/settings/")
    return page


def save(page: Page) -> None:
    """Press Save and wait for what comes."""
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).last.click()


def test_a_condition_shows_its_questions_at_once(form: Page, screenshot: TakePicture) -> None:
    """Choosing the invoice shows two questions, choosing the entry hides them; no page is loaded."""
    expect(form.locator("#step-days_to_pay")).to_be_hidden()
    form.get_by_label("sales invoice").check()
    expect(form.get_by_label("Days to pay")).to_be_editable()
    screenshot(form, "form-condition-desktop-en")
    form.get_by_label("sales entry").check()
    expect(form.locator("#step-days_to_pay")).to_be_hidden()


def test_what_is_hidden_is_not_sent(site: Site, form: Page) -> None:
    """An answer typed and then hidden again changes nothing."""
    form.get_by_label("sales invoice").check()
    form.get_by_label("Days to pay").fill("nonsense")
    form.get_by_label("sales entry").check()
    save(form)
    expect(form.locator("#errors")).to_have_count(0)


def test_errors_stand_at_the_top_and_lead_to_their_field(form: Page, screenshot: TakePicture) -> None:
    """The summary has the focus, a link in it leads to the row, which holds what was typed."""
    form.fill("[name='r.ledger_mapping.NL-21']", "9999 nowhere")
    form.fill("[name='a.check_every']", "soon")
    save(form)
    expect(form.locator("#errors")).to_be_focused()
    screenshot(form, "form-errors-desktop-en")
    form.get_by_role("link", name="Revenue ledger accounts, NL 21%").click()
    expect(form.locator("[name='r.ledger_mapping.NL-21']")).to_be_in_viewport()
    expect(form.locator("[name='r.ledger_mapping.NL-21']")).to_have_value("9999 nowhere")


def test_a_suggestion_is_taken_in_place(form: Page) -> None:
    """One click fills the field; the others stay suggestions, and a warning says that it is not saved."""
    form.locator("button[value='vat_mapping|NL-21']").click()
    expect(form.locator("[name='r.vat_mapping.NL-21']")).to_have_value("H")
    expect(form.locator("[name='r.vat_mapping.NL-9']")).to_have_value("")
    expect(form.locator(".changed")).to_have_text("Changes are not saved yet.")


def test_another_administration_brings_its_lists(form: Page) -> None:
    """At once, with what was typed elsewhere kept."""
    form.fill("[name='a.export_from']", "2026-02-03")
    with form.expect_navigation():
        form.select_option("#a-administration", "2")
    expect(form.locator("#a-journal")).to_contain_text("90 Sales of the holding")
    expect(form.locator("[name='a.export_from']")).to_have_value("2026-02-03")


def test_leaving_with_changes_asks_first(site: Site, form: Page) -> None:
    """Staying keeps what was typed; after saving nobody asks."""
    asked: list[str] = []

    def stay(dialog: object) -> None:
        asked.append(dialog.type)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    form.on("dialog", stay)
    form.fill("[name='a.export_from']", "2026-02-03")
    form.locator("[name='a.check_every']").focus()
    form.get_by_role("link", name="Overview").first.click()
    expect(form.locator("[name='a.export_from']")).to_have_value("2026-02-03")
    assert asked == ["beforeunload"]
    save(form)
    form.get_by_role("link", name="Overview").first.click()
    expect(form).to_have_url(site.address + "/")
    assert asked == ["beforeunload"]


def test_enter_saves_and_takes_no_suggestion(site: Site, form: Page) -> None:
    """The first button of the form decides what Enter does: it must not be a suggestion's."""
    form.locator("[name='a.check_every']").fill("30")
    with form.expect_navigation():
        form.locator("[name='a.check_every']").press("Enter")
    expect(form.locator(".message.note").first).to_contain_text("Saved.")
    expect(form.locator("[name='r.vat_mapping.NL-21']")).to_have_value("")


@pytest.fixture
def long_list(site: Site, set_up: SetUp, page: Page, monkeypatch: pytest.MonkeyPatch) -> Page:
    """The form with 25 journals, of which 70 is chosen."""
    set_up(page)
    site.pages.couple(ANSWERS)
    many = [Option(value=str(n), label=f"{n} Journal") for n in range(60, 85)]
    monkeypatch.setattr(site.pages.home.plugins.connector("test-books"), "options_journals", lambda *_: many)
    page.goto(f"{site.address}/integrations/1/settings/?lists=new")
    return page


def test_a_long_list_is_searched_by_typing(long_list: Page, screenshot: TakePicture) -> None:
    """Letters filter, arrows move, Enter takes; the list beneath holds the value that is sent."""
    field = long_list.get_by_role("combobox", name="Journal", exact=True)
    expect(field).to_have_value("70 Journal")
    field.focus()
    field.press_sequentially("8")
    expect(long_list.locator("[role=option]")).to_have_count(7)
    screenshot(long_list, "form-combobox-desktop-en")
    assert violations(long_list) == []
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-expanded", "true")
    marked = field.get_attribute("aria-activedescendant")
    expect(long_list.locator(f"#{marked}")).to_have_text("78 Journal")
    field.press("Enter")
    expect(field).to_have_value("78 Journal")
    expect(long_list.locator("#a-journal")).to_have_value("78")
    expect(long_list.locator(".changed")).to_have_text("Changes are not saved yet.")


def test_escape_and_nonsense_choose_nothing(long_list: Page) -> None:
    """What fits nothing says so, and what was chosen stays."""
    field = long_list.get_by_role("combobox", name="Journal", exact=True)
    field.fill("nowhere")
    expect(long_list.locator("[role=option]")).to_have_text("Nothing fits")
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press("Tab")
    expect(field).to_have_value("70 Journal")
    expect(long_list.locator("#a-journal")).to_have_value("70")


def test_an_option_is_taken_by_the_mouse_in_a_table_too(form: Page) -> None:
    """The rows of a long table share one list; each opens it for itself."""
    field = form.locator("[name='r.ledger_mapping.NL-21']")
    field.click()
    form.get_by_role("option", name="8007 Revenue 7", exact=True).click()
    expect(field).to_have_value("8007 Revenue 7")
    save(form)
    expect(field).to_have_value("8007 Revenue 7")


def test_without_scripts_the_conditions_hold_after_saving(
    site: Site, set_up: SetUp, page_without_scripts: Page, screenshot: TakePicture
) -> None:
    """The same form, answered page by page."""
    page = page_without_scripts
    set_up(page)
    site.pages.couple({"administration": "1"})
    page.goto(f"{site.address}/integrations/1/settings/")
    page.get_by_label("sales invoice").check()
    expect(page.locator("#step-days_to_pay")).to_be_hidden()
    save(page)
    page.get_by_label("Days to pay").fill("30")
    save(page)
    expect(page.get_by_label("Days to pay")).to_have_value("30")
    screenshot(page, "form-no_scripts-en")


def test_a_table_on_a_phone(site: Site, set_up: SetUp, open_page: OpenPage, screenshot: TakePicture) -> None:
    """Rows become blocks; nothing has to be moved sideways."""
    page = open_page("phone", viewport={"width": 360, "height": 740}, color_scheme="dark", locale="nl-NL")
    set_up(page, "nl")
    site.pages.couple({"administration": "1"})
    page.goto(f"{site.address}/integrations/1/settings/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("button[value='vat_mapping|NL-9']").tap()
    expect(page.locator("[name='r.vat_mapping.NL-9']")).to_have_value("L")
    screenshot(page, "form-phone-nl-dark")

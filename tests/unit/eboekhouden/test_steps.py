"""The form: its steps, what can be chosen, what is suggested, and what a booking waits for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from koppel.api import Answers, Text, VatTreatment
from koppel.connectors.checks import faults
from koppel.steps.core_steps import CORE_STEPS
from koppel.steps.form import Form, compile_form
from koppel_eboekhouden.connector import EBoekhoudenTarget
from koppel_eboekhouden.states import STATES, name_of, named_in
from support.drafts import GERMAN, GOODS, HIGH, company, draft, line
from unit.eboekhouden.kit import HOME

THE_MANUALS = [
    "insertion_type",
    "debtor_ledger",
    "counter_account",
    "vat_mapping",
    "shipping_ledger",
    "eu_consumer_vat",
    "oss_vat_ledgers",
    "customer_codes",
]


def test_the_connector_is_well_formed():
    """Every live list has its method, every label both languages."""
    assert faults(EBoekhoudenTarget) == []


@pytest.mark.parametrize("features", [frozenset(), frozenset({"point_of_sale", "guest_checkout", "periods"})])
def test_the_steps_are_those_of_the_manual_whatever_the_source(features):
    """The same eight, in the manual's order."""
    form: Form = compile_form((), EBoekhoudenTarget.steps, CORE_STEPS, features)
    assert list(form.keys) == [*THE_MANUALS, "service_level"]


def test_the_counter_account_is_profit_and_loss_only(kit):
    """And so is the one for shipping."""
    codes = set(kit.options("revenue_ledgers"))
    assert {"8000", "8010", "4000"} <= codes
    assert not codes & {"1000", "1300", "1500", "1641", "0500"}


def test_the_natural_accounts_are_suggested(kit):
    """Plain revenue for the counter account, revenue from shipping for shipping."""
    fits = {code: option.fits for code, option in kit.options("revenue_ledgers").items() if option.fits}
    assert fits == {"8000": ("counter_account",), "8100": ("shipping_ledger",)}


def test_two_accounts_that_could_be_meant_are_suggested_for_nothing(kit):
    """A person chooses between them."""
    kit.fake.books.ledger("8010")["description"] = "Omzet winkel"
    assert all("counter_account" not in option.fits for option in kit.options("revenue_ledgers").values())


def test_debtor_accounts_are_offered_with_their_ids(kit):
    """The id is what a booking names; the code is what a person knows."""
    option = kit.options("debtor_ledgers")["1300"]
    assert (option.label, option.data["id"]) == ("1300 - Debiteuren", str(kit.ledger("1300")))


def test_every_template_in_use_is_a_way_of_booking(kit):
    """The first goes by the plain name; one that is not in use is not offered."""
    second = kit.fake.books.add("template", kit.fake.books.templates, {"name": "Engels", "active": True, "type": "E"})
    options = kit.options("insertion_types")
    assert list(options) == ["ledger_mutation", "sales_invoice", f"sales_invoice-{second['id']}"]
    assert options["sales_invoice"].label == Text(
        en="sales invoice, template Standaard factuur", nl="verkoopfactuur, sjabloon Standaard factuur"
    )


def test_without_a_template_there_are_no_invoices(kit):
    """The help says to make one first."""
    kit.fake.books.templates.clear()
    assert list(kit.options("insertion_types")) == ["ledger_mutation"]


def test_each_member_state_is_suggested_its_own_vat_account(kit):
    """By its name; Northern Ireland and the home country have none in the sample."""
    fits = {fit: code for code, option in kit.options("vat_ledgers").items() for fit in option.fits}
    assert (fits["BE"], fits["DE"], fits["GR"]) == ("1640", "1641", "1651")
    assert set(STATES) - set(fits) == {"NL", "XI"}


def test_a_country_with_two_accounts_is_suggested_neither(kit):
    """A person chooses."""
    kit.fake.books.ledger("1640")["description"] = "Btw Duitsland (oud)"
    assert all("DE" not in option.fits for option in kit.options("vat_ledgers").values())


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("Btw Duitsland (OSS)", "DE"),
        ("OSS DE", "DE"),
        ("VAT Germany", "DE"),
        ("btw belgie", "BE"),
        ("Btw Noord-Ierland", "XI"),
        ("Btw Ierland", "IE"),
        ("OSS EL", "GR"),
        ("Kosten de heer Pols", None),
        ("Btw Duitsland en België", None),
        ("Eigen vermogen", None),
    ],
)
def test_which_country_the_name_of_an_account_speaks_of(name, state):
    """By name in both languages, by code in capitals; never by part of a word."""
    assert named_in(name) == state


@pytest.mark.parametrize(("code", "name"), [("nl", "Nederland"), ("EL", "Griekenland"), ("US", "US")])
def test_countries_are_written_as_the_package_does(code, name):
    """Dutch names for member states; a code says enough for the rest."""
    assert name_of(code) == name


def test_the_vat_codes_are_those_for_sales_in_the_country(kit):
    """A Dutch administration has no Belgian codes and no codes for purchases."""
    codes = set(kit.options("vat_codes"))
    assert {"HOOG_VERK_21", "LAAG_VERK_9", "BI_EU_VERK", "BI_EU_VERK_D", "BU_EU_VERK", "GEEN", "AFST_VERK"} <= codes
    assert not any(code.startswith("BE_") or "INK" in code for code in codes)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("NL-21", "HOOG_VERK_21"),
        ("NL-9", "LAAG_VERK_9"),
        ("NL-0", "GEEN"),
        ("DE-19", "GEEN"),
        ("BE-21", "GEEN"),
        ("XI-20", "GEEN"),
        ("reverse-charge-eu", "BI_EU_VERK"),
        ("reverse-charge-eu-services", "BI_EU_VERK_D"),
        ("reverse-charge-home", "VERL_VERK"),
        ("export", "BU_EU_VERK"),
        ("services-outside-eu", "BU_EU_VERK"),
        ("exempt", "GEEN"),
        ("small-enterprise", "GEEN"),
        ("no-vat", "GEEN"),
    ],
)
def test_each_kind_of_vat_is_suggested_its_code(kit, row, code):
    """One code and no other fits it."""
    assert [value for value, option in kit.options("vat_codes").items() if row in option.fits] == [code]


def test_an_administration_of_unknown_country_is_offered_both_lists(kit):
    """Then nothing is suggested for Dutch and Belgian VAT that may be foreign; the home rates still are."""
    options = {o.value: o for o in kit.target(account=replace(HOME, country=None)).options_vat_codes(Answers())}
    assert {"HOOG_VERK_21", "BE_21_VERK"} <= set(options)
    assert "BE-21" in options["BE_21_VERK"].fits
    assert not {"NL-21", "BE-21"} & set(options["GEEN"].fits)


@pytest.mark.parametrize("step", ["debtor_ledger", "counter_account"])
def test_a_booking_waits_for_the_accounts(kit, step):
    """And says which."""
    held = kit.held(draft(), **{step: None})
    assert (held.reason, held.step) == ("setting_missing", step)


def test_a_booking_waits_for_a_vat_code(kit):
    """The row of the table that it needs."""
    held = kit.held(
        draft(line("100", "0", VatTreatment(code="EXPORT", category="G", country="", rate=Decimal(0), row="export")))
    )
    assert (held.reason, held.step, held.row) == ("vat_code_not_mapped", "vat_mapping", "export")


def test_a_booking_waits_for_the_vat_account_of_its_country(kit):
    """The sentence names the country, the row is its code."""
    treatment = replace(GERMAN, code="OSS-FR-20", country="FR", rate=Decimal(20), row="FR-20")
    held = kit.held(draft(line("100.00", "20.00", treatment)))
    assert (held.reason, held.step, held.row) == ("oss_vat_ledger_missing", "oss_vat_ledgers", "FR")
    assert "Frankrijk" in held.sentence.nl


@pytest.mark.parametrize(
    ("treatment", "code", "reason"),
    [
        (GERMAN, "HOOG_VERK_21", "vat_code_country_differs"),
        (GERMAN, "AFW_VERK", "vat_code_country_differs"),
        (HIGH, "LAAG_VERK_9", "vat_code_rate_differs"),
        (HIGH, "GEEN", "vat_code_rate_differs"),
        (HIGH, "BE_21_VERK", "vat_code_country_differs"),
        (GOODS, "HOOG_VERK_21", "vat_code_rate_differs"),
    ],
)
def test_a_code_that_contradicts_the_shop_holds_the_order(kit, treatment, code, reason):
    """The service would book it all the same; foreign VAT would end up in the Dutch return."""
    table = {"NL-21": "HOOG_VERK_21", "NL-9": "LAAG_VERK_9", treatment.row: code}
    held = kit.held(draft(line("100.00", "0.00", treatment), debtor=company("x", "DE129273398")), vat_mapping=table)
    assert (held.reason, held.step, held.row) == (reason, "vat_mapping", treatment.row)


@pytest.mark.parametrize("code", ["GEEN", "AFST_VERK"])
def test_an_accountant_may_want_distance_sales_in_the_return(kit, code):
    """With a registration in that country the turnover goes on AFST_VERK; the VAT has its account either way."""
    lines = kit.booking(draft(line("100.00", "19.00", GERMAN)), vat_mapping={"DE-19": code}).lines
    assert [one.vat_code.value for one in lines] == [code, "GEEN"]
    assert lines[1].ledger.value == "1641"


def test_a_sale_on_the_list_needs_a_vat_number(kit):
    """Without one the list of sales to EU businesses would be wrong."""
    assert kit.held(draft(line("250.00", "0.00", GOODS))).reason == "vat_number_missing"


def test_an_invoice_waits_for_a_template(kit):
    """An answer of before, whose template is not known any more."""
    answers = kit.answers()
    chosen = {step: options for step, options in answers.chosen.items() if step != "insertion_type"}
    stale = Answers(values={**answers.values, "insertion_type": "sales_invoice"}, chosen=chosen)
    held = kit.target(stale).plan(draft(), stale, initial=False)
    assert (held.reason, held.step) == ("template_missing", "insertion_type")


def test_planning_asks_nobody(kit):
    """The same draft and answers give the same booking, without a call."""
    answers = kit.answers(shipping_ledger="8100")
    kit.fake.calls.clear()
    first, second = (kit.target(answers).plan(draft(), answers, initial=initial) for initial in (True, False))
    assert first == second
    assert kit.fake.calls == []


def test_the_lines_of_a_plan_add_up(kit):
    """Also with the VAT of other countries taken out and put on its own line."""
    booking = kit.booking(draft(line("100.00", "19.00", GERMAN), line("8.26", "1.74")))
    assert sum(one.net for one in booking.lines) == booking.total_excl
    assert sum(one.vat_amount for one in booking.lines) == booking.total_vat
    assert [one.ledger.label for one in booking.lines] == ["8000 - Omzet", "8000 - Omzet", "1641 - Btw Duitsland (OSS)"]

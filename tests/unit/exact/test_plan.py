"""From a draft to a booking: pure, complete, or held with the setting that solves it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from koppel.api import Attachment, ExchangeRate, LineKind
from support.drafts import GERMAN, GOODS, LOW, NOTHING, company, draft, line


def test_planning_makes_no_call_and_gives_the_same_twice(kit):
    """Everything it needs stands in the answers."""
    first = kit.booking(draft())
    kit.fake.calls.clear()

    assert kit.booking(draft()) == first
    assert kit.fake.calls == []


def test_a_booking_carries_what_find_looks_for_and_the_totals_of_the_draft(kit):
    """Reference, journal, form and totals."""
    booking = kit.booking(draft(line("41.98", "8.82"), line("10.00", "0.90", LOW)))

    assert (booking.form, booking.journal.value, booking.reference) == ("sales_entry", "70", "10001")
    assert (booking.total_excl, booking.total_vat, booking.total_incl) == (
        Decimal("51.98"),
        Decimal("9.72"),
        Decimal("61.70"),
    )
    assert booking.extras["division"] == "1234567"


def test_the_labels_of_ledger_and_vat_code_are_shown(kit):
    """A preview names what a bookkeeper knows, not keys."""
    booked = kit.booking(draft()).lines[0]

    assert (booked.ledger.label, booked.vat_code.label) == ("8000 - Omzet hoog", "2 - Btw hoog tarief, exclusief (21%)")


def test_the_description_begins_with_the_order_number(kit):
    """In Dutch for a Dutch administration, with the invoice number where there is one, at most 60 characters."""
    booking = kit.booking(draft(invoice_number="F-7"))

    assert booking.description == "Bestelling 10001, factuur F-7, Customer 1"
    assert len(kit.booking(draft(reference="1" * 58)).description) <= 60


def test_grouped_lines_are_one_per_vat_code_and_ledger(kit):
    """Two mugs and a book become two lines."""
    order = draft(line("10.00", "2.10"), line("20.00", "4.20"), line("10.00", "0.90", LOW))

    assert [one.net for one in kit.booking(order, group_lines=True).lines] == [Decimal("30.00"), Decimal("10.00")]


def test_product_numbers_go_before_the_description_when_asked_for(kit):
    """Only lines that have one."""
    order = draft(line("10.00", "2.10", item_code="MOK-01"), line("5.00", "1.05", description="Gift wrap"))
    booking = kit.booking(order, add_product_numbers=True)

    assert [one.description for one in booking.lines] == ["MOK-01 Mug", "Gift wrap"]


@pytest.mark.parametrize("step", ["administration", "journal"])
def test_without_an_administration_or_a_journal_the_document_waits(kit, step):
    """The step is named."""
    held = kit.held(draft(), **{step: None})

    assert (held.reason, held.step) == ("setting_missing", step)


def test_a_kind_of_vat_without_a_code_waits_for_its_row(kit):
    """The table is opened at that row."""
    held = kit.held(draft(line("10.00", "0.90", LOW)), vat_mapping={"NL-21": "2"})

    assert (held.reason, held.step, held.row) == ("vat_code_not_mapped", "vat_mapping", "NL-9")


def test_vat_of_another_country_is_not_booked_on_a_code_of_ours(kit):
    """Belgian 21 per cent on the Dutch code would go into the wrong return, and Exact would not say a word."""
    belgian = replace(GERMAN, code="OSS-BE-21", country="BE", rate=Decimal(21), row="BE-21")
    held = kit.held(draft(line("100.00", "21.00", belgian)), vat_mapping={"BE-21": "2"})

    assert (held.reason, held.step, held.row) == ("vat_code_country_differs", "vat_mapping", "BE-21")


def test_a_code_of_another_member_state_is_not_taken_either(kit):
    """French VAT on the German code."""
    french = replace(GERMAN, code="OSS-FR-20", country="FR", rate=Decimal(20), row="FR-20")

    assert kit.held(draft(line("10.00", "2.00", french)), vat_mapping={"FR-20": "DEH"}).row == "FR-20"


def test_home_vat_is_not_booked_on_a_code_of_the_union_scheme(kit):
    """Dutch 21 per cent on the Belgian code of the same rate."""
    assert kit.held(draft(), vat_mapping={"NL-21": "BEH"}).reason == "vat_code_country_differs"


def test_a_code_with_another_rate_is_not_taken(kit):
    """21 per cent was charged, the chosen code has 9."""
    held = kit.held(draft(), vat_mapping={"NL-21": "1"})

    assert held.reason == "vat_code_rate_differs"
    assert "21%" in held.sentence.en


def test_a_rate_of_an_earlier_day_is_taken(kit):
    """A refund of 22 per cent to Estonia fits the code that has 24 per cent today."""
    estonian = replace(GERMAN, code="OSS-EE-22", country="EE", rate=Decimal(22), row="EE-22")
    order = draft(line("-100.00", "-22.00", estonian))

    booking = kit.booking(order, vat_mapping={"EE-22": "EEH"}, ledger_mapping={"EE-22": "8050"})
    assert booking.lines[0].vat_code.value == "EEH"


def test_a_currency_that_the_journal_refuses_waits(kit):
    """Journal 70 takes euros only."""
    held = kit.held(draft(currency="USD"))

    assert (held.reason, held.step) == ("currency_not_supported", "journal")


def test_a_rate_on_another_base_than_the_books_is_left_to_exact(kit):
    """A shop in pounds says nothing of dollars for one euro."""
    kit.fake.division().one("Journals", Code="70")["AllowVariableCurrency"] = True
    rate = ExchangeRate(base_currency="GBP", rate=Decimal("1.3"))

    assert kit.booking(draft(currency="USD", exchange_rate=rate)).exchange_rate is None


@pytest.mark.parametrize("number", [None, "F-7", "99999999999", "٣"])
def test_an_invoice_number_that_is_no_plain_number_waits(kit, number):
    """Exact's entry numbers are whole numbers of up to ten digits."""
    held = kit.held(draft(invoice_number=number), entry_numbers="invoice")

    assert (held.reason, held.step) == ("entry_number_not_plain", "entry_numbers")


def test_the_payment_condition_comes_from_its_table(kit):
    """iDEAL in the shop is ID in Exact; a row without a choice leaves it to the debtor."""
    table = {"ideal": "ID"}
    mapped = kit.booking(draft(payment_method="ideal"), payment_condition_mapping=table)
    other = kit.booking(draft(payment_method="transfer"), payment_condition_mapping=table)

    assert mapped.payment_condition.value == "ID"
    assert other.payment_condition is None


def test_the_shops_file_goes_along_with_invoice_numbers_only(kit):
    """WooCommerce's choice: order numbers, or invoice numbers with the PDF."""
    order = draft(invoice_number="7", attachments=(Attachment(key="pdf", name="7.pdf"),))

    assert kit.booking(order, number_source="invoice").attachments
    assert kit.booking(order, number_source="order").attachments == ()


def test_a_long_reference_is_shortened_without_two_becoming_one(kit):
    """Beginning and checksum, at most 30 characters, the same every time."""
    references = [f"an-order-number-longer-than-thirty-characters-{end}" for end in "ab"]
    found = [kit.booking(draft(reference=one)).reference for one in references]

    assert len(set(found)) == 2
    assert all(len(one) <= 30 for one in found)
    assert kit.booking(draft(reference=references[0])).reference == found[0]


def test_an_invoice_line_without_an_item_code_waits(kit):
    """An invoice in Exact is made of items."""
    held = kit.held(draft(line("10.00", "2.10")), insertion_type="sales_invoice")

    assert held.reason == "item_missing"
    assert "Mug" in held.sentence.en


def test_shipping_fees_and_discounts_stand_on_the_items_of_the_settings(kit):
    """Each on its own; rounding with the costs."""
    order = draft(
        line("8.22", "1.73", item_code="MOK-01"),
        line("4.09", "0.86", role="shipping", kind=LineKind.SHIPPING),
        line("1.00", "0.21", role="fees", kind=LineKind.FEE),
        line("-2.00", "-0.42", role="discount", kind=LineKind.COUPON),
        line("0.01", "0.00", NOTHING, role="rounding", kind=None),
    )
    items = {"shipping_item": "VERZEND", "costs_item": "KOSTEN", "discounts_item": "KORTING"}
    booking = kit.booking(order, insertion_type="sales_invoice", **items)

    assert [one.item.value for one in booking.lines] == ["MOK-01", "VERZEND", "KOSTEN", "KORTING", "KOSTEN"]


def test_shipping_without_an_item_points_at_its_step(kit):
    """The setting is named."""
    order = draft(line("4.09", "0.86", role="shipping", kind=LineKind.SHIPPING))

    assert kit.held(order, insertion_type="sales_invoice").step == "shipping_item"


def test_nothing_of_the_first_export_is_sent(kit):
    """Whatever the setting, an initial booking is processed at most; an open one stays open."""
    order = draft(line("8.22", "1.73", item_code="MOK-01"))
    for setting, wanted in (
        ("email", "processed"),
        ("peppol", "processed"),
        ("by_customer", "processed"),
        ("open", "open"),
    ):
        booking = kit.booking(order, initial=True, insertion_type="sales_invoice", invoice_delivery=setting)
        assert booking.extras["delivery"] == wanted


def test_what_is_taken_back_from_a_sales_order_is_a_credit_invoice(kit):
    """Exact has no credit orders."""
    order = draft(line("-8.22", "-1.73", item_code="MOK-01", quantity=Decimal(-1)))

    assert kit.booking(order, insertion_type="sales_order").form == "sales_invoice"


def test_a_sale_to_a_business_abroad_stands_on_the_listed_code(kit):
    """Reverse charge: code 7, on the list of EU sales, no VAT amount."""
    order = draft(line("250.00", "0.00", GOODS), debtor=company("Exemple SPRL", "BE0123456749"))
    kit.target().create(kit.booking(order))

    sent = kit.sent("SalesEntries")[0]["SalesEntryLines"][0]
    assert sent["VATCode"] == "7"
    assert "VATAmountFC" not in sent

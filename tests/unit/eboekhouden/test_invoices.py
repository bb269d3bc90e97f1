"""Sales invoices: made with a template, booked at once, never sent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from koppel.api import Rejected, UnknownOutcome
from support.drafts import GERMAN, GOODS, company, draft, line

AS_INVOICE = {"insertion_type": "sales_invoice"}


def test_an_invoice_is_booked_with_its_template(kit):
    """It has the order's number, the template in use, and a booking on the debtor account."""
    posted = kit.create(draft(), **AS_INVOICE)

    invoice = kit.fake.invoice("10001")
    assert posted.target_id == str(invoice["id"])
    assert (invoice["booked"], str(invoice["totalAmount"]), str(invoice["vatAmount"])) == (True, "121.00", "21.00")
    assert kit.fake.books.templates[invoice["templateId"]]["name"] == "Standaard factuur"
    assert kit.booked()["ledgerId"] == kit.ledger("1300")


@pytest.mark.parametrize("initial", [True, False])
def test_nothing_is_ever_sent_or_printed(make_kit, initial):
    """Neither of the first export nor later, even where naming a mail template would be enough."""
    kit = make_kit(template_mails=True)
    target = kit.target(kit.answers(**AS_INVOICE))
    posted = target.create(kit.booking(draft(), initial=initial, **AS_INVOICE))
    target.send(kit.booking(draft(), **AS_INVOICE), posted)

    assert (kit.fake.books.mailed, kit.fake.books.printed) == ([], [])
    assert not {"email", "emailTemplateId", "print", "directDebit"} & set(kit.sent("invoice")[0])


@pytest.mark.parametrize(
    ("quantity", "net", "vat", "sent"),
    [
        ("2", "20.00", "4.20", ("2", "12.1", "Mug")),
        ("1", "20.00", "4.20", ("1", "24.2", "Mug")),
        ("3", "8.26", "1.74", ("1", "10", "3 x Mug")),
        ("1.5", "8.26", "1.74", ("1", "10", "1,5 x Mug")),
        ("0", "8.26", "1.74", ("1", "10", "Mug")),
        ("-2", "-20.00", "-4.20", ("-2", "12.1", "Mug")),
        ("-3", "-8.26", "-1.74", ("-1", "10", "3 x Mug")),
    ],
)
def test_quantity_times_price_is_the_line(kit, quantity, net, vat, sent):
    """A price that is no whole number of cents would round: the quantity then stands in words."""
    kit.create(draft(line(net, vat, quantity=Decimal(quantity))), **AS_INVOICE)

    item = kit.sent("invoice")[0]["items"][0]
    assert (item["quantity"], item["pricePerUnit"], item["description"]) == (
        Decimal(sent[0]),
        Decimal(sent[1]),
        sent[2],
    )
    assert kit.fake.invoice("10001")["totalAmount"] == Decimal(net) + Decimal(vat)


def test_a_credit_note_is_an_invoice_below_zero(kit):
    """With its own number and the refund's day."""
    kit.create(draft(line("-10.00", "-2.10"), reference="10001-R1", issued_on=date(2026, 3, 9)), **AS_INVOICE)

    invoice = kit.fake.invoice("10001-R1")
    assert (str(invoice["totalAmount"]), invoice["date"]) == ("-12.10", date(2026, 3, 9))


def test_an_account_that_refuses_invoices_below_zero_says_what_to_choose(make_kit):
    """The sentence points at the way of booking."""
    kit = make_kit(negative_invoices="refused")
    with pytest.raises(Rejected) as refused:
        kit.create(draft(line("-10.00", "-2.10"), reference="10001-R1"), **AS_INVOICE)

    assert (refused.value.data["reason"], refused.value.data["step"]) == ("amount_refused", "insertion_type")


def test_vat_of_another_country_is_a_line_of_the_invoice(kit):
    """On the account of that country, so that the total is what the customer paid."""
    kit.create(draft(line("100.00", "19.00", GERMAN)), **AS_INVOICE)

    invoice = kit.fake.invoice("10001")
    assert (str(invoice["totalAmount"]), str(invoice["vatAmount"])) == ("119.00", "0.00")
    assert [(item["description"], item["ledgerId"]) for item in invoice["items"]] == [
        ("Mug", kit.ledger("8000")),
        ("Btw DE 19%", kit.ledger("1641")),
    ]


def test_a_refused_balance_account_points_at_the_accounts(make_kit):
    """Nobody has tried them on invoices; a refusal is said in plain words."""
    kit = make_kit(balance_ledger_on_invoice="refused")
    with pytest.raises(Rejected) as refused:
        kit.create(draft(line("100.00", "19.00", GERMAN)), **AS_INVOICE)

    assert refused.value.data["reason"] == "ledger_refused"


def test_invoices_are_found_with_their_totals(kit):
    """Totals and VAT are in the list, so many cost one call."""
    for reference in ("10001", "10002"):
        kit.create(draft(reference=reference), **AS_INVOICE)
    kit.fake.calls.clear()
    found = kit.find("10001", "10002", "10003", form="sales_invoice", eu_consumer_vat="home")

    assert set(found) == {"10001", "10002"}
    assert (found["10001"].total_incl, found["10001"].total_vat) == (Decimal("121.00"), Decimal("21.00"))
    assert len(kit.fake.calls) == 1


def test_vat_that_a_list_does_not_tell_is_left_open(kit):
    """Under the Union scheme a total without VAT may hold some: the list says nothing, the invoice itself does."""
    posted = kit.create(draft(line("100.00", "19.00", GERMAN)), **AS_INVOICE)
    found = kit.find("10001", form="sales_invoice")["10001"]
    read = kit.target(kit.answers(**AS_INVOICE)).read(posted.target_id, "sales_invoice")

    assert (found.total_incl, found.total_vat) == (Decimal("119.00"), None)
    assert (read.total_incl, read.total_vat) == (Decimal("119.00"), Decimal("19.00"))


def test_a_lost_answer_is_found_back(kit):
    """The invoice was made, and a second try links it."""
    kit.create(draft(reference="1"), **AS_INVOICE)
    kit.fake.switches.lose_every_nth_post = 1
    with pytest.raises(UnknownOutcome):
        kit.create(draft(), **AS_INVOICE)
    kit.fake.switches.lose_every_nth_post = 0

    assert kit.create(draft(), **AS_INVOICE).target_id == str(kit.fake.invoice("10001")["id"])
    assert len(kit.fake.books.invoices) == 2


def test_long_texts_fit(kit):
    """250 characters of a line; an order number over 50 is cut where it is only printed."""
    kit.create(draft(line("10.00", "2.10", description="word " * 80), reference="9" * 60), **AS_INVOICE)

    body = kit.sent("invoice")[0]
    assert len(body["items"][0]["description"]) <= 250
    assert len(body["reference"]) <= 50
    assert len(body["invoiceNumber"]) <= 50


def test_a_line_without_a_name_still_has_a_description(kit):
    """The service insists on one."""
    kit.create(draft(line("10.00", "2.10", description="")), **AS_INVOICE)

    assert kit.fake.invoice("10001")["items"][0]["description"] == "-"


def test_another_template_can_be_chosen(kit):
    """Each template in use is a way of booking of its own."""
    made = kit.fake.books.add("template", kit.fake.books.templates, {"name": "Engels", "active": True, "type": "E"})
    kit.create(draft(), insertion_type=f"sales_invoice-{made['id']}")

    assert kit.fake.invoice("10001")["templateId"] == made["id"]


def test_a_template_that_vanished_is_said(kit):
    """The sentence points at the way of booking."""
    booking = kit.booking(draft(), **AS_INVOICE)
    kit.fake.books.templates.clear()
    with pytest.raises(Rejected) as refused:
        kit.target().create(booking)

    assert (refused.value.data["reason"], refused.value.data["step"]) == ("template_missing", "insertion_type")


def test_an_eu_business_gets_its_invoice_without_vat(kit):
    """BI_EU_VERK adds nothing."""
    kit.create(draft(line("250.00", "0.00", GOODS), debtor=company("Muster AG", "DE129273398")), **AS_INVOICE)

    assert str(kit.fake.invoice("10001")["totalAmount"]) == "250.00"


def test_reading_an_invoice_that_is_gone_gives_none(kit):
    """Unknown ids are 404 with a code of their own."""
    assert kit.target().read("123", "sales_invoice") is None

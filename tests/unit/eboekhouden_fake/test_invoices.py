"""Section 4.2: invoices of the invoicing module."""

from __future__ import annotations

from datetime import date

import pytest


def test_an_invoice_with_a_mutation_is_booked(books):
    """The answer has the invoice's id, not the booking's; that one is found by the number."""
    made = books.made("invoice", books.bill(invoiceNumber="WS-1", mutation={"ledgerId": books.ledger("1300")}))
    assert set(made) == {"id", "invoiceNumber", "inExVat"}
    assert str(books.fake.booked("WS-1")["amount"]) == "24.20"
    assert [row["amount"] for row in books.items("mutation", type=2, invoiceNumber="WS-1")] == [24.2]


def test_an_invoice_without_a_mutation_is_a_concept(books):
    """No revenue, no VAT, no open item."""
    books.made("invoice", books.bill(invoiceNumber="WS-1"))
    assert books.fake.booked("WS-1") is None
    assert books.fake.invoice("WS-1")["booked"] is False


def test_totals_stand_in_list_and_detail(books):
    """Excluding, VAT and including."""
    made = books.made("invoice", books.bill())
    listed, detail = books.items("invoice")[0], books.get(f"invoice/{made['id']}").json
    for row in (listed, detail):
        assert (row["totalExcl"], row["vatAmount"], row["totalAmount"]) == (20, 4.2, 24.2)
    assert "items" not in listed


def test_numbers_are_given_when_none_is_asked_for(books):
    """From F00001 on, past numbers of the same pattern."""
    numbers = [
        books.made("invoice", books.bill(invoiceNumber=number))["invoiceNumber"] for number in (None, "F00041", None)
    ]
    assert numbers == ["F00001", "F00041", "F00042"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"relationId": None}, "FACT_001"),
        ({"relationId": 1}, "FACT_002"),
        ({"termOfPayment": None}, "FACT_015"),
        ({"templateId": None}, "FACT_018"),
        ({"templateId": 1}, "FACT_018"),
        ({"inExVat": "XX"}, "FACT_010"),
        ({"date": "nonsense"}, "FACT_012"),
        ({"items": []}, "FACT_019"),
        ({"invoiceNumber": "1001-A"}, "FACT_009"),
        ({"invoiceNumber": "1" * 51}, "FACT_007"),
        ({"reference": "x" * 51}, "FACT_014"),
        ({"mutation": {"description": "x" * 201}}, "FACT_VERWERK_002"),
        ({"mutation": {"ledgerId": 1}}, "MUT_007"),
        ({"emailTemplateId": 1}, "FACT_020"),
        ({"invoiceText": "x"}, "ERR_002"),
    ],
)
def test_each_field_has_its_rule(books, change, code):
    """And its own code; nothing is kept."""
    assert books.refused("invoice", books.bill(**change)) == code
    assert books.fake.books.invoices == {}


def test_an_inactive_relation_cannot_be_invoiced(books):
    """It must be made active first (FACT_003)."""
    assert books.refused("invoice", books.bill(relationId=books.relation("00003"))) == "FACT_003"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"description": None}, "FACT_ITEM_001"),
        ({"description": "x" * 251}, "FACT_ITEM_002"),
        ({"pricePerUnit": None}, "FACT_ITEM_005"),
        ({"vatCode": None}, "FACT_ITEM_006"),
        ({"vatCode": "HOOG_INK_21"}, "FACT_ITEM_014"),
        ({"vatAmount": 1}, "FACT_ITEM_015"),
        ({"ledgerId": None}, "FACT_ITEM_007"),
        ({"ledgerId": 1}, "FACT_ITEM_012"),
        ({"discountAmount": 1, "discountPercentage": 1}, "FACT_ITEM_013"),
        ({"pricePerUnit": 10_000_000_000}, "FACT_ITEM_008"),
        ({"quantity": 1.23456}, "ERR_002"),
    ],
)
def test_each_field_of_a_line_has_its_rule(books, change, code):
    """And its own code."""
    item = {name: value for name, value in books.item(**change).items() if value is not None}
    assert books.refused("invoice", books.bill(item)) == code


def test_the_quantity_is_nothing_when_left_out(books):
    """The line is then worth nothing, without any error."""
    item = books.item()
    del item["quantity"]
    made = books.made("invoice", books.bill(item))
    assert books.get(f"invoice/{made['id']}").json["totalAmount"] == 0


def test_prices_are_without_vat_unless_said(books):
    """EX is the default."""
    made = books.made("invoice", books.bill(inExVat=None))
    assert (made["inExVat"], books.get(f"invoice/{made['id']}").json["totalAmount"]) == ("EX", 29.28)


def test_a_number_is_used_once(books):
    """Whatever the capitals, by invoices and by bookings."""
    books.made("invoice", books.bill(invoiceNumber="ws-1"))
    books.made("mutation", books.sale(invoiceNumber="WS-2"))
    assert books.refused("invoice", books.bill(invoiceNumber="WS-1")) == "FACT_101"
    assert books.refused("invoice", books.bill(invoiceNumber="WS-2")) == "FACT_101"


def test_a_payment_reference_can_be_guarded(books):
    """The second one is refused (FACT_VERWERK_004)."""
    guarded = {"mutation": {"paymentReference": "1", "checkPaymentReference": True}}
    books.made("invoice", books.bill(**guarded))
    assert books.refused("invoice", books.bill(**guarded)) == "FACT_VERWERK_004"


def test_a_closed_period_counts_for_booked_invoices(make):
    """FACT_VERWERK_001; a concept may have any date."""
    books = make(closed_until=date(2026, 3, 31))
    assert books.refused("invoice", books.bill(mutation={})) == "FACT_VERWERK_001"
    assert books.post("invoice", books.bill()).status_code == 200


@pytest.mark.parametrize(("negative", "status"), [("taken", 200), ("refused", 400)])
def test_invoices_below_zero(make, negative, status):
    """Not forbidden, not proven."""
    books = make(negative_invoices=negative)
    assert books.post("invoice", books.bill(books.item(quantity=-1))).status_code == status


@pytest.mark.parametrize(("balance", "status"), [("taken", 200), ("refused", 400)])
def test_balance_accounts_on_an_invoice(make, balance, status):
    """No code says that they may not; nobody has tried."""
    books = make(balance_ledger_on_invoice=balance)
    item = books.item(ledgerId=books.ledger("1641"), vatCode="GEEN")
    assert books.post("invoice", books.bill(item)).status_code == status


@pytest.mark.parametrize(("mails", "mailed"), [(False, []), (True, ["WS-1"])])
def test_whether_naming_a_mail_template_mails(make, mails, mailed):
    """Not known; the object `email` certainly does."""
    books = make(template_mails=mails)
    template = next(iter(books.fake.books.email_templates))
    books.made("invoice", books.bill(invoiceNumber="WS-1", emailTemplateId=template))
    assert books.fake.books.mailed == mailed
    books.made("invoice", books.bill(invoiceNumber="WS-2", email={"subject": "x"}))
    assert books.fake.books.mailed[-1] == "WS-2"


def test_the_pdf_may_come_later(make):
    """Its address can be empty at first."""
    books = make(pdf_after_reads=1)
    made = books.made("invoice", books.bill())
    first, second = (books.get(f"invoice/{made['id']}").json["urlPdfFile"] for _ in range(2))
    assert first is None
    assert second.startswith("https://")


def test_a_price_may_be_limited_to_cents(make):
    """The decimals of a price are not documented."""
    books = make(price_decimals=2)
    assert books.refused("invoice", books.bill(books.item(pricePerUnit=1.234))) == "ERR_002"


def test_an_unknown_invoice_is_404(books, refusal):
    """With its own code."""
    assert refusal(books.get("invoice/1"), 404) == "FACT_021"

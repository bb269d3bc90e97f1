"""Orders as documents: numbers, days, buyers, lines, VAT, discounts, payments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from koppel.api import Address, Document, DocumentKind, LineKind, LineTax, Supply, TaxTotal, VatRelief

Sale = Callable[..., Document]
Body = Callable[..., dict[str, Any]]


def test_numbers_and_days(sale: Sale) -> None:
    """The order's number, the invoice's own, and when each was made."""
    document = sale("mixed")
    assert (document.key, document.number, document.invoice_number) == ("order:900301", "900301", "WEB-2026-000301")
    assert (document.kind, document.status, document.currency) == (DocumentKind.INVOICE, "paid", "EUR")
    assert document.created_at == datetime(2026, 2, 1, 18, 41, 7, tzinfo=UTC)
    assert (document.invoice_date, document.time_zone) == (date(2026, 2, 1), "Europe/Amsterdam")
    assert document.url == "https://admin.plugandpay.com/orders/900301"


@pytest.mark.parametrize(
    "written",
    [
        "2026-01-01",
        "2026-01-01T00:00:00.000000Z",
        "2025-12-31T23:00:00.000000Z",
        "2025-12-31T23:00:00Z",
        "2026-01-01T00:00:00+01:00",
    ],
)
def test_the_day_of_an_invoice_is_the_sellers(sale: Sale, written: str) -> None:
    """Midnight in the Netherlands is 23:00 UTC of the day before, and of the year before on the first of January."""
    assert sale("mixed", invoice_date=written).invoice_date == date(2026, 1, 1)


def test_amounts(sale: Sale) -> None:
    """Totals as charged, VAT per country and rate, prices with or without VAT as they were entered."""
    document = sale("mixed")
    assert (document.total_incl, document.total_tax, document.prices_include_tax) == (
        Decimal("239.60"),
        Decimal("39.60"),
        True,
    )
    assert document.tax_totals == (
        TaxTotal(country="NL", rate=Decimal(21), tax=Decimal("37.80")),
        TaxTotal(country="NL", rate=Decimal(9), tax=Decimal("1.80")),
    )
    assert sale("without_vat_inside").prices_include_tax is False


def test_lines(sale: Sale) -> None:
    """Code, kind of thing, ledger account, price before discount; VAT by the line's own rate."""
    course, book = sale("mixed").lines
    assert (course.key, course.kind, course.quantity) == ("1800601", LineKind.PRODUCT, 1)
    assert (course.item_code, course.product_ledger, course.supply) == ("CUR-01", "8010", Supply.SERVICE)
    assert (course.unit_price, course.amounts.net, course.amounts.gross) == (242, Decimal("180.00"), Decimal("217.80"))
    assert course.before_discount is not None
    assert course.before_discount.gross == Decimal("242.00")
    assert course.taxes == (LineTax(country="NL", rate=Decimal(21), amount=Decimal("37.80")),)
    assert (book.supply, book.before_discount, book.product_ledger) == (Supply.GOODS, None, "8020")


@pytest.mark.parametrize(("ledger", "expected"), [(8010, "8010"), ("8010", "8010"), ("", None), (None, None), (0, "0")])
def test_a_ledger_account_is_a_number_or_a_text(body: Body, sale: Sale, ledger: object, expected: str | None) -> None:
    """The service writes it either way."""
    items = body("mixed")["items"]
    items[0]["product"]["ledger"] = ledger
    assert sale("mixed", items=items).lines[0].product_ledger == expected


def test_a_line_typed_in_by_hand(sale: Sale) -> None:
    """It has no product, so nobody says whether it is goods."""
    [line] = sale("without_vat_inside").lines
    assert (line.item_code, line.product_ledger, line.supply) == (None, None, None)
    assert (line.quantity, line.unit_price) == (3, Decimal("95.00"))


def test_shipping(sale: Sale) -> None:
    """A line of its own, with its VAT."""
    shipping = sale("shipped").lines[-1]
    assert (shipping.key, shipping.kind, shipping.amounts.gross) == ("shipping", LineKind.SHIPPING, Decimal("6.95"))
    assert shipping.taxes == (LineTax(country="NL", rate=Decimal(21), amount=Decimal("1.21")),)


def test_shipping_without_an_explanation_of_its_vat(body: Body, sale: Sale) -> None:
    """The core divides it as the goods."""
    shipping = {**body("shipped")["shipping"], "taxes": []}
    line = sale("shipped", shipping=shipping).lines[-1]
    assert (line.tax_known, line.taxes) == (False, ())


def test_shipping_at_two_rates(body: Body, sale: Sale) -> None:
    """Each rate has its part of the amount."""
    rates = [entry["rate"] for entry in body("shipped")["taxes"]]
    taxes = [{"amount": "0.60", "rate": rates[0]}, {"amount": "0.26", "rate": rates[1]}]
    shipping = {"amount": "5.75", "amount_with_tax": "6.61", "taxes": taxes}
    line = sale("shipped", shipping=shipping, amount="55.75", amount_with_tax="64.71", taxes=[
        {"amount": "6.90", "rate": rates[0]}, {"amount": "2.06", "rate": rates[1]},
    ]).lines[-1]  # fmt: skip
    assert [(tax.rate, tax.base) for tax in line.taxes] == [(21, Decimal("2.86")), (9, Decimal("2.89"))]


def test_costs_of_collecting(body: Body, sale: Sale) -> None:
    """Entries with amounts become lines; entries of another shape are left to the totals."""
    costs = [{"amount": "10.00", "amount_with_tax": "10.00"}, {"something": 1}, "x"]
    document = sale("unpaid", collection_costs=costs, amount="110.00", amount_with_tax="131.00")
    assert [(line.kind, line.amounts.gross) for line in document.lines] == [(LineKind.PRODUCT, 121), (LineKind.FEE, 10)]


def test_discounts(sale: Sale) -> None:
    """By code, already taken off the lines."""
    [discount] = sale("mixed").discounts
    assert (discount.name, discount.amounts.gross, discount.amounts.net) == (
        "START10",
        Decimal("24.20"),
        Decimal("20.00"),
    )


def test_buyer(sale: Sale) -> None:
    """Name, company, number and address; there is no customer number."""
    document = sale("reverse_charge")
    assert document.buyer is not None
    assert (document.buyer.name, document.buyer.company) == ("Jan Peeters", "Peeters Advies BV")
    assert (document.buyer.vat_number, document.buyer.shop_customer_id) == ("BE0999999922", None)
    assert document.billing == Address(country="BE", postcode="9000", city="Gent", line1="Veldstraat 8 bus 2")
    assert document.delivery is None


def test_odd_names_stay_as_they_are(sale: Sale) -> None:
    """Signs, capitals and other alphabets; only blanks are put in order."""
    document = sale("odd_names")
    assert document.buyer is not None
    assert document.buyer.name == 'Zoë-Anne <b> van \'t "Hof" & Zn. 🎈'
    assert document.buyer.company == "Ünïcödé & Co. — «Test» 'BV'"


def test_no_address(sale: Sale) -> None:
    """A digital sale without an address has the country that the service found for its VAT."""
    assert sale("no_address").billing == Address(country="NL")


def test_no_address_and_several_countries(body: Body, sale: Sale) -> None:
    """Two countries on one order say nothing of the buyer."""
    taxes = body("belgian")["taxes"]
    taxes[0]["rate"]["country"] = "DE"
    billing = {"contact": body("no_address")["billing"]["contact"], "address": {}}
    assert sale("belgian", billing=billing, taxes=taxes).billing is None


@pytest.mark.parametrize("zero_vat", ["zero_rate", "empty"])
def test_reverse_charge(sale: Sale, zero_vat: str) -> None:
    """No VAT, by the shop's own word, however the service writes that down."""
    document = sale("reverse_charge", shapes={"zero_vat": zero_vat})
    assert document.relief is VatRelief.EXEMPT_BUSINESS
    assert (document.tax_totals, document.lines[0].taxes, document.lines[0].tax_known) == ((), (), True)


def test_no_relief_where_vat_was_charged(body: Body, sale: Sale) -> None:
    """A business that is marked for reverse charge and paid VAT all the same was not relieved."""
    billing = body("mixed")["billing"]
    billing["contact"]["tax_exempt"] = "reverse"
    assert sale("mixed", billing=billing).relief is None


def test_vat_of_other_countries(sale: Sale) -> None:
    """Country and rate as charged."""
    totals = sale("belgian").tax_totals
    assert totals is not None
    assert {(total.country, total.rate) for total in totals} == {("BE", 21), ("BE", 6)}
    assert sale("french").lines[0].taxes[0].rate == Decimal("5.5")


def test_a_rate_without_a_country(body: Body, sale: Sale) -> None:
    """The core decides whose it is."""
    text = body("mixed")
    for entry in (*text["taxes"], *(item["tax"] for item in text["items"])):
        entry["rate"]["country"] = None
    assert sale("mixed", taxes=text["taxes"], items=text["items"]).lines[0].taxes[0].country == ""


def test_payment(sale: Sale) -> None:
    """How and when it was paid."""
    document = sale("mixed")
    [payment] = document.payments
    assert (payment.method, payment.amount, payment.paid_at) == ("ideal", document.total_incl, document.created_at)
    assert (document.payment_method, document.paid_at) == ("ideal", document.created_at)


@pytest.mark.parametrize(
    ("name", "method"), [("unpaid", "mail"), ("processing", "directdebit"), ("reversed", "directdebit")]
)
def test_not_paid(sale: Sale, name: str, method: str) -> None:
    """Open, under way or pulled back: there is no payment, whatever date stands there."""
    document = sale(name)
    assert (document.payments, document.paid_at, document.payment_method) == ((), None, method)


def test_unknown_words(sale: Sale) -> None:
    """New ways to pay, providers, sources and statuses are kept as they are, and stop nothing."""
    document = sale("unknown_words")
    assert (document.payment_method, document.payments[0].title, document.unreadable) == ("googlepay", "whop", None)
    later = sale("unpaid", source="teleshop", payment={"status": "overdue", "type": "pigeon"}, brand_new={"a": 1})
    assert (later.status, later.payment_method, later.payments, later.unreadable) == ("overdue", "pigeon", (), None)


def test_sixty_lines(sale: Sale) -> None:
    """All of them, adding up."""
    document = sale("sixty_lines")
    assert len(document.lines) == 60
    assert sum(line.amounts.gross for line in document.lines) == document.total_incl


def test_zero(sale: Sale) -> None:
    """A coupon of 100 % leaves nothing; that is for the core to skip."""
    document = sale("zero")
    assert (document.total_incl, document.unreadable) == (0, None)


def test_trial(sale: Sale) -> None:
    """Two cents to get a mandate are a sale like another."""
    assert sale("trial").total_incl == Decimal("0.02")


def test_revision(body: Body, sale: Sale) -> None:
    """It changes with the date of change, and with the content when that date stands still."""
    first = sale("mixed").revision
    assert sale("mixed").revision == first
    assert sale("mixed", updated_at="2026-02-02T00:00:00Z").revision != first
    assert sale("mixed", tags=["x"]).revision != first


def test_credit_invoice(credit: Callable[..., Document]) -> None:
    """A credit note with the number of its order, its own invoice number, and everything negative."""
    document = credit("credit", "credited")
    assert (document.kind, document.number, document.key) == (DocumentKind.CREDIT_NOTE, "900323", "order:900326")
    assert (document.invoice_number, document.total_incl) == ("WEB-2026-000325", Decimal("-263.80"))
    assert document.original is not None
    assert document.original.key == "order:900323"
    assert [line.quantity for line in document.lines] == [-1, -1]
    assert [line.refunds_line for line in document.lines] == [line.key for line in document.original.lines]
    assert (document.payments, document.paid_at) == ((), None)


def test_part_of_an_invoice_credited(credit: Callable[..., Document]) -> None:
    """The line that is taken back is known by what it is."""
    document = credit("part_credit", "partly_credited")
    assert document.original is not None
    assert [line.refunds_line for line in document.lines] == [document.original.lines[1].key]


def test_lines_that_are_alike_are_taken_back_one_by_one(fake: Any, body: Body, credit: Callable[..., Document]) -> None:
    """Two of the same mug are two lines of the original."""
    one = body("credited")["items"][1]
    two = {**one, "id": 99}
    items = [one, two]
    back = [{**item, "id": item["id"] + 1000, "amount": "-20.00", "amount_with_tax": "-21.80"} for item in items]
    taxes = body("credited")["taxes"][1:]
    taxes[0]["amount"] = "3.60"
    from koppel_plugandpay.mapping import credit_note_of

    sold = body("credited", items=items, taxes=taxes, amount="40.00", amount_with_tax="43.60")
    taken = body(
        "credit", items=back, taxes=[{**taxes[0], "amount": "-3.60"}], amount="-40.00", amount_with_tax="-43.60"
    )
    document = credit_note_of(taken, sold)
    assert [line.refunds_line for line in document.lines] == [str(one["id"]), "99"]


def test_money_given_back_without_a_word_of_it(sale: Sale) -> None:
    """A negative order is a credit note, whatever its payment says."""
    assert sale("credit", payment={"status": "paid"}).kind is DocumentKind.CREDIT_NOTE

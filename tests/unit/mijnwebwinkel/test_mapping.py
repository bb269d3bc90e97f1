"""Orders as documents: amounts, VAT, buyers, places, payment, and what the vendor writes in several ways."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from koppel.api import DocumentKind, LineKind, VatRelief
from koppel_mijnwebwinkel.fake import Shapes
from koppel_mijnwebwinkel.mapping import document_of, revision_of
from unit.mijnwebwinkel.world import plain_line, plain_order


def made(body: Any) -> Any:
    """A body as a document."""
    return document_of(body)


def amounts(document):
    """Kind, rate and gross of each line."""
    return [
        (line.kind.value, f"{line.taxes[0].rate:.0f}" if line.taxes else "-", f"{line.amounts.gross:.2f}")
        for line in document.lines
    ]


def test_a_sale(world):
    """The head of the documented sample: numbers, status, day on the shop's clock, totals and VAT per rate."""
    sale = world.document("1001")

    assert (sale.key, sale.kind, sale.number, sale.status) == ("order:1001", DocumentKind.INVOICE, "1001", "3")
    assert (sale.currency, sale.total_incl, sale.total_tax) == ("EUR", Decimal("37.56"), Decimal("5.62"))
    assert {(total.country, f"{total.rate:f}", f"{total.tax:f}") for total in sale.tax_totals} == {
        ("NL", "9.00", "0.82"), ("NL", "21.00", "4.80"),
    }  # fmt: skip
    assert (sale.created_at, sale.time_zone) == (datetime(2026, 3, 2, 16, 37, 7, tzinfo=UTC), "Europe/Amsterdam")
    assert sale.unreadable is None


def test_costs_and_discounts_are_lines(world):
    """One line for each rate that they fall under, with the VAT of that part."""
    sale = world.document("1001")

    assert amounts(sale) == [
        ("product", "21", "25.00"), ("product", "9", "10.90"), ("coupon", "9", "-1.09"), ("coupon", "21", "-2.50"),
        ("shipping", "21", "4.95"), ("fee", "9", "0.09"), ("fee", "21", "0.21"),
    ]  # fmt: skip
    assert all(line.amounts.net + line.amounts.tax == line.amounts.gross for line in sale.lines)
    assert len({line.key for line in sale.lines}) == len(sale.lines)


@pytest.mark.parametrize(
    "switches",
    [
        {"one_rate_as_object": False}, {"numbers_as_text": False}, {"money_as_numbers": True}, {"with_gross": False},
        {"no_country": "null"}, {"ids_of_credits_as_text": False}, {"credit_amounts": "positive"},
    ],
    ids=str,
)  # fmt: skip
def test_every_way_of_writing_gives_the_same(world, make_world, switches):
    """Objects or lists, texts or numbers, with or without gross amounts: what was sold stays what it was."""
    other = make_world(shapes=Shapes(**switches))
    for number in ("1001", "1003", "1010", "1012", "1014", "1017", "1020"):
        expected, found = world.document(number), other.document(number)
        assert (found.key, found.number, found.total_incl) == (expected.key, expected.number, expected.total_incl)
        assert (found.tax_totals, amounts(found)) == (expected.tax_totals, amounts(expected))
        assert [line.quantity for line in found.lines] == [line.quantity for line in expected.lines]


def test_a_discount_of_another_name_is_a_cost_below_zero(make_world):
    """How the vendor calls a discount's line is not certain: an unknown one keeps its own VAT."""
    sale = make_world(shapes=Shapes(discount_type="voucher_discount")).document("1001")

    assert [line for line in amounts(sale) if line[2].startswith("-")] == [
        ("fee", "9", "-1.09"),
        ("fee", "21", "-2.50"),
    ]
    assert sale.unreadable is None


def test_an_article(world):
    """Options and sale price are in the line; its code is the article's, and none is none."""
    with_options, without_code = world.document("1004").lines[0], world.document("1026").lines[0]

    assert (with_options.item_code, f"{with_options.amounts.gross:f}") == ("MOL-HAND", "69.44")
    assert (without_code.item_code, without_code.quantity) == (None, Decimal(2))
    assert world.document("1003").lines[0].quantity == Decimal(7)


def test_a_line_without_quantity_is_one_piece():
    """Shipping of old orders has none."""
    (line,) = made(plain_order(orderlines=[plain_line("shipping", "18.15", quantity=None)])).lines

    assert (line.quantity, line.kind) == (Decimal(1), LineKind.SHIPPING)


def test_a_person(world):
    """Who bought, where it was sent, in which language."""
    sale = world.document("1009")

    assert (sale.buyer.name, sale.buyer.company, sale.buyer.email) == ("Jürgen Weiß", None, "juergen.weiss@example.de")
    assert (sale.buyer.vat_number, sale.buyer.shop_customer_id, sale.buyer.language) == (None, None, "nl")
    place = sale.delivery
    assert (place.country, place.postcode, place.city, place.line1) == ("DE", "10115", "Berlin", "Hauptstraße 5")
    assert {total.country for total in sale.tax_totals} == {"DE"}


def test_a_company_abroad(world):
    """Company, VAT number and account; delivered elsewhere than billed; the shop's own word for why there is no VAT."""
    sale = world.document("1012")

    assert (sale.buyer.company, sale.buyer.vat_number) == ("Koffiehuis Claes BV", "BE0123456749")
    assert sale.buyer.shop_customer_id == "5d3f8e70-1c0a-4f0f-9a6b-6f8d1f0c9e22"
    assert (sale.billing.postcode, sale.delivery.postcode) == ("2000", "2030")
    assert (sale.relief, sale.prices_include_tax) == (VatRelief.EXEMPT_BUSINESS, False)
    assert (sale.tax_totals, amounts(sale)[0]) == ((), ("product", "-", "495.84"))


def test_out_of_the_union(world):
    """No VAT, and no claim that a business was exempt."""
    sale = world.document("1014")
    assert (sale.relief, sale.total_tax, sale.delivery.country) == (None, Decimal(0), "CH")


def test_without_delivery_address_the_country_of_shipping_counts():
    """Then the invoice address; a delivery address without country takes that of shipping."""
    to_germany = [{"country": {"isocode": "de"}}]
    body = plain_order(shipping=to_germany)
    body["debtor"]["address"]["delivery"] = None
    assert made(body).delivery.country == "DE"
    assert made({**body, "shipping": [{"country": []}]}).delivery.postcode == "3512AB"

    body["debtor"]["address"]["delivery"] = {"street": "Weg", "number": 3, "zipcode": "10115", "country_code": ""}
    delivery = made(body).delivery
    assert (delivery.country, delivery.line1) == ("DE", "Weg 3")


def test_older_members_of_the_debtor_fill_in():
    """Name and company stood on the debtor before they stood at the address."""
    body = plain_order()
    body["debtor"] |= {"company": "De Prins", "phone": "030"}
    body["debtor"]["address"]["invoice"] |= {"name": "", "phone": None}
    buyer = made(body).buyer
    assert (buyer.name, buyer.company, buyer.phone) == ("Sanne de Wit", "De Prins", "030")


def test_an_order_that_names_nobody():
    """Then there is no buyer; the core asks for a debtor."""
    body = plain_order()
    body["debtor"] = {"email": "", "address": {"invoice": [], "delivery": []}}
    sale = made(body)
    assert (sale.buyer, sale.billing) == (None, None)


def test_payment(world):
    """Paid when the provider says so; of a payment by hand the shop never learns."""
    (paid,) = world.document("1001").payments
    assert (paid.method, paid.amount, paid.paid_at) == ("ideal", Decimal("37.56"), None)

    by_hand = world.document("1003")
    assert (by_hand.payment_method, by_hand.payments) == ("in_arrears", ())


def test_the_issuer_is_no_part_of_the_method():
    """`ideal:issuer` is iDEAL; the summary alone is enough to know that it was paid."""
    payment = {"gateway_name": "mollie", "method_name": "ideal:INGBNL2A", "status": {"id": 1}}
    sale = made(plain_order(payment=payment, payment_status=None))
    assert (sale.payment_method, len(sale.payments)) == ("ideal", 1)


@pytest.mark.parametrize("payment", [None, [], {}, {"method_name": "ideal", "status": []}], ids=str)
def test_a_payment_that_says_nothing(payment):
    """No payment then, and nothing breaks."""
    assert made(plain_order(payment=payment, payment_status="pending")).payments == ()


def test_a_sale_at_a_point_of_sale(world):
    """Handed over at the counter."""
    assert world.document("1008").is_pos
    assert not world.document("1001").is_pos


def test_an_old_order(world):
    """Without the members of later years: the country of its VAT is then left to the owner's choice."""
    sale = world.document("1028")
    assert (sale.unreadable, sale.total_incl, sale.relief) == (None, Decimal("23.44"), None)
    assert {tax.country for line in sale.lines for tax in line.taxes} == {""}


def test_zero_and_many(world):
    """An order of nothing keeps its lines, and one of 60 lines all of them."""
    assert (world.document("1023").total_incl, len(world.document("1023").lines)) == (Decimal(0), 2)
    assert len(world.fake.orders["1024"]["orderlines"]) == 60
    assert len(world.document("1024").lines) == 61  # its discount falls under two rates


def test_odd_names_stay_as_they_are(world):
    """Quotes, signs and letters of other alphabets."""
    sale = world.document("1025")
    assert sale.buyer.name == "Ægir Þór 'Ó’Brien' \"Müller\" <b>&amp;</b> ☕"
    assert sale.lines[0].description == "Bonen “extra” ½ kg — Éthiopië & <Sidamo>"


def test_unknown_words_and_members_are_kept_or_left_out():
    """A new status, method, strategy or member breaks nothing."""
    body = plain_order(status=99, payment_status="wandering", tax_strategy="new_strategy", surprise={"a": [1]})
    body["payment"]["method_name"] = "wero"
    body["orderlines"].append(plain_line("insurance", "1.21", id="l3"))
    body["price"] = {"tax": {"rate": "21.00", "amount": "3.36"}, "total": "19.36"}
    sale = made(body)
    assert (sale.unreadable, sale.status, sale.payment_method) == (None, "99", "wero")
    assert sale.lines[2].kind is LineKind.FEE


@pytest.mark.parametrize(
    ("day", "time", "expected"),
    [
        ("2026-01-15", "00:30:00", datetime(2026, 1, 14, 23, 30, tzinfo=UTC)),
        ("2026-07-15", "00:30:00", datetime(2026, 7, 14, 22, 30, tzinfo=UTC)),
        ("2026-10-25", "02:30:00", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_the_shops_clock(day, time, expected):
    """Winter, summer, and the hour that comes twice, which is read as the first of the two."""
    assert made(plain_order(date=day, time=time)).created_at == expected


def test_the_revision_follows_what_can_change_a_booking():
    """A line or an address does; a note, archiving and a credit order do not."""
    body = plain_order()
    same = plain_order(archived=True, comments={"internal": "x"}, credit_order_numbers=["1050"], weight="3")
    assert revision_of(same) == revision_of(body)
    assert revision_of(plain_order(status=2)) != revision_of(body)
    assert revision_of(plain_order(orderlines=[plain_line(gross="18.15")])) != revision_of(body)

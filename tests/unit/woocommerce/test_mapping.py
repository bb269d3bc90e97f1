"""Recorded orders of a real shop as documents."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from koppel.api import Document, DocumentKind, LineKind, Supply, VatRelief

ORDERS = Path(__file__).parents[2] / "recordings" / "woocommerce" / "orders"
NAMES = [path.stem for path in sorted(ORDERS.glob("[!-]*.json"))]
ROUNDED_AT_SUBTOTAL = {"nl-rounding-subtotal"}

Sale = Callable[..., Document]


def gross(document: Document) -> Decimal:
    """What the lines add up to."""
    return sum((line.amounts.gross for line in document.lines), Decimal(0))


@pytest.mark.parametrize("name", NAMES)
def test_order_maps(name: str, sale: Sale) -> None:
    """Every recorded order becomes a readable sale with its key, number, currency and total."""
    document = sale(name)
    assert document.unreadable is None
    assert document.kind is DocumentKind.INVOICE
    assert document.key.startswith("order:")
    assert document.number
    assert len(document.currency) == 3
    assert document.created_at.tzinfo is UTC


@pytest.mark.parametrize("name", NAMES)
def test_lines_add_up_to_total(name: str, sale: Sale) -> None:
    """Lines and VAT add up to what was charged; only rounding at the subtotal leaves a cent."""
    document = sale(name)
    allowed = Decimal("0.02") if name in ROUNDED_AT_SUBTOTAL else Decimal("0.01")
    assert abs(gross(document) - document.total_incl) <= allowed


@pytest.mark.parametrize("name", NAMES)
def test_tax_totals_are_the_whole_vat(name: str, sale: Sale) -> None:
    """The totals per rate add up to the order's VAT exactly."""
    document = sale(name)
    assert document.tax_totals is not None
    assert sum((total.tax for total in document.tax_totals), Decimal(0)) == document.total_tax


@pytest.mark.parametrize("name", NAMES)
def test_line_taxes_add_up_to_their_rate(name: str, sale: Sale) -> None:
    """VAT on the lines at one rate is that rate's total, up to two cents of rounding."""
    document = sale(name)
    for total in document.tax_totals or ():
        charged = [tax.amount for line in document.lines for tax in line.taxes if tax.rate == total.rate]
        assert abs(sum(charged, Decimal(0)) - total.tax) <= Decimal("0.02")


@pytest.mark.parametrize("name", NAMES)
def test_lines_say_what_they_are(name: str, sale: Sale, recorded: Callable[[str], Any]) -> None:
    """There is one line per line of the order, each with its own key."""
    document, body = sale(name), recorded(f"orders/{name}")
    expected = [line["id"] for part in ("line_items", "shipping_lines", "fee_lines") for line in body[part]]
    assert [line.key for line in document.lines] == [str(number) for number in expected]


@pytest.mark.parametrize("name", NAMES)
def test_unit_price_is_exact(name: str, sale: Sale) -> None:
    """A unit price times the quantity is the line before discount to the last digit."""
    document = sale(name)
    for line in document.lines:
        if line.unit_price is not None:
            whole = line.before_discount or line.amounts
            shown = whole.gross if document.prices_include_tax else whole.net
            assert line.unit_price * line.quantity == shown


def test_money_is_decimal(sale: Sale) -> None:
    """No amount ever was a binary float."""
    for line in sale("nl-rounding-3x999").lines:
        assert isinstance(line.amounts.net, Decimal)
        assert isinstance(line.quantity, Decimal)


def test_three_times_999(sale: Sale) -> None:
    """Three pieces of 9.99 keep the shop's own split of 24.77 and 5.20, and a price of 9.99."""
    line = sale("nl-rounding-3x999").lines[0]
    assert (line.amounts.net, line.amounts.tax, line.amounts.gross) == (
        Decimal("24.77"),
        Decimal("5.20"),
        Decimal("29.97"),
    )
    assert line.unit_price == Decimal("9.99")


def test_mixed_rates(sale: Sale) -> None:
    """An order at two rates names both, with the VAT on shipping in the rate it was charged at."""
    totals = {(total.country, total.rate): total.tax for total in sale("nl-b2c-mixed").tax_totals or ()}
    assert totals == {("NL", Decimal(21)): Decimal("6.06"), ("NL", Decimal(9)): Decimal("1.56")}


def test_rate_of_another_country(sale: Sale) -> None:
    """The country of a rate is that of its code, here Germany's two rates."""
    rates = {(tax.country, tax.rate) for line in sale("de-b2c").lines for tax in line.taxes}
    assert rates == {("DE", Decimal(19)), ("DE", Decimal(7))}


def test_rate_with_a_decimal(sale: Sale) -> None:
    """France's 5.5% stays 5.5."""
    assert ("FR", Decimal("5.5")) in {(total.country, total.rate) for total in sale("fr-b2c").tax_totals or ()}


def test_deleted_rate_keeps_its_percentage(sale: Sale) -> None:
    """An order knows its rate after the shop deleted it."""
    assert {(total.country, total.rate) for total in sale("rate-deleted-later").tax_totals or ()} == {
        ("AT", Decimal(20))
    }


def test_coupon(sale: Sale) -> None:
    """A coupon is a discount of its own, already off the lines, which remember what they were."""
    document = sale("nl-coupon-fixedcart")
    line = document.lines[0]
    assert [(found.name, found.amounts.gross) for found in document.discounts] == [("welkom5", Decimal("5.00"))]
    assert line.amounts.gross == Decimal("16.65")
    assert line.before_discount is not None
    assert line.before_discount.gross == Decimal("19.98")


def test_no_discount_no_before(sale: Sale) -> None:
    """Without a discount a line has nothing before it."""
    assert all(line.before_discount is None for line in sale("nl-b2c-mixed").lines)


def test_fees_and_shipping(sale: Sale) -> None:
    """Shipping and fees are lines of their kind, and only products have a supply."""
    kinds = {line.kind: line.supply for line in sale("nl-fee-payment").lines}
    assert kinds == {LineKind.PRODUCT: Supply.GOODS, LineKind.SHIPPING: None, LineKind.FEE: None}


def test_virtual_order_has_no_known_supply(sale: Sale) -> None:
    """Nothing shipped and no shipping address: whether these are goods is not known."""
    assert {line.supply for line in sale("nl-virtual-only").lines} == {None}


def test_tax_class_is_named(sale: Sale) -> None:
    """The empty tax class of a line is the one that the shop's table calls standard."""
    assert [line.tax_class for line in sale("nl-b2c-mixed").lines] == ["standard", "reduced-rate", "standard", None]


@pytest.mark.parametrize("sku", ["", None])
def test_no_sku_is_no_item_code(sku: str | None, sale: Sale, recorded: Callable[[str], Any]) -> None:
    """A product without SKU and one that was deleted both come without item code."""
    items = [{**item, "sku": sku} for item in recorded("orders/nl-b2c-mixed")["line_items"]]
    assert {line.item_code for line in sale("nl-b2c-mixed", line_items=items).lines} == {None}


def test_quarter_boundary_is_local(sale: Sale) -> None:
    """An order of 30 September 23:58 that was paid at 00:03 falls in two quarters on the shop's own clock."""
    document = sale("boundary-quarter-local")
    zone = zoneinfo.ZoneInfo(document.time_zone)
    assert document.paid_at is not None
    assert document.created_at.astimezone(zone).date() == date(2026, 9, 30)
    assert document.paid_at.astimezone(zone).date() == date(2026, 10, 1)


def test_repeated_hour_is_told_apart(sale: Sale) -> None:
    """02:30 in summer time, in the hour that comes twice, is half past midnight UTC."""
    assert sale("boundary-dst-1").created_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("name", ["pos-rest-api", "pos-card", "pos-wcpos", "pos-refund"])
def test_point_of_sale(name: str, sale: Sale) -> None:
    """Sales at the counter are told by each of the marks that WooCommerce and its plugins leave."""
    assert sale(name).is_pos


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"pos-rest-api", "pos-card", "pos-wcpos", "pos-refund"}))
def test_not_point_of_sale(name: str, sale: Sale) -> None:
    """No other order is taken for one."""
    assert not sale(name).is_pos


def test_counter_sale_names_nobody(sale: Sale) -> None:
    """A sale at the counter without any address has no buyer, and was made at home."""
    document = sale("pos-rest-api")
    assert (document.buyer, document.billing) == (None, None)
    assert document.delivery is not None
    assert document.delivery.country == "NL"


def test_paid_order_has_its_payment(sale: Sale) -> None:
    """A paid order names the gateway, its shown name, the whole amount and the moment."""
    document = sale("nl-b2c-mixed")
    (payment,) = document.payments
    assert (payment.method, payment.title, payment.amount) == (
        "mollie_wc_gateway_ideal",
        "iDEAL",
        document.total_incl,
    )
    assert payment.paid_at == datetime(2026, 9, 1, 8, 13, 44, tzinfo=UTC)


def test_unpaid_order_has_only_a_method(sale: Sale) -> None:
    """Cash on delivery that was not paid yet has a method and no payment."""
    document = sale("cod-processing")
    assert (document.payment_method, document.payments) == ("cod", ())


def test_free_order_has_no_method(sale: Sale) -> None:
    """An order of nothing has no payment method at all."""
    document = sale("nl-zero-total-free")
    assert (document.total_incl, document.payment_method) == (Decimal("0.00"), None)


def test_number_of_a_numbering_plugin(recorded: Callable[[str], Any], sale: Sale) -> None:
    """The number is what people see; the key stays the shop's id."""
    document = sale("nl-b2c-mixed", **recorded("sequential-numbers/order-from-checkout"))
    assert (document.key, document.number) == ("order:216", "1")


def test_url_opens_the_order(sale: Sale) -> None:
    """The link leads to the order in the shop's own administration."""
    assert sale("nl-b2c-mixed").url == "https://winkel.example/wp-admin/post.php?post=50&action=edit"


def test_status_and_currency_are_the_shops(sale: Sale) -> None:
    """A custom status and a foreign currency come as they are."""
    assert sale("status-custom").status == "packed"
    assert sale("ch-export-usd").currency == "USD"


def test_order_key_is_in_no_document(sale: Sale, recorded: Callable[[str], Any]) -> None:
    """The key that opens invoices and payment pages is a secret: no document holds it."""
    assert recorded("orders/pdf-invoice")["order_key"] not in repr(sale("pdf-invoice"))


def test_exempt_business(sale: Sale) -> None:
    """The shop's word that a business was exempt comes along."""
    assert sale("de-b2b-reverse").relief is VatRelief.EXEMPT_BUSINESS


def test_exempt_in_name_only(sale: Sale) -> None:
    """Where VAT was charged all the same there is no relief."""
    meta = [{"key": "is_vat_exempt", "value": "yes"}]
    assert sale("de-b2b-not-exempt", meta_data=meta).relief is None

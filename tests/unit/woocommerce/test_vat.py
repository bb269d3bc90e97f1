"""VAT on orders: the cases of no VAT, spread discounts, two authorities, and rates that say little of themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from koppel.api import Document, LineKind, VatRelief
from koppel_woocommerce.mapping import document_of
from koppel_woocommerce.shop import Shop

Sale = Callable[..., Document]
Load = Callable[[str], Any]

NL21 = {"id": 1, "rate_id": 1, "rate_code": "NL-BTW 21%-1", "rate_percent": 21, "tax_total": "0", "compound": False}
NL9 = {**NL21, "id": 2, "rate_id": 5, "rate_code": "NL-BTW 9%-1", "rate_percent": 9}
NL0 = {**NL21, "id": 3, "rate_id": 9, "rate_code": "NL-BTW 0%-1", "rate_percent": 0}


def fee(total: str, *taxes: tuple[int, str]) -> dict[str, Any]:
    """A fee line, excluding VAT, with its VAT per rate id."""
    whole = sum((Decimal(tax) for _, tax in taxes), Decimal(0))
    charged = [{"id": rate, "total": tax, "subtotal": ""} for rate, tax in taxes]
    return {"id": 900, "name": "korting", "total": total, "total_tax": str(whole), "tax_class": "", "taxes": charged}


def spread_of(document: Document) -> list[tuple[Decimal, Decimal | None]]:
    """Rate and base of each VAT on the fee."""
    line = next(line for line in document.lines if line.kind is LineKind.FEE)
    return [(tax.rate, tax.base) for tax in line.taxes]


def test_zero_rate_class(sale: Sale) -> None:
    """A product in the zero-rate class was taxed, at 0%."""
    document = sale("nl-zero-rate-voucher")
    assert [(tax.country, tax.rate, tax.amount) for tax in document.lines[0].taxes] == [
        ("NL", Decimal(0), Decimal("0.00"))
    ]
    assert document.lines[0].tax_class == "zero-rate"


@pytest.mark.parametrize("name", ["de-b2b-reverse", "be-b2b-reverse", "gr-b2b-el", "pdf-invoice-b2b"])
def test_reverse_charge(name: str, sale: Sale) -> None:
    """A business that the shop exempted: no VAT on anything, its number known, the shop's word kept."""
    document = sale(name)
    assert document.tax_totals == ()
    assert all(line.taxes == () and line.tax_known for line in document.lines)
    assert document.relief is VatRelief.EXEMPT_BUSINESS
    assert document.buyer is not None
    assert document.buyer.vat_number


@pytest.mark.parametrize(("name", "country"), [("us-export", "US"), ("gb-export", "GB"), ("ch-export-usd", "CH")])
def test_export(name: str, country: str, sale: Sale) -> None:
    """Export has no VAT, no relief, and an address outside the EU."""
    document = sale(name)
    assert (document.tax_totals, document.relief) == ((), None)
    assert document.delivery is not None
    assert document.delivery.country == country


def test_country_without_rate(sale: Sale) -> None:
    """An EU consumer in a country that the shop has no rate for looks like export; only the address tells."""
    document = sale("es-b2c-norate")
    assert (document.tax_totals, document.relief, document.total_tax) == ((), None, Decimal("0.00"))
    assert document.delivery is not None
    assert document.delivery.country == "ES"


def test_canary_islands_keep_their_postcode(sale: Sale) -> None:
    """The postcode that takes Las Palmas out of the VAT area comes along."""
    delivery = sale("es-canary").delivery
    assert delivery is not None
    assert (delivery.country, delivery.postcode) == ("ES", "35001")


def test_untaxed_fee_among_taxed_lines(sale: Sale) -> None:
    """A deposit crate without VAT is known to have none; the rest of the order has."""
    taxes = {line.kind: line.taxes for line in sale("nl-fee-untaxed").lines}
    assert taxes[LineKind.FEE] == ()
    assert taxes[LineKind.PRODUCT]


def test_free_line_keeps_its_rate(sale: Sale, recorded: Load) -> None:
    """A line that a coupon made free was taxed 0.00 at 21%, not untaxed."""
    (item,) = recorded("orders/nl-zero-total-free")["line_items"][:1]
    free = {**item, "taxes": [{"id": 1, "total": "0.00", "subtotal": "2.10"}]}
    document = sale("nl-zero-total-free", line_items=[free], tax_lines=[NL21])
    assert [(tax.rate, tax.amount) for tax in document.lines[0].taxes] == [(Decimal(21), Decimal("0.00"))]


def test_empty_share_is_no_rate(sale: Sale, recorded: Load) -> None:
    """An entry with an empty text for its amount says that the rate does not apply."""
    (item,) = recorded("orders/admin-phone-order")["line_items"]
    taxes = [*item["taxes"], {"id": 5, "total": "", "subtotal": ""}]
    document = sale("admin-phone-order", line_items=[{**item, "taxes": taxes}], tax_lines=[NL21, NL9])
    assert [tax.rate for tax in document.lines[0].taxes] == [Decimal(21)]


def test_fee_at_one_rate_has_no_base(sale: Sale) -> None:
    """A discount in a basket of one rate lies wholly at that rate."""
    assert spread_of(sale("admin-phone-order")) == [(Decimal(21), None)]


def test_discount_spread_over_rates(sale: Sale) -> None:
    """A taxable negative fee lies over the rates of the basket; the VAT of each share gives its base."""
    lines = [fee("-10.00", (1, "-1.26"), (5, "-0.36"))]
    document = sale("admin-phone-order", fee_lines=lines, tax_lines=[NL21, NL9])
    assert spread_of(document) == [(Decimal(21), Decimal("-6.00")), (Decimal(9), Decimal("-4.00"))]


def test_discount_bases_add_up(sale: Sale) -> None:
    """Bases computed back from VAT in cents are fitted to the fee to the cent."""
    lines = [fee("-7.77", (1, "-0.98"), (5, "-0.28"))]
    document = sale("admin-phone-order", fee_lines=lines, tax_lines=[NL21, NL9])
    assert sum(base or 0 for _, base in spread_of(document)) == Decimal("-7.77")


def test_discount_over_zero_rate(sale: Sale) -> None:
    """What a spread discount leaves to the 0% rate is the rest of it."""
    lines = [fee("-10.00", (1, "-1.05"), (9, "0.00"))]
    document = sale("admin-phone-order", fee_lines=lines, tax_lines=[NL21, NL0])
    assert spread_of(document) == [(Decimal(21), Decimal("-5.00")), (Decimal(0), Decimal("-5.00"))]


def test_discount_over_untaxed_goods(sale: Sale) -> None:
    """The part of a discount that lay on goods without VAT belongs to no rate."""
    lines = [fee("-10.00", (1, "-1.05"))]
    assert spread_of(sale("admin-phone-order", fee_lines=lines)) == [(Decimal(21), Decimal("-5.00"))]


def test_gift_card_as_untaxed_fee(sale: Sale) -> None:
    """An untaxed negative fee stays a fee without VAT."""
    document = sale("admin-phone-order", fee_lines=[fee("-25.00")])
    assert spread_of(document) == []
    assert document.lines[-1].amounts.gross == Decimal("-25.00")


def test_two_authorities_stay_as_charged(sale: Sale) -> None:
    """Two taxes on one base, as in Canada, are kept as they are, without a base of their own."""
    document = sale("ca-two-rates")
    rates = {("CA", Decimal(5), None), ("CA", Decimal("9.975"), None)}
    assert all({(tax.country, tax.rate, tax.base) for tax in line.taxes} == rates for line in document.lines)


@pytest.mark.parametrize(("based_on", "country"), [("shipping", "DE"), ("billing", "BE"), ("base", "NL")])
def test_rate_for_all_countries(based_on: str, country: str, recorded: Load, shop: Shop) -> None:
    """A rate whose code names no country is that of the address by which the shop charges."""
    body = recorded("orders/nl-b2c-21only")
    lines = [{**line, "rate_code": "BTW 21%-1"} for line in body["tax_lines"]]
    flat = [{**line, "method_id": "flat_rate"} for line in body["shipping_lines"]]
    addresses = {"shipping": {**body["shipping"], "country": "DE"}, "billing": {**body["billing"], "country": "BE"}}
    found, _ = document_of(
        {**body, **addresses, "tax_lines": lines, "shipping_lines": flat}, replace(shop, tax_based_on=based_on)
    )
    assert {total.country for total in found.tax_totals or ()} == {country}


def test_fetched_at_the_shop(recorded: Load, shop: Shop) -> None:
    """What was fetched at the shop was sold at home, whatever address the order holds."""
    body = recorded("orders/de-b2c")
    pickup = [{**line, "method_id": "local_pickup"} for line in body["shipping_lines"]]
    found, _ = document_of({**body, "shipping_lines": pickup}, shop)
    assert found.delivery is not None
    assert found.delivery.country == "NL"


def test_prefix_that_is_no_country(sale: Sale) -> None:
    """Two letters in front of a rate's code are a country only if there is such a country."""
    line = {**NL21, "rate_code": "ZZ-BTW-1", "tax_total": "18.72"}
    assert [total.country for total in sale("admin-phone-order", tax_lines=[line]).tax_totals or ()] == ["NL"]


@pytest.mark.parametrize(
    "line",
    [
        {**NL21, "rate_percent": None},
        {**NL21, "rate_percent": None, "rate_code": "NL-BTW-1", "meta_data": [{"key": "_wcpdf_rate_percentage", "value": "21.0000"}]},
        {**NL21, "rate_percent": None, "rate_code": "NL-BTW-1"},
    ],
    ids=["named", "by a plugin", "computed"],
)  # fmt: skip
def test_percentage_of_an_old_order(line: dict[str, Any], sale: Sale) -> None:
    """Where the percentage is not stored it is in the rate's name, in a plugin's note, or in the amounts."""
    document = sale("admin-phone-order", tax_lines=[line])
    assert [tax.rate for tax in document.lines[0].taxes] == [Decimal(21)]


def test_unknown_percentage_is_held(sale: Sale) -> None:
    """A rate whose percentage can be found nowhere makes the order unreadable, with a sentence."""
    line = {**NL21, "rate_id": 77, "rate_percent": None, "rate_code": "NL-BTW-1"}
    document = sale("admin-phone-order", tax_lines=[NL21, line])
    assert document.unreadable is not None
    assert "212" in document.unreadable.nl


def test_vat_at_an_unlisted_rate_is_held(sale: Sale) -> None:
    """VAT on a line at a rate that the order does not list makes it unreadable."""
    assert sale("admin-phone-order", tax_lines=[NL9]).unreadable is not None


def test_two_rates_of_one_percentage(sale: Sale) -> None:
    """Two rates of the shop with one country and percentage are one total."""
    lines = [{**NL21, "tax_total": "10.00"}, {**NL21, "rate_id": 30, "tax_total": "8.72"}]
    (total,) = sale("admin-phone-order", tax_lines=lines).tax_totals or ()
    assert (total.rate, total.tax) == (Decimal(21), Decimal("18.72"))

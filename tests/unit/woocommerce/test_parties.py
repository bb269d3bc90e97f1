"""Buyers, addresses and VAT numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from koppel.api import CheckResult, Document

Sale = Callable[..., Document]


def buyer_with(sale: Sale, **meta: Any) -> Any:
    """The buyer of an order with such meta data."""
    entries = [{"id": at, "key": key, "value": value} for at, (key, value) in enumerate(meta.items())]
    return sale("nl-b2b", meta_data=entries).buyer


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("de-b2b-reverse", "DE136695976"),
        ("be-b2b-reverse", "BE0403170701"),
        ("gr-b2b-el", "EL094259216"),
        ("de-b2b-not-exempt", "DE999999999"),
    ],
)
def test_recorded_vat_numbers(name: str, number: str, sale: Sale) -> None:
    """The number comes from whichever of the plugins' keys holds it."""
    buyer = sale(name).buyer
    assert buyer is not None
    assert buyer.vat_number == number


@pytest.mark.parametrize(
    "key",
    [
        "vat_number", "VAT Number", "_billing_vat_id", "_shipping_vat_id", "billing_vat", "yweu_billing_vat",
        "_billing_dic", "_billing_eu_vat", "_billing_btw_nummer", "_wpo_ips_checkout_field", "_wc_billing/shop/vat-number",
        "_wc_other/shop/btw",
    ],
)  # fmt: skip
def test_key_of_a_plugin(key: str, sale: Sale) -> None:
    """Every known key is looked at, and the number is kept as typed."""
    assert buyer_with(sale, **{key: " NL 8577.17.777 B01 "}).vat_number == "NL 8577.17.777 B01"


def test_commonest_key_first(sale: Sale) -> None:
    """Of two numbers the one of the commoner plugin counts; an empty one does not count at all."""
    assert buyer_with(sale, vat_number="BE2", _billing_vat_number="", _vat_number="BE1").vat_number == "BE1"


def test_number_inside_evidence(sale: Sale) -> None:
    """One plugin keeps the number in an object."""
    assert buyer_with(sale, _eu_vat_evidence={"exemption": {"vat_number": "DE1"}}).vat_number == "DE1"


@pytest.mark.parametrize("value", [None, [], {}, 5, "", {"exemption": "yes"}, "opmerking"])
def test_no_number_in_odd_meta(value: Any, sale: Sale) -> None:
    """A field that may hold anything is a number only when it looks like one."""
    assert buyer_with(sale, _eu_vat_evidence=value, _wpo_ips_checkout_field=value).vat_number is None


def test_check_of_the_shop(sale: Sale) -> None:
    """What the shop's plugin found comes along, with the local day of the order."""
    buyer = sale("de-b2b-reverse").buyer
    assert buyer is not None
    assert buyer.vat_number_check is not None
    assert buyer.vat_number_check.result is CheckResult.VALID
    assert buyer.vat_number_check.checked_on == date(2026, 9, 17)


def test_failed_check(sale: Sale) -> None:
    """A number that failed the shop's check says so."""
    buyer = buyer_with(sale, _vat_number="DE9", _vat_number_is_validated="true", _vat_number_is_valid="false")
    assert buyer.vat_number_check.result is CheckResult.INVALID


def test_number_in_company_field_is_only_noted(sale: Sale, recorded: Callable[[str], Any]) -> None:
    """A number typed behind the company's name is noted, never used."""
    billing = {**recorded("orders/nl-b2c-mixed")["billing"], "company": "Müller GmbH DE136695976"}
    document = sale("nl-b2c-mixed", billing=billing)
    assert document.buyer is not None
    assert document.buyer.vat_number is None
    assert document.notes == ("vat_number_in_company: DE136695976",)


@pytest.mark.parametrize("company", ["", "De Boer Verhuizingen 2000", "Studio 54 BV", "Hotel De Zevende Hemel"])
def test_company_without_number(company: str, sale: Sale, recorded: Callable[[str], Any]) -> None:
    """Ordinary company names hold no number."""
    billing = {**recorded("orders/nl-b2c-mixed")["billing"], "company": company}
    assert sale("nl-b2c-mixed", billing=billing).notes == ()


def test_guest_has_no_customer_number(sale: Sale) -> None:
    """Customer 0 is nobody; an account's number comes as text."""
    guest, known = sale("nl-b2c-mixed").buyer, sale("nl-b2c-account").buyer
    assert guest is not None
    assert known is not None
    assert (guest.shop_customer_id, known.shop_customer_id) == (None, "3")


def test_buyer_as_written(sale: Sale) -> None:
    """Name, mail and phone as the shop has them; an empty company is none."""
    buyer = sale("nl-b2c-mixed").buyer
    assert buyer is not None
    assert (buyer.name, buyer.company, buyer.email) == ("Sanne de Vries", None, "sanne.devries@example.nl")


def test_both_addresses(sale: Sale) -> None:
    """Billing and delivery are two addresses; a virtual order has only the first."""
    document = sale("nl-virtual-only")
    assert document.billing is not None
    assert document.billing.line1
    assert document.delivery is None


def test_no_address_and_no_vat(sale: Sale, recorded: Callable[[str], Any]) -> None:
    """An order without address was made at home when VAT was charged; without VAT nobody knows."""
    nowhere = recorded("orders/pos-rest-api")["billing"]
    plain = {"billing": nowhere, "shipping": nowhere, "created_via": "rest-api", "meta_data": []}
    taxed = sale("nl-b2c-21only", shipping_lines=[], **plain)
    untaxed = sale("us-export", shipping_lines=[], **plain)
    assert taxed.delivery is not None
    assert taxed.delivery.country == "NL"
    assert untaxed.delivery is None


def test_long_address_is_not_cut(sale: Sale, recorded: Callable[[str], Any]) -> None:
    """Cutting to a package's length is not the source's business."""
    billing = sale("nl-long-address").billing
    assert billing is not None
    assert billing.line1 == recorded("orders/nl-long-address")["billing"]["address_1"]

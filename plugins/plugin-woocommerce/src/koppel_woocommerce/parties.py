"""Who bought and where it went: names, addresses, and the VAT number from wherever the shop's plugin keeps it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from koppel.api import Address, CheckResult, Party, VatNumberCheck
from koppel_woocommerce.records import Order, Place
from koppel_woocommerce.shop import Shop
from koppel_woocommerce.vat import is_pickup

VAT_NUMBER_KEYS: Final = (
    "_billing_vat_number", "_vat_number", "_billing_eu_vat_number", "vat_number", "VAT Number", "_billing_vat_id",
    "_shipping_vat_id", "billing_vat", "yweu_billing_vat", "_billing_dic", "_billing_eu_vat",
    "_billing_btw_nummer", "vatnumber", "vat_nr", "vatnr", "btwnummer", "btw_nummer", "btw_nr", "btwnr", "vat_id",
)  # fmt: skip
"""Where plugins keep the number, the commonest first; the first that is not empty counts."""

EVIDENCE_KEY: Final = "_eu_vat_evidence"
"""An object of one plugin, with the number inside."""

_FREE_FIELD: Final = "_wpo_ips_checkout_field"
_BLOCK_FIELD: Final = re.compile(r"^_wc_(billing|other)/.*(vat|btw|tva|ust|tax)", re.IGNORECASE)
_NUMBER: Final = re.compile(
    r"\b(AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)[ .-]?(?=\w*\d{2})"
    r"[0-9A-Z][0-9A-Z .-]{6,14}\b"
)


def buyer_of(order: Order, shop: Shop) -> Party | None:
    """The buyer; None for a sale at the counter that names nobody."""
    billing, shipping = order.billing, order.shipping
    name = _full_name(billing) or _full_name(shipping)
    party = Party(
        name=name,
        company=billing.company or None,
        email=billing.email or None,
        phone=billing.phone or shipping.phone or None,
        shop_customer_id=str(order.customer_id) if order.customer_id else None,
        vat_number=vat_number(order.meta),
        vat_number_check=_check(order, shop),
    )
    return None if party == Party() else party


def address_of(place: Place) -> Address | None:
    """An address; None when the shop has none."""
    if place.is_empty:
        return None
    return Address(
        country=place.country.upper(),
        postcode=place.postcode or None,
        city=place.city or None,
        line1=place.address_1 or None,
        line2=place.address_2 or None,
        state=place.state or None,
    )


def delivery_of(order: Order, shop: Shop) -> Address | None:
    """Where the goods ended up: at the shop itself for what was fetched there, whatever address the order holds.

    An order without any address (typed in by hand, or made by a program) is taxed as a sale at home, so it was one; without
    any VAT nothing says so, and the core asks.
    """
    nowhere = not (order.shipping.country or order.billing.country) and order.total_tax != 0
    if shop.base_country and (is_pickup(order) or nowhere):
        return Address(country=shop.base_country)
    return address_of(order.shipping)


def vat_number(meta: Mapping[str, Any]) -> str | None:
    """The buyer's VAT number as typed, None when no plugin asked for one."""
    return next((text for text in _candidates(meta) if text), None)


def number_in_company(order: Order) -> str | None:
    """A VAT number typed into the company field: noted, never used, since nothing says that it was meant as one."""
    match = _NUMBER.search(order.billing.company.upper())
    return match[0].strip() if match else None


def _candidates(meta: Mapping[str, Any]) -> Iterator[str]:
    for key in VAT_NUMBER_KEYS:
        yield _text(meta.get(key))
    yield _inside(meta.get(EVIDENCE_KEY))
    free = _text(meta.get(_FREE_FIELD))
    yield free if sum(sign.isdigit() for sign in free) >= 7 else ""
    for key, value in meta.items():
        if _BLOCK_FIELD.match(key):
            yield _text(value)


def _inside(evidence: Any) -> str:
    exemption = evidence.get("exemption") if isinstance(evidence, dict) else None
    return _text(exemption.get("vat_number")) if isinstance(exemption, dict) else ""


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _check(order: Order, shop: Shop) -> VatNumberCheck | None:
    """What the shop's plugin found when the order was placed."""
    if str(order.meta.get("_vat_number_is_validated")).lower() == "true":
        valid = str(order.meta.get("_vat_number_is_valid")).lower() == "true"
    elif order.meta.get("_vat_number_validated") == "valid":
        valid = True
    else:
        return None
    result = CheckResult.VALID if valid else CheckResult.INVALID
    return VatNumberCheck(result=result, checked_on=order.created_at.astimezone(shop.zone).date())


def _full_name(place: Place) -> str | None:
    return f"{place.first_name} {place.last_name}".strip() or None

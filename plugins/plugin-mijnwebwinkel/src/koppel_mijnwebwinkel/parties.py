"""Who bought and where it went."""

from __future__ import annotations

from koppel.api import Address, Party
from koppel_mijnwebwinkel.records import Order, Place


def buyer_of(order: Order) -> Party | None:
    """The buyer; None when the order names nobody. The invoice address goes before the debtor's own, older members."""
    debtor, invoice = order.debtor, order.debtor.invoice
    party = Party(
        name=invoice.name or debtor.name or None,
        company=invoice.company or debtor.company or None,
        email=debtor.email or None,
        phone=invoice.phone or debtor.phone or None,
        shop_customer_id=debtor.id or None,
        vat_number=invoice.vat_number or None,
        language=order.locale[:2].lower() or None,
    )
    return None if not (party.display_name or party.email or party.shop_customer_id) else party


def billing_of(order: Order) -> Address | None:
    """Where the invoice goes."""
    return _address(order.debtor.invoice)


def delivery_of(order: Order) -> Address | None:
    """Where the goods went: the delivery address, else the country of shipping, else the invoice address."""
    delivery = order.debtor.delivery
    if delivery.is_empty:
        return Address(country=order.shipped_to) if order.shipped_to else billing_of(order)
    return _address(delivery, country=order.shipped_to)


def _address(place: Place, country: str = "") -> Address | None:
    if place.is_empty:
        return None
    return Address(
        country=(place.country or country).upper(),
        postcode=place.zipcode or None,
        city=place.city or None,
        line1=f"{place.street} {place.number}".strip() or None,
    )

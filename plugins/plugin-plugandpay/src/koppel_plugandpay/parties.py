"""Who bought and where: the one address that the service has, and the country of its VAT where it has none."""

from __future__ import annotations

from koppel.api import Address, Party
from koppel_plugandpay.records import Contact, Order


def buyer_of(order: Order) -> Party | None:
    """The buyer; None for an order that names nobody."""
    contact = order.billing.contact
    party = Party(
        name=_full_name(contact),
        company=contact.company or None,
        email=contact.email or None,
        phone=contact.telephone or None,
        vat_number=contact.vat_id_number or None,
    )
    return None if party == Party() else party


def address_of(order: Order) -> Address | None:
    """The billing address. Digital sales often have none: then the country that the service charged VAT for stands in it,
    since the service found it by the buyer's internet address.
    """
    place = order.billing.address
    country = place.country or taxed_in(order)
    if not (country or place.street or place.zipcode or place.city):
        return None
    return Address(
        country=country.upper(),
        postcode=place.zipcode or None,
        city=place.city or None,
        line1=f"{place.street} {place.housenumber}".strip() or None,
    )


def taxed_in(order: Order) -> str:
    """The only country among the order's rates, those of 0 % included; "" where none is named, or several."""
    named = {tax.rate.country for tax in order.taxes if tax.rate.country}
    named |= {item.tax.rate.country for item in order.items if item.tax and item.tax.rate.country}
    return named.pop() if len(named) == 1 else ""


def _full_name(contact: Contact) -> str | None:
    return " ".join(f"{contact.firstname} {contact.lastname}".split()) or None

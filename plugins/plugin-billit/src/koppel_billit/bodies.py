"""What is posted for a booking and for a customer, as JSON. Nothing that Billit computes itself is sent.

Amounts on a credit note are positive: its type makes the sign. Every line's net comes out exactly, also in accounts that
keep two decimals of a unit price: where a price does not divide, the line is one piece and its text says how many.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from koppel.api import Address, Booking, BookingLine, Debtor, DebtorKind, clip, plain
from koppel_billit import lengths
from koppel_billit.mapping import CREDIT_NOTE
from koppel_billit.vat import OUTSIDE_VAT

Body = dict[str, Any]

_CENT: Final = Decimal("0.01")
_DUE_DAYS: Final = 30
_LANGUAGES: Final = frozenset({"NL", "FR", "EN", "DE"})
_HOUSE_NUMBER: Final = re.compile(r"(?P<street>\D.*?)\s+(?P<number>\d+\s?[A-Za-z]{0,2})")
ORDER_TYPES: Final[Mapping[bool, str]] = {False: "Invoice", True: "CreditNote"}


def order(booking: Booking, *, party: int, due_days: int | None, about: str | None) -> Body:
    """The document. `about` is the number of the invoice that a credit note takes back, where Billit has it."""
    header = _header_code(booking)
    sign = -1 if booking.form == CREDIT_NOTE else 1
    return {
        "OrderType": ORDER_TYPES[booking.is_credit],
        "OrderDirection": "Income",
        "OrderNumber": booking.extras["number"],
        "OrderTitle": booking.reference,
        "ExternalProviderID": booking.reference,
        "OrderDate": booking.issued_on,
        "ExpiryDate": _due_on(booking, due_days),
        "DeliveryDate": booking.issued_on,
        "Currency": booking.currency,
        "Customer": {"PartyID": party, **_delivery(booking)},
        "OrderLines": [_line(line, sign, header) for line in booking.lines],
        "InternalInfo": booking.description,
        **({"VentilationCode": header} if header else {}),
        **_payment(booking, about),
    }


def party(debtor: Debtor) -> Body:
    """A customer. A person has no VAT number and owes no VAT; `ExternalProviderID` is what it is found back by."""
    is_company = debtor.kind is DebtorKind.COMPANY
    language = (debtor.language or "")[:2].upper()
    body = {
        "PartyType": "Customer",
        "ExternalProviderID": debtor.key,
        "Name": clip(debtor.name, lengths.NAME),
        "Contact": debtor.person if is_company and debtor.person != debtor.name else None,
        "Email": debtor.email,
        "Phone": debtor.phone,
        "VATNumber": debtor.vat_number,
        "VATLiable": is_company,
        "VATDeductable": is_company,
        "Language": language if language in _LANGUAGES else None,
        **address(debtor.address or Address()),
    }
    return {name: value for name, value in body.items() if value not in (None, "")}


def address(found: Address) -> dict[str, str]:
    """The members of an address that are known; the house number apart where it is clear which part that is."""
    line1, line2 = (" ".join((line or "").split()) for line in (found.line1, found.line2))
    match = None if line2 else _HOUSE_NUMBER.fullmatch(line1)
    street = match["street"] if match else ", ".join(filter(None, (line1, line2)))
    country = found.country.strip().upper()
    parts = {
        "Street": street,
        "StreetNumber": match["number"] if match else "",
        "Zipcode": found.postcode or "",
        "City": found.city or "",
        "CountryCode": country if len(country) == 2 else "",
    }
    return {name: value.strip() for name, value in parts.items() if value.strip()}


def _due_on(booking: Booking, due_days: int | None) -> date:
    """The last day to pay: the day itself when it is paid, else the customer's own term, else thirty days."""
    if "paid_on" in booking.extras:
        return booking.issued_on
    return booking.issued_on + timedelta(days=_DUE_DAYS if due_days is None else due_days)


def _payment(booking: Booking, about: str | None) -> Body:
    """A credit note that names its invoice is settled with it, whatever else is said."""
    if about:
        return {"AboutInvoiceNumber": about}
    if "paid_on" not in booking.extras:
        return {}
    return {"Paid": True, "PaidDate": booking.extras["paid_on"], "PaymentMethod": "Online"}


def _delivery(booking: Booking) -> Body:
    """Where goods without VAT went: an e-invoice must say so."""
    if "ship_to" not in booking.extras:
        return {}
    found = Address(**json.loads(booking.extras["ship_to"]))
    return {"Addresses": [{"AddressType": "DeliveryAddress", **address(found)}]}


def _header_code(booking: Booking) -> str | None:
    """The code that most lines without VAT have: it counts for all that have none of their own."""
    codes = Counter(line.vat_code.value for line in booking.lines if not line.rate and line.vat_code)
    return codes.most_common(1)[0][0] if codes else None


def _line(line: BookingLine, sign: int, header: str | None) -> Body:
    quantity, price = _pieces(line, sign)
    text = line.description.strip() or line.role
    if abs(line.quantity) not in (quantity, Decimal(0)):
        text = f"{_count(abs(line.quantity))} × {text}"
    description, more = lengths.parted(text)
    code = line.vat_code.value if line.vat_code and not line.rate else None
    body = {
        "Quantity": quantity,
        "UnitPriceExcl": price,
        "VATPercentage": None if code == OUTSIDE_VAT else line.rate,
        "VentilationCode": code if code != header else None,
        "Description": description,
        "DescriptionExtended": more or None,
        "Reference": line.item.value if line.item else None,
    }
    return {name: value for name, value in body.items() if value is not None}


def _pieces(line: BookingLine, sign: int) -> tuple[Decimal, Decimal]:
    """Quantity and unit price whose product is the line's net in every account: two decimals each, or one piece."""
    net, quantity = line.net * sign, abs(line.quantity)
    if quantity and quantity == quantity.quantize(_CENT):
        price = (net / quantity).quantize(_CENT)
        if price * quantity == net:
            return quantity.quantize(_CENT), price
    return Decimal(1), net


def _count(quantity: Decimal) -> str:
    return plain(quantity).removesuffix(".00").replace(".", ",")

"""The lists that a shop gives for the tables of the form: kinds of VAT, and how customers pay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from koppel.api import Client, Option, Text, amount, categories
from koppel_plugandpay.lists import Lists

RATES: Final = "v2/tax-rates"
HOME: Final = ("NL", "BE")
SERVICES: Final = (categories.REVERSE_CHARGE_EU_SERVICES, categories.SERVICES_OUTSIDE_EU)
_MOST_PAGES: Final = 50

BY_TYPE: Final = {
    "mail": Text(en="payment link, not paid yet", nl="betaallink, nog niet betaald"),
    "mandate": Text(en="automatic collection, not paid yet", nl="automatische afschrijving, nog niet betaald"),
    "manual": Text(en="paid outside Plug&Pay", nl="buiten Plug&Pay betaald"),
}
"""Types of payment: what is known of an order that nobody paid yet."""

METHODS: Final = {
    "ideal": "iDEAL", "bancontact": "Bancontact", "creditcard": "Creditcard", "paypal": "PayPal",
    "directdebit": "SEPA-incasso", "banktransfer": "Bankoverschrijving", "iban": "IBAN", "applepay": "Apple Pay",
    "belfius": "Belfius", "kbc": "KBC/CBC", "inghomepay": "ING Home'Pay", "sofort": "SOFORT", "giropay": "giropay",
    "eps": "eps", "przelewy24": "Przelewy24", "paysafecard": "paysafecard", "giftcard": "Cadeaukaart", "in3": "in3",
    "klarnapaylater": "Klarna Pay later", "klarnapaynow": "Klarna Pay now", "klarnasliceit": "Klarna Slice it",
}  # fmt: skip
"""The ways to pay that the service is known to name. It is an open list."""


def vat_categories(client: Client) -> list[Option]:
    """Country and rate of each of the shop's rates, home countries first, and services without VAT to other countries,
    which is what most of these shops sell there. A rate without country names no row.

    0 % is a row of its own only at home: elsewhere it stands for reverse charge or export, which have theirs. The service
    does not say where home is; nearly all its shops are Dutch, the others have no Dutch rates.
    """
    found = {pair for row in _rates(client) if (pair := _pair(row))}
    home = next((country for country in HOME if any(rate and place == country for place, rate in found)), HOME[0])
    pairs = {(country, rate) for country, rate in found if rate or country == home}
    ordered = sorted(pairs, key=lambda pair: (*_place(pair[0]), -pair[1]))
    rows = [categories.row_of(country, rate) for country, rate in ordered]
    return [Option(value=row, label=categories.row_label(row)) for row in (*rows, *SERVICES)]


def payment_conditions(lists: Lists) -> list[Option]:
    """How customers pay: what the newest orders use first, then what else is known; the same words as on a document."""
    used = list(dict.fromkeys(_used(lists)))
    ordered = [*used, *(word for word in (*BY_TYPE, *METHODS) if word not in used)]
    return [Option(value=word, label=BY_TYPE.get(word) or METHODS.get(word) or word) for word in ordered]


def _used(lists: Lists) -> Iterator[str]:
    page = lists.ask({"mode": "live", "invoice_status": "final", "sort": "invoice_date", "direction": "desc"})
    for row in page.rows:
        payment = row.get("payment") if isinstance(row, Mapping) else None
        word = (payment.get("method") or payment.get("type")) if isinstance(payment, Mapping) else None
        if isinstance(word, str) and word:
            yield word


def _rates(client: Client) -> Iterator[Any]:
    """All rates. The list came whole where it was seen; should it come in pages, they are followed."""
    for number in range(1, _MOST_PAGES + 1):
        body = client.get(RATES, params={"page": number} if number > 1 else None).json()
        rows = body.get("data") if isinstance(body, dict) else None
        yield from rows if isinstance(rows, list) else ()
        meta = body.get("meta") if isinstance(body, dict) else None
        if not isinstance(meta, Mapping) or number >= int(meta.get("last_page") or 1):
            return


def _pair(row: Any) -> tuple[str, Decimal] | None:
    country = str(row.get("country") or "").upper() if isinstance(row, Mapping) else ""
    try:
        return ({"EL": "GR"}.get(country, country), amount(row["percentage"])) if country else None
    except (KeyError, TypeError, ValueError):
        return None


def _place(country: str) -> tuple[int, str]:
    return (HOME.index(country) if country in HOME else len(HOME), country)

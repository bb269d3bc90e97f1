"""What becomes of an order or refund that cannot be turned into a document safely: one that says why and is held."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from marshmallow import ValidationError

from koppel.api import Document, DocumentKind, Text, amount_or_zero, fingerprint, first_complaint, moment_of

WRONG_TYPE = Text(
    en="Koppel cannot read {what} {number}: its field {field} holds something unexpected ({problem}). Look at it in "
    "WooCommerce; a plugin of the shop probably changed it. Enter it in the books by hand.",
    nl="Koppel kan {what} {number} niet lezen: in het veld {field} staat iets onverwachts ({problem}). Bekijk de gegevens "
    "in WooCommerce; waarschijnlijk heeft een plug-in van de winkel ze gewijzigd. Boek met de hand.",
)
UNKNOWN_RATE = Text(
    en="Order {number} holds VAT at a rate that the order itself does not list. Open the order in WooCommerce and choose "
    "Recalculate, or enter it in the books by hand.",
    nl="Bestelling {number} bevat btw tegen een tarief dat de bestelling zelf niet noemt. Open de bestelling in WooCommerce "
    "en kies Herberekenen, of boek met de hand.",
)
PART_OF_ANOTHER = Text(
    en="Order {number} is a part of order {parent}, made by a plugin of the shop. Booking both would count the sale twice: "
    "enter this one by hand only if order {parent} is not booked.",
    nl="Bestelling {number} is een deel van bestelling {parent}, gemaakt door een plug-in van de winkel. Beide boeken zou "
    "de verkoop dubbel tellen: boek deze alleen met de hand als bestelling {parent} niet wordt geboekt.",
)


def wrong_type(error: ValidationError, *, what: Text, number: object) -> Text:
    """The sentence for the first member that is not what it should be."""
    field, problem = first_complaint(error.messages)
    return Text(
        en=WRONG_TYPE.with_data(what=what.en, number=number, field=field, problem=problem).en,
        nl=WRONG_TYPE.with_data(what=what.nl, number=number, field=field, problem=problem).nl,
    )


def unreadable_order(body: Any, sentence: Text, *, time_zone: str) -> Document:
    """A document with whatever could be read of it, held with the sentence.

    Even what has no id gets a key, from its content: left out it would never be booked and nobody would know.
    """
    known: Mapping[str, Any] = body if isinstance(body, dict) else {}
    key = known.get("id") if isinstance(known.get("id"), int) else f"unknown-{fingerprint(body)}"
    return Document(
        key=f"order:{key}",
        kind=DocumentKind.INVOICE,
        number=str(known.get("number") or key),
        status=str(known.get("status") or ""),
        created_at=moment_of(known.get("date_created_gmt")) or datetime(1970, 1, 1, tzinfo=UTC),
        currency=str(known.get("currency") or ""),
        total_incl=amount_or_zero(known.get("total")),
        lines=(),
        time_zone=time_zone,
        revision=fingerprint(body),
        unreadable=sentence,
    )

"""What becomes of an order that cannot be turned into a document safely: one that says why and is held."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from marshmallow import ValidationError

from koppel.api import Document, DocumentKind, Text, amount_or_zero, fingerprint, first_complaint
from koppel_mijnwebwinkel.wire import ZONE_NAME, moment_of

WRONG_TYPE: Final = Text(
    en="Koppel cannot read order {number}: its field {field} is missing or holds something unexpected ({problem}). Look at "
    "the order in Mijnwebwinkel and enter it in the books by hand.",
    nl="Koppel kan bestelling {number} niet lezen: het veld {field} ontbreekt of bevat iets onverwachts ({problem}). Bekijk "
    "de bestelling in Mijnwebwinkel en boek haar met de hand.",
)
VAT_WITHOUT_RATE: Final = Text(
    en="Order {number} holds VAT at a rate of 0%, which cannot be. Compare the order with its invoice in Mijnwebwinkel and "
    "enter it in the books by hand.",
    nl="Bestelling {number} bevat btw bij een tarief van 0%, en dat kan niet. Vergelijk de bestelling met haar factuur in "
    "Mijnwebwinkel en boek haar met de hand.",
)
UNKNOWN_DEDUCTION: Final = Text(
    en='Order {number} has a line of the kind "{type}" that takes off an amount without VAT. Koppel cannot tell a discount '
    "from a gift card there. Look at the order in Mijnwebwinkel and enter it in the books by hand.",
    nl='Bestelling {number} heeft een regel van de soort "{type}" die een bedrag zonder btw aftrekt. Koppel kan daar een '
    "korting niet van een cadeaubon onderscheiden. Bekijk de bestelling in Mijnwebwinkel en boek haar met de hand.",
)
NO_LINES: Final = Text(
    en="Return {number} has an amount but no lines, so its VAT is unknown. Look at the return in Mijnwebwinkel and enter it "
    "in the books by hand.",
    nl="Retour {number} heeft een bedrag maar geen regels, dus de btw is onbekend. Bekijk de retour in Mijnwebwinkel en boek "
    "haar met de hand.",
)
MIXED_CREDIT: Final = Text(
    en="Return {number} does not add up: its lines are {lines} together, its total is {total}. Look at the return in "
    "Mijnwebwinkel and enter it in the books by hand.",
    nl="Retour {number} klopt niet: de regels zijn samen {lines}, het totaal is {total}. Bekijk de retour in Mijnwebwinkel en "
    "boek haar met de hand.",
)
SALE_UNREADABLE: Final = Text(
    en="Order {number} itself cannot be read, so its return cannot be booked either. Solve the order first.",
    nl="Bestelling {number} zelf kan niet worden gelezen, dus de retour ook niet geboekt. Los eerst de bestelling op.",
)
EARLIER_UNREADABLE: Final = Text(
    en="An earlier return of order {number} cannot be read, so what is left of the order is unknown. Solve that one first.",
    nl="Een eerdere retour van bestelling {number} kan niet worden gelezen, dus wat er van de bestelling over is, is "
    "onbekend. Los die eerst op.",
)


def wrong_type(error: ValidationError, number: object) -> Text:
    """The sentence for the first member that is not what it should be."""
    field, problem = first_complaint(error.messages)
    return WRONG_TYPE.with_data(number=number, field=field, problem=problem)


def unreadable_order(body: Any, sentence: Text) -> Document:
    """A document with whatever could be read of it, held with the sentence.

    Even what has no number gets a key, from its content: left out it would never be booked and nobody would know.
    """
    known: Mapping[str, Any] = body if isinstance(body, dict) else {}
    number = str(known.get("number") or "").strip() or f"unknown-{fingerprint(body)}"
    price = known.get("price")
    total = amount_or_zero(price.get("total")) if isinstance(price, dict) else Decimal(0)
    is_credit = bool(known.get("credited_order_number")) or total < 0
    return Document(
        key=f"order:{number}",
        kind=DocumentKind.CREDIT_NOTE if is_credit else DocumentKind.INVOICE,
        number=number,
        status=str(known.get("status") or ""),
        created_at=moment_of(known.get("date"), known.get("time")) or datetime(1970, 1, 1, tzinfo=UTC),
        currency=str(known.get("currency") or ""),
        total_incl=total,
        lines=(),
        time_zone=ZONE_NAME,
        revision=fingerprint(body),
        unreadable=sentence,
    )

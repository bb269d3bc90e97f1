"""What becomes of an order that cannot be turned into a document safely: one that says why and is held."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from marshmallow import ValidationError

from koppel.api import Document, DocumentKind, Text, amount_or_zero, fingerprint, first_complaint, moment_of
from koppel_plugandpay.records import CREDIT_INVOICE
from koppel_plugandpay.wire import ZONE_NAME

WRONG_TYPE = Text(
    en="Koppel cannot read order {number}: its field {field} is missing or holds something unexpected ({problem}). Look at "
    "the order in Plug&Pay and enter it in the books by hand.",
    nl="Koppel kan bestelling {number} niet lezen: het veld {field} ontbreekt of bevat iets onverwachts ({problem}). Bekijk "
    "de bestelling in Plug&Pay en boek haar met de hand.",
)
DO_NOT_ADD_UP = Text(
    en="The lines of order {number} add up to {lines}, but its total is {total}. Compare the order with its invoice in "
    "Plug&Pay and enter it in the books by hand.",
    nl="De regels van bestelling {number} zijn samen {lines}, maar het totaal is {total}. Vergelijk de bestelling met haar "
    "factuur in Plug&Pay en boek haar met de hand.",
)
VAT_DOES_NOT_ADD_UP = Text(
    en="The VAT of order {number} is {vat} by its totals, but {taxes} by its rates. Compare the order with its invoice in "
    "Plug&Pay and enter it in the books by hand.",
    nl="De btw van bestelling {number} is {vat} volgens de totalen, maar {taxes} volgens de tarieven. Vergelijk de "
    "bestelling met haar factuur in Plug&Pay en boek haar met de hand.",
)
UNKNOWN_WORD = Text(
    en='Order {number} has the {field} "{word}", which Koppel does not know. Look at the order in Plug&Pay and enter it in '
    "the books by hand; a newer version of Koppel may know it.",
    nl='Bestelling {number} heeft bij {field} "{word}" staan, en dat kent Koppel niet. Bekijk de bestelling in Plug&Pay en '
    "boek haar met de hand; misschien kent een nieuwere versie van Koppel het wel.",
)
DELETED = Text(
    en="Order {number} (invoice {invoice}) was deleted in Plug&Pay. If it is in the books, make a credit note there; if not, "
    "nothing needs to be booked.",
    nl="Bestelling {number} (factuur {invoice}) is in Plug&Pay verwijderd. Staat zij in de boekhouding, maak daar dan een "
    "creditnota; zo niet, dan hoeft er niets te worden geboekt.",
)
NO_INVOICE = Text(
    en="Order {number} counts as invoiced but has no invoice number or no invoice date. Open it in Plug&Pay and look whether "
    "its invoice was made; otherwise enter it in the books by hand.",
    nl="Bestelling {number} geldt als gefactureerd, maar heeft geen factuurnummer of geen factuurdatum. Open haar in "
    "Plug&Pay en kijk of de factuur is gemaakt; boek haar anders met de hand.",
)


def wrong_type(error: ValidationError, number: object) -> Text:
    """The sentence for the first member that is not what it should be."""
    field, problem = first_complaint(error.messages)
    return WRONG_TYPE.with_data(number=number, field=field, problem=problem)


def unreadable_order(body: Any, sentence: Text) -> Document:
    """A document with whatever could be read of it, held with the sentence.

    Even what has no id gets a key, from its content: left out it would never be booked and nobody would know.
    """
    known: Mapping[str, Any] = body if isinstance(body, dict) else {}
    number = known.get("id") if isinstance(known.get("id"), int) else f"unknown-{fingerprint(body)}"
    payment = known.get("payment") if isinstance(known.get("payment"), dict) else {}
    total = amount_or_zero(known.get("amount_with_tax"))
    status = str((payment or {}).get("status") or "")
    is_credit = status == CREDIT_INVOICE or total < 0
    return Document(
        key=f"order:{number}",
        kind=DocumentKind.CREDIT_NOTE if is_credit else DocumentKind.INVOICE,
        number=str(number),
        status=status,
        created_at=moment_of(known.get("created_at")) or datetime(1970, 1, 1, tzinfo=UTC),
        currency="EUR",
        total_incl=total,
        lines=(),
        time_zone=ZONE_NAME,
        invoice_number=str(known.get("invoice_number") or "") or None,
        revision=fingerprint(body),
        unreadable=sentence,
    )

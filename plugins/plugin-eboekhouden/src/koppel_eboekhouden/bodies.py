"""What is posted for a booking, as JSON: the mutation and the invoice. Bodies are built from fixed fields only.

Amounts are gross (`inExVat` IN): the total is then always what the customer paid. Nothing that would print or mail an
invoice is ever sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from koppel.api import Booking, cents, clip
from koppel_eboekhouden import lengths, vat
from koppel_eboekhouden.cents import Row
from koppel_eboekhouden.forms import SENT
from koppel_eboekhouden.wire import filled

Body = dict[str, Any]
TERM_DAYS: Final = 14


def rows_of(booking: Booking, ledgers: Mapping[str, int]) -> list[Row]:
    """The rows of a booking; `ledgers` gives the id of each account. Lines of nothing are left out."""
    return [
        Row(
            code=line.vat_code.value if line.vat_code else vat.NOTHING,
            ledger=ledgers[line.ledger.value if line.ledger else ""],
            gross=line.gross,
            vat=line.vat_amount,
            description=line.description,
            quantity=line.quantity,
        )
        for line in booking.lines
        if line.gross
    ]


def mutation(booking: Booking, rows: Sequence[Row], *, relation: int, debtors: int) -> Body:
    """An invoice sent (type 2); a credit note is one with negative amounts."""
    return filled(
        {
            "type": SENT,
            "date": booking.issued_on,
            "ledgerId": debtors,
            "relationId": relation,
            "invoiceNumber": booking.reference,
            "entryNumber": clip(booking.number, lengths.NUMBER),
            "termOfPayment": TERM_DAYS,
            "inExVat": "IN",
            "description": clip(booking.description, lengths.DESCRIPTION),
            "paymentReference": booking.reference,
            "checkPaymentReference": True,
            "rows": [_mutation_row(row) for row in rows],
        }
    )


def invoice(booking: Booking, rows: Sequence[Row], *, relation: int, debtors: int) -> Body:
    """An invoice that is booked at once: without `mutation` it would stay a concept."""
    return filled(
        {
            "invoiceNumber": booking.reference,
            "relationId": relation,
            "date": booking.issued_on,
            "termOfPayment": TERM_DAYS,
            "inExVat": "IN",
            "templateId": int(booking.extras["template"]),
            "reference": clip(booking.number, lengths.NUMBER),
            "mutation": {
                "ledgerId": debtors,
                "description": clip(booking.description, lengths.BOOKING_DESCRIPTION),
                "paymentReference": booking.reference,
                "checkPaymentReference": True,
            },
            "items": [_item(row) for row in rows],
        }
    )


def _mutation_row(row: Row) -> Body:
    description = clip(row.description, lengths.ROW_DESCRIPTION)
    return filled({**_booked(row), "amount": row.gross, "description": description})


def _item(row: Row) -> Body:
    """The price per unit where it is a whole number of cents, else the line as one piece with its quantity in words."""
    quantity, price, description = row.quantity, row.gross, row.description
    exact = row.gross / quantity if quantity else row.gross
    if quantity and exact == cents(exact) and quantity == quantity.quantize(Decimal("0.0001")):
        price = cents(exact)
    else:
        if abs(quantity) not in (0, 1):
            description = f"{_words(abs(quantity))} x {description}"
        quantity = Decimal(-1 if row.gross < 0 else 1)
        price = abs(row.gross)
    text = clip(description, lengths.ITEM_DESCRIPTION) or "-"
    return {"quantity": quantity, "pricePerUnit": price, "description": text, **_booked(row)}


def _words(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}".replace(".", ",")


def _booked(row: Row) -> Body:
    """Where it goes. Only one code takes an amount of VAT, and it needs one."""
    own = {"vatAmount": row.vat} if row.code == vat.EXPLICIT else {}
    return {"ledgerId": row.ledger, "vatCode": row.code, **own}

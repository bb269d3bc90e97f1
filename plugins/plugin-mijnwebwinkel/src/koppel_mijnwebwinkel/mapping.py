"""An order of Mijnwebwinkel as a document: an invoice, or a credit order as a credit note.

Nothing is computed that the shop says itself. What the VAT means for the books, and whether the amounts add up, is left
to the core; which order a credit order takes back is found by `originals`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from marshmallow import ValidationError

from koppel.api import Document, DocumentKind, Payment, TaxTotal, Unreadable, VatRelief, fingerprint
from koppel_mijnwebwinkel import parties
from koppel_mijnwebwinkel.lines import lines_of, taken_back, tax_totals, turned
from koppel_mijnwebwinkel.records import REVERSE_CHARGED, ZERO, Order
from koppel_mijnwebwinkel.unreadable import (
    EARLIER_UNREADABLE,
    MIXED_CREDIT,
    NO_LINES,
    SALE_UNREADABLE,
    unreadable_order,
    wrong_type,
)
from koppel_mijnwebwinkel.wire import ZONE_NAME, order_of

_TEST_NUMBER: Final = re.compile(r"\d+T", re.IGNORECASE)
_PAID_STATUS: Final = "captured"
_SUCCESSFUL: Final = 1
_ROUNDING: Final = Decimal("0.05")

COUNTED: Final = (
    "number", "date", "time", "status", "taxed", "currency", "credited_order_number", "business_model",
    "offline_location_id", "tax_region", "tax_strategy", "payment_status", "payment", "debtor", "price", "orderlines",
    "shipping",
)  # fmt: skip
"""What can change a booking. Notes, archiving and the list of credit orders cannot."""


def is_for_books(body: Any) -> bool:
    """False for a test order. What cannot be read is for the books: it must be seen."""
    number = body.get("number") if isinstance(body, Mapping) else None
    return not (isinstance(number, str) and _TEST_NUMBER.fullmatch(number.strip()))


def document_of(body: Any) -> Document:
    """The document of an order by itself: a sale.

    Never raises for what is in the order: what cannot be turned into a document safely comes as `unreadable`, so that one
    broken order does not keep the others from being booked.
    """
    return _readable(body, _sale)


def credit_note_of(body: Any, original: Any | None, earlier: Sequence[Any] = ()) -> Document:
    """A credit order with the order that it takes back, and the credit orders before it on the same order."""
    credit = _readable(body, _credit)
    if original is None:
        return credit
    sale = document_of(original)
    before: list[Document] = []
    for one in earlier:
        before.append(_joined(_readable(one, _credit), sale, tuple(before)))
    return _joined(credit, sale, tuple(before))


def _joined(credit: Document, sale: Document, earlier: tuple[Document, ...]) -> Document:
    """A credit note has its sale's number and knows what came before it."""
    if credit.unreadable is None and sale.unreadable is not None:
        credit = replace(credit, unreadable=SALE_UNREADABLE.with_data(number=sale.number))
    if credit.unreadable is None and any(one.unreadable for one in earlier):
        credit = replace(credit, unreadable=EARLIER_UNREADABLE.with_data(number=sale.number))
    lines = taken_back(credit.lines, sale.lines)
    return replace(credit, number=sale.number, lines=lines, original=sale, earlier=earlier)


def _readable(body: Any, read: Any) -> Document:
    number = body.get("number", "?") if isinstance(body, Mapping) else "?"
    try:
        found: Document = read(order_of(body), body)
    except ValidationError as error:
        return unreadable_order(body, wrong_type(error, number))
    except Unreadable as error:
        return unreadable_order(body, error.sentence)
    return found


def _sale(order: Order, body: Any) -> Document:
    totals = tax_totals(order)
    return Document(
        key=f"order:{order.number}",
        kind=DocumentKind.INVOICE,
        number=order.number,
        status=order.status,
        created_at=order.created_at,
        currency=order.currency,
        total_incl=order.total,
        lines=lines_of(order),
        time_zone=ZONE_NAME,
        total_tax=None if totals is None else _sum(totals),
        tax_totals=totals,
        prices_include_tax=order.taxed != "exclude",
        buyer=parties.buyer_of(order),
        billing=parties.billing_of(order),
        delivery=parties.delivery_of(order),
        is_pos=bool(order.offline_location_id),
        relief=VatRelief.EXEMPT_BUSINESS if order.tax_strategy == REVERSE_CHARGED else None,
        payments=_payments(order),
        payment_method=order.payment.method or None,
        revision=revision_of(body),
    )


def _credit(order: Order, body: Any) -> Document:
    """A credit order is written as it is booked: negative, whatever its signs at the shop.

    The vendor does not say whether amounts in a credit order are below zero; total, lines and VAT are each turned by their
    own sign, so that both ways of writing come out the same.
    """
    sale = _sale(order, body)
    total = -abs(order.total)
    lines = turned(sale.lines)
    sum_of_lines = sum((line.amounts.gross for line in lines), ZERO)
    if total and not lines:
        raise Unreadable(NO_LINES.with_data(number=order.number))
    if abs(sum_of_lines - total) > _ROUNDING:
        raise Unreadable(MIXED_CREDIT.with_data(number=order.number, lines=sum_of_lines, total=total))
    totals = sale.tax_totals
    if totals is not None and _sum(totals) > 0:
        totals = tuple(replace(tax, tax=-tax.tax) for tax in totals)
    return replace(
        sale,
        kind=DocumentKind.CREDIT_NOTE,
        number=order.credited_number or order.number,
        total_incl=total,
        lines=lines,
        total_tax=None if totals is None else _sum(totals),
        tax_totals=totals,
        payments=(),
    )


def _sum(totals: Sequence[TaxTotal]) -> Decimal:
    return sum((total.tax for total in totals), ZERO)


def _payments(order: Order) -> tuple[Payment, ...]:
    """How it was paid, once it was. Of a payment by hand the shop never learns; the order's status says so then."""
    paid = order.payment_status == _PAID_STATUS or order.payment.status == _SUCCESSFUL
    if not paid or not order.payment.method or not order.total:
        return ()
    return (Payment(method=order.payment.method, amount=order.total),)


def revision_of(body: Mapping[str, Any]) -> str:
    """A hash of all that can change the booking: the shop itself keeps no date of change."""
    return fingerprint({name: body.get(name) for name in COUNTED})

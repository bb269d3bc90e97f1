"""Refunds as credit notes.

Three shapes occur: lines that add up to the amount; an amount without any lines; an amount that is more (or less) than
its lines. `total_incl` is the truth in all of them: minus the amount that was paid back. Where the lines do not add up to
it, the rest has no VAT split at the shop: the lines are given as they are, `total_tax` and `tax_totals` stay None, and the
core spreads what is missing over what is left of the order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from marshmallow import ValidationError

from koppel.api import Amounts, Document, DocumentKind, Line, Payment, Text, Unreadable, fingerprint, moment_of
from koppel_woocommerce import invoices
from koppel_woocommerce.lines import fee_line, product_line, shipping_line, supply_of
from koppel_woocommerce.records import ZERO, Item, Order, Refund
from koppel_woocommerce.revision import revision_of
from koppel_woocommerce.shop import Shop
from koppel_woocommerce.unreadable import wrong_type
from koppel_woocommerce.vat import Rate, rates_of, tax_totals, taxed_in
from koppel_woocommerce.wire import refund_of

REFUND: Final = Text(en="the refund of order", nl="de terugbetaling van bestelling")
SALE_UNREADABLE: Final = Text(
    en="Order {number} itself cannot be read, so its refund cannot be booked either. Solve the order first.",
    nl="Bestelling {number} zelf kan niet worden gelezen, dus de terugbetaling ook niet geboekt. Los eerst de bestelling op.",
)
EARLIER_UNREADABLE: Final = Text(
    en="An earlier refund of order {number} cannot be read, so what is left of the order is unknown. Solve that one first.",
    nl="Een eerdere terugbetaling van bestelling {number} kan niet worden gelezen, dus wat er van de bestelling over is, is "
    "onbekend. Los die eerst op.",
)

_ROUNDING: Final = Decimal("0.05")
"""What lines may differ from the amount and still count as the whole of it; the core closes such a gap."""


def credit_notes(sale: Document, order: Order | None, bodies: Iterable[Any], shop: Shop) -> list[Document]:
    """One credit note per refund of an order, the oldest first, each knowing those before it."""
    notes: list[Document] = []
    for body in sorted(bodies, key=_age):
        note = _credit_note(sale, order, body, shop)
        if note.unreadable is None and any(before.unreadable for before in notes):
            note = replace(note, unreadable=EARLIER_UNREADABLE.with_data(number=sale.number))
        notes.append(replace(note, earlier=tuple(notes)))
    return notes


def refund_key(order_key: str, refund_id: object) -> str:
    """`refund:117:119`: a refund can only be asked for together with its order; the last part is its own number."""
    return f"refund:{order_key.removeprefix('order:')}:{refund_id}"


def _age(body: Any) -> tuple[str, int]:
    known = body if isinstance(body, dict) else {}
    number = known.get("id")
    return (str(known.get("date_created_gmt") or ""), number if isinstance(number, int) else 0)


def _credit_note(sale: Document, order: Order | None, body: Any, shop: Shop) -> Document:
    if order is None or sale.unreadable is not None:
        return _held(sale, body, SALE_UNREADABLE.with_data(number=sale.number))
    try:
        return _read(sale, order, refund_of(body), body, shop)
    except ValidationError as error:
        return _held(sale, body, wrong_type(error, what=REFUND, number=sale.number))
    except Unreadable as error:
        return _held(sale, body, error.sentence)


def _read(sale: Document, order: Order, refund: Refund, body: Any, shop: Shop) -> Document:
    tax_lines = (*order.tax_lines, *refund.tax_lines)
    rates = rates_of(tax_lines, order.items, taxed_in(order, shop), order.number)
    lines = _lines(refund, order, rates, is_pos=sale.is_pos)
    complete = _is_complete(lines, -refund.amount)
    invoice = invoices.credit_note_of(refund.meta, shop)
    return replace(
        _blank(sale, body),
        created_at=refund.created_at,
        total_incl=-refund.amount,
        lines=lines,
        invoice_number=invoice.number,
        invoice_date=invoice.day,
        total_tax=sum((line.amounts.tax or ZERO for line in lines), ZERO) if complete else None,
        tax_totals=tax_totals(refund.tax_lines, rates) if complete else None,
        payments=_paid_back(order, refund),
        reason=refund.reason or None,
        revision=revision_of(body, refund.created_at),
    )


def _blank(sale: Document, body: Any) -> Document:
    """The sale turned into a credit note that says nothing yet of what was given back."""
    number = body.get("id") if isinstance(body, dict) else None
    return replace(
        sale,
        key=refund_key(sale.key, number if isinstance(number, int) else f"unknown-{fingerprint(body)}"),
        kind=DocumentKind.CREDIT_NOTE,
        lines=(),
        total_tax=None,
        tax_totals=None,
        paid_at=None,
        completed_at=None,
        invoice_number=None,
        invoice_date=None,
        discounts=(),
        payments=(),
        attachments=(),
        original=sale,
        unreadable=None,
        notes=(),
    )


def _held(sale: Document, body: Any, sentence: Text) -> Document:
    known = body if isinstance(body, dict) else {}
    return replace(
        _blank(sale, body),
        created_at=moment_of(known.get("date_created_gmt")) or sale.created_at,
        total_incl=ZERO,
        revision=fingerprint(body),
        unreadable=sentence,
    )


def _lines(refund: Refund, order: Order, rates: Mapping[int, Rate], *, is_pos: bool) -> tuple[Line, ...]:
    supply = supply_of(order, is_pos=is_pos)
    made = [
        *((item, product_line(item, rates, order, supply)) for item in refund.line_items),
        *((item, shipping_line(item, rates, order)) for item in refund.shipping_lines),
        # A negative fee that is taken back shows up as a positive one.
        *((item, fee_line(item, rates, order, is_spread=item.total > 0)) for item in refund.fee_lines),
    ]
    originals = {str(item.id): item for item in order.items}
    return tuple(_taken_back(item, line, originals) for item, line in made if item.total or item.total_tax)


def _taken_back(item: Item, line: Line, originals: Mapping[str, Item]) -> Line:
    """The line with its original; a price correction has quantity 0 at the shop and counts as one piece here."""
    key = str(item.meta.get("_refunded_item_id") or "") or None
    quantity = -abs(item.quantity) if item.quantity else Decimal(-1)
    line = replace(line, quantity=quantity, refunds_line=key, before_discount=None)
    original = originals.get(key) if key else None
    if original is None or not _vat_left_out(item, original):
        return line
    # The administrator filled in the amount and left the VAT empty: the shop does not say how much VAT is in it.
    return replace(line, amounts=Amounts(net=None, tax=None, gross=item.total), taxes=(), tax_known=False)


def _vat_left_out(item: Item, original: Item) -> bool:
    return item.total != 0 and item.total_tax == 0 and original.total_tax != 0


def _is_complete(lines: Sequence[Line], total: Decimal) -> bool:
    """True when the lines say where the whole amount and its VAT come from."""
    covered = sum((line.amounts.gross for line in lines), ZERO)
    return bool(lines) and abs(covered - total) <= _ROUNDING and all(line.tax_known for line in lines)


def _paid_back(order: Order, refund: Refund) -> tuple[Payment, ...]:
    if not order.payment_method:
        return ()
    title = order.payment_method_title or None
    return (Payment(method=order.payment_method, title=title, amount=-refund.amount, paid_at=refund.created_at),)

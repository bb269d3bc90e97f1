"""From a document to a draft: the decision. Pure and deterministic; what it needs is handed in.

The order: is it for booking at all (`heading`), currency, lines to pieces with their VAT (`splitting`, `vat`), whole
cents (`settlement`), debtor, boxes. The first thing that does not fit holds the document with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from koppel.booking.boxes import boxes_of
from koppel.booking.currencies import converted_per_treatment, rate_of
from koppel.booking.debtors import debtor_of
from koppel.booking.draft import BoxAmount, Conversion, Draft, DraftLine
from koppel.booking.heading import issued_on, reference, skip
from koppel.booking.outcome import Held, Skipped
from koppel.booking.pieces import Cell, total_gross
from koppel.booking.reasons import Hold, skipped
from koppel.booking.rules import Rules
from koppel.booking.settlement import settle_document
from koppel.model import ZERO, Document, ExchangeRate, cents


def decide(document: Document, rules: Rules) -> Draft | Held | Skipped:
    """Decide VAT treatment, amounts, debtor, date and reference of one document, or say why not."""
    not_for_booking = skip(document, rules)
    if not_for_booking is not None:
        return not_for_booking
    try:
        return _draft(document, rules)
    except Hold as stop:
        return stop.held


def _draft(document: Document, rules: Rules) -> Draft | Skipped:
    rate = rate_of(document, rules)
    is_converted = rate is not None and rules.convert_to_base_currency
    settled = settle_document(document, rules, rate if is_converted else None)
    if not settled.booked:
        return skipped("zero_total")
    cells = settled.booked
    vat = cents(sum((cell.vat_amount for cell in cells), ZERO))
    total = cents(total_gross(cells))
    return Draft(
        document=document,
        reference=reference(document, rules),
        issued_on=issued_on(document, rules),
        currency=rules.seller.currency if is_converted else document.currency,
        debtor=debtor_of(document, rules),
        lines=_lines(document, rules, cells, None if is_converted else rate),
        total_excl=total - vat,
        total_vat=vat,
        total_incl=total,
        exchange_rate=None if is_converted else rate,
        converted_from=_conversion(document, rate, settled.cells) if is_converted else None,
        warnings=settled.warnings,
    )


def _conversion(document: Document, rate: ExchangeRate | None, cells: Sequence[Cell]) -> Conversion | None:
    if rate is None:
        return None
    return Conversion(currency=document.currency, rate=rate.rate, total_incl=total_gross(cells))


def _lines(document: Document, rules: Rules, cells: Sequence[Cell], rate: ExchangeRate | None) -> tuple[DraftLine, ...]:
    in_books = _in_books(document, rules, cells, rate)
    return tuple(_line(cell, amounts, document, rules) for cell, amounts in zip(cells, in_books, strict=True))


def _in_books(
    document: Document, rules: Rules, cells: Sequence[Cell], rate: ExchangeRate | None
) -> list[tuple[Decimal, Decimal] | None]:
    """Net and VAT per cell in the currency of the books, for the return; None when no rate is known."""
    net, vat = [cell.net for cell in cells], [cell.vat_amount for cell in cells]
    if rate is not None:
        net, vat = (converted_per_treatment(amounts, cells, rate.rate) for amounts in (net, vat))
    elif document.currency != rules.seller.currency and not rules.convert_to_base_currency:
        return [None] * len(cells)
    return list(zip(net, vat, strict=True))


def _line(cell: Cell, in_books: tuple[Decimal, Decimal] | None, document: Document, rules: Rules) -> DraftLine:
    piece = cell.piece
    boxes: tuple[BoxAmount, ...] = ()
    if in_books is not None:
        home = rules.seller.country
        boxes = boxes_of(piece.vat, in_books[0], in_books[1], home=home, is_credit=document.is_credit)
    return DraftLine(
        role=piece.role,
        kind=piece.kind,
        description=piece.description,
        vat=piece.vat,
        net=cents(cell.net),
        vat_amount=cents(cell.vat_amount),
        quantity=piece.quantity,
        item_code=piece.item_code,
        product_ledger=piece.product_ledger,
        period=piece.period,
        boxes=boxes,
        why=piece.why,
        source=piece.source,
    )

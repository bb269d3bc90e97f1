"""A whole document in cents: a sale by itself, a credit note set against its sale and the credit notes before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from koppel.booking.adjustments import round_on_total, separate_discounts
from koppel.booking.amounts import MAX_GAP, settle
from koppel.booking.charged import shop_totals
from koppel.booking.currencies import convert
from koppel.booking.facts import gather
from koppel.booking.outcome import BookingWarning, Held
from koppel.booking.pieces import Cell, total_gross
from koppel.booking.reasons import Hold, hold, warning
from koppel.booking.refunds import Sold, less, rest_of, settle_refund, take_rest
from koppel.booking.rules import Rules
from koppel.booking.shipping import shipping_warning
from koppel.booking.splitting import split_lines
from koppel.booking.vouchers import vouchers_used
from koppel.model import ZERO, Document, ExchangeRate, Line, LineKind, cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """`lines` are cells by shop line after discount, `cells` what is booked in the document's currency, `booked` the same
    in the currency of the booking; the last two hold vouchers used too.
    """

    lines: tuple[Cell, ...]
    cells: tuple[Cell, ...]
    booked: tuple[Cell, ...]
    warnings: tuple[BookingWarning, ...]


def settle_document(document: Document, rules: Rules, rate: ExchangeRate | None) -> Settled:
    """Settle it. `rate` is set where the booking is converted. Raises Hold with the reason why it cannot be."""
    _check_readable(document)
    if not document.is_credit:
        return _sale(document, rules, rate)
    if document.original is not None:
        return _credit(document, document.original, rules, rate)
    if not document.lines:
        raise hold("original_missing")
    return _sale(document, rules, rate)


def _sale(document: Document, rules: Rules, rate: ExchangeRate | None) -> Settled:
    facts = gather(document, rules)
    split = split_lines(document, facts, _lines(document, rules))
    lines = settle(
        split.pieces,
        cents(document.total_incl),
        rules,
        tax_totals=shop_totals(document, facts),
        total_tax=document.total_tax,
    )
    rounded, rounding_shown = round_on_total(lines, rules)
    used = vouchers_used(document, facts)
    if abs(total_gross(used)) > abs(document.total_incl) + MAX_GAP:
        raise hold("total_mismatch", lines=-total_gross(used), total=document.total_incl)
    cells = [*separate_discounts(rounded, rules), *used]
    shown = (*split.warnings, *shipping_warning(document, split.pieces), *rounding_shown)
    return Settled(lines=tuple(rounded), cells=tuple(cells), booked=_booked(cells, rate), warnings=shown)


def _credit(document: Document, original: Document, rules: Rules, rate: ExchangeRate | None) -> Settled:
    """The sale and all its refunds so far, in their order: each takes from what the ones before it left."""
    _check_readable(original)
    sale = _sale(original, rules, rate)
    rest, booked_rest, refunded = rest_of(sale.cells), rest_of(sale.booked), ZERO
    total = cents(original.total_incl)
    for credit in (*document.earlier, document):
        _check_readable(credit)
        refunded += cents(credit.total_incl)
        if total + refunded < -MAX_GAP:
            raise hold("refund_exceeds_order", refunded=-refunded, total=total)
        is_last = total + refunded == 0
        refund = _refund(credit, original, Sold(cells=sale.lines, rest=rest), rules)
        cells = take_rest(refund.cells, rest, rules) if is_last else list(refund.cells)
        used = vouchers_used(credit, gather(original, rules))
        booked = _booked([*cells, *used], rate)
        if is_last and rate is not None:
            booked = tuple(take_rest(booked, booked_rest, rules))
        rest, booked_rest = less(rest, cells), less(booked_rest, booked)
    return Settled(lines=(), cells=(*cells, *used), booked=booked, warnings=refund.warnings)


def _refund(credit: Document, original: Document, sold: Sold, rules: Rules) -> Settled:
    """One credit note by itself, before it is asked to take what is left."""
    totals = shop_totals(credit, gather(original, rules))
    found, unnamed = settle_refund(credit, sold, rules, totals)
    cells, shown = round_on_total(found, rules)
    if unnamed:
        shown = (warning("refund_without_lines", amount=abs(unnamed)), *shown)
    return Settled(lines=(), cells=tuple(cells), booked=(), warnings=shown)


def _booked(cells: Sequence[Cell], rate: ExchangeRate | None) -> tuple[Cell, ...]:
    return tuple(cells) if rate is None else tuple(convert(cells, rate))


def _lines(document: Document, rules: Rules) -> list[Line]:
    """Lines worth booking. Free shipping is none; a gift counts on invoices, which carry items and quantities."""
    found = [line for line in document.lines if _has_amount(line, rules) or _is_item(line, rules)]
    return found or [line for line in document.lines if line.kind is LineKind.PRODUCT]


def _has_amount(line: Line, rules: Rules) -> bool:
    before = line.before_discount if rules.discounts_separately else None
    return bool(line.amounts.gross or line.amounts.tax or (before and before.gross))


def _is_item(line: Line, rules: Rules) -> bool:
    return rules.with_items and line.kind is LineKind.PRODUCT and line.quantity != 0


def _check_readable(document: Document) -> None:
    if document.unreadable is not None:
        raise Hold(Held(reason="unreadable", sentence=document.unreadable))

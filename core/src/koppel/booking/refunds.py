"""What a credit note takes back: pieces of the sale that it belongs to, with that sale's roles, treatments and rates.

A refund is set against its sale and the refunds before it. The one that brings the sale to zero takes what is left of
every role and code, so that a sale and its refunds always cancel out to the cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from koppel.booking.adjustments import separate_discounts
from koppel.booking.amounts import MAX_GAP, settle
from koppel.booking.pieces import Account, Before, Cell, Charged, Piece, account, vat_inside, words
from koppel.booking.reasons import hold
from koppel.booking.rules import Rules
from koppel.booking.shares import parts_of
from koppel.booking.treatments import OUTSIDE_REVENUE, ROUNDING
from koppel.booking.why import WHY
from koppel.model import ZERO, Document, Line, cents, split
from koppel.text import Text

Rest = dict[Account, tuple[Decimal, Decimal]]
"""Gross and VAT that are not refunded yet, per account; vouchers used as payment are not in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """The sale in the document's currency: by shop line, and what is left of it per account."""

    cells: tuple[Cell, ...]
    rest: Rest


def rest_of(cells: Iterable[Cell]) -> Rest:
    """What cells add up to per account."""
    rest: Rest = {}
    for cell in cells:
        if not cell.piece.is_payment:
            gross, vat = rest.get(account(cell), (ZERO, ZERO))
            rest[account(cell)] = (gross + cell.gross, vat + cell.vat_amount)
    return rest


def less(rest: Rest, cells: Iterable[Cell]) -> Rest:
    """What is left after a credit note, whose cells are negative."""
    return {key: (gross, vat) for key, (gross, vat) in _plus(rest, rest_of(cells)).items() if gross or vat}


def refund_pieces(credit: Document, sold: Sold) -> list[Piece]:
    """The pieces of the sale's lines that the credit note names."""
    return [piece for line in credit.lines if line.amounts.gross != 0 for piece in _taken_back(line, sold)]


def spread_amount(amount: Decimal, rest: Rest, rules: Rules) -> list[Cell]:
    """An amount without lines, negative, over what is not refunded yet, by gross per account.

    Vouchers sold, deposits and rounding count only when the rest does not reach. Raises Hold when nothing reaches.
    """
    ordered = sorted(rest, key=lambda key: (key[0], key[1].code, key[2] or ""))
    revenue = {key: rest[key][0] for key in ordered if key[0] not in OUTSIDE_REVENUE}
    if sum(revenue.values(), ZERO) + amount < 0:
        revenue = {key: rest[key][0] for key in ordered}
    whole = sum(revenue.values(), ZERO)
    if whole + amount < -MAX_GAP or whole == 0:
        raise hold("refund_exceeds_order", refunded=-amount, total=whole)
    parts = split(amount, list(revenue.values()))
    return [_bare_cell(key, part, rules) for key, part in zip(revenue, parts, strict=True) if part]


def take_rest(cells: Sequence[Cell], rest: Rest, rules: Rules) -> list[Cell]:
    """The same credit note, changed so that nothing is left of any account."""
    result = list(cells)
    missing = _plus(rest, rest_of(cells))
    for key, (gross, vat) in missing.items():
        if gross == 0 and vat == 0:
            continue
        members = [i for i, cell in enumerate(result) if account(cell) == key and not cell.piece.is_payment]
        if not members:
            result.append(replace(_bare_cell(key, -gross, rules), vat_amount=-vat))
            continue
        largest = max(members, key=lambda i: (abs(result[i].gross), -i))
        old = result[largest]
        result[largest] = replace(old, gross=old.gross - gross, vat_amount=old.vat_amount - vat)
    return [cell for cell in result if cell.gross or cell.vat_amount]


def settle_refund(
    credit: Document, sold: Sold, rules: Rules, tax_totals: dict[Charged, Decimal] | None
) -> tuple[list[Cell], Decimal]:
    """The credit note's cells, and how much of it had no lines (0 where the lines tell it all).

    Shops let a person give back more than the lines they tick; that surplus is spread like an amount without lines.
    """
    pieces = refund_pieces(credit, sold)
    named = cents(sum((piece.gross for piece in pieces), ZERO))
    surplus = cents(credit.total_incl) - named
    if pieces and surplus >= -MAX_GAP:
        named, surplus = cents(credit.total_incl), ZERO
    cells: list[Cell] = []
    if pieces:
        settled = settle(pieces, named, rules, tax_totals=tax_totals, total_tax=credit.total_tax)
        cells = separate_discounts(settled, rules)
    return [*cells, *(spread_amount(surplus, less(sold.rest, cells), rules) if surplus else [])], surplus


def _taken_back(line: Line, sold: Sold) -> list[Piece]:
    """One line of a credit note: at the treatments that the sale's line got, with the shop's own VAT where given."""
    own = _sold_as(line, sold)
    if len(own) == 1:
        return [_piece(line, own[0], line.amounts.gross, _given_tax(line))]
    if line.tax_known and line.taxes:
        return [_matching(line, part.rate, line.amounts.gross * part.share, part.tax, own) for part in parts_of(line)]
    shares = split(cents(line.amounts.gross), [cell.gross for cell in own])
    return [_piece(line, cell, share, None) for cell, share in zip(own, shares, strict=True) if share]


def _given_tax(line: Line) -> Decimal | None:
    if not line.tax_known:
        return None
    return sum((tax.amount for tax in line.taxes), ZERO) if line.taxes else line.amounts.tax


def _sold_as(line: Line, sold: Sold) -> list[Cell]:
    """The cells of the sale's line; where the shop names none, of a line alike, or of any line at its rate."""
    cells = [cell for cell in sold.cells if cell.piece.source]
    rates = {tax.rate for tax in line.taxes}
    ways: list[list[Cell]] = [
        [cell for cell in cells if cell.piece.source == line.refunds_line],
        [cell for cell in cells if (cell.piece.kind, cell.piece.description) == (line.kind, line.description)],
        [cell for cell in cells if cell.piece.kind is line.kind and {cell.piece.vat.rate} == rates][:1],
        [cell for cell in cells if {cell.piece.vat.rate} == rates][:1],
    ]
    found = next((way for way in ways if way), [])
    if not found:
        raise hold("refund_line_unknown", line=line.description)
    return found


def _matching(line: Line, rate: Decimal, gross: Decimal, tax: Decimal, own: Sequence[Cell]) -> Piece:
    cell = next((cell for cell in own if cell.piece.vat.rate == rate), None)
    if cell is None:
        raise hold("refund_line_unknown", line=line.description)
    return _piece(line, cell, gross, tax)


def _piece(line: Line, sold: Cell, gross: Decimal, tax: Decimal | None) -> Piece:
    """Without VAT of its own a part taken back whole has the VAT that it was sold with; else that of its rate."""
    if tax is None:
        whole = gross == -sold.gross
        tax = -sold.vat_amount if whole else cents(vat_inside(gross, sold.piece.vat.rate))
    return replace(
        sold.piece,
        gross=gross,
        tax=tax,
        description=line.description or sold.piece.description,
        quantity=-abs(line.quantity),
        period=line.period or sold.piece.period,
        before=_before(sold, gross),
        why=WHY["refund"],
    )


def _before(sold: Cell, gross: Decimal) -> Before | None:
    """The discount goes back in the same proportion as the line."""
    before = sold.piece.before
    if before is None or sold.gross == 0:
        return None
    share = gross / sold.gross
    return Before(gross=before.gross * share, tax=before.tax * share)


def _bare_cell(key: Account, gross: Decimal, rules: Rules) -> Cell:
    role, vat, product_ledger = key
    piece = Piece(
        vat=vat,
        role=role,
        kind=None,
        description=words(rules, Text(en="refund", nl="terugbetaling")),
        gross=gross,
        quantity=Decimal(-1),
        product_ledger=product_ledger,
        why=WHY["rounding" if role == ROUNDING else "refund-spread"],
    )
    return Cell(piece=piece, gross=gross, vat_amount=cents(vat_inside(gross, vat.rate)))


def _plus(one: Rest, other: Rest) -> Rest:
    result = dict(one)
    for key, (gross, vat) in other.items():
        old = result.get(key, (ZERO, ZERO))
        result[key] = (old[0] + gross, old[1] + vat)
    return result

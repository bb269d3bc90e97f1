"""Two changes to settled cells that move amounts between lines and leave the document's total as it is: discounts on a
line of their own, and VAT rounded over the total where the law asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from koppel.booking.draft import VatTreatment
from koppel.booking.outcome import BookingWarning
from koppel.booking.pieces import HUNDRED, Cell, Piece, rounding_cell, words
from koppel.booking.reasons import warning
from koppel.booking.rules import Rules
from koppel.booking.treatments import DISCOUNT, ROUNDING
from koppel.booking.why import WHY
from koppel.model import ZERO, cents, spread
from koppel.text import Text


def separate_discounts(cells: Sequence[Cell], rules: Rules) -> list[Cell]:
    """Lines at their price before discount, and one discount line per treatment that takes the difference off."""
    if not rules.discounts_separately:
        return list(cells)
    result: list[Cell] = []
    taken_off: dict[VatTreatment, tuple[Decimal, Decimal]] = {}
    for cell in cells:
        full = _full_price(cell)
        result.append(full)
        if full is not cell:
            gross, vat = taken_off.get(cell.piece.vat, (ZERO, ZERO))
            off = (gross + cell.gross - full.gross, vat + cell.vat_amount - full.vat_amount)
            taken_off[cell.piece.vat] = off
    discounts = [_discount(vat, gross, tax, rules) for vat, (gross, tax) in taken_off.items() if gross or tax]
    return result + discounts


def _full_price(cell: Cell) -> Cell:
    before = cell.piece.before
    if before is None:
        return cell
    vat = cents(before.tax) if cell.piece.vat.rate else ZERO
    return replace(cell, gross=cents(before.gross), vat_amount=vat)


def _discount(vat: VatTreatment, gross: Decimal, tax: Decimal, rules: Rules) -> Cell:
    piece = Piece(
        vat=vat,
        role=DISCOUNT,
        kind=None,
        description=words(rules, Text(en="discount", nl="korting")),
        gross=gross,
        why=WHY["discount"],
    )
    return Cell(piece=piece, gross=gross, vat_amount=tax)


def round_on_total(cells: Sequence[Cell], rules: Rules) -> tuple[list[Cell], tuple[BookingWarning, ...]]:
    """A structured invoice of a Belgian seller: VAT per rate is computed over the sum of the net lines.

    The law has forbidden rounding per line there since 2026. What was paid stays the same: the cents between the shop's
    VAT and the computed one go to `rounding`.
    """
    if rules.seller.country != "BE" or not rules.structured_invoice:
        return list(cells), ()
    result = list(cells)
    for vat in dict.fromkeys(cell.piece.vat for cell in cells if cell.piece.vat.rate and not cell.piece.is_payment):
        _round_one(result, vat)
    charged = sum((cell.vat_amount for cell in cells), ZERO)
    computed = sum((cell.vat_amount for cell in result), ZERO)
    if result == list(cells):
        return result, ()
    gap = sum((cell.gross for cell in cells), ZERO) - sum((cell.gross for cell in result), ZERO)
    shown = warning("vat_rounded_on_total", computed=computed, charged=charged)
    return _with_rounding(result, gap, rules), (shown,)


def _round_one(cells: list[Cell], vat: VatTreatment) -> None:
    members = [i for i, cell in enumerate(cells) if cell.piece.vat == vat and not cell.piece.is_payment]
    exact = [cells[i].net * vat.rate / HUNDRED for i in members]
    computed = cents(sum(exact, ZERO))
    if computed == sum((cells[i].vat_amount for i in members), ZERO):
        return
    for i, tax in zip(members, spread(computed, exact), strict=True):
        cells[i] = replace(cells[i], gross=cells[i].net + tax, vat_amount=tax)


def _with_rounding(cells: list[Cell], gap: Decimal, rules: Rules) -> list[Cell]:
    """One rounding line in all: what a gap in the totals left there already is added up with it."""
    gap += sum((cell.gross for cell in cells if cell.piece.role == ROUNDING), ZERO)
    others = [cell for cell in cells if cell.piece.role != ROUNDING]
    return [*others, rounding_cell(rules, gap)] if gap else others

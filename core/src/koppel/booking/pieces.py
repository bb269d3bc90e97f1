"""The parts that lines fall into, one per VAT treatment: first exact as the shop gave them, then settled in cents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from koppel.booking.draft import VatTreatment
from koppel.booking.rules import Rules
from koppel.booking.treatments import NONE, ROUNDING
from koppel.booking.why import WHY
from koppel.model import ZERO, LineKind, Period
from koppel.text import Text

HUNDRED = Decimal(100)

Charged = tuple[str, Decimal]
"""Whose VAT at which rate: what the shop's own totals are kept by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What a line cost before discount, exact."""

    gross: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One line, or its part under one treatment, at the shop's own precision and in the document's currency.

    `charged` is None where no VAT was charged. `is_payment` marks a voucher used, which is no part of what was sold.
    """

    vat: VatTreatment
    role: str
    kind: LineKind | None
    description: str
    gross: Decimal
    tax: Decimal = ZERO
    charged: Charged | None = None
    source: str = ""
    quantity: Decimal = Decimal(1)
    item_code: str | None = None
    product_ledger: str | None = None
    period: Period | None = None
    before: Before | None = None
    is_payment: bool = False
    why: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A piece with its amounts in cents."""

    piece: Piece
    gross: Decimal
    vat_amount: Decimal

    @property
    def net(self) -> Decimal:
        """What is left without VAT."""
        return self.gross - self.vat_amount


Account = tuple[str, VatTreatment, str | None]
"""Role, treatment and the product's own ledger: what a refund is set against."""


def account(cell: Cell) -> Account:
    """Where a cell belongs when a sale and its refunds are set against each other."""
    return (cell.piece.role, cell.piece.vat, cell.piece.product_ledger)


def vat_inside(gross: Decimal, rate: Decimal) -> Decimal:
    """The VAT in an amount that includes it, exact."""
    return gross * rate / (HUNDRED + rate)


def total_gross(cells: Iterable[Cell]) -> Decimal:
    """What the cells add up to with VAT."""
    return sum((cell.gross for cell in cells), ZERO)


def words(rules: Rules, text: Text) -> str:
    """A text of our own on a booking, in the language of the books."""
    return text.to(rules.language)


def rounding_cell(rules: Rules, gap: Decimal) -> Cell:
    """The cents between the lines and the total."""
    piece = Piece(
        vat=NONE,
        role=ROUNDING,
        kind=None,
        description=words(rules, Text(en="rounding", nl="afronding")),
        gross=gap,
        why=WHY["rounding"],
    )
    return Cell(piece=piece, gross=gap, vat_amount=ZERO)

"""Vouchers: sold for anything (a debt, taxed when used) or for one known rate (taxed when sold), and used as payment."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from koppel.booking import treatments
from koppel.booking.facts import Facts
from koppel.booking.pieces import Cell, Piece, vat_inside, words
from koppel.booking.reasons import hold
from koppel.booking.rules import Rules, Scheme
from koppel.booking.why import WHY
from koppel.model import ZERO, Document, Line, cents
from koppel.text import Text

SINGLE_PURPOSE: Final = "single_purpose"


def voucher_vat(line: Line, rules: Rules) -> Decimal:
    """The rate at which a voucher is taxed when it is sold; 0 for one that is taxed when used.

    Raises Hold when the shop's VAT on it contradicts the settings: VAT would be paid twice, or never.
    """
    charged = {tax.rate for tax in line.taxes if tax.amount != 0}
    expected = _rate(rules)
    if line.tax_known and charged != ({expected} if expected else set()):
        raise hold("voucher_vat_differs", step="voucher_kind", line=line.description)
    return expected


def vouchers_used(document: Document, facts: Facts) -> list[Cell]:
    """What was paid by voucher, or given back onto one: it comes off the document's total.

    A voucher that was taxed when sold takes its VAT along, so that the VAT on the goods is not paid a second time.
    """
    amounts = [abs(payment.amount) for payment in document.payments if payment.is_voucher and payment.amount != 0]
    return [_used(document, facts, amount) for amount in amounts]


def voucher_total(cells: Iterable[Cell]) -> Decimal:
    """What vouchers take off the total; negative on a sale."""
    return sum((cell.gross for cell in cells), ZERO)


def _used(document: Document, facts: Facts, amount: Decimal) -> Cell:
    gross = cents(amount if document.is_credit else -amount)
    rate = _rate(facts.rules)
    vat = treatments.home_vat(facts.home, rate) if rate else treatments.NONE
    role = treatments.revenue_role(vat, home=facts.home, day=facts.issued_on) if rate else treatments.VOUCHERS
    text = Text(en="voucher used", nl="tegoedbon gebruikt")
    if document.is_credit:
        text = Text(en="back onto a voucher", nl="terug op tegoedbon")
    piece = Piece(
        vat=vat,
        role=role,
        kind=None,
        description=words(facts.rules, text),
        gross=gross,
        is_payment=True,
        why=WHY["voucher-used-taxed" if rate else "voucher-used"],
    )
    return Cell(piece=piece, gross=gross, vat_amount=cents(vat_inside(gross, rate)))


def _rate(rules: Rules) -> Decimal:
    """Small enterprises sell no VAT, not in a voucher either."""
    is_taxed = rules.voucher_kind == SINGLE_PURPOSE and rules.seller.scheme is not Scheme.SMALL_ENTERPRISE
    return rules.voucher_rate or ZERO if is_taxed else ZERO

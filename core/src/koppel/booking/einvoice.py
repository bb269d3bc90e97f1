"""The totals of a draft by their EN 16931 terms, as a structured invoice shows them.

Category O may not stand beside another one on an e-invoice, so a used voucher is an amount already paid there and the
rounding line the rounding of the amount to pay. In the books both stay lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from koppel.booking.draft import Draft
from koppel.booking.treatments import ROUNDING, VOUCHERS
from koppel.model import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceTotals:
    """Signed as the draft: negative on a credit note. The amount to pay (BT-115) is gross - paid + rounding."""

    net: Decimal
    """BT-109"""
    vat: Decimal
    """BT-110"""
    gross: Decimal
    """BT-112"""
    paid: Decimal
    """BT-113"""
    rounding: Decimal
    """BT-114"""

    @property
    def to_pay(self) -> Decimal:
        """BT-115."""
        return self.gross - self.paid + self.rounding


def invoice_totals(draft: Draft) -> InvoiceTotals:
    """The totals; `to_pay` is the draft's total."""
    paid = -sum((line.gross for line in draft.lines if line.kind is None and line.role == VOUCHERS), ZERO)
    rounding = sum((line.gross for line in draft.lines if line.role == ROUNDING), ZERO)
    return InvoiceTotals(
        net=draft.total_excl + paid - rounding,
        vat=draft.total_vat,
        gross=draft.total_incl + paid - rounding,
        paid=paid,
        rounding=rounding,
    )

"""The payment of a booked sale, on the clearing account of the payment provider: the sale closes, the payout comes later.

Provider costs never lower it: they appear when the payout is booked against the bank, outside Koppel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from koppel.booking.draft import Debtor, Draft
from koppel.booking.rules import Rules
from koppel.booking.treatments import CLEARING, DEBTORS
from koppel.model import ZERO, Document, Payment, cents, spread


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentLine:
    """One side of the payment; the other amount is 0."""

    role: str
    text: str
    debit: Decimal = ZERO
    credit: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDraft:
    """A payment to register; `amount` is what debtors owe less (more, for money given back: then it is negative)."""

    reference: str
    paid_on: date
    debtor: Debtor
    currency: str
    amount: Decimal
    lines: tuple[PaymentLine, ...]


def payment_of(draft: Draft, rules: Rules) -> PaymentDraft | None:
    """The payment that goes with a draft; None while nothing was paid in money."""
    document = draft.document
    moment = document.created_at if document.is_credit else document.paid_at
    parts = _parts(draft)
    if moment is None or not parts:
        return None
    amount = sum((part for _, part in parts), ZERO)
    lines = [_side(CLEARING, f"{name} {draft.reference}".strip(), part) for name, part in parts]
    return PaymentDraft(
        reference=draft.reference,
        paid_on=moment.astimezone(ZoneInfo(rules.seller.time_zone)).date(),
        debtor=draft.debtor,
        currency=draft.currency,
        amount=amount,
        lines=(*lines, _side(DEBTORS, draft.reference, -amount)),
    )


def _parts(draft: Draft) -> list[tuple[str, Decimal]]:
    """Name and signed amount of each payment in money; one for the whole where the shop names only a method."""
    document = draft.document
    paid = [payment for payment in document.payments if not payment.is_voucher and payment.amount != 0]
    if not paid and document.payments:
        return []
    if not paid:
        return [(document.payment_method or "", draft.total_incl)] if draft.total_incl else []
    names = [payment.title or payment.method for payment in paid]
    return list(zip(names, _amounts(paid, draft, document), strict=True))


def _amounts(paid: Sequence[Payment], draft: Draft, document: Document) -> list[Decimal]:
    sign = -1 if document.is_credit else 1
    amounts = [sign * abs(payment.amount) for payment in paid]
    if draft.converted_from is None:
        return amounts
    rate = draft.converted_from.rate
    exact = [amount / rate for amount in amounts]
    return spread(cents(sum(amounts, ZERO) / rate), exact)


def _side(role: str, text: str, amount: Decimal) -> PaymentLine:
    if amount >= 0:
        return PaymentLine(role=role, text=text, debit=amount)
    return PaymentLine(role=role, text=text, credit=-amount)

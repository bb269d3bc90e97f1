"""How much of a line falls under each rate, from what the shop says of it or of the whole document. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from koppel.booking.pieces import HUNDRED, Charged
from koppel.booking.reasons import hold
from koppel.model import ZERO, Line, LineTax

_TAX_SLACK: Final = Decimal("0.02")
"""How far a shop's own totals may be off per rate: measured on real orders, where sums are off by one or two cents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The part of a line that one tax was charged on; `share` of the whole line, from 0 to 1."""

    country: str
    rate: Decimal
    tax: Decimal
    share: Decimal


def parts_of(line: Line) -> tuple[Part, ...]:
    """The parts of a line whose VAT is known; one part at rate 0 when none was charged.

    Raises Hold for several taxes when it cannot be told on which part of the line each was charged: two taxes on one
    base, for instance, which no rate of one member state stands for.
    """
    taxes = _merged(line.taxes)
    if len(taxes) <= 1:
        tax = taxes[0] if taxes else LineTax(country="", rate=ZERO, amount=ZERO)
        return (Part(country=tax.country, rate=tax.rate, tax=tax.amount, share=Decimal(1)),)
    bases = [_base(tax) for tax in taxes]
    net = line.amounts.net
    if net is None:
        net = line.amounts.gross - sum((tax.amount for tax in taxes), ZERO)
    known = sum(bases, ZERO)
    if abs(known - net) > sum((_slack(tax.rate) for tax in taxes), ZERO) or known == 0:
        raise hold("several_taxes_on_line", line=line.description)
    gross = known + sum((tax.amount for tax in taxes), ZERO)
    return tuple(
        Part(country=tax.country, rate=tax.rate, tax=tax.amount, share=(base + tax.amount) / gross)
        for tax, base in zip(taxes, bases, strict=True)
    )


def left_in_totals(
    totals: Mapping[Charged, Decimal], known: Mapping[Charged, Decimal], gross: Decimal
) -> dict[Charged, Decimal] | None:
    """How `gross`, whose VAT the lines do not tell, falls under the rates, read from what the shop's totals leave.

    Weights per rate; None when the totals do not fit such a reading.
    """
    left = {charged: tax - known.get(charged, ZERO) for charged, tax in totals.items()}
    weights = {
        charged: tax * (HUNDRED + charged[1]) / charged[1]
        for charged, tax in left.items()
        if abs(tax) > _TAX_SLACK and charged[1] > 0
    }
    slack = sum((_slack(charged[1]) for charged in weights), ZERO)
    same_sign = all((weight > 0) == (gross > 0) for weight in weights.values())
    if not weights or not same_sign or abs(sum(weights.values(), ZERO) - gross) > slack:
        return None
    return weights


def _merged(taxes: Sequence[LineTax]) -> list[LineTax]:
    """One entry per country and rate; entries without an amount do not count beside others."""
    found: dict[Charged, list[LineTax]] = {}
    charged = [tax for tax in taxes if tax.amount != 0] or list(taxes[:1])
    for tax in charged:
        found.setdefault((tax.country, tax.rate), []).append(tax)
    return [_sum(group) for group in found.values()]


def _sum(group: Sequence[LineTax]) -> LineTax:
    bases = [tax.base for tax in group]
    base = None if None in bases else sum((base for base in bases if base is not None), ZERO)
    amount = sum((tax.amount for tax in group), ZERO)
    return LineTax(country=group[0].country, rate=group[0].rate, amount=amount, base=base)


def _base(tax: LineTax) -> Decimal:
    if tax.base is not None:
        return tax.base
    return tax.amount * HUNDRED / tax.rate if tax.rate else ZERO


def _slack(rate: Decimal) -> Decimal:
    """How much a cent or two of VAT is worth in the amount that it was charged on."""
    return _TAX_SLACK * (HUNDRED + rate) / rate if rate else ZERO

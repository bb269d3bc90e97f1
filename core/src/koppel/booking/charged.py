"""VAT as the shop charged it, by country and rate: what its totals say and what its lines tell of."""

from __future__ import annotations

from decimal import Decimal

from koppel.booking.facts import Facts
from koppel.booking.pieces import Charged
from koppel.booking.territories import tax_country
from koppel.model import ZERO, Document, Supply


def key_of(country: str, rate: Decimal, facts: Facts, supply: Supply) -> Charged | None:
    """Country and rate in one spelling, so that lines and totals can be compared; None where nothing was charged."""
    if rate == 0:
        return None
    return (tax_country(country, facts.known_place(supply)) or facts.home, rate)


def shop_totals(document: Document, facts: Facts) -> dict[Charged, Decimal] | None:
    """The shop's own VAT per country and rate, None where it gives none."""
    if document.tax_totals is None:
        return None
    found: dict[Charged, Decimal] = {}
    for total in document.tax_totals:
        key = key_of(total.country, total.rate, facts, facts.main_supply)
        if key is not None:
            found[key] = found.get(key, ZERO) + total.tax
    return found


def told_by_lines(document: Document, facts: Facts) -> dict[Charged, Decimal]:
    """The VAT that the lines themselves tell of."""
    found: dict[Charged, Decimal] = {}
    for line in document.lines:
        for tax in line.taxes if line.tax_known else ():
            key = key_of(tax.country, tax.rate, facts, line.supply or facts.main_supply)
            if key is not None:
                found[key] = found.get(key, ZERO) + tax.amount
    return found

"""Documents in another currency: kept as they are with the shop's rate beside them, or converted at that rate.

The rate is the order's own, in units of the order's currency for one of the books'; no other is looked up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from koppel.booking.amounts import spread_in_groups
from koppel.booking.pieces import Cell, total_gross
from koppel.booking.reasons import hold
from koppel.booking.rules import Rules
from koppel.model import ZERO, Document, ExchangeRate, cents, spread


def rate_of(document: Document, rules: Rules) -> ExchangeRate | None:
    """The exchange rate that counts, None in the books' own currency. A refund has that of its sale.

    Raises Hold where the package takes no other currency and none can be converted.
    """
    own = rules.seller.currency
    if document.currency == own:
        return None
    sale = document.original if document.is_credit and document.original else document
    stored = sale.exchange_rate
    rate = stored if stored is not None and stored.base_currency == own and stored.rate > 0 else None
    if not rules.multi_currency and not rules.convert_to_base_currency:
        raise hold("currency_not_supported", step="convert_to_base_currency", currency=document.currency, own=own)
    if rules.convert_to_base_currency and rate is None:
        raise hold("exchange_rate_missing", currency=document.currency, own=own)
    return rate


def convert(cells: Sequence[Cell], rate: ExchangeRate) -> list[Cell]:
    """Gross and VAT converted, net is the rest. The total is the converted total, not a sum of converted lines."""
    keys = [cell.piece.vat.code for cell in cells]
    gross = spread_in_groups(cents(total_gross(cells) / rate.rate), [cell.gross / rate.rate for cell in cells], keys)
    vat = converted_per_treatment([cell.vat_amount for cell in cells], cells, rate.rate)
    return [replace(cell, gross=amount, vat_amount=tax) for cell, amount, tax in zip(cells, gross, vat, strict=True)]


def converted_per_treatment(amounts: Sequence[Decimal], cells: Sequence[Cell], rate: Decimal) -> list[Decimal]:
    """Amounts divided by the rate, rounded once per treatment and spread over its lines."""
    result = [ZERO] * len(amounts)
    for code in dict.fromkeys(cell.piece.vat.code for cell in cells):
        members = [i for i, cell in enumerate(cells) if cell.piece.vat.code == code]
        total = cents(sum((amounts[i] for i in members), ZERO) / rate)
        for i, part in zip(members, spread(total, [amounts[i] / rate for i in members]), strict=True):
            result[i] = part
    return result

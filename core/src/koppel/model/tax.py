"""VAT as the shop charged it: which country's, at which rate, how much. What it means for a return is `booking`'s."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTax:
    """VAT on one line. `rate` is in per cent (Decimal("21")); `base` only where a line has several rates."""

    country: str
    rate: Decimal
    amount: Decimal
    base: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxTotal:
    """The shop's own VAT per country and rate over the whole document: the truth about VAT when it is there."""

    country: str
    rate: Decimal
    tax: Decimal


def rate_text(rate: Decimal) -> str:
    """A rate without trailing zeros: 21, 5.5, 9.975."""
    text = f"{rate:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

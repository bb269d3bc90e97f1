"""The VAT of one line, the way the service works it out: per line, rounded to cents, by the type of the code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from .checks import Checks
from .refusal import Text
from .table import Row
from .view import percentage_on

CENT = Decimal("0.01")
_TOLERANCE = Decimal("0.05")


def cents(amount: Decimal) -> Decimal:
    """Rounded to cents, half away from zero."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineVat:
    """What a line comes to."""

    net: Decimal
    vat: Decimal
    percentage: Decimal

    def fields(self, rate: Decimal) -> Row:
        """The amounts as properties of a line."""
        return {
            "AmountFC": self.net,
            "AmountDC": cents(self.net * rate),
            "VATAmountFC": self.vat,
            "VATAmountDC": cents(self.vat * rate),
            "VATBaseAmountFC": self.net,
            "VATBaseAmountDC": cents(self.net * rate),
            "VATPercentage": self.percentage,
        }


def line_vat(checks: Checks, code: Row | None, amount: Decimal, given: Decimal | None, on: datetime) -> LineVat:
    """Net and VAT of an amount under a code on a date; `given` is the client's own VAT amount for the line."""
    amount = cents(amount)
    percentage = line_percentage(checks, code, on)
    kind = (code.get("Type") or "E") if code else "N"
    if kind in {"B", "N"}:
        if given:
            _wrong_percentage(checks, Decimal(0))
        return LineVat(net=amount, vat=Decimal(0), percentage=Decimal(0))
    gross = kind == "I" and checks.division.switches.including_amount == "gross"
    computed = cents(amount * percentage / (1 + percentage)) if gross else cents(amount * percentage)
    vat = computed if given is None else cents(given)
    if checks.division.switches.vat_override == "within_5_cents" and abs(vat - computed) > _TOLERANCE:
        checks.problems.add(Text("Ongeldig: Btw-bedrag", "Invalid: VAT amount"))
    return LineVat(net=amount - vat if gross else amount, vat=vat, percentage=percentage)


def line_percentage(checks: Checks, code: Row | None, on: datetime) -> Decimal:
    """The percentage of a code on a date; a code without one then cannot be used."""
    if code is None:
        return Decimal(0)
    percentage = percentage_on(checks.division, code["ID"], on)
    if percentage is None:
        _wrong_percentage(checks, None)
    return percentage or Decimal(0)


def same_percentage(checks: Checks, given: Decimal | None, percentage: Decimal) -> None:
    """A percentage that the client sends must be the one of the code."""
    if given is not None and given != percentage:
        _wrong_percentage(checks, given)


def default_code(line: Row, *fallbacks: str | None) -> str | None:
    """The VAT code of a line or the first default that there is."""
    return next((code for code in (line.get("VATCode"), *fallbacks) if code), None)


def _wrong_percentage(checks: Checks, given: Decimal | None) -> None:
    text = "" if given is None else str(given)
    checks.problems.add(Text(f"Ongeldig: Btw-percentage [{text}]", f"Invalid: VAT percentage [{text}]"))

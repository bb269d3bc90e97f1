"""The VAT codes of the service and what it computes from them: one amount per row, including or excluding VAT."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Final, Literal

from .switches import Switches

_CENT: Final = Decimal("0.01")
Use = Literal["sale", "purchase", "any"]
How = Literal["add", "explicit", "none"]


@dataclass(frozen=True, slots=True)
class VatCode:
    """Where a code may be used, its rate, how VAT arises from it, and the last day it could be used."""

    use: Use
    rate: Decimal
    how: How
    until: date | None = None
    country: str = "NL"


def _code(use: Use, rate: int, how: How, until: date | None = None, country: str = "NL") -> VatCode:
    return VatCode(use, Decimal(rate), how, until, country)


_OLD: Final = date(2018, 12, 31)
_DUTCH: Final = {
    "HOOG_VERK_21": _code("sale", 21, "add"),
    "LAAG_VERK_9": _code("sale", 9, "add"),
    "AFW_VERK": _code("sale", 0, "explicit"),
    "VERL_VERK": _code("sale", 21, "none"),
    "VERL_VERK_L9": _code("sale", 9, "none"),
    "BU_EU_VERK": _code("sale", 0, "none"),
    "BI_EU_VERK": _code("sale", 0, "none"),
    "BI_EU_VERK_D": _code("sale", 0, "none"),
    "AFST_VERK": _code("sale", 0, "none"),
    "HOOG_INK_21": _code("purchase", 21, "add"),
    "LAAG_INK_9": _code("purchase", 9, "add"),
    "VERL_INK": _code("purchase", 21, "none"),
    "VERL_INK_L9": _code("purchase", 9, "none"),
    "AFW": _code("purchase", 0, "explicit"),
    "BU_EU_INK": _code("purchase", 0, "none"),
    "BI_EU_INK": _code("purchase", 0, "none"),
    "LAAG_VERK": _code("sale", 6, "add", _OLD),
    "LAAG_INK": _code("purchase", 6, "add", _OLD),
    "VERL_INK_L": _code("purchase", 6, "none", _OLD),
}
_BELGIAN: Final = {
    **{f"BE_{rate}_VERK": _code("sale", rate, "add", country="BE") for rate in (0, 6, 12, 21)},
    **{f"BE_{kind}_VERK": _code("sale", 0, "none", country="BE") for kind in ("IC", "IC_D", "VERL", "EXP")},
    **{f"BE_{rate}_INK": _code("purchase", rate, "add", country="BE") for rate in (0, 6, 12, 21)},
}
NOTHING: Final = "GEEN"
EXPLICIT: Final = frozenset({"AFW_VERK", "AFW"})
_SHIFTED_PURCHASES: Final = frozenset({"VERL_INK", "VERL_INK_L9", "VERL_INK_L"})


def code_of(code: str, country: str, day: date) -> VatCode | None:
    """The code as it can be used on that day in an administration of that country."""
    if code == NOTHING:
        return _code("any", 0, "none")
    found = {**_DUTCH, **_BELGIAN}.get(code)
    if found is None or found.country != country or (found.until is not None and day > found.until):
        return None
    return found


def is_shifted_purchase(code: str) -> bool:
    """Purchases with the VAT shifted to the buyer: their amounts are always excluding VAT."""
    return code in _SHIFTED_PURCHASES


@dataclass(frozen=True, slots=True)
class Amount:
    """One row: its code, its amount as given, and its own VAT where the code wants that."""

    code: VatCode
    name: str
    amount: Decimal
    vat: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Totals:
    """What the rows come to. `per_row` only where the administration calculates VAT per line."""

    excl: Decimal
    vat: Decimal
    incl: Decimal
    per_code: dict[str, Decimal]
    per_row: tuple[Decimal, ...] | None


def totals_of(rows: Sequence[Amount], in_ex: str, switches: Switches) -> Totals:
    """Per line each row is rounded; over the whole the rows of one code are added first and rounded once."""
    if switches.vat_calculation == "line":
        per_row = tuple(_rounded(_vat(row.code, row.amount, row.vat, in_ex), switches) for row in rows)
        per_code = {
            name: sum((vat for row, vat in zip(rows, per_row, strict=True) if row.name == name), Decimal(0))
            for name in dict.fromkeys(row.name for row in rows)
        }
    else:
        per_row = None
        per_code = {name: _of_code(name, rows, in_ex, switches) for name in dict.fromkeys(row.name for row in rows)}
    given, vat = sum((row.amount for row in rows), Decimal(0)), sum(per_code.values(), Decimal(0))
    excl = given - vat if in_ex == "IN" else given
    shown = {name: amount for name, amount in per_code.items() if name != NOTHING}
    return Totals(_rounded(excl, switches), vat, _rounded(excl + vat, switches), shown, per_row)


def _of_code(name: str, rows: Sequence[Amount], in_ex: str, switches: Switches) -> Decimal:
    same = [row for row in rows if row.name == name]
    amount, own = sum((row.amount for row in same), Decimal(0)), sum((row.vat for row in same), Decimal(0))
    return _rounded(_vat(same[0].code, amount, own, in_ex), switches)


def _vat(code: VatCode, amount: Decimal, own: Decimal, in_ex: str) -> Decimal:
    if code.how == "explicit":
        return own
    if code.how == "none":
        return Decimal(0)
    return amount * code.rate / (100 + code.rate if in_ex == "IN" else Decimal(100))


def _rounded(amount: Decimal, switches: Switches) -> Decimal:
    rounding = ROUND_HALF_UP if switches.rounding == "half_up" else ROUND_HALF_EVEN
    return amount.quantize(_CENT, rounding=rounding)

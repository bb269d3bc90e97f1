"""What the service computes from lines: nets per line, VAT per group of rate and ventilation code, totals.

VAT is computed over the net of each group and rounded once, half away from zero; VAT per line is shown but counts for
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any, Final

from .refusal import GENERIC, bad
from .switches import Switches
from .values import Row

CENT: Final = Decimal("0.01")
FIVE: Final = Decimal("0.00001")
ZERO: Final = Decimal(0)
OUTSIDE: Final = "22"
_RATES: Final[Mapping[str, tuple[int, ...]]] = {"BE": (0, 6, 12, 21), "NL": (0, 9, 21)}
_BY_RATE: Final[Mapping[str, Mapping[int, str]]] = {"BE": {6: "2", 12: "3", 21: "4"}, "NL": {9: "2", 21: "4"}}
_PRICED: Final = ("UnitPriceExcl", "UnitPriceIncl", "TotalIncl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a computation depends on besides the lines: the seller's country, its decimals, and the switches."""

    country: str
    decimals: int
    switches: Switches


def is_priced(line: Row) -> bool:
    """A line with a description alone is a remark."""
    return any(name in line for name in _PRICED)


def compute(lines: Sequence[Row], header_code: str | None, rules: Rules) -> tuple[list[Row], list[Row]]:
    """The lines with their amounts, and the VAT groups. Raises the Refusal for a line that cannot be."""
    done = [_line(line, header_code, rules) if is_priced(line) else line for line in lines]
    groups: dict[tuple[Decimal, str], Decimal] = {}
    for line in done:
        if is_priced(line):
            key = (line.get("VATPercentage", ZERO), line["VentilationCode"])
            groups[key] = groups.get(key, ZERO) + line["TotalExcl"]
    return done, [_group(rate, code, net) for (rate, code), net in groups.items()]


def _line(line: Row, header_code: str | None, rules: Rules) -> Row:
    if not str(line.get("Description", "")).strip():
        raise bad("DescriptionIsMandatoryForOrderLinesWithTotals", "Description is mandatory for lines with totals.")
    code = line.get("VentilationCode") or header_code
    rate = line.get("VATPercentage")
    if rate is None and code != OUTSIDE:
        raise bad(GENERIC, "VATPercentage is required")
    rate = ZERO if rate is None else rate
    _check_rate(rate, rules)
    if line.get("InclLeading"):
        net, quantity, price = _inclusive(line, rate, rules)
    else:
        quantity, price = (_cut(line.get(name, ZERO), rules) for name in ("Quantity", "UnitPriceExcl"))
        net = rounded(quantity * price * (1 - line.get("ReductionPercentage", ZERO) / 100))
    tax = rounded(net * rate / 100)
    known = str(_BY_RATE.get(rules.country, {}).get(int(rate), "4")) if rate else code or "1"
    return {
        **line,
        "Quantity": quantity.quantize(FIVE),
        "UnitPriceExcl": price.quantize(FIVE),
        "VATPercentage": rate,
        "VentilationCode": known,
        "Unit": line.get("Unit", "NAR"),
        "TotalExcl": net,
        "TotalVAT": tax,
        "TotalIncl": net + tax,
    }


def _inclusive(line: Row, rate: Decimal, rules: Rules) -> tuple[Decimal, Decimal, Decimal]:
    quantity = _cut(line.get("Quantity", Decimal(1)), rules)
    total = line.get("TotalIncl")
    if total is None and "UnitPriceIncl" in line:
        total = rounded(quantity * line["UnitPriceIncl"])
    if total is None:
        raise bad(GENERIC, "InclLeading needs TotalIncl or UnitPriceIncl")
    net = rounded(total / (1 + rate / 100))
    return net, quantity, net / quantity if quantity else ZERO


def _check_rate(rate: Decimal, rules: Rules) -> None:
    known = _RATES.get(rules.country, _RATES["BE"])
    if rate not in known and rules.switches.foreign_rates == "refused":
        raise bad("InvalidVAtPercentageForTaxCountry_0_", f"Invalid VAT percentage for country code {rules.country}")


def _cut(value: Decimal, rules: Rules) -> Decimal:
    how = ROUND_HALF_UP if rules.switches.price_decimals == "rounded" else ROUND_DOWN
    return value.quantize(Decimal(1).scaleb(-rules.decimals), rounding=how)


def _group(rate: Decimal, code: str, net: Decimal) -> Row:
    tax = rounded(net * rate / 100)
    return {
        "VentilationCode": code,
        "VATPercentage": rate,
        "TotalExcl": net,
        "TotalVAT": tax,
        "TotalIncl": net + tax,
        "Mtvh": net,
    }


def document_totals(groups: Sequence[Mapping[str, Any]]) -> dict[str, Decimal]:
    """The sums over the groups."""
    sums = {name: sum((group[name] for group in groups), ZERO) for name in ("TotalExcl", "TotalVAT", "TotalIncl")}
    return {name: value.quantize(CENT) for name, value in sums.items()}


def rounded(value: Decimal) -> Decimal:
    """To cents, half away from zero."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)

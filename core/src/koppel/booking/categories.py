"""The rows of the mapping tables: their keys, their labels, their order, and which are always shown.

A row stands for a kind of VAT as a shop owner knows it ("DE 19%"), whether the sale was at home or under the Union
scheme. Which option fits a row is left to the steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from koppel.booking.rates import NORTHERN_IRELAND, member_states, rates_ever
from koppel.model import rate_text
from koppel.text import Text, same

REVERSE_CHARGE_EU: Final = "reverse-charge-eu"
REVERSE_CHARGE_EU_SERVICES: Final = "reverse-charge-eu-services"
EXPORT: Final = "export"
SERVICES_OUTSIDE_EU: Final = "services-outside-eu"
REVERSE_CHARGE_HOME: Final = "reverse-charge-home"
EXEMPT: Final = "exempt"
SMALL_ENTERPRISE: Final = "small-enterprise"
NO_VAT: Final = "no-vat"

SPECIAL_ROWS: Final[dict[str, Text]] = {
    REVERSE_CHARGE_EU: Text(en="reverse charge EU", nl="verlegd EU"),
    REVERSE_CHARGE_EU_SERVICES: Text(en="reverse charge EU, services", nl="verlegd EU, diensten"),
    EXPORT: Text(en="export outside the EU", nl="export buiten de EU"),
    SERVICES_OUTSIDE_EU: Text(en="services outside the EU", nl="diensten buiten de EU"),
    REVERSE_CHARGE_HOME: Text(en="reverse charge at home", nl="verlegd binnenland"),
    EXEMPT: Text(en="exempt from VAT", nl="vrijgesteld van btw"),
    SMALL_ENTERPRISE: Text(en="small enterprise, no VAT", nl="kleineondernemersregeling, geen btw"),
    NO_VAT: Text(en="no VAT: vouchers, deposits, rounding", nl="geen btw: tegoedbonnen, statiegeld, afronding"),
}
"""Rows that are not a country and a rate, in the order in which they are shown."""

ALWAYS_SHOWN: Final = (REVERSE_CHARGE_EU, EXPORT, NO_VAT)
"""Special rows that every table has from the start; the others appear once a document needs them."""

_RATED: Final = re.compile(r"^(?P<country>[A-Z]{2})-(?P<rate>\d+(\.\d+)?)(?P<stock>@[A-Z]{2})?$")


@dataclass(frozen=True, slots=True)
class RatedRow:
    """A row that is a country and a rate; `ships_from` only for goods that leave from another country."""

    country: str
    rate: Decimal
    ships_from: str | None = None


def row_of(country: str, rate: Decimal, ships_from: str | None = None) -> str:
    """The key of the row for VAT of that country at that rate: `NL-21`, `FI-25.5`."""
    stock = f"@{ships_from}" if ships_from else ""
    return f"{country}-{rate_text(rate)}{stock}"


def parse_row(row: str) -> RatedRow | None:
    """Country and rate of a row, None for the special rows and for what is no row at all."""
    match = _RATED.match(row)
    if match is None:
        return None
    stock = match["stock"]
    return RatedRow(match["country"], Decimal(match["rate"]), stock[1:] if stock else None)


def row_label(row: str) -> Text:
    """What people see: `NL 21%`, `FR 5.5%` (in Dutch `FR 5,5%`), `reverse charge EU`. An unknown row shows its key."""
    rated = parse_row(row)
    if rated is None:
        return SPECIAL_ROWS.get(row, same(row))
    en = f"{rated.country} {rate_text(rated.rate)}%"
    nl = en.replace(".", ",")
    if rated.ships_from is None:
        return Text(en=en, nl=nl)
    return Text(en=f"{en}, shipped from {rated.ships_from}", nl=f"{nl}, verzonden uit {rated.ships_from}")


def sort_rows(rows: Iterable[str], home: str) -> list[str]:
    """Each row once: home rates first, high to low, then other countries by code, then the special rows."""
    return sorted(set(rows), key=lambda row: _place(row, home))


def shown_rows(rated: Iterable[str], needed: Iterable[str], home: str) -> list[str]:
    """The rows of a table: what the shop's rates give, what is always there, and what documents turned out to need."""
    return sort_rows([*rated, *ALWAYS_SHOWN, *needed], home)


def union_rows(home: str) -> tuple[str, ...]:
    """The rows for VAT of the other member states: what fits a package that has one code for all of these."""
    states = (member_states() | {NORTHERN_IRELAND}) - {home}
    return tuple(sort_rows((row_of(state, rate) for state in states for rate in rates_ever(state)), home))


def _place(row: str, home: str) -> tuple[int, str, Decimal, str]:
    rated = parse_row(row)
    if rated is None:
        special = list(SPECIAL_ROWS)
        return (3, f"{special.index(row) if row in special else 99:02}", Decimal(0), row)
    group = 2 if rated.ships_from else 0 if rated.country == home else 1
    return (group, rated.country, -rated.rate, row)

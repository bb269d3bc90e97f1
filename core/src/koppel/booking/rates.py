"""Which VAT rates exist in which member state on which day, from the data file shipped with the package.

The file (`data/eu-vat-rates.json`) names its sources with each entry. Places inside a country are `territories`' subject.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

NORTHERN_IRELAND: Final = "XI"


@dataclass(frozen=True, slots=True, kw_only=True)
class RatePeriod:
    """The rates of one country between two days, both included; `last_day` None while they hold."""

    country: str
    first_day: date
    last_day: date | None
    standard: Decimal
    rates: frozenset[Decimal]

    def holds_on(self, day: date) -> bool:
        """True when these rates are in force on that day."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@cache
def data_file() -> dict[str, Any]:
    """The rates file as it is; read once."""
    text = files("koppel.booking").joinpath("data", "eu-vat-rates.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


@cache
def member_states() -> frozenset[str]:
    """ISO codes of the member states (GR for Greece)."""
    return frozenset(entry["iso2"] for entry in data_file()["countries"])


@cache
def rates_on(country: str, day: date) -> frozenset[Decimal]:
    """All rates above zero of a member state or Northern Ireland on that day; empty for any other country.

    For a day before the first known period the first known rates count: shops import old orders too.
    """
    found: frozenset[Decimal] = frozenset()
    for period in _on(country, day):
        found |= period.rates
    return found


def rate_exists(country: str, rate: Decimal, days: Iterable[date]) -> bool:
    """True when the rate exists there on one of the days."""
    return any(rate in rates_on(country, day) for day in days)


@cache
def rates_ever(country: str) -> frozenset[Decimal]:
    """All rates above zero that are known of a member state or Northern Ireland, of whatever day."""
    return frozenset(rate for period in _periods().get(country, ()) for rate in period.rates)


@cache
def standard_rate(country: str, day: date) -> Decimal | None:
    """The standard rate on that day, None for a country without."""
    periods = _on(country, day)
    return periods[0].standard if periods else None


def _on(country: str, day: date) -> tuple[RatePeriod, ...]:
    periods = _periods().get(country, ())
    return tuple(period for period in periods if period.holds_on(day)) or periods[:1]


@cache
def _periods() -> dict[str, tuple[RatePeriod, ...]]:
    """Periods per country, oldest first."""
    content = data_file()
    found: dict[str, list[RatePeriod]] = {}
    for entry in [*content["history"], *content["countries"], _northern_ireland()]:
        found.setdefault(entry["iso2"], []).append(_period(entry))
    return {country: tuple(sorted(periods, key=lambda p: p.first_day)) for country, periods in found.items()}


def _period(entry: dict[str, Any]) -> RatePeriod:
    texts = [entry["standard"], *entry["reduced"], entry.get("super_reduced"), entry.get("parking")]
    last_day = entry.get("valid_to")
    return RatePeriod(
        country=entry["iso2"],
        first_day=date.fromisoformat(entry["valid_from"]),
        last_day=date.fromisoformat(last_day) if last_day else None,
        standard=Decimal(entry["standard"]),
        rates=frozenset(Decimal(text) for text in texts if text),
    )


def _northern_ireland() -> dict[str, Any]:
    """It has British rates but counts as a member state for goods, so it stands among the territories."""
    entry = next(place for place in data_file()["territories"] if place["code"] == NORTHERN_IRELAND)
    return {"iso2": NORTHERN_IRELAND, "valid_from": "2021-01-01", **entry["rates"]}

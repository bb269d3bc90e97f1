"""What was booked lately, in numbers: today, this month and each of the last thirty days, of all integrations at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Integer, Numeric, String, case, cast, func, literal, select, type_coerce

from koppel.home import Home
from koppel.store import LedgerRow

DAYS: Final = 30
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """So many documents, and what they come to in each currency; credit notes count downwards."""

    documents: int = 0
    amounts: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of one integration. `days` are the last thirty, oldest first and today last; `currency` is the one used most."""

    today: Sum
    month: Sum
    days: Sequence[tuple[date, Sum]]
    currency: str

    @property
    def quiet(self) -> bool:
        """True when nothing was booked in all these days."""
        return not any(booked.documents for _, booked in self.days)


def figures(home: Home, integration_ids: Iterable[int], zone: str) -> dict[int, Figures]:
    """By number of the integration. Days begin and end in `zone`; amounts are rounded to the cent."""
    ids = list(integration_ids)
    today = home.now().astimezone(ZoneInfo(zone)).date()
    first = min(today - timedelta(days=DAYS - 1), today.replace(day=1))
    days = [first + timedelta(days=number) for number in range((today - first).days + 1)]
    found: dict[int, dict[date, list[tuple[str, int, Decimal]]]] = {number: {} for number in ids}
    with home.reading() as session:
        for number, place, currency, documents, cents in session.execute(_query(ids, days, zone)):
            on_day = found[number].setdefault(days[place], [])
            on_day.append((currency, documents, (Decimal(int(cents)) * _CENT).quantize(_CENT)))
    return {number: _figures(days, by_day, today) for number, by_day in found.items()}


def _query(ids: Sequence[int], days: Sequence[date], zone: str) -> Any:
    """Documents and cents by integration, day and currency.

    Amounts are stored as text, because SQLite's numbers are binary; as whole cents they add up exactly there too.
    """
    starts = [datetime.combine(day, time(), ZoneInfo(zone)) for day in days]
    newest_first = [
        (LedgerRow.booked_at >= start, literal(place)) for place, start in reversed(list(enumerate(starts)))
    ]
    place = case(*newest_first).label("place")
    amount = cast(type_coerce(LedgerRow.total_incl, String), Numeric)
    cents = func.sum(cast(func.round(amount * 100), BigInteger))
    return (
        select(LedgerRow.integration_id, cast(place, Integer), LedgerRow.currency, func.count(), cents)
        .where(LedgerRow.integration_id.in_(ids), LedgerRow.booked_at >= starts[0], LedgerRow.state == "booked")
        .group_by(LedgerRow.integration_id, place, LedgerRow.currency)
    )


def _figures(days: Sequence[date], by_day: Mapping[date, Sequence[tuple[str, int, Decimal]]], today: date) -> Figures:
    sums = {day: _sum(by_day.get(day, ())) for day in days}
    parts = [part for found in by_day.values() for part in found]
    used: Counter[str] = Counter()
    for currency, documents, _ in parts:
        used[currency] += documents
    return Figures(
        today=sums[today],
        month=_sum(part for day, found in by_day.items() if day >= today.replace(day=1) for part in found),
        days=[(day, sums[day]) for day in days[-DAYS:]],
        currency=used.most_common(1)[0][0] if used else "EUR",
    )


def _sum(parts: Iterable[tuple[str, int, Decimal]]) -> Sum:
    documents, amounts = 0, dict[str, Decimal]()
    for currency, number, amount in parts:
        documents += number
        amounts[currency] = amounts.get(currency, Decimal(0)) + amount
    return Sum(documents=documents, amounts=amounts)

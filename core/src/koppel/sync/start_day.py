"""What a first day means: how many documents the shop has from then on, and what they come to. Books nothing, keeps nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from koppel.booking import heading
from koppel.booking.rules import Rules
from koppel.connectors import Since, Source
from koppel.home import Home
from koppel.model import Document
from koppel.sync.pairs import open_pair
from koppel.sync.rules import rules_of

STEP: Final = "export_from"

_MOST_BATCHES: Final = 3
_MOST_DOCUMENTS: Final = 300
_NEWEST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstDay:
    """A day with what is to be booked from it on: documents, and their total in each currency.

    With `at_least` the shop has more than was read: the numbers are what was seen, and no less than that is coming.
    """

    day: date
    documents: int
    totals: Mapping[str, Decimal] = field(default_factory=dict)
    at_least: bool = False


def today_of(home: Home, name: str) -> date:
    """Today where the seller is."""
    with open_pair(home, name) as pair:
        return home.now().astimezone(ZoneInfo(rules_of(pair).seller.time_zone)).date()


def what_it_means(home: Home, name: str, days: Sequence[date]) -> list[FirstDay]:
    """For each of these days. Raises what the shop raises.

    One short reading answers all of them: what was made or changed since the earliest, up to three hundred documents. A
    shop that has more is asked for its newest hundred too: they tell the late days exactly, and of the early days only
    that there is at least so much.
    """
    with open_pair(home, name) as pair:
        rules = replace(rules_of(pair), start_on=None)
        known, complete = _read(pair.source, min(days), rules)
        if not complete:
            newest = pair.source.latest(_NEWEST)
            known |= {document.key: document for document in newest}
            exact_from = min((heading.issued_on(one, rules) for one in newest), default=date.max)
        else:
            exact_from = date.min
        wanted = [(heading.issued_on(one, rules), one) for one in known.values() if heading.skip(one, rules) is None]
    return [_first_day(day, wanted, at_least=day <= exact_from and not complete) for day in days]


def _read(source: Source, day: date, rules: Rules) -> tuple[dict[str, Document], bool]:
    """What the shop has since the day, by key, and whether that is all of it."""
    start = datetime.combine(day, time(), ZoneInfo(rules.seller.time_zone))
    found: dict[str, Document] = {}
    for number, batch in enumerate(source.documents(Since(start_at=start)), start=1):
        found |= {document.key: document for document in batch.documents}
        if number >= _MOST_BATCHES or len(found) >= _MOST_DOCUMENTS:
            return found, batch.left == 0
    return found, True


def _first_day(day: date, wanted: Iterable[tuple[date, Document]], *, at_least: bool) -> FirstDay:
    documents, totals = 0, dict[str, Decimal]()
    for on, document in wanted:
        if on >= day:
            documents += 1
            totals[document.currency] = totals.get(document.currency, Decimal(0)) + document.total_incl
    return FirstDay(day=day, documents=documents, totals=totals, at_least=at_least)

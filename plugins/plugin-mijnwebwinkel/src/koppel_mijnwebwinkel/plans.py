"""Which lists a reading takes, so that nothing is missed at a service that has no filter by date of change.

- Orders whose status changed, up to a moment that lies still. The window begins a day before the last reading, which also
  takes care of clocks that differ and of the hour that comes twice in October.
- Orders made since the last reading: an order may have no change of status yet.
- Once a day all orders of 35 days, once a week those of 180: an order that was edited without a change of status is in no
  other list.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from koppel.api import Since
from koppel_mijnwebwinkel.cursor import Cursor, Filters, Plan, Walk
from koppel_mijnwebwinkel.wire import ZONE, wall_text

OVERLAP: Final = timedelta(days=1)
SETTLED: Final = timedelta(minutes=2)
"""Changes younger than this are left to the next reading: they may still be under way at the service."""

LOOKS_BACK: Final = {35: timedelta(days=1), 180: timedelta(days=7)}
"""How many days of orders are read whole, and how often."""

ARCHIVED: Final = "archived"

_SAME_DAY: Final = timedelta(hours=2)
_ONE_DAY: Final = timedelta(days=1)


def first_plan(since: Since, now: datetime) -> Plan:
    """Everything made since the start, and older orders whose status changed since.

    Whether the filters include their own bounds is not documented, so each reaches a day too far.
    """
    start = _day(since.start_at)
    made = {"start_date": (start - _ONE_DAY).isoformat()}
    older = {"end_date": start.isoformat(), **_changed(since.start_at, now)}
    return _plan(now, (made, older), looks=tuple(LOOKS_BACK))


def next_plan(cursor: Cursor, covered: datetime, since: Since, now: datetime) -> Plan:
    """What changed and what was made since `covered`, and further back where that is due."""
    due = [days for days, every in LOOKS_BACK.items() if _is_due(cursor.looked_back.get(days), every, now)]
    days_back = max(due, default=0)
    made_from = min(_day(covered - _SAME_DAY), _day(now) - timedelta(days=days_back))
    made = {"start_date": max(made_from, _day(since.start_at) - _ONE_DAY).isoformat()}
    looks = tuple(days for days in LOOKS_BACK if days <= days_back)
    return _plan(now, (_changed(covered, now), made), looks=looks)


def apart(lists: Iterable[Filters], *kinds: str) -> tuple[Filters, ...]:
    """The same lists for orders in sight ("0") and for archived ones ("1")."""
    return tuple({**filters, ARCHIVED: kind} for filters in lists for kind in kinds)


def walks_of(lists: Iterable[Filters]) -> tuple[Walk, ...]:
    """Walks from the front of each list."""
    return tuple(Walk(filters=filters) for filters in lists)


def _plan(now: datetime, lists: tuple[Filters, ...], *, looks: tuple[int, ...]) -> Plan:
    return Plan(began=now, lists=lists, walks=walks_of(lists), looks=looks)


def _is_due(looked: datetime | None, every: timedelta, now: datetime) -> bool:
    return looked is None or now - looked >= every


def _changed(covered: datetime, now: datetime) -> Filters:
    return {
        "status_changed_start_date": wall_text(covered - OVERLAP),
        "status_changed_end_date": wall_text(now - SETTLED),
    }


def _day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()

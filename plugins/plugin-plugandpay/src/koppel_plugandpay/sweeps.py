"""Which lists a reading walks. The service has no filter by date of change, so several lists together must show it all.

| what happens | the list that shows it |
|---|---|
| an invoice or credit invoice is made | by invoice date, each reading |
| an invoice is paid | by date of payment, each reading |
| a debit is pulled back, a payment starts or fails | everything not settled, once a day |
| an invoice is changed, or made with an older date | by invoice date over 60 days, once a day |
| an invoice is deleted | deleted ones, once a day |
| anything else, however old | everything, every 30 days |

Lists overlap and begin before the last reading did: the ledger knows what it has. They are sorted by invoice number, since
only that tells all rows apart: rows of one day could change places between two pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from koppel.api import Since
from koppel_plugandpay.cursor import Cursor, Depth
from koppel_plugandpay.wire import ZONE

OVERLAP: Final = timedelta(days=3)
"""How far each reading goes back: the zone of the filters is not documented, and an invoice may be dated a day early."""

DEEP_EVERY: Final = timedelta(days=1)
DEEP_WINDOW: Final = timedelta(days=60)
FULL_EVERY: Final = timedelta(days=30)

_ONE_DAY: Final = timedelta(days=1)
_ALL: Final[dict[str, str | int]] = {
    "mode": "live",
    "invoice_status": "final",
    "sort": "invoice_number",
    "direction": "asc",
}
_UNSETTLED: Final = "open,processing,reversed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """One list to walk, by its filters. `deleted` for the list of what was deleted."""

    name: str
    params: dict[str, str | int] = field(default_factory=dict)
    deleted: bool = False


def depth_of(cursor: Cursor, now: datetime) -> Depth:
    """How far the next reading must look."""
    if cursor.full_at is None or now - cursor.full_at >= FULL_EVERY:
        return Depth.FULL
    if cursor.deep_at is None or now - cursor.deep_at >= DEEP_EVERY:
        return Depth.DEEP
    return Depth.QUICK


def sweeps_of(cursor: Cursor, depth: Depth, began: datetime, since: Since) -> Sequence[Sweep]:
    """The lists of one reading, in their order. The same for the same arguments, so that a reading can go on later."""
    floor = _day(since.start_at) - _ONE_DAY
    last = (cursor.quick_at or since.start_at) - OVERLAP
    if depth is Depth.FULL:
        everything = Sweep(name="everything", params=_invoiced(floor))
        return (everything,) if cursor.first_at is None else (everything, _deleted(floor))
    if depth is Depth.QUICK:
        return _invoiced_since(max(floor, _day(last))), _paid(last, floor)
    recent = max(floor, min(_day(last), _day(began - DEEP_WINDOW)))
    return _invoiced_since(recent), _paid(last, floor), _unsettled(floor), _deleted(recent)


def _invoiced_since(day: date) -> Sweep:
    return Sweep(name="invoiced", params=_invoiced(day))


def _paid(since: datetime, floor: date) -> Sweep:
    moment = since.strftime("%Y-%m-%d %H:%M:%S")
    return Sweep(name="paid", params={**_invoiced(floor), "since_paid_at": moment})


def _unsettled(floor: date) -> Sweep:
    return Sweep(name="unsettled", params={**_invoiced(floor), "payment_status": _UNSETTLED})


def _deleted(floor: date) -> Sweep:
    return Sweep(name="deleted", params={**_invoiced(floor), "is_deleted": 1}, deleted=True)


def _invoiced(day: date) -> dict[str, str | int]:
    return {**_ALL, "since_invoice_date": day.isoformat()}


def _day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()

"""The period that a line of a subscription pays for.

The service has no field for it. A line's words may name both days; else it runs from the day of the invoice, one interval
long. A term of an instalment plan pays for a part of a price, not for a period.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Final

from koppel.api import Period
from koppel_plugandpay.records import Item

SUBSCRIPTION: Final = "subscription"
MONTHS: Final = {"monthly": 1, "quarterly": 3, "yearly": 12}

_DAY: Final = r"(\d{1,2}-\d{1,2}-\d{4}|\d{4}-\d{2}-\d{2})"
_BOTH: Final = re.compile(_DAY + r"\s*(?:t/m|tot en met|tot|until|through|to|–|-)\s*" + _DAY, re.IGNORECASE)
_LONGEST: Final = timedelta(days=366 * 3)


def period_of(item: Item, invoiced_on: date | None) -> Period | None:
    """The days, both included; None for a line that pays for no period."""
    return written(item.label) or _reckoned(item, invoiced_on)


def written(label: str) -> Period | None:
    """The period that the words of a line name: `15-02-2026 t/m 14-03-2026`. Days that cannot be are no period."""
    match = _BOTH.search(label)
    if match is None:
        return None
    first, last = _day(match[1]), _day(match[2])
    if first is None or last is None or not timedelta(0) <= last - first <= _LONGEST:
        return None
    return Period(first_day=first, last_day=last)


def _reckoned(item: Item, invoiced_on: date | None) -> Period | None:
    kinds = {item.subscription.type if item.subscription else "", item.product.type if item.product else ""}
    months = MONTHS.get(item.interval)
    if invoiced_on is None or months is None or SUBSCRIPTION not in kinds or "installments" in kinds:
        return None
    return Period(first_day=invoiced_on, last_day=later(invoiced_on, months) - timedelta(days=1))


def later(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _day(text: str) -> date | None:
    parts = [int(part) for part in text.split("-")]
    if parts[0] < 1000:
        parts.reverse()
    try:
        return date(*parts)
    except ValueError:
        return None

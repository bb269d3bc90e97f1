"""When Exact's limits end: 60 calls in a clock minute and 5,000 in a day (UTC), per app and administration.

The headers are all optional: a refusal carries only those of the limit that was reached, and there have been refusals
without any. Resets are milliseconds since 1970.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from koppel.api import Answer

_LONGEST: Final = timedelta(hours=25)
_TOO_MANY: Final = 429


def next_minute(now: datetime) -> datetime:
    """The next full minute."""
    return now.replace(second=0, microsecond=0) + timedelta(minutes=1)


def next_day(now: datetime) -> datetime:
    """The next 00:00 UTC."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def limited_until(answer: Answer, now: datetime) -> datetime | None:
    """The moment before which no call may come; None while there is room.

    Read from good answers too: the one that took the last call of the minute says so, and waiting then saves a refusal.
    """
    minute = _spent(answer, "x-ratelimit-minutely-", now, next_minute(now))
    daily = _spent(answer, "x-ratelimit-", now, next_day(now))
    found = [moment for moment in (minute, daily) if moment is not None]
    if found:
        return max(found)
    return next_minute(now) if answer.status == _TOO_MANY else None


def _spent(answer: Answer, family: str, now: datetime, default: datetime) -> datetime | None:
    """The reset of one limit when it is used up, None otherwise."""
    headers = answer.headers
    remaining = headers.get(f"{family}remaining")
    only_family = answer.status == _TOO_MANY and remaining is None and f"{family}reset" in headers
    if not only_family and remaining != "0":
        return None
    return _reset(headers, family, now) or default


def _reset(headers: Mapping[str, str], family: str, now: datetime) -> datetime | None:
    value = headers.get(f"{family}reset", "")
    if not value.isdigit():
        return None
    until = datetime.fromtimestamp(int(value) / 1000, UTC)
    return until if now < until <= now + _LONGEST else None

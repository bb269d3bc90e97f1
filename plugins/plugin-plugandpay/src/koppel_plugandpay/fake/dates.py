"""Moments as the service writes and reads them: UTC with six decimals in answers, no zone in filters."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Final, Literal
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Europe/Amsterdam")
InvoiceDate = Literal["date", "midnight_utc", "midnight_local"]


def moment_text(moment: datetime) -> str:
    """`2026-03-01T03:10:00.000000Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def invoice_date_text(day: date, shape: InvoiceDate) -> str:
    """A day in one of the shapes in which the service may write it."""
    if shape == "date":
        return day.isoformat()
    zone = ZONE if shape == "midnight_local" else UTC
    return moment_text(datetime.combine(day, time(), tzinfo=zone))


def local_day(moment: datetime) -> date:
    """The day in the Netherlands."""
    return moment.astimezone(ZONE).date()


def filter_day(text: str) -> date | None:
    """A `Y-m-d` of a filter; None for anything else."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def filter_moment(text: str, *, local: bool) -> datetime | None:
    """A `Y-m-d H:i:s` of a filter, in Dutch time or in UTC; None for anything else."""
    try:
        moment = datetime.strptime(text, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - the zone comes next
    except ValueError:
        return None
    return moment.replace(tzinfo=ZONE if local else UTC)

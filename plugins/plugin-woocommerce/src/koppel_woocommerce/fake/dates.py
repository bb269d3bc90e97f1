"""The shop's two clocks: site-local time without offset and UTC without Z, and how the date filters read a value."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

FORM = "%Y-%m-%dT%H:%M:%S"
_ACCEPTED = re.compile(
    r"^(?P<day>\d{4}-\d{2}-\d{2})[Tt ](?P<time>\d{2}:\d{2}:\d{2})(?P<fraction>\.\d+)?(?P<zone>Z|[+-]\d{2}(:\d{2})?)?$"
)


def utc_text(moment: datetime) -> str:
    """`date_..._gmt` as the shop writes it, in whole seconds."""
    return moment.astimezone(UTC).strftime(FORM)


def local_text(moment: datetime, zone: ZoneInfo) -> str:
    """The same moment as the site shows it."""
    return moment.astimezone(zone).strftime(FORM)


def local_from_utc(text: str, zone: ZoneInfo) -> str:
    """The local twin of a `_gmt` value."""
    return local_text(datetime.strptime(text, FORM).replace(tzinfo=UTC), zone)


def utc_from_local(text: str, zone: ZoneInfo) -> str:
    """The `_gmt` twin of a local value; in the hour that occurs twice the first one is meant."""
    return utc_text(datetime.strptime(text, FORM).replace(tzinfo=zone))


def is_date_time(text: str) -> bool:
    """Whether the shop takes it: a full date and time, with or without fraction and zone."""
    match = _ACCEPTED.match(text)
    if not match:
        return False
    try:
        datetime.fromisoformat(f"{match['day']}T{match['time']}")
    except ValueError:
        return False
    return True


def bound(text: str, *, dates_are_gmt: bool, zone: ZoneInfo) -> str:
    """The value that a `_gmt` column is compared with.

    A value with a zone is first turned into local time, also when `dates_are_gmt` then has it compared with the UTC
    column: east of Greenwich that misses orders without a word. With a fraction of a second the zone is not read.
    """
    match = _ACCEPTED.match(text)
    if match is None:
        raise ValueError(text)
    moment = f"{match['day']}T{match['time']}"
    if match["zone"] and not match["fraction"]:
        offset = "+00:00" if match["zone"] == "Z" else match["zone"]
        moment = local_text(datetime.fromisoformat(moment + offset), zone)
    return moment if dates_are_gmt else utc_from_local(moment, zone)

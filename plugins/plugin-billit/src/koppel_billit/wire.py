"""Billit on the wire: pages of a list, numbers, dates without a zone, literals of a filter in the dialect of OData v3.

Which call to make is left to `company`. Facts: Billit's documentation and the traffic of public clients.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote_plus, urlsplit
from zoneinfo import ZoneInfo

from koppel.api import Answer, Unavailable, UnknownOutcome, amount, cents

Row = Mapping[str, Any]

LONGEST_FILTER: Final = 1900
"""Encoded characters of a filter: many web servers refuse addresses whose query is longer than 2048."""
_ZONE: Final = ZoneInfo("Europe/Brussels")


def rows(answer: Answer) -> tuple[list[Row], str | None]:
    """The rows of a page and the address of the next one. Raises Unavailable for what is no page."""
    body = answer.json()
    items = body.get("Items") if isinstance(body, dict) else None
    if not isinstance(items, list):
        raise Unavailable(service=answer.service, url=answer.url, begins=answer.text[:200])
    following = body.get("NextPageLink")
    return [row for row in items if isinstance(row, dict)], str(following) if following else None


def created(answer: Answer) -> int:
    """The number of what was made. It comes bare; clients have met it as text and inside an object too.

    Raises UnknownOutcome for anything else: something was made, and we do not know what.
    """
    body = answer.json()
    if isinstance(body, dict):
        body = next((body[name] for name in ("OrderID", "PartyID") if name in body), None)
    found = whole(body)
    if found is None:
        raise UnknownOutcome(service=answer.service, url=answer.url, begins=answer.text[:200])
    return found


def path_and_query(address: str) -> str:
    """The part of a NextPageLink that is asked for on the connection's own address, proxies included."""
    parts = urlsplit(address)
    start = parts.path.find("/v1/")
    path = parts.path[start:] if start > 0 else parts.path
    return f"{path}?{parts.query}" if parts.query else path


def text(value: object) -> str:
    """A text; "" for nothing."""
    return str(value).strip() if value is not None else ""


def whole(value: object) -> int | None:
    """A whole number, also when it is written as text; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    written = value.strip() if isinstance(value, str) else ""
    return int(written) if written.isascii() and written.isdigit() else None


def money(value: object) -> Decimal | None:
    """An amount in cents; None for nothing or nonsense."""
    if value is None or isinstance(value, (bool, float)):
        return None
    try:
        return cents(amount(value if isinstance(value, (int, Decimal)) else str(value)))
    except ValueError:
        return None


def day(value: object) -> date | None:
    """A day; moments of documents are days at midnight."""
    try:
        return date.fromisoformat(text(value)[:10])
    except ValueError:
        return None


def moment(value: object) -> datetime | None:
    """A moment, aware. Without a zone it is taken for Belgian time, which nobody documents."""
    try:
        found = datetime.fromisoformat(text(value))
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=_ZONE)).astimezone(UTC)


def local(at: datetime) -> datetime:
    """An aware moment as the service writes it."""
    return at.astimezone(_ZONE).replace(tzinfo=None, microsecond=0)


def quoted(value: str) -> str:
    """A text as a literal of a filter."""
    return "'" + value.replace("'", "''") + "'"


def moment_literal(at: datetime) -> str:
    """A moment without zone as a literal of a filter."""
    return f"DateTime'{at.isoformat(timespec='seconds')}'"


def either(tests: Iterable[str], *, before: str = "") -> Iterator[str]:
    """Filters that hold for any of the tests, in portions that fit into an address. `before` holds for each."""
    portion: list[str] = []
    start = f"{before} and " if before else ""
    for test in tests:
        if portion and len(quote_plus(start + " or ".join([*portion, test]))) > LONGEST_FILTER:
            yield f"{start}({' or '.join(portion)})"
            portion = []
        portion.append(test)
    if portion:
        yield f"{start}({' or '.join(portion)})"

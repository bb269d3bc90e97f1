"""Billit on the wire: pages of a list, numbers, dates without a zone, literals of a filter in the dialect of OData v3.

Which call to make is left to `company`. Facts: Billit's documentation and the traffic of public clients.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote_plus
from zoneinfo import ZoneInfo

from koppel.api import Answer, text_of

Row = Mapping[str, Any]

LONGEST_FILTER: Final = 1900
"""Encoded characters of a filter: many web servers refuse addresses whose query is longer than 2048."""
_ZONE: Final = ZoneInfo("Europe/Brussels")


def rows(answer: Answer) -> tuple[list[Row], str | None]:
    """The rows of a page and the address of the next one. Raises Unavailable for what is no page."""
    body = answer.json()
    items = body.get("Items") if isinstance(body, dict) else None
    if not isinstance(items, list):
        raise answer.not_understood()
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
        raise answer.not_understood()
    return found


def whole(value: object) -> int | None:
    """A whole number, also when it is written as text; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    written = value.strip() if isinstance(value, str) else ""
    return int(written) if written.isascii() and written.isdigit() else None


def moment(value: object) -> datetime | None:
    """A moment, aware. Without a zone it is taken for Belgian time, which nobody documents."""
    try:
        found = datetime.fromisoformat(text_of(value))
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

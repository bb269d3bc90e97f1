"""Exact's dialect of OData 2 on the wire: envelopes, dates, numbers, padded texts and the literals of a filter.

Which call to make is left to `division`. Facts: the vendor's support pages and the traffic of public clients.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from koppel.api import Answer, amount, day_of, text_of

Row = Mapping[str, Any]

_DATE: Final = re.compile(r"/Date\((-?\d+)\)/")
_GUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ACCOUNT_CODE_WIDTH: Final = 18


def rows(answer: Answer) -> tuple[list[Row], str | None]:
    """The rows of a list and the address of its next page.

    Lists come as `{"d": {"results": [...]}}`, some as `{"d": [...]}`; a single row counts as a list of one.
    """
    inner = _inner(answer)
    if isinstance(inner, list):
        return _only_rows(inner), None
    if "results" in inner:
        following = inner.get("__next")
        return _only_rows(inner["results"]), str(following) if following else None
    return [inner], None


def single(answer: Answer) -> Row:
    """The one row of an answer to a POST; empty when it has none."""
    found, _ = rows(answer)
    return found[0] if found else {}


def guid(value: object) -> str | None:
    """A Guid as it is sent: lower case, no braces, no prefix; None for what is none."""
    plain = text_of(value).removeprefix("guid").strip("'{}")
    return plain.lower() if _GUID.fullmatch(plain) else None


def number(value: object) -> Decimal | None:
    """A number, whether it came as a number or as text; None for nothing or nonsense."""
    if value is None or isinstance(value, (bool, float)):
        return None
    try:
        return amount(value if isinstance(value, (int, Decimal)) else str(value))
    except ValueError:
        return None


def day(value: object) -> date | None:
    """A day. `/Date(ms)/` is the wall clock of the Netherlands written as if it were UTC, so nothing is converted.

    Converting it would move every date by a day for half of the readers.
    """
    match = _DATE.fullmatch(text_of(value))
    if match:
        return (_EPOCH + timedelta(milliseconds=int(match[1]))).date()
    return day_of(value)


def moment_ms(value: object) -> int:
    """A `/Date(ms)/` as its number, to put rows in order of time; 0 for nothing."""
    match = _DATE.fullmatch(text_of(value))
    return int(match[1]) if match else 0


def quoted(value: str) -> str:
    """A text as a literal of a filter."""
    return "'" + value.replace("'", "''") + "'"


def guid_literal(value: str) -> str:
    """A Guid as a literal of a filter or a key."""
    return f"guid'{value}'"


def account_code(code: str) -> str:
    """A debtor's code as the filter needs it: right-aligned in its column of 18, else nothing is found."""
    return code.strip().rjust(_ACCOUNT_CODE_WIDTH)


def _inner(answer: Answer) -> Any:
    body = answer.json()
    inner = body.get("d") if isinstance(body, dict) else None
    if isinstance(inner, (dict, list)):
        return inner
    raise answer.not_understood()


def _only_rows(found: object) -> list[Row]:
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []

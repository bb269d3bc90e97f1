"""What every connector needs for answers as vendors write them: values of any type, marks of content, the first complaint."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from koppel.model import ZERO, amount, cents
from koppel.text import Text


class Unreadable(Exception):
    """Raised within a source for an order that must be held; `sentence` says why and becomes its document's `unreadable`."""

    def __init__(self, sentence: Text) -> None:
        self.sentence = sentence
        super().__init__(sentence.en)


def fingerprint(content: Any) -> str:
    """A short hash of JSON content; the same content gives the same one, whatever the order of its keys."""
    text = json.dumps(content, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def first_complaint(messages: Any) -> tuple[str, str]:
    """Of marshmallow's messages: the path to the first one, `line_items.0.total`, and what it says."""
    path: list[str] = []
    while isinstance(messages, dict) and messages:
        name, messages = next(iter(messages.items()))
        path.append(str(name))
    problem = messages[0] if isinstance(messages, list) and messages else messages
    return ".".join(path), str(problem)


def amount_or_zero(value: Any) -> Decimal:
    """The amount of a document that cannot be read, as far as it can be shown; never booked."""
    try:
        return amount(value)
    except (TypeError, ValueError):
        return ZERO


def text_of(value: object) -> str:
    """A text without blanks around it; absent, null and empty are all ""."""
    return str(value).strip() if value is not None else ""


def money_of(value: object) -> Decimal | None:
    """An amount in cents, whether it came as a number or as text; None for nothing or nonsense.

    Sums arrive as binary fractions from some services (61.699999999999996), so it is rounded here.
    """
    if value is None or isinstance(value, (bool, float)):
        return None
    try:
        return cents(amount(value if isinstance(value, (int, Decimal)) else str(value)))
    except ValueError:
        return None


def day_of(value: object) -> date | None:
    """A day; a time behind it is cut off. None for what is no day."""
    try:
        return date.fromisoformat(text_of(value)[:10])
    except ValueError:
        return None


def moment_of(value: object) -> datetime | None:
    """A moment as aware UTC, taken for UTC where it does not say its zone; None for what is no moment, as a day alone is."""
    if not isinstance(value, str) or len(value) <= len("2026-01-01"):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def path_and_query(address: str, begins: str) -> str:
    """The part of a next page's address that is asked for on the connection's own address; it `begins` with, say, `/api/`.

    A page address names the vendor's host even where the connection goes through a proxy; following it there would go
    around the proxy.
    """
    parts = urlsplit(address)
    start = parts.path.lower().find(begins)
    path = parts.path[start:] if start > 0 else parts.path
    return f"{path}?{parts.query}" if parts.query else path

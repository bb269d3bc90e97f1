"""What every source needs when an answer is odd: a mark of its content, the first complaint about it, a total to show."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any

from koppel.model import ZERO, amount


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

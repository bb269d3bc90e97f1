"""Writing a request's body as JSON, with exact amounts."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal


def encode(body: object) -> bytes:
    """JSON in UTF-8. A Decimal becomes a JSON number with the same digits, a date its ISO form.

    The standard library can only write binary floats as numbers. The shortest text of a float gives back every decimal
    of up to 15 digits; a longer amount is refused rather than changed.
    """
    return json.dumps(body, default=_plain, ensure_ascii=False, separators=(",", ":")).encode()


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        number = float(value)
        if Decimal(repr(number)) != value:
            raise ValueError(f"too many digits for a JSON number: {value}")
        return number
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"not for JSON: {type(value).__name__}")

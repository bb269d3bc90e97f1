"""Writing answers: JSON with numbers exactly as the service writes them (10.00000), moments without a zone."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from werkzeug.wrappers import Response

from .refusal import GENERIC, Refusal
from .switches import Switches


def written(value: Any) -> str:
    """JSON text. A Decimal keeps its zeros, which the standard library cannot do."""
    if isinstance(value, Decimal):
        return f"{value:f}" if value else f"{abs(value):f}"
    if isinstance(value, datetime):
        return f'"{moment(value)}"'
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{written(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def moment(at: datetime) -> str:
    """Up to three digits of a second, none where there are none."""
    text = at.replace(tzinfo=None).isoformat(timespec="milliseconds")
    return text.removesuffix(".000")


def json_answer(value: Any, status: int = 200) -> Response:
    """A good answer."""
    return Response(written(value), status=status, content_type="application/json; charset=utf-8")


def empty_answer() -> Response:
    """A change that has nothing to say."""
    return Response(status=200)


def refused(refusal: Refusal, switches: Switches) -> Response:
    """The body of a refusal. One that has no known code may come in the framework's own shape."""
    told = refusal.told(switches.language)
    plain = all(entry["Code"] == GENERIC for entry in told)
    if plain and refusal.status in {401, 404} and switches.error_shape == "message":
        return json_answer({"Message": "Authorization has been denied for this request."}, refusal.status)
    return json_answer({"errors": told}, refusal.status)

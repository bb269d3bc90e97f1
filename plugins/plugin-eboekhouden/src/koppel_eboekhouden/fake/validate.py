"""Reading a body against its schema: types, required fields, lengths, unknown fields."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from werkzeug.wrappers import Request

from .refusal import Problems, Refusal, bad_request, malformed
from .schemas import SCHEMAS, Field, Schema
from .switches import Switches

Body = dict[str, Any]


def read_body(request: Request) -> Body:
    """The JSON object of a request; numbers with a fraction become Decimal."""
    content = request.get_data(as_text=True)
    if not content.strip():
        raise bad_request("DATA_01")
    if "json" not in request.headers.get("Content-Type", ""):
        raise Refusal(415)
    try:
        body = json.loads(content, parse_float=Decimal)
    except ValueError as error:
        raise malformed("$") from error
    if not isinstance(body, dict):
        raise malformed("$")
    return body


def checked(
    body: Mapping[str, Any],
    schema: Schema,
    switches: Switches,
    problems: Problems,
    *,
    partial: bool = False,
    within: str = "",
) -> Body:
    """The fields that count, each of the right type; what is wrong with them goes into `problems`.

    A value of another JSON type stops at once. Null and empty texts count as absent. `partial` asks for no field.
    """
    values: Body = {}
    for name, value in body.items():
        if name not in schema:
            if switches.unknown_fields == "refused":
                problems.add("ERR_002", within + name)
            continue
        field = schema[name]
        taken = _value(value, field, switches, problems, within + name)
        if taken not in (None, ""):
            values[name] = taken
    for name, field in schema.items():
        if field.required and not partial and values.get(name) in (None, []):
            problems.add(field.missing, within + name)
    return values


def _value(value: Any, field: Field, switches: Switches, problems: Problems, name: str) -> Any:
    if value is None:
        return None
    match field.kind:
        case "object" | "array":
            return _parts(value, field, switches, problems, name)
        case "string":
            return _text(value, field, problems, name)
        case "date":
            return _day(value, field, problems, name)
        case "integer":
            return _whole(value, name)
        case "number":
            return _number(value, name)
        case "boolean":
            return _typed(value, bool, name)


def _parts(value: Any, field: Field, switches: Switches, problems: Problems, name: str) -> Any:
    schema = SCHEMAS[field.of]
    if field.kind == "object":
        return checked(_typed(value, dict, name), schema, switches, problems, within=f"{name}.")
    members = [_typed(member, dict, f"{name}[{place}]") for place, member in enumerate(_typed(value, list, name))]
    return [
        checked(member, schema, switches, problems, within=f"{name}[{place}].") for place, member in enumerate(members)
    ]


def _text(value: Any, field: Field, problems: Problems, name: str) -> str:
    text: str = _typed(value, str, name)
    if field.most is not None and len(text) > field.most:
        problems.add(field.long, name)
    if field.allowed and text and text not in field.allowed:
        problems.add(field.wrong, name)
    return text


def _day(value: Any, field: Field, problems: Problems, name: str) -> date | None:
    try:
        return date.fromisoformat(_typed(value, str, name)[:10])
    except ValueError as error:
        if not field.wrong:
            raise malformed(f"$.{name}") from error
        problems.add(field.wrong, name)
        return None


def _whole(value: Any, name: str) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and name == "type":
        return int(value)  # the description lists the type as texts "1" to "7"
    if isinstance(value, bool) or not isinstance(value, int):
        raise malformed(f"$.{name}")
    return value


def _number(value: Any, name: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise malformed(f"$.{name}")
    return Decimal(value)


def _typed(value: Any, kind: type, name: str) -> Any:
    if not isinstance(value, kind):
        raise malformed(f"$.{name}")
    return value

"""The body of a POST or PUT against the property tables: names, types, lengths and what is mandatory.

A body of the wrong shape is a 400 at once; missing and overlong values are business rules and come with the others.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import uuid
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from .catalogue import Entity, Property, catalogue
from .refusal import Problems, bad_request
from .switches import Switches
from .table import Row

_STREAM = "Error processing request stream. "
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?Z?)?")
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_RANGES = {
    "Byte": (0, 255),
    "Int16": (-(2**15), 2**15 - 1),
    "Int32": (-(2**31), 2**31 - 1),
    "Int64": (-(2**63), 2**63 - 1),
}


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object of a request body; raises a Refusal with status 400 for anything else."""
    try:
        payload = json.loads(body, parse_float=Decimal)
    except ValueError as error:
        raise bad_request(f"{_STREAM}The request should be a valid top-level resource object.") from error
    if not isinstance(payload, dict):
        raise bad_request(f"{_STREAM}The request should be a valid top-level resource object.")
    return payload


def read_values(entity: Entity, payload: dict[str, Any], verb: str, problems: Problems, switches: Switches) -> Row:
    """The settable values of a body, typed. Known but read-only properties are dropped without a word."""
    values: Row = {}
    for name, raw in payload.items():
        prop = entity.properties.get(name)
        if prop is None:
            raise _unknown(entity, name)
        if not (prop.create if verb == "POST" else prop.update) or _own_key(entity, name, verb, switches):
            continue
        if prop.edm == "Collection":
            values |= _collection(entity, name, raw, verb, problems, switches)
        else:
            values[name] = _fit(entity, name, _typed(prop, raw), problems, switches)
    return values


def require(entity: Entity, values: Row, problems: Problems, *, alone: bool) -> None:
    """Note every mandatory property that is missing or empty, lines included."""
    for name in (*entity.required, *(entity.required_alone if alone else ())):
        if values.get(name) in (None, "", []):
            problems.mandatory(name)
    for names in entity.required_one_of:
        if all(values.get(name) in (None, "") for name in names):
            problems.mandatory(names[-1])
    for collection, target in entity.collections.items():
        for line in values.get(collection) or ():
            require(catalogue()[target], line, problems, alone=False)


def _own_key(entity: Entity, name: str, verb: str, switches: Switches) -> bool:
    """The service gives the keys itself, unless the switch says that it keeps the client's."""
    action = entity.verbs == {"POST"}
    return name == entity.key and verb == "POST" and not action and switches.client_keys == "ignored"


def _collection(
    entity: Entity, name: str, raw: Any, verb: str, problems: Problems, switches: Switches
) -> dict[str, list[Row]]:
    """The lines of a header: an array of objects on POST; a PUT does not touch lines."""
    if not isinstance(raw, list) or not all(isinstance(line, dict) for line in raw):
        raise _inconvertible(Property(name, "Collection", create=True, update=True))
    if verb != "POST":
        return {}
    lines = catalogue()[entity.collections[name]]
    return {name: [read_values(lines, line, "POST", problems, switches) for line in raw]}


def _fit(entity: Entity, name: str, value: Any, problems: Problems, switches: Switches) -> Any:
    limit = catalogue().length(entity, name)
    if limit is None or not isinstance(value, str) or len(value) <= limit:
        return value
    if switches.overflow == "truncate":
        return value[:limit]
    problems.invalid(name, f" ({limit})")
    return value


def _typed(prop: Property, raw: Any) -> Any:
    """The value in Python, or the 400 for a value that does not convert."""
    if raw is None:
        return None
    try:
        if prop.edm in _RANGES:
            return _integer(raw, *_RANGES[prop.edm])
        reader: Callable[[Any], Any] = _READERS.get(prop.edm, _text)
        return reader(raw)
    except (ValueError, TypeError, InvalidOperation, binascii.Error) as error:
        raise _inconvertible(prop) from error


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise TypeError
    return raw


def _guid(raw: Any) -> str:
    if not _GUID.fullmatch(_text(raw)):
        raise ValueError
    return str(uuid.UUID(raw))


def _boolean(raw: Any) -> bool:
    if raw not in (True, False, "true", "false") or not isinstance(raw, (bool, str)):
        raise ValueError
    return raw in (True, "true")


def _integer(raw: Any, low: int, high: int) -> int:
    if isinstance(raw, bool) or not isinstance(raw, (int, str)) or not low <= int(raw) <= high:
        raise ValueError
    return int(raw)


def _double(raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, (int, str, Decimal)):
        raise TypeError
    number = Decimal(raw)
    if not number.is_finite():
        raise ValueError
    return number


def _moment(raw: Any) -> datetime:
    if not _MOMENT.fullmatch(_text(raw)):
        raise ValueError
    return datetime.fromisoformat(raw).replace(tzinfo=None)


def _binary(raw: Any) -> bytes:
    return base64.b64decode(_text(raw), validate=True)


_READERS: dict[str, Callable[[Any], Any]] = {
    "Guid": _guid,
    "Boolean": _boolean,
    "Double": _double,
    "DateTime": _moment,
    "Binary": _binary,
}


def _unknown(entity: Entity, name: str) -> Exception:
    return bad_request(f"{_STREAM}The property name '{name}' specified for type '{entity.model}' is not valid.")


def _inconvertible(prop: Property) -> Exception:
    return bad_request(
        f"{_STREAM}Error encountered in converting the value from request payload for property '{prop.name}' to type "
        f"'{prop.edm}', which is the property's expected type. See inner exception for more detail."
    )

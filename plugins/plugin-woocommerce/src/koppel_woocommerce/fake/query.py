"""The query string as PHP and WordPress read it: bracketed lists, types, bounds and the 400 that names every fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qsl, quote_plus

from koppel_woocommerce.fake.answers import Refusal
from koppel_woocommerce.fake.dates import is_date_time

Raw = dict[str, str | dict[str, str]]
_BRACKETED = re.compile(r"^([^\[]+)\[([^\]]*)\]")
_INTEGER = re.compile(r"^\s*[+-]?\d+(\.0*)?$")
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of a collection, in the order in which the shop names faults."""

    name: str
    kind: Literal["integer", "text", "flag", "date", "integers", "texts"]
    one_of: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    default: Any = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one parameter."""

    code: str
    message: str
    data: Any = None


@dataclass(slots=True)
class Query:
    """A read query: `values` by name with defaults, `sent` as the client gave it, cleaned, for the paging links."""

    values: dict[str, Any] = field(default_factory=dict)
    sent: Raw = field(default_factory=dict)


def parse(text: str) -> Raw:
    """`a=1&b[]=2&b[]=3` as PHP reads it: the last plain value wins, brackets make a list."""
    result: Raw = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        match = _BRACKETED.match(name)
        if match is None:
            result[name] = value
            continue
        held = result.get(match[1])
        inner = held if isinstance(held, dict) else {}
        inner[match[2] or str(len(inner))] = value
        result[match[1]] = inner
    return result


def flat(raw: Raw) -> dict[str, str]:
    """One level of names again, a list as `name[0]`."""
    pairs: dict[str, str] = {}
    for name, value in raw.items():
        if isinstance(value, dict):
            pairs.update({f"{name}[{key}]": inner for key, inner in value.items()})
        else:
            pairs[name] = value
    return pairs


def encode(raw: Raw) -> str:
    """A query string as WordPress writes it."""
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in flat(raw).items())


def read(raw: Raw, parameters: Sequence[Parameter]) -> Query:
    """Check and convert; raises a 400 that names all faults at once."""
    query = Query(sent=dict(raw))
    faults: dict[str, Fault] = {}
    for parameter in parameters:
        if parameter.name not in raw:
            query.values[parameter.name] = parameter.default
            continue
        value = _READERS[parameter.kind](raw[parameter.name], parameter)
        if isinstance(value, Fault):
            faults[parameter.name] = value
            continue
        query.values[parameter.name] = value
        query.sent[parameter.name] = cleaned(value)
    if faults:
        raise invalid(faults)
    return query


def cleaned(value: Any) -> str | dict[str, str]:
    """A converted value in the form it has in a link: true is 1, false is empty."""
    if isinstance(value, list):
        return {str(at): str(item) for at, item in enumerate(value)}
    if isinstance(value, bool):
        return "1" if value else ""
    return str(value)


def invalid(faults: dict[str, Fault]) -> Refusal:
    """`rest_invalid_param` with its params and details."""
    details = {
        name: {"code": fault.code, "message": fault.message, "data": fault.data} for name, fault in faults.items()
    }
    data = {"status": 400, "params": {name: fault.message for name, fault in faults.items()}, "details": details}
    return Refusal(400, "rest_invalid_param", f"Invalid parameter(s): {', '.join(faults)}", data=data)


def names(words: Sequence[str]) -> str:
    """`a and b`, `a, b, and c`."""
    if len(words) < 3:
        return " and ".join(words)
    return f"{', '.join(words[:-1])}, and {words[-1]}"


def not_one_of(name: str, words: Sequence[str]) -> Fault:
    """A value outside the list."""
    return Fault("rest_not_in_enum", f"{name} is not one of {names(words)}.")


def items(value: str | dict[str, str]) -> list[str]:
    """A list given with brackets, commas or blanks."""
    if isinstance(value, dict):
        return list(value.values())
    return [item for item in re.split(r"[\s,]+", value) if item]


def _mistyped(name: str, kind: str) -> Fault:
    return Fault("rest_invalid_type", f"{name} is not of type {kind}.", {"param": name})


def _integer(value: str | dict[str, str], parameter: Parameter) -> int | Fault:
    if isinstance(value, dict) or not _INTEGER.match(value):
        return _mistyped(parameter.name, "integer")
    number = int(float(value))
    low, high = parameter.least, parameter.most
    if low is not None and high is not None and not low <= number <= high:
        text = f"{parameter.name} must be between {low} (inclusive) and {high} (inclusive)"
        return Fault("rest_out_of_bounds", text)
    if low is not None and number < low:
        return Fault("rest_out_of_bounds", f"{parameter.name} must be greater than or equal to {low}")
    return number


def _text(value: str | dict[str, str], parameter: Parameter) -> str | Fault:
    if isinstance(value, dict):
        return _mistyped(parameter.name, "string")
    if parameter.one_of and value not in parameter.one_of:
        return not_one_of(parameter.name, parameter.one_of)
    return value


def _flag(value: str | dict[str, str], parameter: Parameter) -> bool | Fault:
    if isinstance(value, dict) or value.lower() not in _FLAGS:
        return _mistyped(parameter.name, "boolean")
    return _FLAGS[value.lower()]


def _date(value: str | dict[str, str], parameter: Parameter) -> str | Fault:
    del parameter
    if isinstance(value, dict) or not is_date_time(value):
        return Fault("rest_invalid_date", "Invalid date.")
    return value


def _integers(value: str | dict[str, str], parameter: Parameter) -> list[int] | Fault:
    given = items(value)
    for at, item in enumerate(given):
        if not _INTEGER.match(item):
            return _mistyped(f"{parameter.name}[{at}]", "integer")
    return [int(float(item)) for item in given]


def _texts(value: str | dict[str, str], parameter: Parameter) -> list[str] | Fault:
    given = items(value)
    for at, item in enumerate(given):
        if parameter.one_of and item not in parameter.one_of:
            return not_one_of(f"{parameter.name}[{at}]", parameter.one_of)
    return given


_READERS: dict[str, Callable[[str | dict[str, str], Parameter], Any]] = {
    "integer": _integer,
    "text": _text,
    "flag": _flag,
    "date": _date,
    "integers": _integers,
    "texts": _texts,
}

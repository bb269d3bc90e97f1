"""Checking a body against its schema: known names, types, lengths and enumerations; names are written as documented."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from .refusal import GENERIC, bad
from .schemas import Member, Schema, schema
from .switches import Switches

Row = dict[str, Any]

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?(Z|[+-]\d{2}:\d{2})?)?")
_ENUM_CODES = {
    "OrderType": "TheOrderTypeCode_0_IsInvalid",
    "OrderDirection": "TheOrderDirectionCode_0_IsInvalid",
    "IdentifierType": "IdentifierTypeIsRequired",
    "FileContent": "TheFileIsNotValid",
}


def read_object(body: bytes) -> Row:
    """The JSON object of a body; exact numbers. Raises the Refusal for anything else."""
    try:
        found = json.loads(body, parse_float=Decimal)
    except ValueError as error:
        raise bad(GENERIC, "Data is Required") from error
    if not isinstance(found, dict):
        raise bad(GENERIC, "Data is Required")
    return found


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads bodies as strictly as the switches say."""

    switches: Switches

    def read(self, name: str, raw: Row) -> Row:
        """The members of a body by their documented names. What the server sets itself cannot be sent."""
        found: Row = {}
        for key, value in raw.items():
            member = schema(name).members.get(key.lower())
            if member is None or member.read_only:
                self._unwanted(schema(name), key, member)
            elif value is None and not member.nullable:
                self._null(name, key)
            else:
                found[member.name] = None if value is None else self._typed(member, value)
        return found

    def _unwanted(self, of: Schema, key: str, member: Member | None) -> None:
        if self.switches.unknown_members == "refused":
            code = "SimulatorReadOnly" if member else "SimulatorUnknownField"
            raise bad(code, f"{of.name}.{key}")

    def _null(self, name: str, key: str) -> None:
        if self.switches.nulls == "refused":
            raise bad("SimulatorNull", f"{name}.{key}")

    def _typed(self, member: Member, value: Any) -> Any:
        try:
            return self._converted(member, value)
        except (ValueError, TypeError, ArithmeticError) as error:
            code = _ENUM_CODES.get(member.name, GENERIC)
            raise bad(code, f"{member.name}: {value!r} is not valid") from error

    def _converted(self, member: Member, value: Any) -> Any:
        if member.type == "array":
            if not isinstance(value, list):
                raise TypeError
            return [self._entry(member, entry) for entry in value]
        if member.type == "object":
            return self._entry(member, value)
        if member.type == "map":
            return {str(key): _text(entry) for key, entry in dict(value).items()}
        plain = _PLAIN[member.type](value)
        if member.longest is not None and len(plain) > member.longest:
            raise ValueError
        if member.values and plain not in member.values:
            raise ValueError
        if member.name == "FileContent":
            _base64(plain)
        return plain

    def _entry(self, member: Member, value: Any) -> Any:
        if member.ref is None:
            return _PLAIN[member.items or "string"](value)
        if not isinstance(value, dict):
            raise TypeError
        return self.read(member.ref, value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise TypeError
    return Decimal(value)


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _moment(value: Any) -> datetime:
    if not _MOMENT.fullmatch(_text(value)):
        raise ValueError
    return datetime.fromisoformat(value).replace(tzinfo=None)


def _base64(value: str) -> None:
    try:
        base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ValueError from error


_PLAIN: dict[str, Callable[[Any], Any]] = {
    "string": _text,
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "date": _moment,
    "datetime": _moment,
}

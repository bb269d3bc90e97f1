"""My Books' answers, checked and typed. What Koppel does not know is left out, what it needs must be there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final, TypeVar

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load

from koppel.api import Answer, Unavailable, UnknownOutcome, amount

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Whose key it is."""

    id: str
    name: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VatCode:
    """A VAT code; without a country it is for what no VAT is due on."""

    code: str
    name: str
    country: str
    percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A ledger account."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer; `key` is the one that Koppel gave it."""

    id: int
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry as it stands in the books; the total is below zero for a credit note."""

    id: int
    number: str
    reference: str
    day: date
    currency: str
    total: Decimal
    total_vat: Decimal


class _Money(fields.Field[Decimal]):
    """A decimal, from text or from a JSON number; never through a float."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Decimal:
        try:
            return amount(value)
        except (TypeError, ValueError) as error:
            raise ValidationError("not an amount") from error


class _Record(Schema):
    """A part of an answer that becomes a typed record; unknown members are left out."""

    makes: ClassVar[type]

    class Meta:
        unknown = EXCLUDE

    @post_load
    def _make(self, data: dict[str, Any], **kwargs: Any) -> Any:
        return self.makes(**data)


class _CompanySchema(_Record):
    makes = Company
    id = fields.String(required=True)
    name = fields.String(required=True)
    country = fields.String(required=True)


class _VatCodeSchema(_Record):
    makes = VatCode
    code = fields.String(required=True)
    name = fields.String(required=True)
    country = fields.String(required=True)
    percent = _Money(required=True)


class _LedgerSchema(_Record):
    makes = Ledger
    code = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)


class _CustomerSchema(_Record):
    makes = Customer
    id = fields.Integer(required=True)
    key = fields.String(required=True)


class _EntrySchema(_Record):
    makes = Entry
    id = fields.Integer(required=True)
    number = fields.String(required=True)
    reference = fields.String(required=True)
    day = fields.Date(required=True)
    currency = fields.String(required=True)
    total = _Money(required=True)
    total_vat = _Money(required=True)


_SCHEMAS: Final[dict[type, type[_Record]]] = {
    schema.makes: schema for schema in (_CompanySchema, _VatCodeSchema, _LedgerSchema, _CustomerSchema, _EntrySchema)
}


def one(kind: type[T], answer: Answer) -> T:
    """What a question answered. What cannot be read is as good as no answer: it is asked for again later."""
    try:
        made: T = _SCHEMAS[kind]().load(answer.json())
    except ValidationError as error:
        raise Unavailable(service="My Books", problem=str(error.messages)[:300]) from error
    return made


def many(kind: type[T], answer: Answer) -> list[T]:
    """A list of them."""
    try:
        made: list[T] = _SCHEMAS[kind](many=True).load(answer.json())
    except ValidationError as error:
        raise Unavailable(service="My Books", problem=str(error.messages)[:300]) from error
    return made


def made(kind: type[T], answer: Answer) -> T:
    """What a write answered. A write whose answer cannot be read may have been done: that is what UnknownOutcome says."""
    try:
        found: T = _SCHEMAS[kind]().load(answer.json())
    except ValidationError as error:
        raise UnknownOutcome(service="My Books", problem=str(error.messages)[:300]) from error
    return found

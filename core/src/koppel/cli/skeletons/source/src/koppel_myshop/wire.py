"""My Shop's answers, checked and typed. What Koppel does not know is left out, what it needs must be there.

A member of the wrong type raises marshmallow's ValidationError. An order that cannot be read at all is a fault to look at;
one that can be read but must not be booked gets `unreadable` (see `mapping`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final, TypeVar

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load

from koppel.api import Unavailable, amount

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """Whose key it is."""

    id: str
    name: str
    country: str
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A VAT rate of the shop."""

    country: str
    percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """A status that an order can have."""

    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who bought, and where it went."""

    name: str
    email: str
    id: str | None
    company: str | None
    vat_number: str | None
    street: str
    postcode: str
    city: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One line; `kind` is product, shipping or fee. Negative in a refund, where `refunds_line` names the sale's line."""

    id: str
    kind: str
    name: str
    code: str | None
    quantity: Decimal
    net: Decimal
    vat: Decimal
    vat_country: str
    vat_percent: Decimal
    refunds_line: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order, or a refund of the order `refund_of`."""

    id: int
    number: str
    status: str
    created_at: datetime
    changed_at: datetime
    paid_at: datetime | None
    currency: str
    total: Decimal
    total_vat: Decimal
    lines: tuple[OrderLine, ...]
    buyer: Buyer
    refund_of: int | None
    refunds: tuple[int, ...]


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
        return self.makes(**{key: tuple(value) if isinstance(value, list) else value for key, value in data.items()})


class _ShopSchema(_Record):
    makes = Shop
    id = fields.String(required=True)
    name = fields.String(required=True)
    country = fields.String(required=True)
    currency = fields.String(required=True)


class _RateSchema(_Record):
    makes = Rate
    country = fields.String(required=True)
    percent = _Money(required=True)


class _StatusSchema(_Record):
    makes = Status
    key = fields.String(required=True)
    name = fields.String(required=True)


class _BuyerSchema(_Record):
    makes = Buyer
    name = fields.String(load_default="")
    email = fields.String(load_default="")
    id = fields.String(load_default=None, allow_none=True)
    company = fields.String(load_default=None, allow_none=True)
    vat_number = fields.String(load_default=None, allow_none=True)
    street = fields.String(load_default="")
    postcode = fields.String(load_default="")
    city = fields.String(load_default="")
    country = fields.String(load_default="")


class _LineSchema(_Record):
    makes = OrderLine
    id = fields.String(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    code = fields.String(load_default=None, allow_none=True)
    quantity = _Money(required=True)
    net = _Money(required=True)
    vat = _Money(required=True)
    vat_country = fields.String(required=True)
    vat_percent = _Money(required=True)
    refunds_line = fields.String(load_default=None, allow_none=True)


class _OrderSchema(_Record):
    makes = Order
    id = fields.Integer(required=True)
    number = fields.String(required=True)
    status = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True, default_timezone=UTC)
    changed_at = fields.AwareDateTime(required=True, default_timezone=UTC)
    paid_at = fields.AwareDateTime(load_default=None, allow_none=True, default_timezone=UTC)
    currency = fields.String(required=True)
    total = _Money(required=True)
    total_vat = _Money(required=True)
    lines = fields.List(fields.Nested(_LineSchema), required=True)
    buyer = fields.Nested(_BuyerSchema, required=True)
    refund_of = fields.Integer(load_default=None, allow_none=True)
    refunds = fields.List(fields.Integer(), load_default=list)


def shop(data: Any) -> Shop:
    """The answer of /v1/me."""
    return _one(Shop, data)


def rates(data: Any) -> list[Rate]:
    """The answer of /v1/vat-rates."""
    return _many(Rate, data)


def statuses(data: Any) -> list[Status]:
    """The answer of /v1/statuses."""
    return _many(Status, data)


def orders(data: Any) -> list[Order]:
    """The answer of /v1/orders."""
    return _many(Order, data)


def order(data: Any) -> Order:
    """The answer of /v1/orders/{id}."""
    return _one(Order, data)


def moment(at: datetime) -> str:
    """A moment as My Shop writes it, to the second."""
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


_SCHEMAS: Final[dict[type, type[_Record]]] = {
    schema.makes: schema for schema in (_ShopSchema, _RateSchema, _StatusSchema, _OrderSchema)
}


def _one(kind: type[T], data: Any) -> T:
    made: T = _load(_SCHEMAS[kind](), data)
    return made


def _many(kind: type[T], data: Any) -> list[T]:
    made: list[T] = _load(_SCHEMAS[kind](many=True), data)
    return made


def _load(schema: Schema, data: Any) -> Any:
    """Anything else than what the documentation promises is as good as no answer: it is asked for again later."""
    try:
        return schema.load(data)
    except ValidationError as error:
        raise Unavailable(service="My Shop", problem=str(error.messages)[:300]) from error

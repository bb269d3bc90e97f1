"""My Shop's answers, checked and typed. What Koppel does not know is left out, what it needs must be there.

An answer that is not what the documentation promises is as good as none: it is asked for again later. An order that can be
read but must not be booked gets `unreadable` (see `mapping`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from marshmallow import fields

from koppel.api import Moment, Money, Record


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


class _ShopRecord(Record[Shop]):
    makes = Shop
    id = fields.String(required=True)
    name = fields.String(required=True)
    country = fields.String(required=True)
    currency = fields.String(required=True)


class _RateRecord(Record[Rate]):
    makes = Rate
    country = fields.String(required=True)
    percent = Money(required=True)


class _StatusRecord(Record[Status]):
    makes = Status
    key = fields.String(required=True)
    name = fields.String(required=True)


class _BuyerRecord(Record[Buyer]):
    makes = Buyer
    name = fields.String(load_default="")
    email = fields.String(load_default="")
    id = fields.String(load_default=None)
    company = fields.String(load_default=None)
    vat_number = fields.String(load_default=None)
    street = fields.String(load_default="")
    postcode = fields.String(load_default="")
    city = fields.String(load_default="")
    country = fields.String(load_default="")


class _LineRecord(Record[OrderLine]):
    makes = OrderLine
    id = fields.String(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    code = fields.String(load_default=None)
    quantity = Money(required=True)
    net = Money(required=True)
    vat = Money(required=True)
    vat_country = fields.String(required=True)
    vat_percent = Money(required=True)
    refunds_line = fields.String(load_default=None)


class _OrderRecord(Record[Order]):
    makes = Order
    id = fields.Integer(required=True)
    number = fields.String(required=True)
    status = fields.String(required=True)
    created_at = Moment(required=True)
    changed_at = Moment(required=True)
    paid_at = Moment(load_default=None)
    currency = fields.String(required=True)
    total = Money(required=True)
    total_vat = Money(required=True)
    lines = fields.List(fields.Nested(_LineRecord), required=True)
    buyer = fields.Nested(_BuyerRecord, required=True)
    refund_of = fields.Integer(load_default=None)
    refunds = fields.List(fields.Integer(), load_default=list)


SHOP: Final = _ShopRecord()
RATE: Final = _RateRecord()
STATUS: Final = _StatusRecord()
ORDER: Final = _OrderRecord()


def moment(at: datetime) -> str:
    """A moment as My Shop writes it, to the second."""
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")

"""Reads orders as Plug&Pay sends them: what Koppel does not know is left out, what it needs is checked.

A member of the wrong type raises marshmallow's ValidationError, which names it; so does a part that was asked for and is
not there, since a missing list of lines is no empty one.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, pre_load

from koppel.api import amount
from koppel_plugandpay.records import (
    Billing,
    Charge,
    Contact,
    Contract,
    Discount,
    Item,
    Order,
    Place,
    Product,
    Rate,
    Settlement,
    Tax,
)

ZONE_NAME: Final = "Europe/Amsterdam"
ZONE: Final = ZoneInfo(ZONE_NAME)
"""Plug&Pay is for sellers in the Netherlands and Flanders, whose clocks are the same."""


class _Money(fields.Field[Decimal]):
    """A decimal as text or number, with any number of decimals."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Decimal:
        try:
            return amount(value)
        except (TypeError, ValueError) as error:
            raise ValidationError("not an amount") from error


class _Words(fields.Field[str]):
    """A text, or a number where a text belongs: ledger accounts come as either."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise ValidationError("not a text")
        return str(value).strip()


class _Moment(fields.Field[datetime]):
    """A moment, in UTC."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        moment = moment_of(value)
        if moment is None:
            raise ValidationError("not a date and time")
        return moment


class _Day(fields.Field[date]):
    """A day, or a moment that stands for one: midnight in the Netherlands may be written as 23:00 of the day before."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        day = day_of(value)
        if day is None:
            raise ValidationError("not a date")
        return day


class _Related(fields.Field[tuple[int, ...]]):
    """Orders that belong with this one: objects with an id, or the numbers themselves."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[int, ...]:
        entries = value if isinstance(value, list) else []
        ids = (entry.get("id") if isinstance(entry, dict) else entry for entry in entries)
        return tuple(number for number in ids if isinstance(number, int) and not isinstance(number, bool))


class _Costs(fields.Field[tuple[Charge, ...]]):
    """Collection costs. Their shape is not documented: entries with two amounts are read, others are left to the totals."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[Charge, ...]:
        entries = value if isinstance(value, list) else []
        wanted = [one for one in entries if isinstance(one, dict) and {"amount", "amount_with_tax"} <= one.keys()]
        return tuple(_CHARGE.load(entry) for entry in wanted)


class _Record(Schema):
    """A part of an answer that becomes a typed record; unknown members are left out, null is as good as absent."""

    makes: ClassVar[type]

    class Meta:
        unknown = EXCLUDE

    @pre_load
    def _known(self, data: Any, **kwargs: Any) -> Any:
        if data == []:  # an object without members, as the service's language writes it
            return {}
        return {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data

    @post_load
    def _make(self, data: dict[str, Any], **kwargs: Any) -> Any:
        return self.makes(**{key: tuple(value) if isinstance(value, list) else value for key, value in data.items()})


class _RateSchema(_Record):
    makes = Rate
    percentage = _Money(required=True)
    country = _Words(load_default="")


class _TaxSchema(_Record):
    makes = Tax
    amount = _Money(required=True)
    rate = fields.Nested(_RateSchema, required=True)
    amount_with_tax = _Money(load_default=None)


class _DiscountSchema(_Record):
    makes = Discount
    amount = _Money(required=True)
    amount_with_tax = _Money(required=True)
    code = _Words(load_default="")
    type = _Words(load_default="")


class _ProductSchema(_Record):
    makes = Product
    sku = _Words(load_default="")
    type = _Words(load_default="")
    ledger = _Words(load_default="")
    is_physical = fields.Boolean(load_default=None)


class _ContractSchema(_Record):
    makes = Contract
    type = _Words(load_default="")


class _ItemSchema(_Record):
    makes = Item
    id = fields.Integer(required=True)
    label = _Words(load_default="")
    quantity = _Money(load_default=Decimal(1))
    amount = _Money(required=True)
    amount_with_tax = _Money(required=True)
    type = _Words(load_default="")
    interval = _Words(load_default="")
    discounts = fields.List(fields.Nested(_DiscountSchema), load_default=list)
    tax = fields.Nested(_TaxSchema, load_default=None)
    product = fields.Nested(_ProductSchema, load_default=None)
    subscription = fields.Nested(_ContractSchema, load_default=None)


class _ChargeSchema(_Record):
    makes = Charge
    amount = _Money(load_default=Decimal(0))
    amount_with_tax = _Money(load_default=Decimal(0))
    taxes = fields.List(fields.Nested(_TaxSchema), load_default=list)
    label = _Words(load_default="")


class _PlaceSchema(_Record):
    makes = Place
    street = _Words()
    housenumber = _Words()
    zipcode = _Words()
    city = _Words()
    country = _Words()


class _ContactSchema(_Record):
    makes = Contact
    company = _Words()
    email = _Words()
    firstname = _Words()
    lastname = _Words()
    telephone = _Words()
    vat_id_number = _Words()
    tax_exempt = _Words()


class _BillingSchema(_Record):
    makes = Billing
    contact = fields.Nested(_ContactSchema, required=True)
    address = fields.Nested(_PlaceSchema, load_default=Place)


class _SettlementSchema(_Record):
    makes = Settlement
    status = _Words(required=True)
    type = _Words(load_default="")
    method = _Words(load_default="")
    provider = _Words(load_default="")
    paid_at = _Moment(load_default=None)


class _OrderSchema(_Record):
    makes = Order
    id = fields.Integer(required=True)
    mode = _Words(required=True)
    invoice_status = _Words(required=True)
    invoice_number = _Words(load_default="")
    invoice_date = _Day(load_default=None)
    is_tax_included = fields.Boolean(load_default=True)
    amount = _Money(required=True)
    amount_with_tax = _Money(required=True)
    created_at = _Moment(required=True)
    updated_at = _Moment(required=True)
    deleted_at = _Moment(load_default=None)
    source = _Words(load_default="")
    billing = fields.Nested(_BillingSchema, required=True)
    items = fields.List(fields.Nested(_ItemSchema), required=True)
    taxes = fields.List(fields.Nested(_TaxSchema), required=True)
    payment = fields.Nested(_SettlementSchema, required=True)
    discounts = fields.List(fields.Nested(_DiscountSchema), data_key="total_discounts", load_default=list)
    shipping = fields.Nested(_ChargeSchema, load_default=None)
    costs = _Costs(data_key="collection_costs", load_default=())
    related = _Related(data_key="related_orders", load_default=())


_CHARGE = _ChargeSchema()
_ORDER = _OrderSchema()


def order_of(body: Any) -> Order:
    """An order with its parts. Raises ValidationError."""
    order: Order = _ORDER.load(body)
    return order


def moment_of(value: Any) -> datetime | None:
    """A moment as aware UTC, with or without a fraction; None for what is no moment."""
    if not isinstance(value, str) or len(value) <= len("2026-01-01"):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def day_of(value: Any) -> date | None:
    """A day on the seller's clock; None for what is no day."""
    moment = moment_of(value)
    if moment is not None:
        return moment.astimezone(ZONE).date()
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None

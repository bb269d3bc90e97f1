"""Reads orders as Plug&Pay sends them: what Koppel does not know is left out, what it needs is checked.

A member of the wrong type raises marshmallow's ValidationError, which names it; so does a part that was asked for and is
not there, since a missing list of lines is no empty one.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from marshmallow import ValidationError, fields

from koppel.api import Moment, Money, Record, Words, moment_of
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


class _Day(fields.Field[date]):
    """A day, or a moment that stands for one: midnight in the Netherlands may be written as 23:00 of the day before."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        day = local_day_of(value)
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
        return tuple(_CHARGE.of(entry) for entry in wanted)


class _RateSchema(Record[Rate]):
    makes = Rate
    percentage = Money(required=True)
    country = Words(load_default="")


class _TaxSchema(Record[Tax]):
    makes = Tax
    amount = Money(required=True)
    rate = fields.Nested(_RateSchema, required=True)
    amount_with_tax = Money(load_default=None)


class _DiscountSchema(Record[Discount]):
    makes = Discount
    amount = Money(required=True)
    amount_with_tax = Money(required=True)
    code = Words(load_default="")
    type = Words(load_default="")


class _ProductSchema(Record[Product]):
    makes = Product
    sku = Words(load_default="")
    type = Words(load_default="")
    ledger = Words(load_default="")
    is_physical = fields.Boolean(load_default=None)


class _ContractSchema(Record[Contract]):
    makes = Contract
    type = Words(load_default="")


class _ItemSchema(Record[Item]):
    makes = Item
    id = fields.Integer(required=True)
    label = Words(load_default="")
    quantity = Money(load_default=Decimal(1))
    amount = Money(required=True)
    amount_with_tax = Money(required=True)
    type = Words(load_default="")
    interval = Words(load_default="")
    discounts = fields.List(fields.Nested(_DiscountSchema), load_default=list)
    tax = fields.Nested(_TaxSchema, load_default=None)
    product = fields.Nested(_ProductSchema, load_default=None)
    subscription = fields.Nested(_ContractSchema, load_default=None)


class _ChargeSchema(Record[Charge]):
    makes = Charge
    amount = Money(load_default=Decimal(0))
    amount_with_tax = Money(load_default=Decimal(0))
    taxes = fields.List(fields.Nested(_TaxSchema), load_default=list)
    label = Words(load_default="")


class _PlaceSchema(Record[Place]):
    makes = Place
    street = Words()
    housenumber = Words()
    zipcode = Words()
    city = Words()
    country = Words()


class _ContactSchema(Record[Contact]):
    makes = Contact
    company = Words()
    email = Words()
    firstname = Words()
    lastname = Words()
    telephone = Words()
    vat_id_number = Words()
    tax_exempt = Words()


class _BillingSchema(Record[Billing]):
    makes = Billing
    contact = fields.Nested(_ContactSchema, required=True)
    address = fields.Nested(_PlaceSchema, load_default=Place)


class _SettlementSchema(Record[Settlement]):
    makes = Settlement
    status = Words(required=True)
    type = Words(load_default="")
    method = Words(load_default="")
    provider = Words(load_default="")
    paid_at = Moment(load_default=None)


class _OrderSchema(Record[Order]):
    makes = Order
    id = fields.Integer(required=True)
    mode = Words(required=True)
    invoice_status = Words(required=True)
    invoice_number = Words(load_default="")
    invoice_date = _Day(load_default=None)
    is_tax_included = fields.Boolean(load_default=True)
    amount = Money(required=True)
    amount_with_tax = Money(required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    deleted_at = Moment(load_default=None)
    source = Words(load_default="")
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
    return _ORDER.of(body)


def local_day_of(value: Any) -> date | None:
    """A day on the seller's clock; None for what is no day."""
    moment = moment_of(value)
    if moment is not None:
        return moment.astimezone(ZONE).date()
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None

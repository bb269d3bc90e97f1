"""Reads orders and refunds as WooCommerce sends them: what Koppel does not know is left out, what it needs is checked.

A member of the wrong type raises marshmallow's ValidationError, which names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

from marshmallow import fields

from koppel.api import Moment, Money, Record, Words
from koppel_woocommerce.records import ZERO, Coupon, Item, Order, Place, Refund, Tax, TaxLine

T = TypeVar("T")


class _Share(Money):
    """An amount, or None for the empty text by which the shop says that a rate does not apply."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return None if value == "" else super()._deserialize(value, attr, data, **kwargs)


class _Words(Words):
    """Plugins send false and numbers with decimals where a text belongs, too."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if value is False:
            return ""
        return super()._deserialize(str(value) if isinstance(value, (bool, Decimal)) else value, attr, data, **kwargs)


class _Meta(fields.Field[Mapping[str, Any]]):
    """`meta_data` as a dictionary. Its values may be anything; of a key that occurs twice the shop reads the first."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        entries = value if isinstance(value, list) else []
        found: dict[str, Any] = {}
        for entry in entries:
            if isinstance(entry, dict) and "key" in entry:
                found.setdefault(str(entry["key"]), entry.get("value"))
        return found


class _TaxSchema(Record[Tax]):
    makes = Tax
    rate_id = fields.Integer(required=True, data_key="id")
    total = _Share(load_default=None)


class _ItemSchema(Record[Item]):
    makes = Item
    id = fields.Integer(required=True)
    name = _Words(load_default="")
    total = Money(required=True)
    total_tax = Money(load_default=ZERO)
    taxes = fields.List(fields.Nested(_TaxSchema), load_default=list)
    tax_class = _Words(load_default="")
    meta = _Meta(data_key="meta_data", load_default=dict)


class _ProductSchema(_ItemSchema):
    quantity = Money(required=True)
    subtotal = Money(load_default=None)
    subtotal_tax = Money(load_default=None)
    sku = _Words(load_default="")


class _ShippingSchema(_ItemSchema):
    name = _Words(data_key="method_title", load_default="")
    method_id = _Words(load_default="")


class _CouponSchema(Record[Coupon]):
    makes = Coupon
    code = _Words(load_default="")
    discount = Money(load_default=ZERO)
    discount_tax = Money(load_default=ZERO)


class _TaxLineSchema(Record[TaxLine]):
    makes = TaxLine
    rate_id = fields.Integer(required=True)
    rate_code = _Words(load_default="")
    compound = fields.Boolean(load_default=False)
    tax_total = Money(load_default=ZERO)
    shipping_tax_total = Money(load_default=ZERO)
    rate_percent = _Share(load_default=None)
    meta = _Meta(data_key="meta_data", load_default=dict)


class _PlaceSchema(Record[Place]):
    makes = Place
    first_name = _Words()
    last_name = _Words()
    company = _Words()
    address_1 = _Words()
    address_2 = _Words()
    city = _Words()
    state = _Words()
    postcode = _Words()
    country = _Words()
    email = _Words()
    phone = _Words()


class _LinesSchema(Record[T]):
    line_items = fields.List(fields.Nested(_ProductSchema), load_default=list)
    shipping_lines = fields.List(fields.Nested(_ShippingSchema), load_default=list)
    fee_lines = fields.List(fields.Nested(_ItemSchema), load_default=list)
    tax_lines = fields.List(fields.Nested(_TaxLineSchema), load_default=list)
    meta = _Meta(data_key="meta_data", load_default=dict)


class _OrderSchema(_LinesSchema[Order]):
    makes = Order
    id = fields.Integer(required=True)
    parent_id = fields.Integer(load_default=0)
    number = _Words(required=True)
    status = _Words(required=True)
    currency = _Words(required=True)
    prices_include_tax = fields.Boolean(load_default=False)
    created_at = Moment(required=True, data_key="date_created_gmt")
    modified_at = Moment(required=True, data_key="date_modified_gmt")
    paid_at = Moment(load_default=None, data_key="date_paid_gmt")
    completed_at = Moment(load_default=None, data_key="date_completed_gmt")
    total = Money(required=True)
    total_tax = Money(required=True)
    customer_id = fields.Integer(load_default=0)
    billing = fields.Nested(_PlaceSchema, load_default=Place)
    shipping = fields.Nested(_PlaceSchema, load_default=Place)
    payment_method = _Words(load_default="")
    payment_method_title = _Words(load_default="")
    created_via = _Words(load_default="")
    coupon_lines = fields.List(fields.Nested(_CouponSchema), load_default=list)
    invoice_number = _Words(data_key="wpo_wcpdf_invoice_number", load_default="")


class _RefundSchema(_LinesSchema[Refund]):
    makes = Refund
    id = fields.Integer(required=True)
    created_at = Moment(required=True, data_key="date_created_gmt")
    amount = Money(required=True)
    reason = _Words(load_default="")


_ORDER = _OrderSchema()
_REFUND = _RefundSchema()


def order_of(body: Any) -> Order:
    """An order. Raises ValidationError."""
    return _ORDER.of(body)


def refund_of(body: Any) -> Refund:
    """A refund. Raises ValidationError."""
    return _REFUND.of(body)


def gmt_text(moment: datetime) -> str:
    """A moment as the filters of the API want it: UTC without saying so, in whole seconds.

    With a Z the shop would turn it into local time first and then compare that with its UTC column: east of Greenwich
    it misses orders without a word.
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")

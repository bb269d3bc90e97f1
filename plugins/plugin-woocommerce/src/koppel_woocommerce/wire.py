"""Reads orders and refunds as WooCommerce sends them: what Koppel does not know is left out, what it needs is checked.

A member of the wrong type raises marshmallow's ValidationError, which names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, pre_load

from koppel.api import amount
from koppel_woocommerce.records import ZERO, Coupon, Item, Order, Place, Refund, Tax, TaxLine


class _Money(fields.Field[Decimal]):
    """A decimal string of any length, or a JSON number; empty is an error."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Decimal:
        try:
            return amount(value)
        except (TypeError, ValueError) as error:
            raise ValidationError("not an amount") from error


class _Share(_Money):
    """An amount, or None for the empty text by which the shop says that a rate does not apply."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return None if value == "" else super()._deserialize(value, attr, data, **kwargs)


class _Words(fields.Field[str]):
    """A text. Plugins send numbers and false where a text belongs; anything with members is an error."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if value is False:
            return ""
        if not isinstance(value, (str, int, Decimal)):
            raise ValidationError("not a text")
        return str(value).strip()


class _Moment(fields.Field[datetime]):
    """A `_gmt` member: UTC without saying so."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        moment = moment_of(value)
        if moment is None:
            raise ValidationError("not a date and time")
        return moment


class _Meta(fields.Field[Mapping[str, Any]]):
    """`meta_data` as a dictionary. Its values may be anything; of a key that occurs twice the shop reads the first."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        entries = value if isinstance(value, list) else []
        found: dict[str, Any] = {}
        for entry in entries:
            if isinstance(entry, dict) and "key" in entry:
                found.setdefault(str(entry["key"]), entry.get("value"))
        return found


class _Record(Schema):
    """A part of an answer that becomes a typed record; unknown members are left out."""

    makes: ClassVar[type]

    class Meta:
        unknown = EXCLUDE

    @pre_load
    def _as_object(self, data: Any, **kwargs: Any) -> Any:
        """PHP writes an object without members as an empty list; null is as good as absent."""
        if data == []:
            return {}
        return {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data

    @post_load
    def _make(self, data: dict[str, Any], **kwargs: Any) -> Any:
        return self.makes(**{key: tuple(value) if isinstance(value, list) else value for key, value in data.items()})


class _TaxSchema(_Record):
    makes = Tax
    rate_id = fields.Integer(required=True, data_key="id")
    total = _Share(load_default=None)


class _ItemSchema(_Record):
    makes = Item
    id = fields.Integer(required=True)
    name = _Words(load_default="")
    total = _Money(required=True)
    total_tax = _Money(load_default=ZERO)
    taxes = fields.List(fields.Nested(_TaxSchema), load_default=list)
    tax_class = _Words(load_default="")
    meta = _Meta(data_key="meta_data", load_default=dict)


class _ProductSchema(_ItemSchema):
    quantity = _Money(required=True)
    subtotal = _Money(load_default=None)
    subtotal_tax = _Money(load_default=None)
    sku = _Words(load_default="")


class _ShippingSchema(_ItemSchema):
    name = _Words(data_key="method_title", load_default="")
    method_id = _Words(load_default="")


class _CouponSchema(_Record):
    makes = Coupon
    code = _Words(load_default="")
    discount = _Money(load_default=ZERO)
    discount_tax = _Money(load_default=ZERO)


class _TaxLineSchema(_Record):
    makes = TaxLine
    rate_id = fields.Integer(required=True)
    rate_code = _Words(load_default="")
    compound = fields.Boolean(load_default=False)
    tax_total = _Money(load_default=ZERO)
    shipping_tax_total = _Money(load_default=ZERO)
    rate_percent = _Share(load_default=None)
    meta = _Meta(data_key="meta_data", load_default=dict)


class _PlaceSchema(_Record):
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


class _LinesSchema(_Record):
    line_items = fields.List(fields.Nested(_ProductSchema), load_default=list)
    shipping_lines = fields.List(fields.Nested(_ShippingSchema), load_default=list)
    fee_lines = fields.List(fields.Nested(_ItemSchema), load_default=list)
    tax_lines = fields.List(fields.Nested(_TaxLineSchema), load_default=list)
    meta = _Meta(data_key="meta_data", load_default=dict)


class _OrderSchema(_LinesSchema):
    makes = Order
    id = fields.Integer(required=True)
    parent_id = fields.Integer(load_default=0)
    number = _Words(required=True)
    status = _Words(required=True)
    currency = _Words(required=True)
    prices_include_tax = fields.Boolean(load_default=False)
    created_at = _Moment(required=True, data_key="date_created_gmt")
    modified_at = _Moment(required=True, data_key="date_modified_gmt")
    paid_at = _Moment(load_default=None, data_key="date_paid_gmt")
    completed_at = _Moment(load_default=None, data_key="date_completed_gmt")
    total = _Money(required=True)
    total_tax = _Money(required=True)
    customer_id = fields.Integer(load_default=0)
    billing = fields.Nested(_PlaceSchema, load_default=Place)
    shipping = fields.Nested(_PlaceSchema, load_default=Place)
    payment_method = _Words(load_default="")
    payment_method_title = _Words(load_default="")
    created_via = _Words(load_default="")
    coupon_lines = fields.List(fields.Nested(_CouponSchema), load_default=list)
    invoice_number = _Words(data_key="wpo_wcpdf_invoice_number", load_default="")


class _RefundSchema(_LinesSchema):
    makes = Refund
    id = fields.Integer(required=True)
    created_at = _Moment(required=True, data_key="date_created_gmt")
    amount = _Money(required=True)
    reason = _Words(load_default="")


_ORDER = _OrderSchema()
_REFUND = _RefundSchema()


def order_of(body: Any) -> Order:
    """An order. Raises ValidationError."""
    order: Order = _ORDER.load(body)
    return order


def refund_of(body: Any) -> Refund:
    """A refund. Raises ValidationError."""
    refund: Refund = _REFUND.load(body)
    return refund


def moment_of(value: Any) -> datetime | None:
    """A `_gmt` member as aware UTC; None for what is no moment."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def gmt_text(moment: datetime) -> str:
    """A moment as the filters of the API want it: UTC without saying so, in whole seconds.

    With a Z the shop would turn it into local time first and then compare that with its UTC column: east of Greenwich
    it misses orders without a word.
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")

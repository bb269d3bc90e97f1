"""Reads orders as Mijnwebwinkel sends them: what Koppel does not know is left out, what it needs is checked.

Shapes vary: a price of one rate is an object and of several a list, an object without members is an empty list, numbers of
orders are texts or numbers. A member of the wrong type raises marshmallow's ValidationError, which names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, pre_load

from koppel.api import Money, Record, Words
from koppel_mijnwebwinkel.records import Debtor, Order, OrderLine, Paid, Place, Price, Tax

ZONE_NAME: Final = "Europe/Amsterdam"
ZONE: Final = ZoneInfo(ZONE_NAME)


class _Words(Words):
    """Also a number with decimals, and nothing for nought, false and the empty list."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if value in ([], False):
            return ""
        return super()._deserialize(str(value) if isinstance(value, (bool, Decimal)) else value, attr, data, **kwargs)


class _Many(fields.List[Any]):
    """A list; a lone object counts as a list of one."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        alone = [value] if isinstance(value, Mapping) else value
        return super()._deserialize(alone, attr, data, **kwargs)


class _PriceSchema(Record[Price]):
    makes = Price
    rate = Money(required=True)
    net = Money(required=True, data_key="amount")
    gross = Money(data_key="amount_including_tax")


class _TaxSchema(Record[Tax]):
    makes = Tax
    rate = Money(required=True)
    amount = Money(required=True)


class _LineSchema(Record[OrderLine]):
    makes = OrderLine
    id = _Words(required=True)
    type = _Words(required=True)
    quantity = Money(load_default=Decimal(1))
    description = _Words(load_default="")
    prices = _Many(fields.Nested(_PriceSchema), required=True, data_key="price")
    skus = fields.List(_Words(), load_default=list)

    @pre_load
    def _sku(self, data: Any, **kwargs: Any) -> Any:
        articles = data.get("articles") if isinstance(data, dict) else None
        rows = articles if isinstance(articles, list) else []
        skus = [row["sku"] for row in rows if isinstance(row, dict) and row.get("sku")]
        return {**data, "skus": skus} if isinstance(data, dict) else data


class _PlaceSchema(Record[Place]):
    makes = Place
    name = _Words()
    company = _Words()
    phone = _Words()
    street = _Words()
    number = _Words()
    zipcode = _Words()
    city = _Words()
    country = _Words(data_key="country_code")
    vat_number = _Words(data_key="taxnumber")


class _AddressesSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    invoice = fields.Nested(_PlaceSchema, required=True)
    delivery = fields.Nested(_PlaceSchema, load_default=Place, allow_none=True)


class _DebtorSchema(Record[Debtor]):
    makes = Debtor
    id = _Words()
    name = _Words()
    company = _Words()
    email = _Words()
    phone = _Words()
    address = fields.Nested(_AddressesSchema, required=True)

    @post_load
    def make(self, data: dict[str, Any], **kwargs: Any) -> Debtor:
        places = data.pop("address")
        return Debtor(**data, invoice=places["invoice"], delivery=places["delivery"] or Place())


class _PaidSchema(Record[Paid]):
    makes = Paid
    method = _Words(data_key="method_name", load_default="")
    status = fields.Raw(load_default=None)

    @post_load
    def make(self, data: dict[str, Any], **kwargs: Any) -> Paid:
        status = data["status"]
        id_ = status.get("id") if isinstance(status, dict) else None
        return Paid(method=data["method"].partition(":")[0], status=id_ if isinstance(id_, int) else 0)


class _TotalsSchema(Record[dict[str, Any]]):
    total = Money(required=True)
    tax = _Many(fields.Nested(_TaxSchema), load_default=None)

    @post_load
    def make(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        return data


class _OrderSchema(Record[Order]):
    number = _Words(required=True)
    date = _Words(required=True)
    time = _Words(required=True)
    status = _Words(required=True)
    currency = _Words(required=True)
    price = fields.Nested(_TotalsSchema, required=True)
    lines = fields.List(fields.Nested(_LineSchema), required=True, data_key="orderlines")
    debtor = fields.Nested(_DebtorSchema, required=True)
    taxed = _Words()
    locale = _Words()
    credited_number = _Words(data_key="credited_order_number")
    tax_region = _Words()
    tax_strategy = _Words()
    offline_location_id = _Words()
    payment_status = _Words()
    payment = fields.Nested(_PaidSchema)
    shipping = fields.Raw(load_default=None)

    @post_load
    def make(self, data: dict[str, Any], **kwargs: Any) -> Order:
        moment = moment_of(data.pop("date"), data.pop("time"))
        if moment is None:
            raise ValidationError({"date": ["not a date and time"]})
        price, taxes = data.pop("price"), None
        if price["tax"] is not None:
            taxes = tuple(price["tax"])
        lines = tuple(data.pop("lines"))
        shipped_to = _country(data.pop("shipping"))
        credited = data.pop("credited_number", "")
        return Order(
            **data, created_at=moment, total=price["total"], taxes=taxes, lines=lines, shipped_to=shipped_to,
            credited_number="" if credited == "0" else credited,
        )  # fmt: skip


_ORDER: Final = _OrderSchema()


def order_of(body: Any) -> Order:
    """An order. Raises ValidationError."""
    return _ORDER.of(body)


def moment_of(day: Any, time: Any) -> datetime | None:
    """A date and a time of the shop's wall clock as aware UTC; None for what is none.

    In October an hour comes twice; it is read as the first of the two, which is at most an hour off.
    """
    try:
        local = datetime.fromisoformat(f"{day}T{time}")
    except ValueError:
        return None
    return local.replace(tzinfo=ZONE, fold=0).astimezone(UTC) if local.tzinfo is None else local.astimezone(UTC)


def wall_text(moment: datetime) -> str:
    """A moment as the filters by change of status want it: the shop's wall clock, in whole seconds."""
    return moment.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")


def _country(shipping: Any) -> str:
    """The country that the goods are sent to, as far as the order's list of shipping says it."""
    rows = shipping if isinstance(shipping, list) else [shipping]
    country = rows[0].get("country") if rows and isinstance(rows[0], dict) else None
    code = country.get("isocode") if isinstance(country, dict) else None
    return code.strip().upper() if isinstance(code, str) else ""

"""Writing to the shop: making, changing and deleting orders, and changing the one payment of an order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from werkzeug.wrappers import Request

from koppel_plugandpay.fake.answers import invalid
from koppel_plugandpay.fake.basket import Basket, Buyer, Sold
from koppel_plugandpay.fake.catalog import Catalog, Rate
from koppel_plugandpay.fake.query import PAYMENT_STATUSES, PAYMENT_TYPES
from koppel_plugandpay.fake.store import Order, ShopStore, unpaid

_CONTACT: Final = ("company", "email", "firstname", "lastname", "tax_exempt", "telephone", "website", "vat_id_number")
_ADDRESS: Final = ("city", "country", "housenumber", "street", "zipcode")


def body_of(request: Request) -> dict[str, Any]:
    """The JSON body; raises the 422 of one that is no object."""
    try:
        body = json.loads(request.get_data() or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise invalid({"body": "The body must be a JSON object."})
    return body


def create(store: ShopStore, body: Mapping[str, Any]) -> Order:
    """POST /v2/orders: a concept that nobody paid yet, unless the payment says otherwise."""
    contact = _part(body, "billing", "contact")
    missing = [name for name in ("email", "firstname", "lastname") if not contact.get(name)]
    if missing:
        raise invalid({f"billing.contact.{name}": f"The {name} field is required." for name in missing})
    address = _part(body, "billing", "address")
    buyer = Buyer(
        **{name: contact[name] for name in _CONTACT if name in contact and name != "website"},
        **{name: address[name] for name in _ADDRESS if name in address},
    )
    items = body.get("items")
    if not isinstance(items, list) or not items:
        raise invalid({"items": "The items field is required."})
    lines = [_line(store.catalog, item, at) for at, item in enumerate(items)]
    gross = all("amount_with_tax" in item for item in items)
    payment = {**unpaid(), **_payment(body.get("payment") or {})}
    basket = Basket(lines=lines, is_tax_included=gross)
    return store.add_order(basket, buyer, source="api", invoice_status="concept", payment=payment)


def change(store: ShopStore, order: Order, body: Mapping[str, Any]) -> Order:
    """PATCH /v2/orders/{id}: what may be written; anything else is passed over, an issued invoice keeps its items."""
    known: dict[str, Any] = {}
    billing = {
        part: {name: value for name, value in _part(body, "billing", part).items() if name in names}
        for part, names in (("address", _ADDRESS), ("contact", _CONTACT))
    }
    if any(billing.values()):
        known["billing"] = billing
    if isinstance(body.get("is_hidden"), bool):
        known["is_hidden"] = body["is_hidden"]
    if isinstance(body.get("tags"), list):
        known["tags"] = [str(tag) for tag in body["tags"]]
    for comment in body.get("comments") or []:
        now = store.clock()
        made = {"id": len(order["comments"]) + 1, "value": comment["value"], "created_at": now, "updated_at": now}
        order["comments"].append(made)
    if "items" in body and order["invoice_status"] == "final":
        raise invalid({"items": "An invoice that was issued cannot be changed."})
    if isinstance(body.get("payment"), dict):
        change_payment(store, order, body["payment"])
    return store.change(order["id"], **known)


def change_payment(store: ShopStore, order: Order, body: Mapping[str, Any]) -> dict[str, Any]:
    """PATCH /v2/orders/{id}/payment: status and type; the service itself writes down when it was paid."""
    written = _payment(body)
    if not written:
        raise invalid({"status": "The status field is required."})
    if written.get("status") == "paid" and order["payment"]["status"] != "paid":
        written |= {"paid_at": store.clock(), "is_cancelable": False}
    if written.get("status") == "open":
        written["paid_at"] = None
    payment: dict[str, Any] = store.change(order["id"], payment=written)["payment"]
    return payment


def _payment(body: Mapping[str, Any]) -> dict[str, Any]:
    """Status and type; other members are passed over."""
    faults = {
        name: f"The selected {name} is invalid."
        for name, allowed in (("status", PAYMENT_STATUSES), ("type", PAYMENT_TYPES))
        if name in body and body[name] not in allowed
    }
    if faults:
        raise invalid(faults)
    return {name: body[name] for name in ("status", "type") if name in body}


def _part(body: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    found: Any = body
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _line(catalog: Catalog, item: Any, at: int) -> Sold:
    fields = item if isinstance(item, dict) else {}
    product = catalog.products.get(fields.get("product_id") or 0)
    if product is None and not fields.get("label"):
        raise invalid({f"items.{at}.label": "The label field is required."})
    price = fields.get("amount_with_tax", fields.get("amount"))
    return Sold(
        product=product,
        rate=_rate(catalog, fields, at),
        quantity=int(fields.get("quantity") or 1),
        label=fields.get("label"),
        price=None if price is None else _money(price, f"items.{at}.amount"),
    )


def _rate(catalog: Catalog, fields: Mapping[str, Any], at: int) -> Rate:
    number = _part(fields, "tax", "rate").get("id")
    if number is None:
        return catalog.rate("NL", "standard")
    found = next((rate for rate in catalog.rates if rate.id == number), None)
    if found is None:
        raise invalid({f"items.{at}.tax.rate.id": "The selected rate is invalid."})
    return found


def _money(value: Any, name: str) -> Decimal:
    """A text or a number, both are taken."""
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        raise invalid({name: "The amount must be a number."}) from error

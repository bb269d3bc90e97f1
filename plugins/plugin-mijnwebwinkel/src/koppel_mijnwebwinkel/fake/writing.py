"""What a caller may change: a few members of an order, and making a credit order; and the payments of an order."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from koppel_mijnwebwinkel.fake.answers import bad_request, not_found
from koppel_mijnwebwinkel.fake.returns import GOODS
from koppel_mijnwebwinkel.fake.setup import is_credit_status
from koppel_mijnwebwinkel.fake.store import Order, ShopStore

_CHANGEABLE: Final = frozenset({"status", "archived", "comments", "reference", "offline_location_id"})


def change(store: ShopStore, order: Order, body: Mapping[str, Any]) -> Order:
    """PATCH: only five members may be sent, and of the comments only the merchant's own."""
    unknown = body.keys() - _CHANGEABLE
    comments = body.get("comments", {})
    if unknown or not isinstance(comments, dict) or comments.keys() - {"internal"}:
        raise bad_request("these members cannot be changed")
    status = body.get("status")
    if status is not None:
        _check_status(status, is_credit=order["credited_order_number"] is not None)
        store.set_status(order["number"], status)
    store.change(order["number"], **{name: value for name, value in body.items() if name != "status"})
    return order


def credit(store: ShopStore, body: Mapping[str, Any]) -> Order:
    """POST of a credit order: quantities are positive, and of costs left out all is given back."""
    number = str(body.get("credited_order_number") or "")
    if number not in store.orders:
        raise not_found()
    _check_status(body.get("status"), is_credit=True)
    pieces = _pieces(store.orders[number], body.get("orderlines"))
    shipping, payment = _cost(body, "shipping_costs"), _cost(body, "payment_costs")
    if _is_whole(store.orders[number], pieces) and (shipping is not None or payment is not None):
        raise bad_request("when all items are credited, so are all costs")
    return store.credit(number, pieces, status=int(body["status"]), shipping=shipping, payment=payment)


def _check_status(status: object, *, is_credit: bool) -> None:
    if not isinstance(status, int) or not 1 <= status <= 11 or is_credit_status(status) is not is_credit:
        raise bad_request("status is not one for this order")


def _pieces(original: Order, given: object) -> dict[int, int]:
    lines = {line["id"]: (at, line) for at, line in enumerate(original["orderlines"])}
    pieces: dict[int, int] = {}
    for row in given if isinstance(given, list) else []:
        at, line = lines.get(row.get("id"), (-1, None))
        quantity = row.get("quantity")
        if line is None or line["type"] not in GOODS:
            raise bad_request("no such line to credit")
        if not isinstance(quantity, int) or not 0 < quantity <= line["quantity"]:
            raise bad_request("quantity must be positive and at most what was sold")
        pieces[at] = quantity
    if not pieces:
        raise bad_request("orderlines is empty")
    return pieces


def _is_whole(original: Order, pieces: Mapping[int, int]) -> bool:
    sold = {at: line["quantity"] for at, line in enumerate(original["orderlines"]) if line["type"] in GOODS}
    return sold == dict(pieces)


def _cost(body: Mapping[str, Any], name: str) -> Decimal | None:
    if body.get(name) is None:
        return None
    try:
        return Decimal(str(body[name]))
    except InvalidOperation as error:
        raise bad_request(f"{name} is not an amount") from error


def payments_of(order: Order, show_moment: Any, *, store_id: str, embed: str) -> dict[str, Any]:
    """The payments of an order: whole cents, moments with an offset; mutations only when asked for."""
    if order["payment"] is None:
        return {"payments": []}
    moment, in_cents = show_moment(order["created_at"]), int(order["total"] * 100)
    payment = {
        "id": _id(order, "payment"), "gateway": order["payment"]["gateway_name"], "method": order["payment"]["method_name"],
        "gatewayReference": f"tr_{order['number']}", "price": in_cents, "currency": order["currency"],
        "storeId": store_id, "reference": _id(order, "reference"), "referrerUrl": None,
        "isTest": order["number"].endswith("T"), "createdAt": moment, "updatedAt": None,
    }  # fmt: skip
    if "mutations" in embed.split(","):
        kinds = ["authorize", "capture"] if order["payment_status"] == "captured" else []
        payment["mutations"] = [
            {"id": 90000 + at, "type": kind, "reference": None, "price": in_cents, "description": None,
             "createdAt": moment, "expiresAt": None}
            for at, kind in enumerate(kinds)
        ]  # fmt: skip
    return {"payments": [payment]}


def _id(order: Order, what: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{what}-{order['number']}"))

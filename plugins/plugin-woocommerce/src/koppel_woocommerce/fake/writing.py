"""The POSTs, PUTs and DELETEs of wc/v3 that touch orders; each leaves the traces the shop leaves."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from werkzeug.wrappers import Response

from koppel_woocommerce.fake.answers import Refusal
from koppel_woocommerce.fake.basket import Basket, Item, Tariff
from koppel_woocommerce.fake.query import Fault, invalid, not_one_of
from koppel_woocommerce.fake.reading import refund_of
from koppel_woocommerce.fake.refunds import RefundLine
from koppel_woocommerce.fake.rendering import render_note, render_order, render_refund
from koppel_woocommerce.fake.rest import RestCall

_PLAIN = frozenset(
    (
        "status", "currency", "customer_id", "customer_note", "billing", "shipping", "payment_method",
        "payment_method_title", "transaction_id", "created_via", "parent_id", "meta_data",
    )
)  # fmt: skip
_NO = frozenset({"", "0", "false", "False"})


def create_order(call: RestCall) -> Response:
    """POST /orders with products and numbers of pieces; the shop works out prices and VAT itself."""
    body = call.body()
    _check_status(call, body)
    call.may("create")
    country = body.get("shipping", {}).get("country") or body.get("billing", {}).get("country") or "NL"
    priced = Basket(
        tariff=Tariff.of(call.shop.fixed["taxes"], country),
        items=[_item(call, line) for line in body.get("line_items", ())],
    ).priced()
    fields = {name: value for name, value in body.items() if name in _PLAIN}
    paid = {"date_paid_gmt": call.shop.store.now(), "status": "processing"} if body.get("set_paid") else {}
    order = call.shop.store.add_order({"status": "pending", **priced, **fields, **paid})
    return call.made(_shown(call, order["id"]), f"/orders/{order['id']}")


def change_order(call: RestCall) -> Response:
    """PUT /orders/{id}: any call moves date_modified, an empty one too; other members are passed over."""
    body = call.body()
    _check_status(call, body)
    order = call.order("id", "edit")
    store = call.shop.store
    fields = {name: value for name, value in body.items() if name in _PLAIN}
    if "line_items" in body:
        fields["line_items"] = _with_quantities(order["line_items"], body["line_items"])
    store.change_order(order["id"], **fields)
    if body.get("set_paid"):
        store.change_order(order["id"], status="processing")
    return call.one(_shown(call, order["id"]))


def delete_order(call: RestCall) -> Response:
    """DELETE /orders/{id}: to the trash, or for good with `force`; the answer is the order as it was."""
    order = call.order("id", "delete")
    before = _shown(call, order["id"])
    if _forced(call):
        call.shop.store.delete_order(order["id"])
    elif order["status"] == "trash":
        raise Refusal(410, "woocommerce_rest_already_trashed", "The shop_order has already been deleted.")
    else:
        call.shop.store.trash_order(order["id"])
    return call.one(before)


def add_note(call: RestCall) -> Response:
    """POST /orders/{id}/notes."""
    body = call.body()
    if not body.get("note"):
        detail = {"status": 400, "params": ["note"]}
        raise Refusal(400, "rest_missing_callback_param", "Missing parameter(s): note", data=detail)
    if call.numbers["order"] not in call.shop.store.orders:
        raise Refusal(404, "woocommerce_rest_order_invalid_id", "Invalid order ID.")
    call.may("create")
    order_id = call.numbers["order"]
    note = call.shop.store.add_note(order_id, body["note"], to_customer=bool(body.get("customer_note")))
    return call.made(render_note(note, order_id, call.view()), f"/orders/{order_id}/notes/{note['id']}")


def add_refund(call: RestCall) -> Response:
    """POST /orders/{id}/refunds: lines count only with `refund_total`, and the gateway is asked unless told not to."""
    body = call.body()
    order = call.order("order", "create")
    lines = [_line(given) for given in body.get("line_items", ()) if "refund_total" in given]
    try:
        amount = Decimal(str(body["amount"])) if "amount" in body else None
        if body.get("api_refund", True) is True:
            raise _cannot_refund("The payment gateway for this order does not exist.")
        refund = call.shop.store.add_refund(order["id"], amount, lines, reason=str(body.get("reason", "")))
    except (ValueError, InvalidOperation, KeyError) as error:
        raise _cannot_refund("Invalid refund amount.") from error
    # The shop itself leaves the order's number out of this address.
    address = rf"/orders/(?P<order_id>[\d]+)/refunds/{refund['id']}"
    return call.made(render_refund(refund, call.view(), with_parent=False), address)


def delete_refund(call: RestCall) -> Response:
    """DELETE /orders/{id}/refunds/{id}: refunds have no trash, so only with `force`."""
    refund = refund_of(call, "delete")
    if not _forced(call):
        text = "The shop_order_refund does not support trashing."
        raise Refusal(501, "woocommerce_rest_trash_not_supported", text)
    call.shop.store.delete_refund(refund["id"])
    return call.one(render_refund(refund, call.view(), with_parent=False))


def _shown(call: RestCall, order_id: int) -> dict[str, Any]:
    store = call.shop.store
    return render_order(store.orders[order_id], store.refunds.get(order_id, ()), call.view())


def _item(call: RestCall, line: Mapping[str, Any]) -> Item:
    for product in call.shop.fixed["products"]:
        if product["id"] == line.get("product_id") or (line.get("sku") and product["sku"] == line["sku"]):
            return Item(product=product, quantity=int(line.get("quantity", 1)))
    raise Refusal(400, "woocommerce_rest_required_product_reference", "Product ID or SKU is required.")


def _check_status(call: RestCall, body: Mapping[str, Any]) -> None:
    allowed = ["auto-draft", *(status["slug"] for status in call.shop.fixed["statuses"])]
    if "status" in body and body["status"] not in allowed:
        fault: Fault = not_one_of("status", allowed)
        raise invalid({"status": fault})


def _with_quantities(held: list[dict[str, Any]], given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Only the number of pieces changes: the line's totals stay as they were."""
    wanted = {line["id"]: line["quantity"] for line in given if "quantity" in line}
    return [
        {**line, "quantity": wanted[line["id"]], "price": line["price"] * line["quantity"] / wanted[line["id"]]}
        if wanted.get(line["id"])
        else line
        for line in held
    ]


def _line(given: Mapping[str, Any]) -> RefundLine:
    taxes = {tax["id"]: Decimal(str(tax["refund_total"])) for tax in given.get("refund_tax", ())}
    total = Decimal(str(given["refund_total"]))
    return RefundLine(item_id=given["id"], quantity=int(given.get("quantity", 0)), total=total, taxes=taxes)


def _forced(call: RestCall) -> bool:
    return str(call.raw.get("force", call.body().get("force", ""))) not in _NO


def _cannot_refund(message: str) -> Refusal:
    return Refusal(500, "woocommerce_rest_cannot_create_order_refund", message, data=500)

"""The GETs of wc/v3: orders, refunds and what stands around them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from werkzeug.wrappers import Response

from koppel_woocommerce.fake.answers import Refusal, no_route
from koppel_woocommerce.fake.blank import Order
from koppel_woocommerce.fake.filters import chosen, collection, order_parameters
from koppel_woocommerce.fake.query import Parameter, Query
from koppel_woocommerce.fake.recorded import at_home
from koppel_woocommerce.fake.rendering import View, render_note, render_order, render_refund
from koppel_woocommerce.fake.rest import RestCall

_DATED = ("after", "before", "modified_after", "modified_before")
_DATED_BEFORE_5_8 = ("after", "before")
_MANY = 10
"""A longer list than this has its meta data by id instead of by key: their order means nothing."""

_PREPARED: dict[str, str | dict[str, str]] = {"dp": "2", "context": "view"}


def list_orders(call: RestCall) -> Response:
    """GET /orders."""
    query = call.query(order_parameters(status["slug"] for status in call.shop.fixed["statuses"]))
    call.may("list")
    found = _chosen(call, list(call.shop.store.orders.values()), query)
    view = _list_view(call, query, len(found))
    defaults = {"status": {"0": "any"}, **_PREPARED}
    return call.paged(found, query, lambda order: _shown(call, order, view), defaults)


def one_order(call: RestCall) -> Response:
    """GET /orders/{id}, also of one in the trash; a comma list in include_meta is read as one key here."""
    query = call.query([Parameter(name="dp", kind="integer", default=2)])
    order = call.order("id", "view")
    meta = {}
    for name in ("include_meta", "exclude_meta"):
        given = call.raw.get(name)
        meta[name] = list(given.values()) if isinstance(given, dict) else [given] if given else []
    return call.one(_shown(call, order, call.view(dp=query.values["dp"], meta=meta)))


def refunds_of_order(call: RestCall) -> Response:
    """GET /orders/{id}/refunds: an empty list for an order that does not exist."""
    query = call.query(collection())
    call.may("list")
    refunds = call.shop.store.refunds.get(call.numbers["order"], [])
    return _refunds(call, query, refunds, with_parent=False)


def all_refunds(call: RestCall) -> Response:
    """GET /refunds, since 9.0."""
    if call.shop.old_version_ignores_modified:
        raise no_route()
    query = call.query(collection())
    call.may("list")
    refunds = [refund for held in call.shop.store.refunds.values() for refund in held]
    return _refunds(call, query, refunds, with_parent=True)


def one_refund(call: RestCall) -> Response:
    """GET /orders/{id}/refunds/{id}; the refund of another order is a 500 with a number for data."""
    query = call.query([Parameter(name="dp", kind="integer", default=2)])
    refund = refund_of(call, "view")
    return call.one(render_refund(refund, call.view(dp=query.values["dp"]), with_parent=False))


def refund_of(call: RestCall, act: str) -> dict[str, Any]:
    """The refund that the address names."""
    held = call.shop.store.refunds
    known = {refund["id"]: refund for refunds in held.values() for refund in refunds}
    refund = known.get(call.numbers["id"])
    if refund is None:
        raise Refusal(404, "woocommerce_rest_shop_order_refund_invalid_id", "Invalid ID.")
    call.may(act)
    if call.numbers["order"] not in call.shop.store.orders:
        raise Refusal(500, "woocommerce_rest_invalid_order_id", "Invalid order ID.", data=404)
    if refund["parent_id"] != call.numbers["order"]:
        raise Refusal(500, "woocommerce_rest_invalid_order_refund_id", "Invalid order refund ID.", data=404)
    return refund


def list_notes(call: RestCall) -> Response:
    """GET /orders/{id}/notes."""
    order = call.order("order", "list")
    notes = call.shop.store.notes.get(order["id"], [])
    return call.many([render_note(note, order["id"], call.view()) for note in notes])


def statuses(call: RestCall) -> Response:
    """GET /orders/statuses."""
    call.may("list")
    return call.many(call.shop.fixed["statuses"])


def order_totals(call: RestCall) -> Response:
    """GET /reports/orders/totals, counted from the orders in the shop."""
    call.may("list")
    count = Counter(order["status"] for order in call.shop.store.orders.values())
    return call.many([{**status, "total": count[status["slug"]]} for status in call.shop.fixed["statuses"]])


def taxes(call: RestCall) -> Response:
    """GET /taxes, sorted as in the shop's own tables."""
    own = [Parameter(name="class", kind="text")]
    query = call.query(collection(own, order="asc", orderby=("id", "order", "priority"), by="order"))
    call.may("list")
    wanted = query.values["class"]
    found = [rate for rate in call.shop.fixed["taxes"] if wanted in {None, rate["class"]}]
    by = query.values["orderby"]
    if by != "order" or query.values["order"] == "desc":
        found.sort(key=lambda rate: (rate[by], rate["id"]), reverse=query.values["order"] == "desc")
    return call.paged(found, query, lambda rate: _at_home(call, rate))


def one_tax(call: RestCall) -> Response:
    """GET /taxes/{id}."""
    call.may("view")
    for rate in call.shop.fixed["taxes"]:
        if rate["id"] == call.numbers["id"]:
            return call.one(_at_home(call, rate))
    raise Refusal(404, "woocommerce_rest_invalid_id", "Invalid resource ID.")


def products(call: RestCall) -> Response:
    """GET /products, by sku, include, search or all."""
    own = [Parameter(name="sku", kind="text"), Parameter(name="status", kind="text", default="any")]
    query = call.query(collection(own))
    call.may("list")
    sku, needle = query.values["sku"], (query.values["search"] or "").casefold()
    include = query.values["include"]
    found = [
        product
        for product in call.shop.fixed["products"]
        if (not sku or product["sku"] in sku.split(","))
        and needle in product["name"].casefold()
        and (not include or product["id"] in include)
    ]
    return call.paged(found, query, lambda product: _at_home(call, product))


def one_product(call: RestCall) -> Response:
    """GET /products/{id}."""
    for product in call.shop.fixed["products"]:
        if product["id"] == call.numbers["id"]:
            call.may("view")
            return call.one(_at_home(call, product))
    raise Refusal(404, "woocommerce_rest_product_invalid_id", "Invalid ID.")


def tax_classes(call: RestCall) -> Response:
    """GET /taxes/classes."""
    return _counted(call, "tax_classes")


def payment_gateways(call: RestCall) -> Response:
    """GET /payment_gateways."""
    return _counted(call, "payment_gateways")


def settings(call: RestCall) -> Response:
    """GET /settings/general and /settings/tax, with what the test set in their place."""
    call.may("list")
    group = call.route.rpartition("/")[2]
    rows = [_at_home(call, row) for row in call.shop.fixed[f"settings_{group}"]]
    return call.many([{**row, "value": call.shop.settings.get(row["id"], row["value"])} for row in rows])


def system_status(call: RestCall) -> Response:
    """GET /system_status: the version and how orders are kept."""
    call.may("list")
    body = _at_home(call, call.shop.fixed["system_status"])
    body["environment"]["version"] = call.shop.version
    if call.shop.legacy_storage:
        body["settings"] |= {"order_datastore": "WC_Order_Data_Store_CPT", "HPOS_enabled": False}
    if not call.shop.pdf_plugin:
        body["active_plugins"] = [entry for entry in body["active_plugins"] if "pdf" not in entry["plugin"]]
    return call.one(body)


def _chosen(call: RestCall, records: list[dict[str, Any]], query: Query) -> list[dict[str, Any]]:
    dated = _DATED_BEFORE_5_8 if call.shop.old_version_ignores_modified else _DATED
    return chosen(records, query.values, zone=call.shop.store.zone, dated=dated)


def _list_view(call: RestCall, query: Query, found: int) -> View:
    values = query.values
    shown = min(found - (values["page"] - 1) * values["per_page"], values["per_page"])
    return call.view(dp=values["dp"], meta=values, meta_by_id=shown > _MANY)


def _shown(call: RestCall, order: Order, view: View) -> dict[str, Any]:
    return render_order(order, call.shop.store.refunds.get(order["id"], ()), view)


def _refunds(call: RestCall, query: Query, refunds: list[dict[str, Any]], *, with_parent: bool) -> Response:
    records = [{**refund, "date_modified_gmt": refund["date_created_gmt"]} for refund in refunds]
    view = call.view(dp=query.values["dp"], meta=query.values)
    found = _chosen(call, records, query)
    return call.paged(found, query, lambda refund: render_refund(refund, view, with_parent=with_parent), _PREPARED)


def _counted(call: RestCall, name: str) -> Response:
    call.may("list")
    rows = call.shop.fixed[name]
    headers = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": "1"}
    return call.many([_at_home(call, row) for row in rows], headers)


def _at_home(call: RestCall, body: Any) -> Any:
    return at_home(body, call.home)

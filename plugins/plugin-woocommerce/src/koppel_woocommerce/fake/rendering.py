"""Orders and refunds as the API shows them: decimals, computed members, links, and only the fields asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from koppel_woocommerce.fake.blank import Order

_MONEY = frozenset(
    (
        "discount_total", "discount_tax", "shipping_total", "shipping_tax", "cart_tax", "total", "total_tax", "amount",
    )
)  # fmt: skip
_LINE_MONEY = frozenset(("subtotal", "subtotal_tax", "total", "total_tax", "tax_total", "shipping_tax_total"))
"""A fee's amount is not among them: it is shown as it was entered."""

_LINES = frozenset(("line_items", "tax_lines", "shipping_lines", "fee_lines"))
_ALL_METHODS = {"allow": ["GET", "POST", "PUT", "PATCH", "DELETE"]}
_INVOICE_META = ("_wcpdf_", "_wpo_ips_")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How an answer is wanted. `meta_by_id` is the other order in which a shop may give meta data."""

    home: str
    dp: int = 2
    pdf_plugin: bool = True
    refunds_have_total_tax: bool = True
    include_meta: frozenset[str] = frozenset()
    exclude_meta: frozenset[str] = frozenset()
    meta_by_id: bool = False

    @property
    def api(self) -> str:
        """The base of the links."""
        return f"{self.home}/wp-json/wc/v3"


def decimals(value: str, dp: int) -> str:
    """A money string with so many decimals, rounded half up; the empty string stays."""
    if not value or len(value.partition(".")[2]) == dp:
        return value
    return str(Decimal(value).quantize(Decimal(1).scaleb(-dp), ROUND_HALF_UP))


def render_order(order: Order, refunds: Iterable[Mapping[str, Any]], view: View) -> dict[str, Any]:
    """An order as GET /orders/{id} gives it."""
    body = {name: _member(name, value, view) for name, value in order.items()}
    body |= {
        "meta_data": _meta(order["meta_data"], view),
        "refunds": [_short(refund, view) for refund in refunds],
        "payment_url": f"{view.home}/checkout/order-pay/{order['id']}/?pay_for_order=true&key={order['order_key']}",
        "is_editable": order["status"] in {"pending", "on-hold", "auto-draft"},
        "needs_payment": order["status"] in {"pending", "failed", "checkout-draft"} and Decimal(order["total"]) > 0,
    }
    if view.pdf_plugin:
        body["wpo_wcpdf_invoice_number"] = invoice_number(order)
    body["_links"] = _order_links(order, view)
    return body


def invoice_number(order: Order) -> str:
    """The number that the invoice plugin gave, or nothing."""
    found = (entry["value"] for entry in order["meta_data"] if entry["key"] == "_wcpdf_invoice_number")
    return str(next(found, ""))


def render_refund(refund: Mapping[str, Any], view: View, *, with_parent: bool) -> dict[str, Any]:
    """A refund; only the list of all refunds tells the order it belongs to."""
    body = {name: _member(name, value, view) for name, value in refund.items()}
    body["meta_data"] = _meta(refund["meta_data"], view)
    body.pop("date_modified_gmt", None)
    order_address = f"{view.api}/orders/{refund['parent_id']}"
    address = f"{order_address}/refunds"
    if not with_parent:
        del body["parent_id"]
    body["_links"] = {
        "self": [{"href": f"{address}/{refund['id']}", "targetHints": {"allow": ["GET", "DELETE"]}}],
        "collection": [{"href": address}],
        "up": [{"href": order_address}],
    }
    return body


def render_note(note: Mapping[str, Any], order_id: int, view: View) -> dict[str, Any]:
    """An order note with its links."""
    order_address = f"{view.api}/orders/{order_id}"
    links = {
        "self": [{"href": f"{order_address}/notes/{note['id']}", "targetHints": {"allow": ["GET", "DELETE"]}}],
        "collection": [{"href": f"{order_address}/notes"}],
        "up": [{"href": order_address}],
    }
    return {**note, "_links": links}


def only_fields(body: Mapping[str, Any], fields: list[str], *, keep_links: bool) -> dict[str, Any]:
    """What `_fields` leaves: members, and one level into objects; a name inside a list drops the list."""
    if not fields:
        return dict(body)
    result: dict[str, Any] = {}
    for name, value in body.items():
        if name in fields or (keep_links and name == "_links"):
            result[name] = value
            continue
        inner = [field.partition(".")[2] for field in fields if field.startswith(f"{name}.")]
        if isinstance(value, dict) and (kept := {key: value[key] for key in inner if key in value}):
            result[name] = kept
    return result


def _member(name: str, value: Any, view: View) -> Any:
    if name in _MONEY:
        return decimals(value, view.dp)
    if name in _LINES:
        return [_line(line, view) for line in value]
    return value


def _line(line: Mapping[str, Any], view: View) -> dict[str, Any]:
    shown = {name: decimals(value, view.dp) if name in _LINE_MONEY else value for name, value in line.items()}
    if "taxes" in line:
        shown["taxes"] = [
            {"id": tax["id"], "total": decimals(tax["total"], view.dp), "subtotal": decimals(tax["subtotal"], view.dp)}
            for tax in line["taxes"]
        ]
    if not view.pdf_plugin:
        shown["meta_data"] = [entry for entry in line["meta_data"] if not entry["key"].startswith(_INVOICE_META)]
    return shown


def _meta(entries: list[dict[str, Any]], view: View) -> list[dict[str, Any]]:
    kept = [
        entry
        for entry in entries
        if (not view.include_meta or entry["key"] in view.include_meta)
        and entry["key"] not in view.exclude_meta
        and (view.pdf_plugin or not entry["key"].startswith(_INVOICE_META))
    ]
    return sorted(kept, key=lambda entry: int(entry["id"])) if view.meta_by_id else kept


def _short(refund: Mapping[str, Any], view: View) -> dict[str, Any]:
    short = {"id": refund["id"], "reason": refund["reason"], "total": decimals(f"-{refund['amount']}", view.dp)}
    if view.refunds_have_total_tax:
        tax = sum(
            (Decimal(line["tax_total"]) + Decimal(line["shipping_tax_total"]) for line in refund["tax_lines"]),
            Decimal("0.00"),
        )
        short["total_tax"] = decimals(str(tax), view.dp)
    return short


def _order_links(order: Order, view: View) -> dict[str, Any]:
    address = f"{view.api}/orders/{order['id']}"
    links: dict[str, Any] = {
        "self": [{"href": address, "targetHints": _ALL_METHODS}],
        "collection": [{"href": f"{view.api}/orders"}],
        "email_templates": [{"embeddable": True, "href": f"{address}/actions/email_templates"}],
    }
    if order["customer_id"]:
        links["customer"] = [{"href": f"{view.api}/customers/{order['customer_id']}"}]
    if order["parent_id"]:
        links["up"] = [{"href": f"{view.api}/orders/{order['parent_id']}"}]
    return links

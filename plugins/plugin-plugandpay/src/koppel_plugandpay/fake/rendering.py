"""An order as an answer shows it: only what was included, in the shapes that the shop's switches choose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, Literal

from koppel_plugandpay.fake.dates import InvoiceDate, invoice_date_text, moment_text
from koppel_plugandpay.fake.store import Order

Amounts = Literal["line", "unit", "line_before_discount"]
TaxAmount = Literal["vat", "base", "base_and_gross"]
ZeroRate = Literal["zero_rate", "empty"]
Related = Literal["objects", "empty", "absent"]

_HEAD: Final = (
    "id", "reference", "invoice_number", "invoice_status", "invoice_date", "mode", "source", "is_first", "is_hidden",
    "is_tax_included", "amount", "amount_with_tax", "debtor_status", "debtor_step", "meta", "created_at", "updated_at",
    "deleted_at",
)  # fmt: skip
_AS_NAMED: Final = (
    "billing", "comments", "payment", "tags", "custom_fields", "checkout", "collection_costs", "commissions", "note",
    "is_collectible",
)  # fmt: skip
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """What the API's file leaves open, decided: how amounts, VAT, days and links between orders look."""

    item_amounts: Amounts = "line"
    tax_amount: TaxAmount = "vat"
    zero_vat: ZeroRate = "zero_rate"
    invoice_date: InvoiceDate = "midnight_utc"
    related: Related = "objects"
    fraction: bool = True


def render(order: Order, includes: frozenset[str], shapes: Shapes) -> dict[str, Any]:
    """The body. `discounts` fills `total_discounts` and the discounts of items; `items[].tax` needs `taxes` too."""
    body = {name: order[name] for name in _HEAD}
    if order["invoice_date"] is not None:
        body["invoice_date"] = invoice_date_text(order["invoice_date"], shapes.invoice_date)
    body |= {name: order[name] for name in _AS_NAMED if name in includes}
    if "items" in includes:
        body["items"] = [_item(item, includes, shapes) for item in order["items"]]
    if "taxes" in includes:
        body["taxes"] = _taxes(order["taxes"], _nets(order), shapes)
    if "shipping" in includes:
        body["shipping"] = _shipping(order["shipping"], includes, shapes)
    if "discounts" in includes:
        body["total_discounts"] = order["total_discounts"]
    if "related_orders" in includes and shapes.related != "absent":
        body["related_orders"] = [{"id": number} for number in order["related_orders"] if shapes.related == "objects"]
    shown: dict[str, Any] = plain(body, fraction=shapes.fraction)
    return shown


def plain(value: Any, *, fraction: bool = True) -> Any:
    """JSON's own types: money as text with two decimals, moments in UTC."""
    if isinstance(value, dict):
        return {name: plain(member, fraction=fraction) for name, member in value.items()}
    if isinstance(value, list):
        return [plain(member, fraction=fraction) for member in value]
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, datetime):
        text = moment_text(value)
        return text if fraction else f"{text[:19]}Z"
    return value.isoformat() if isinstance(value, date) else value


def _item(item: dict[str, Any], includes: frozenset[str], shapes: Shapes) -> dict[str, Any]:
    left_out = {"tax", "product", "subscription", "discounts"}
    body = {name: value for name, value in item.items() if name not in left_out}
    body |= _amounts(item, shapes.item_amounts)
    body["discounts"] = item["discounts"] if "discounts" in includes else []
    if "taxes" in includes:
        taxes = _taxes([item["tax"]], {item["tax"]["rate"]["id"]: item["amount"]}, shapes)
        body["tax"] = taxes[0] if taxes else None
    if "products" in includes:
        product = item["product"]
        ledger = None if product is None or product["ledger"] is None else str(product["ledger"])
        body["product"] = None if product is None else {**product, "ledger": ledger}
    if "subscriptions" in includes:
        body["subscription"] = item["subscription"]
    return body


def _amounts(item: dict[str, Any], shape: Amounts) -> dict[str, Decimal]:
    net, gross = item["amount"], item["amount_with_tax"]
    if shape == "line_before_discount":
        net += sum((entry["amount"] for entry in item["discounts"]), Decimal(0))
        gross += sum((entry["amount_with_tax"] for entry in item["discounts"]), Decimal(0))
    if shape == "unit":
        net, gross = (_round(amount / item["quantity"]) for amount in (net, gross))
    return {"amount": net, "amount_with_tax": gross}


def _taxes(entries: list[dict[str, Any]], nets: dict[int, Decimal], shapes: Shapes) -> list[dict[str, Any]]:
    """The entries; `nets` is the base per rate id, which some shapes show in place of the VAT."""
    if shapes.zero_vat == "empty":
        entries = [entry for entry in entries if entry["amount"] or Decimal(entry["rate"]["percentage"])]
    if shapes.tax_amount == "vat":
        return entries
    based = [{**entry, "amount": nets[entry["rate"]["id"]]} for entry in entries]
    if shapes.tax_amount == "base":
        return based
    return [
        {**shown, "amount_with_tax": shown["amount"] + entry["amount"]}
        for shown, entry in zip(based, entries, strict=True)
    ]


def _nets(order: Order) -> dict[int, Decimal]:
    nets: dict[int, Decimal] = {}
    lines = [(item["tax"], item["amount"]) for item in order["items"]]
    if order["shipping"] is not None:
        lines += [(entry, order["shipping"]["amount"]) for entry in order["shipping"]["taxes"]]
    for entry, net in lines:
        number = entry["rate"]["id"]
        nets[number] = nets.get(number, Decimal(0)) + net
    return nets


def _shipping(shipping: dict[str, Any] | None, includes: frozenset[str], shapes: Shapes) -> dict[str, Any] | None:
    if shipping is None:
        return None
    nets = {entry["rate"]["id"]: shipping["amount"] for entry in shipping["taxes"]}
    taxes = _taxes(shipping["taxes"], nets, shapes) if "taxes" in includes else []
    return {"amount": shipping["amount"], "amount_with_tax": shipping["amount_with_tax"], "taxes": taxes}


def _round(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)

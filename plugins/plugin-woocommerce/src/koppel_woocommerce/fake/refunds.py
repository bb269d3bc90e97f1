"""Makes the body of a refund from the order's own lines: negative lines, a positive amount, its own tax lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from koppel_woocommerce.fake.blank import Numbers, Order

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundLine:
    """What of one line is given back: positive for an ordinary line, excluding VAT; `taxes` by rate id."""

    item_id: int
    quantity: int = 0
    total: Decimal = Decimal(0)
    taxes: Mapping[int, Decimal] = field(default_factory=dict)

    @property
    def gross(self) -> Decimal:
        """With its VAT."""
        return self.total + sum(self.taxes.values(), Decimal(0))


def cents(value: Decimal) -> Decimal:
    """Rounded as the shop shows it."""
    return value.quantize(CENT, ROUND_HALF_UP)


def money(value: Decimal) -> str:
    """Two decimals, and never a negative zero."""
    return str(cents(value) + Decimal("0.00"))


def pieces(order: Order, quantities: Mapping[int, int]) -> list[RefundLine]:
    """Lines for so many pieces of each item; shipping and fee lines go back whole, whatever the number says."""
    return [_piece(_find(order, item_id)[1], quantity) for item_id, quantity in quantities.items()]


def _piece(line: Mapping[str, Any], quantity: int) -> RefundLine:
    """A share of a line: what the pieces cost the customer is rounded once, and the last tax takes what is left of it.

    Rounding net and tax each by itself would give back 10.00 for a piece of 9.99.
    """
    of = line.get("quantity", 0)
    share = Decimal(quantity) / of if of else Decimal(1)
    total = cents(Decimal(line["total"]) * share)
    owed = [(tax["id"], Decimal(tax["total"])) for tax in line["taxes"] if tax["total"]]
    gross = cents((Decimal(line["total"]) + sum((value for _, value in owed), Decimal(0))) * share)
    taxes = {rate: cents(value * share) for rate, value in owed}
    if owed:
        taxes[owed[-1][0]] = gross - total - sum((taxes[rate] for rate, _ in owed[:-1]), Decimal(0))
    return RefundLine(item_id=line["id"], quantity=quantity if of else 0, total=total, taxes=taxes)


def _find(order: Order, item_id: int) -> tuple[str, dict[str, Any]]:
    for name in ("line_items", "shipping_lines", "fee_lines"):
        for line in order[name]:
            if line["id"] == item_id:
                return name, line
    raise KeyError(f"order {order['id']} has no line {item_id}")


def build(
    order: Order, lines: Sequence[RefundLine], *, amount: Decimal, kind: str, reason: str, numbers: Numbers
) -> dict[str, Any]:
    """A refund without its dates; `kind` is full or partial."""
    body: dict[str, Any] = {
        "id": numbers.next("record"),
        "parent_id": order["id"],
        "amount": money(amount),
        "reason": reason,
        "refunded_by": 1,
        "refunded_payment": False,
        "meta_data": [{"id": numbers.next("meta"), "key": "_refund_type", "value": kind}],
        "line_items": [],
        "shipping_lines": [],
        "tax_lines": [],
        "fee_lines": [],
    }
    for line in lines:
        name, original = _find(order, line.item_id)
        body[name].append(_turned(name, original, line, numbers))
    body["tax_lines"] = _tax_lines(order, body, numbers)
    return body


def _turned(name: str, original: Mapping[str, Any], line: RefundLine, numbers: Numbers) -> dict[str, Any]:
    tax = sum(line.taxes.values(), Decimal(0))
    key = str(line.item_id)
    meta = {"key": "_refunded_item_id", "value": key, "display_key": "_refunded_item_id", "display_value": key}
    turned = {
        **original,
        "id": numbers.next("line"),
        "total": money(-line.total),
        "total_tax": money(-tax),
        "taxes": [
            {"id": rate, "total": money(-value), "subtotal": money(-value) if name == "line_items" else ""}
            for rate, value in line.taxes.items()
        ],
        "meta_data": [{"id": numbers.next("line_meta"), **meta}],
    }
    if name == "line_items":
        price = float(line.total / line.quantity) if line.quantity else 0
        turned |= {"quantity": -line.quantity, "subtotal": turned["total"], "subtotal_tax": turned["total_tax"]}
        turned["price"] = price
    return turned


def _tax_lines(order: Order, body: Mapping[str, Any], numbers: Numbers) -> list[dict[str, Any]]:
    sums: dict[int, dict[str, Decimal]] = {}
    for name in ("line_items", "shipping_lines", "fee_lines"):
        member = "shipping_tax_total" if name == "shipping_lines" else "tax_total"
        for line in body[name]:
            for tax in line["taxes"]:
                rate = sums.setdefault(tax["id"], {"tax_total": Decimal(0), "shipping_tax_total": Decimal(0)})
                rate[member] += Decimal(tax["total"])
    return [
        {**line, "id": numbers.next("line"), **{name: money(value) for name, value in sums[line["rate_id"]].items()}}
        for line in order["tax_lines"]
        if line["rate_id"] in sums
    ]

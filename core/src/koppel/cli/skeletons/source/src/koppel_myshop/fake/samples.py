"""The orders that the fake shop has: one of every kind that My Shop knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

_CENT = Decimal("0.01")


def sample_orders() -> list[dict[str, Any]]:
    """Sales, a partial refund and a full one, as the API shows them."""
    mug, book = _line("1", "Mug", "100.00", 21, code="MUG-1"), _line("2", "Book", "20.00", 9, code="BOOK-1")
    parcel = _line("3", "Parcel", "5.00", 21, kind="shipping")
    return [
        _order(1001, [mug, book, parcel]),
        _order(1002, [_line("1", "Mug", "8.26", 21, quantity=3, code="MUG-1")], refunds=[1005]),
        _order(1003, [_line("1", "Plate", "12.40", 21)], status="open", paid=False),
        _order(1004, [mug, book], refunds=[1006, 1007]),
        _order(1005, [_taken("1", _line("1", "Mug", "8.26", 21, quantity=3))], status="refunded", refund_of=1002),
        _order(1006, [_taken("1", book)], status="refunded", refund_of=1004),
        _order(1007, [_taken("1", mug)], status="refunded", refund_of=1004),
        _order(1008, [_line(str(place), f"Bead {place}", "0.99", 21) for place in range(1, 61)]),
    ]


def _line(
    id_: str, name: str, net: str, percent: int, *, kind: str = "product", quantity: int = 1, code: str | None = None
) -> dict[str, Any]:
    total = Decimal(net) * quantity
    vat = (total * percent / 100).quantize(_CENT, ROUND_HALF_UP)
    return {
        "id": id_,
        "kind": kind,
        "name": name,
        "code": code,
        "quantity": str(quantity),
        "net": str(total),
        "vat": str(vat),
        "vat_country": "NL",
        "vat_percent": str(percent),
        "refunds_line": None,
    }


def _taken(id_: str, line: Mapping[str, Any]) -> dict[str, Any]:
    """A line of a refund: what it takes back, below zero."""
    below = {name: str(-Decimal(line[name])) for name in ("quantity", "net", "vat")}
    return {**line, **below, "id": id_, "refunds_line": line["id"]}


def _order(
    number: int,
    lines: Sequence[Mapping[str, Any]],
    *,
    status: str = "paid",
    paid: bool = True,
    refund_of: int | None = None,
    refunds: Sequence[int] = (),
) -> dict[str, Any]:
    day = f"2026-06-{number - 1000:02}"
    vat = sum((Decimal(line["vat"]) for line in lines), Decimal(0))
    return {
        "id": number,
        "number": str(number),
        "status": status,
        "created_at": f"{day}T09:00:00Z",
        "changed_at": f"{day}T10:00:00Z",
        "paid_at": f"{day}T09:05:00Z" if paid and refund_of is None else None,
        "currency": "EUR",
        "total": str(sum((Decimal(line["net"]) for line in lines), vat)),
        "total_vat": str(vat),
        "lines": list(lines),
        "buyer": {
            "id": f"c{number % 3}",
            "name": f"Customer {number % 3}",
            "email": f"customer-{number % 3}@customers.example",
            "street": "Dorpsstraat 1",
            "postcode": "1012 AB",
            "city": "Amsterdam",
            "country": "NL",
        },
        "refund_of": refund_of,
        "refunds": list(refunds),
    }

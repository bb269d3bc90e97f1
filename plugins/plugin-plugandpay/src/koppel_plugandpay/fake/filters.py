"""Which orders a list shows and in which order, by the filters of `GET /v2/orders`."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from koppel_plugandpay.fake import query
from koppel_plugandpay.fake.query import Query
from koppel_plugandpay.fake.store import Order

_FLAGS: Final[dict[str, Callable[[Order], bool]]] = {
    "is_first": lambda order: bool(order["is_first"]),
    "is_hidden": lambda order: bool(order["is_hidden"]),
    "is_upsell": lambda order: any(str(item["type"]).endswith("upsell") for item in order["items"]),
    "has_bump": lambda order: any(item["type"] == "order-bump" for item in order["items"]),
    "has_tax": lambda order: order["amount"] != order["amount_with_tax"],
}

Test = Callable[[Order], bool]


def chosen(orders: Iterable[Order], asked: Query, *, default_mode: str | None) -> list[Order]:
    """The orders that pass every filter."""
    tests = [*_kinds(asked, default_mode), *_days(asked), *_flags(asked), *_words(asked)]
    return [order for order in orders if all(test(order) for test in tests)]


def in_order(orders: list[Order], asked: Query, *, shuffle_ties: bool, chance: random.Random) -> list[Order]:
    """Sorted as asked; the newest first when nothing was asked.

    `shuffle_ties`: rows that are alike come in another order at each call, as a database does without a second key.
    """
    sort = asked.choice("sort", query.SORTS)
    down = asked.choice("direction", ("asc", "desc")) == "desc"
    found = sorted(orders, key=lambda order: int(order["id"]))
    if shuffle_ties:
        chance.shuffle(found)
    if sort is None:
        return sorted(found, key=lambda order: int(order["id"]), reverse=True)
    known = [order for order in found if _by(order, sort) is not None]
    nothing = [order for order in found if _by(order, sort) is None]
    ordered = sorted(known, key=lambda order: _by(order, sort), reverse=down)
    return [*ordered, *nothing] if down else [*nothing, *ordered]


def _by(order: Order, sort: str) -> Any:
    return order["payment"]["paid_at"] if sort == "paid_at" else order[sort]


def _kinds(asked: Query, default_mode: str | None) -> Iterator[Test]:
    mode = asked.choice("mode", query.MODES) or default_mode
    invoice_status = asked.choice("invoice_status", query.INVOICE_STATUSES)
    payment_status = asked.choices("payment_status", query.PAYMENT_STATUSES)
    source = asked.choice("source", query.SOURCES)
    contract_types = asked.choices("contract_type", query.CONTRACT_TYPES)
    contracts = asked.numbers("contract_id")
    if mode:
        yield lambda order: order["mode"] == mode
    if invoice_status:
        yield lambda order: order["invoice_status"] == invoice_status
    if payment_status:
        yield lambda order: order["payment"]["status"] in payment_status
    if source:
        yield lambda order: order["source"] == source
    if contract_types:
        yield lambda order: any(_contract(item).get("type", "one_off") in contract_types for item in order["items"])
    if contracts:
        yield lambda order: any(_contract(item).get("id") in contracts for item in order["items"])


def _days(asked: Query) -> Iterator[Test]:
    """Both ends count; an order without such a day never passes."""
    first, last = asked.day("since_invoice_date"), asked.day("until_invoice_date")
    paid_from, paid_until = asked.moment("since_paid_at"), asked.moment("until_paid_at")
    if first:
        yield lambda order: order["invoice_date"] is not None and order["invoice_date"] >= first
    if last:
        yield lambda order: order["invoice_date"] is not None and order["invoice_date"] <= last
    if paid_from:
        yield lambda order: order["payment"]["paid_at"] is not None and order["payment"]["paid_at"] >= paid_from
    if paid_until:
        yield lambda order: order["payment"]["paid_at"] is not None and order["payment"]["paid_at"] <= paid_until


def _flags(asked: Query) -> Iterator[Test]:
    wants_deleted = bool(asked.flag("is_deleted"))
    yield lambda order: (order["deleted_at"] is not None) == wants_deleted
    for name, test in _FLAGS.items():
        wanted = asked.flag(name)
        if wanted is not None:
            yield lambda order, test=test, wanted=wanted: test(order) == wanted  # type: ignore[misc]


def _words(asked: Query) -> Iterator[Test]:
    country, email, words = asked.text("country"), asked.text("email"), asked.text("q")
    code, product = asked.text("discount_code"), asked.number("product_id", default=0)
    if country:
        yield lambda order: order["billing"]["address"]["country"] == country
    if email:
        yield lambda order: str(order["billing"]["contact"]["email"]).lower() == email.lower()
    if words:
        yield lambda order: words.lower() in _searched(order)
    if code:
        yield lambda order: any(entry["code"] == code for entry in order["total_discounts"])
    if product:
        yield lambda order: any(item["product_id"] == product for item in order["items"])


def _contract(item: dict[str, Any]) -> dict[str, Any]:
    return item["subscription"] or {}


def _searched(order: Order) -> str:
    contact = order["billing"]["contact"]
    parts = (
        order["id"],
        order["invoice_number"],
        contact["firstname"],
        contact["lastname"],
        contact["email"],
        contact["company"],
    )
    return " ".join(str(part) for part in parts).lower()

"""Which orders and refunds a query means, and in what order they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from koppel_woocommerce.fake.blank import Order
from koppel_woocommerce.fake.dates import bound
from koppel_woocommerce.fake.query import Parameter

HIDDEN = ("trash", "checkout-draft", "auto-draft")
"""Statuses that `any` leaves out; they can be asked for by name."""

_ORDERBY = ("date", "id", "include", "title", "slug", "modified")
_DATES = {
    "after": ("date_created_gmt", 1),
    "before": ("date_created_gmt", -1),
    "modified_after": ("date_modified_gmt", 1),
    "modified_before": ("date_modified_gmt", -1),
}
Test = Callable[[Order], bool]


def collection(
    own: Sequence[Parameter] = (), *, order: str = "desc", orderby: Sequence[str] = _ORDERBY, by: str = "date"
) -> list[Parameter]:
    """The parameters of a list, its own among them, in the order in which the shop names faults."""
    return [
        Parameter(name="context", kind="text", one_of=("view", "edit"), default="view"),
        Parameter(name="page", kind="integer", least=1, default=1),
        Parameter(name="per_page", kind="integer", least=1, most=100, default=10),
        Parameter(name="search", kind="text"),
        *(Parameter(name=name, kind="date") for name in _DATES),
        Parameter(name="dates_are_gmt", kind="flag", default=False),
        Parameter(name="exclude", kind="integers", default=()),
        Parameter(name="include", kind="integers", default=()),
        Parameter(name="offset", kind="integer"),
        Parameter(name="order", kind="text", one_of=("asc", "desc"), default=order),
        Parameter(name="orderby", kind="text", one_of=tuple(orderby), default=by),
        Parameter(name="parent", kind="integers", default=()),
        Parameter(name="parent_exclude", kind="integers", default=()),
        *own,
        Parameter(name="dp", kind="integer", default=2),
        Parameter(name="include_meta", kind="texts", default=()),
        Parameter(name="exclude_meta", kind="texts", default=()),
        Parameter(name="created_via", kind="texts", default=()),
    ]


def order_parameters(statuses: Iterable[str]) -> list[Parameter]:
    """Those of /orders; `statuses` are the shop's own, custom ones included."""
    known = ("any", "trash", "auto-draft", *statuses)
    return collection(
        [
            Parameter(name="status", kind="texts", one_of=known, default=["any"]),
            Parameter(name="customer", kind="integer"),
            Parameter(name="product", kind="integer"),
        ]
    )


def chosen(records: Iterable[Order], values: dict[str, Any], *, zone: ZoneInfo, dated: Sequence[str]) -> list[Order]:
    """The records that a query means, sorted; `dated` are the date filters this shop knows."""
    tests = [*_date_tests(values, zone, dated), *_id_tests(values), *_order_tests(values)]
    found = [record for record in records if all(test(record) for test in tests)]
    return _sorted(found, values)


def _date_tests(values: dict[str, Any], zone: ZoneInfo, dated: Sequence[str]) -> list[Test]:
    tests: list[Test] = []
    for name in dated:
        if values[name] is None:
            continue
        limit = bound(values[name], dates_are_gmt=values["dates_are_gmt"], zone=zone)
        member, side = _DATES[name]
        tests.append(_beyond(member, limit) if side > 0 else _short_of(member, limit))
    return tests


def _beyond(member: str, limit: str) -> Test:
    return lambda record: bool(record[member] > limit)


def _short_of(member: str, limit: str) -> Test:
    return lambda record: bool(record[member] < limit)


def _id_tests(values: dict[str, Any]) -> list[Test]:
    tests: list[Test] = []
    for name, member, wanted in (
        ("include", "id", True),
        ("exclude", "id", False),
        ("parent", "parent_id", True),
        ("parent_exclude", "parent_id", False),
    ):
        if values[name]:
            tests.append(_among(member, set(values[name]), wanted=wanted))
    return tests


def _among(member: str, allowed: set[Any], *, wanted: bool = True) -> Test:
    return lambda record: (record[member] in allowed) is wanted


def _order_tests(values: dict[str, Any]) -> list[Test]:
    tests: list[Test] = []
    if values.get("status"):
        tests.append(_has_status(values["status"]))
    if values.get("customer") is not None:
        tests.append(_among("customer_id", {values["customer"]}))
    if values.get("created_via"):
        tests.append(_among("created_via", set(values["created_via"])))
    if values.get("product") is not None:
        tests.append(_has_product(values["product"]))
    if values.get("search"):
        tests.append(_mentions(values["search"]))
    return tests


def _has_status(wanted: Sequence[str]) -> Test:
    named = set(wanted)
    if "any" in named:
        return lambda order: order["status"] not in HIDDEN or order["status"] in named
    return lambda order: order["status"] in named


def _has_product(product: int) -> Test:
    return lambda order: any(product in (line["product_id"], line["variation_id"]) for line in order["line_items"])


def _mentions(text: str) -> Test:
    needle = text.casefold()

    def test(order: Order) -> bool:
        if "billing" not in order:
            return needle in str(order["id"])
        words = [order["number"], str(order["id"]), *order["billing"].values(), *order["shipping"].values()]
        return any(needle in word.casefold() for word in words)

    return test


def _sorted(records: list[Order], values: dict[str, Any]) -> list[Order]:
    if values["orderby"] == "include" and values["include"]:
        place = {number: at for at, number in enumerate(values["include"])}
        return sorted(records, key=lambda record: place[record["id"]])
    member = {"modified": "date_modified_gmt", "id": "id"}.get(values["orderby"], "date_created_gmt")
    return sorted(records, key=lambda record: (record[member], record["id"]), reverse=values["order"] == "desc")

"""The refunds of orders, in as few calls as the shop allows.

An order names its refunds without their lines. Since WooCommerce 9.0 there is one list of all refunds: a long reading
walks that list beside the orders, so that refunds cost a call per hundred refunds; a short one asks for those it needs by
number. Older shops are asked order by order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from koppel.api import WrongUse
from koppel_woocommerce.lists import SIZES, Lists, Page
from koppel_woocommerce.wire import gmt_text

_MOST = SIZES[0]


class RefundLists:
    """Finds refunds by order. Kept for one reading; refunds read ahead wait here for their order."""

    def __init__(self, lists: Lists, *, has_list: bool) -> None:
        self._lists = lists
        self._has_list = has_list
        self._waiting: dict[int, Any] = {}
        self._ahead: Iterator[Page] | None = None
        self._may_read_ahead = has_list
        self._reached = ""

    def read_ahead(self, since: datetime) -> None:
        """Walk the list of all refunds made after `since` while orders are asked for, in the order in which they were
        made. A refund is never younger than the last change of its order, so the walk need not run ahead of the orders.
        """
        if self._may_read_ahead:
            self._may_read_ahead = False
            params = {"after": gmt_text(since), "dates_are_gmt": "true", "orderby": "date", "order": "asc"}
            self._ahead = self._lists.walk("refunds", params)

    def of(self, orders: Sequence[Any]) -> dict[int, list[Any]]:
        """The refunds of each order that has any, by order id. One that was removed a moment ago is left out."""
        wanted = {order["id"]: ids for order in orders if (ids := refund_ids(order))}
        self._catch_up(wanted, max((_changed(order) for order in orders), default=""))
        self._ask_by_number(wanted)
        return {order: self._handed_over(order, ids) for order, ids in wanted.items()}

    def _handed_over(self, order: int, ids: Sequence[int]) -> list[Any]:
        found = [self._waiting.pop(number) for number in ids if number in self._waiting]
        return found if len(found) == len(ids) else self._ask_by_order(order)

    def _catch_up(self, wanted: Mapping[int, Sequence[int]], newest: str) -> None:
        """Read ahead as far as the newest change among the orders; both are the shop's own stamps, so text compares."""
        while self._ahead is not None and self._missing(wanted) and self._reached <= newest:
            try:
                page = next(self._ahead)
            except StopIteration:
                self._ahead = None
            except WrongUse as error:
                self._no_list(error)
            else:
                self._keep(page.rows)

    def _ask_by_number(self, wanted: Mapping[int, Sequence[int]]) -> None:
        missing = self._missing(wanted)
        while missing and self._has_list:
            asked, missing = missing[:_MOST], missing[_MOST:]
            include = ",".join(str(number) for number in asked)
            try:
                for page in self._lists.walk("refunds", {"include": include, "orderby": "id", "order": "asc"}):
                    self._keep(page.rows)
            except WrongUse as error:
                self._no_list(error)

    def _ask_by_order(self, order: int) -> list[Any]:
        pages = self._lists.walk(f"orders/{order}/refunds", {"orderby": "id", "order": "asc"})
        by_id = {row["id"]: row for page in pages for row in page.rows if _has_id(row)}
        return list(by_id.values())

    def _keep(self, rows: Sequence[Any]) -> None:
        for row in rows:
            if _has_id(row):
                self._waiting[row["id"]] = row
                self._reached = max(self._reached, str(row.get("date_created_gmt") or ""))

    def _missing(self, wanted: Mapping[int, Sequence[int]]) -> list[int]:
        return [number for ids in wanted.values() for number in ids if number not in self._waiting]

    def _no_list(self, error: WrongUse) -> None:
        """A shop from before 9.0 has no such address."""
        if error.data.get("code") != "rest_no_route":
            raise error
        self._has_list, self._ahead = False, None


def refund_ids(order: Any) -> list[int]:
    """The refunds that an order names."""
    if not _has_id(order):
        return []
    named = order.get("refunds")
    return [entry["id"] for entry in named if _has_id(entry)] if isinstance(named, list) else []


def _changed(order: Any) -> str:
    return str(order.get("date_modified_gmt")) if isinstance(order, dict) else ""


def _has_id(row: Any) -> bool:
    return isinstance(row, dict) and isinstance(row.get("id"), int)

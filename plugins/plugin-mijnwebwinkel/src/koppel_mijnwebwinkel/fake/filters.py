"""Which orders a list holds, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from koppel_mijnwebwinkel.fake.query import Query

Order = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """The switches for what the vendor leaves open.

    `archived_left_out`: without the filter archived orders are in no list. `bounds_excluded`: an order whose status changed
    at the very second of a bound is outside.
    """

    local: Callable[[datetime], datetime]
    archived_left_out: bool = False
    bounds_excluded: bool = False

    def chosen(self, orders: Iterable[Order], asked: Query, *, buyers: bool) -> list[Order]:
        """The orders that were asked for; `buyers` False passes over the filters that counting does not have."""
        tests = [
            self._by_kind(asked),
            self._by_day(asked),
            self._by_status_change(asked),
            *([self._by_buyer(asked)] if buyers else []),
        ]
        return [order for order in orders if all(test(order) for test in tests)]

    def _by_kind(self, asked: Query) -> Callable[[Order], bool]:
        status, archived, test = asked.whole("status_id"), asked.switch("archived"), asked.switch("test")
        if archived is None and self.archived_left_out:
            archived = False
        return lambda order: (
            (status is None or order["status"] == status)
            and (archived is None or order["archived"] is archived)
            and order["number"].endswith("T") is bool(test)
        )

    def _by_day(self, asked: Query) -> Callable[[Order], bool]:
        first, last = asked.day("start_date"), asked.day("end_date")

        def test(order: Order) -> bool:
            day = self.local(order["created_at"]).date()
            return (first is None or day >= first) and (last is None or day <= last)

        return test

    def _by_status_change(self, asked: Query) -> Callable[[Order], bool]:
        first, last = asked.moment("status_changed_start_date"), asked.moment("status_changed_end_date")

        def test(order: Order) -> bool:
            if first is None and last is None:
                return True
            if order["status_changed_at"] is None:
                return False
            at = self.local(order["status_changed_at"])
            if self.bounds_excluded and at in {first, last}:
                return False
            return (first is None or at >= first) and (last is None or at <= last)

        return test

    @staticmethod
    def _by_buyer(asked: Query) -> Callable[[Order], bool]:
        """By e-mail address or by account; when both are given one of them is enough."""
        email, account = asked.text("debtor_email"), asked.text("debtor_id")
        anybody = email is None and account is None
        return lambda order: (
            anybody
            or (email is not None and order["debtor"]["email"] == email)
            or (account is not None and order["debtor"]["id"] == account)
        )


def in_order(orders: Iterable[Order], *, by: Literal["number", "text"], descending: bool) -> list[Order]:
    """By order number: as a number, or as the text that it is sent as."""
    if by == "text":
        return sorted(orders, key=lambda order: str(order["number"]), reverse=descending)
    return sorted(orders, key=lambda order: int(order["number"].rstrip("T")), reverse=descending)

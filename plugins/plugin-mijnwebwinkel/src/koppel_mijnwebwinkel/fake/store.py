"""The shop's orders in memory, and what its owner and its customers can do to them.

Only a change of status moves `status_changed_at`: edits of lines, addresses and notes, and archiving, leave no trace.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from koppel_mijnwebwinkel.fake import returns
from koppel_mijnwebwinkel.fake.basket import (
    REVERSE_CHARGE,
    ZERO_PERCENT,
    Basket,
    Line,
    Tariff,
    tax_of,
    total_of,
)
from koppel_mijnwebwinkel.fake.buyers import Buyer
from koppel_mijnwebwinkel.fake.setup import EU, HOME, ZERO, Profile, Region

Order = dict[str, Any]

PAID: Final = {1: "pending", 4: "voided", 5: "new"}
_MANUAL: Final = frozenset({"bank_transfer", "in_arrears", "invoice", "cash", "pickup", "rembours"})


def now_utc() -> datetime:
    """The clock of a shop that has none of its own."""
    return datetime.now(UTC)


@dataclass(kw_only=True)
class ShopStore:
    """Orders by number, in the order in which they were made. Amounts are decimals, moments aware UTC.

    `status_from_the_start` False leaves `status_changed_at` empty until the first change of status.
    """

    clock: Callable[[], datetime] = now_utc
    status_from_the_start: bool = True
    profile: Profile = field(default_factory=Profile)
    orders: dict[str, Order] = field(default_factory=dict)
    last_number: int = 1000
    last_line: int = 0

    def add(
        self,
        basket: Basket,
        buyer: Buyer,
        *,
        created_at: datetime | None = None,
        status: int = 3,
        method: str = "ideal",
        gateway: str = "mollie",
        region: str | None = None,
        test: bool = False,
        **head: Any,
    ) -> Order:
        """Sell. The country whose VAT applies follows from the buyer unless `region` says otherwise; `head` replaces members."""
        tariff = self._tariff(buyer, region)
        moment = created_at or self.clock()
        order = {
            **_blank(self._number(test=test), moment),
            "status": status, "taxed": basket.taxed, "discountcode": basket.code,
            "currency": self.profile.currency, "business_model": "B2B" if buyer.place.company else "B2C",
            "tax_region": tariff.region.code, "tax_strategy": tariff.strategy, "debtor": buyer.body(),
            "orderlines": self._with_ids(basket.priced(tariff)), "shipping_country": buyer.destination,
            **head,
        }  # fmt: skip
        order["status_changed_at"] = moment if self.status_from_the_start else None
        _count(order)
        order["payment"] = {"gateway_name": gateway, "method_name": method} if order["total"] else None
        order.setdefault("payment_status", _payment_status(order))
        self.orders[order["number"]] = order
        return order

    def _tariff(self, buyer: Buyer, region: str | None) -> Tariff:
        """The vendor's table: VAT at home, none across the border of the EU, reverse charge between businesses in it."""
        regions, home = self.profile.regions, self.profile.regions[HOME]
        code = region or buyer.destination
        strategy = ""
        if code not in EU:
            strategy = ZERO_PERCENT
        elif code != HOME and buyer.place.company and region is None:
            strategy = REVERSE_CHARGE
        elif code not in regions:
            code = HOME
        found = regions.get(code) or Region(code=code, standard=ZERO)
        return Tariff(region=found, home=home, strategy=strategy)

    def set_status(self, number: str, status: int) -> Order:
        """The merchant, or a payment that came in, moves the order on."""
        order = self.orders[number]
        order["status"] = status
        order["status_changed_at"] = self.clock()
        return order

    def change(self, number: str, **members: Any) -> Order:
        """Edit an order; a mapping is merged into a part. Its totals follow its lines. KeyError for an unknown member."""
        order = self.orders[number]
        for name, value in members.items():
            order[name] = _merged(order[name], value)
        if "orderlines" in members:
            _count(order)
        return order

    def archive(self, number: str, *, archived: bool = True) -> None:
        """Hide from the active list, or show again."""
        self.orders[number]["archived"] = archived

    def vanish(self, number: str) -> None:
        """Take an order away as if it had never been."""
        del self.orders[number]

    def credit(
        self,
        number: str,
        pieces: Mapping[int, int] | None = None,
        *,
        status: int = 10,
        shipping: Decimal | None = None,
        payment: Decimal | None = None,
        created_at: datetime | None = None,
    ) -> Order:
        """Make a credit order: whole, or so many pieces by place of the line from 0. Costs excluding VAT; None is all."""
        original = self.orders[number]
        lines = returns.lines_of(original["orderlines"], pieces, shipping=shipping, payment=payment)
        moment = created_at or self.clock()
        order = {
            **original, **_blank(self._number(), moment), "status": status, "status_changed_at": moment,
            "orderlines": self._with_ids(lines), "credited_order_number": number, "payment": None,
            "payment_status": "unknown", "discountcode": None,
        }  # fmt: skip
        _count(order)
        self.orders[order["number"]] = order
        original["credit_order_numbers"] = [*original["credit_order_numbers"], order["number"]]
        return order

    def _number(self, *, test: bool = False) -> str:
        self.last_number += 1
        return f"{self.last_number}T" if test else str(self.last_number)

    def _with_ids(self, lines: list[Line]) -> list[Line]:
        made = []
        for line in lines:
            self.last_line += 1
            made.append({"id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"line-{self.last_line}")), **line})
        return made


def _blank(number: str, moment: datetime) -> Order:
    """Members that every order has a value of its own for."""
    return {
        "number": number, "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"order-{number}")), "created_at": moment,
        "archived": False, "locale": "nl_NL", "credited_order_number": None, "credit_order_numbers": [],
        "comments": {"customer": "", "internal": None}, "reference": None, "offline_location_id": None, "partner": None,
        "left_out": frozenset(),
    }  # fmt: skip


def _count(order: Order) -> None:
    order["tax"], order["total"] = tax_of(order["orderlines"]), total_of(order["orderlines"])


def _payment_status(order: Order) -> str:
    """What the platform knows: nothing without a payment, and of a manual one no more than that it was chosen."""
    if order["payment"] is None:
        return "unknown"
    if order["payment"]["method_name"] in _MANUAL:
        return "new" if order["status"] in PAID else "unknown"
    return PAID.get(order["status"], "captured")


def _merged(old: Any, new: Any) -> Any:
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return new
    return {**old, **{name: _merged(old.get(name), value) for name, value in new.items()}}

"""The shop behind the API: its orders, and what happens to one in its life. Every change moves `updated_at`."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from koppel_plugandpay.fake.basket import ZERO, Basket, Buyer
from koppel_plugandpay.fake.catalog import Catalog
from koppel_plugandpay.fake.dates import local_day

Order = dict[str, Any]
"""An order with everything in it: money as Decimal, moments as datetime, the invoice's day as date."""

_PAY_BASE = "https://pay.example.test/orders/payment-link/"


def now_utc() -> datetime:
    """The clock of a shop that is not told another."""
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class ShopStore:
    """Orders by id. `credit_series` gives credit invoices numbers of their own."""

    clock: Callable[[], datetime] = now_utc
    credit_series: bool = False
    paid_at_kept_on_reversal: bool = True
    catalog: Catalog = field(default_factory=Catalog)
    orders: dict[int, Order] = field(default_factory=dict)
    last_id: int = 900_300
    last_item: int = 1_800_600
    last_number: dict[str, int] = field(default_factory=dict)

    def add_order(
        self,
        basket: Basket,
        buyer: Buyer,
        *,
        created_at: datetime | None = None,
        invoiced_on: date | None = None,
        payment: dict[str, Any] | None = None,
        **head: Any,
    ) -> Order:
        """Sell. `head` replaces members of the order; `payment` members of its payment (paid with iDEAL unless told).

        An order with `invoice_status="concept"` has neither number nor day until `finalize`.
        """
        moment = created_at or self.clock()
        self.last_id += 1
        basket.order_id, basket.first_item = self.last_id, self.last_item + 1
        self.last_item += len(basket.lines)
        order = {**_head(self.last_id, moment), **basket.body(), "billing": buyer.body(), **head}
        order["payment"] = {**_payment(order, moment), **(payment or {})}
        if order["invoice_status"] == "final" and order["invoice_number"] is None:
            self._number(order, invoiced_on or local_day(moment))
        elif order["invoice_status"] == "final":
            order["invoice_date"] = invoiced_on or local_day(moment)
        self.orders[self.last_id] = order
        return order

    def change(self, order_id: int, **members: Any) -> Order:
        """Change members; a dict is merged into `billing`, `payment` and their parts. KeyError for an unknown one."""
        order = self.orders[order_id]
        for name, value in members.items():
            if name not in order:
                raise KeyError(name)
            order[name] = _merged(order[name], value)
        self.touch(order_id)
        return order

    def touch(self, order_id: int) -> None:
        """Move `updated_at` to the shop's clock."""
        self.orders[order_id]["updated_at"] = self.clock()

    def finalize(self, order_id: int, *, invoiced_on: date | None = None) -> Order:
        """A concept becomes an invoice, with number and day."""
        order = self.orders[order_id]
        order["invoice_status"] = "final"
        self._number(order, invoiced_on or local_day(self.clock()))
        self.touch(order_id)
        return order

    def pay(self, order_id: int, **payment: Any) -> Order:
        """The customer pays."""
        paid = {"status": "paid", "paid_at": self.clock(), "transaction_status": "paid", "is_cancelable": False}
        return self.change(order_id, payment={**paid, **payment})

    def reverse(self, order_id: int) -> Order:
        """The customer's bank pulls a debit back."""
        gone = {} if self.paid_at_kept_on_reversal else {"paid_at": None}
        return self.change(order_id, payment={"status": "reversed", **gone})

    def refund(self, order_id: int) -> Order:
        """Money goes back at the payment provider: the order stays as it was, its invoice too."""
        return self.orders[order_id]

    def credit(self, order_id: int, *, items: Collection[int] | None = None) -> Order:
        """Make a credit invoice: a new order with negative amounts. The original of a whole one becomes `credited`.

        `items`, by place from 0, makes one for those lines alone; Plug&Pay's own screen knows only whole ones, such an
        order is made by hand or through the API.
        """
        original = self.orders[order_id]
        moment = self.clock()
        credit = copy.deepcopy(original)
        self.last_id += 1
        credit |= _head(self.last_id, moment) | {"is_tax_included": original["is_tax_included"], "source": "admin"}
        _negate(credit, items)
        credit["payment"] = {**dict.fromkeys(credit["payment"]), "order_id": self.last_id, "status": "credit_invoice"}
        credit["payment"]["is_cancelable"] = False
        credit["related_orders"] = [order_id]
        for item in credit["items"]:
            self.last_item += 1
            item |= {"id": self.last_item, "order_id": self.last_id}
        self._number(credit, local_day(moment), prefix="CR" if self.credit_series else "WEB")
        self.orders[self.last_id] = credit
        original["related_orders"].append(self.last_id)
        if items is None:
            original["payment"]["status"] = "credited"
        self.touch(order_id)
        return credit

    def delete(self, order_id: int) -> Order:
        """Out of sight, but still there for who asks for deleted orders."""
        order = self.orders[order_id]
        order["deleted_at"] = self.clock()
        self.touch(order_id)
        return order

    def _number(self, order: Order, day: date, *, prefix: str = "WEB") -> None:
        series = f"{prefix}-{day.year}"
        self.last_number[series] = self.last_number.get(series, 300) + 1
        order["invoice_number"] = f"{series}-{self.last_number[series]:06d}"
        order["invoice_date"] = day


def _head(number: int, moment: datetime) -> Order:
    return {
        "id": number, "reference": str(uuid.uuid5(uuid.NAMESPACE_URL, f"order-{number}")), "invoice_number": None,
        "invoice_status": "final", "invoice_date": None, "mode": "live", "source": "checkout", "is_first": True,
        "is_hidden": False, "is_tax_included": True, "debtor_status": None, "debtor_step": None, "meta": [],
        "customer_id": None, "product_group": None, "created_at": moment, "updated_at": moment, "deleted_at": None,
        "comments": [], "tags": [], "custom_fields": [], "checkout": None, "collection_costs": [], "commissions": [],
        "related_orders": [], "note": None, "is_collectible": None,
    }  # fmt: skip


def _payment(order: Order, moment: datetime) -> dict[str, Any]:
    return {
        "order_id": order["id"], "status": "paid", "type": "manual", "method": "ideal", "provider": "mollie",
        "transaction_id": f"tr_{order['id']:x}", "transaction_status": "paid", "customer_id": f"cst_{order['id']:x}",
        "mandate_id": None, "paid_at": moment, "is_cancelable": False, "url": f"{_PAY_BASE}{order['reference']}",
    }  # fmt: skip


def unpaid(status: str = "open", type_: str | None = "mail", **more: Any) -> dict[str, Any]:
    """Members of a payment that has not come yet."""
    nothing = {
        "method": None,
        "provider": None,
        "transaction_id": None,
        "transaction_status": None,
        "customer_id": None,
    }
    return {**nothing, "status": status, "type": type_, "paid_at": None, "is_cancelable": True, **more}


def _merged(old: Any, new: Any) -> Any:
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return new
    return {**old, **{name: _merged(old.get(name), value) for name, value in new.items()}}


def _negate(credit: Order, items: Collection[int] | None) -> None:
    """Turn every amount around; for a part, only those items stay and the totals follow them."""
    if items is not None:
        credit["items"] = [item for at, item in enumerate(credit["items"]) if at in items]
        credit["shipping"], credit["total_discounts"] = None, []
        credit["amount"] = sum((item["amount"] for item in credit["items"]), ZERO)
        credit["amount_with_tax"] = sum((item["amount_with_tax"] for item in credit["items"]), ZERO)
        credit["taxes"] = _taxes_of(credit["items"])
    _turn(credit)


def _taxes_of(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    sums: dict[int, dict[str, Any]] = {}
    for item in items:
        entry = sums.setdefault(item["tax"]["rate"]["id"], {"amount": ZERO, "rate": item["tax"]["rate"]})
        entry["amount"] += item["tax"]["amount"]
    return list(sums.values())


def _turn(value: Any) -> None:
    """Negate every decimal in place; quantities are whole numbers and stay."""
    for key, member in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(member, Decimal):
            value[key] = -member if member else member
        elif isinstance(member, (dict, list)):
            _turn(member)

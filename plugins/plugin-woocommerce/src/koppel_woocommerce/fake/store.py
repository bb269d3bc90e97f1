"""The shop's orders, refunds and notes in memory, with the rules for what moves `date_modified` and what does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from koppel_woocommerce.fake import recorded, refunds
from koppel_woocommerce.fake.blank import Numbers, Order, complete
from koppel_woocommerce.fake.dates import local_from_utc, utc_text
from koppel_woocommerce.fake.refunds import RefundLine

_SHOP_SETS = frozenset({"id", "date_modified", "date_modified_gmt", "refunds", "_links"})


def now_utc() -> datetime:
    """The clock of a shop that has none of its own."""
    return datetime.now(UTC)


@dataclass(kw_only=True)
class ShopStore:
    """Orders by id, refunds by order id with the newest first. `legacy_storage` is a shop that keeps orders as posts."""

    clock: Callable[[], datetime] = now_utc
    legacy_storage: bool = False
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Amsterdam"))
    orders: dict[int, Order] = field(default_factory=dict)
    refunds: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    notes: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    numbers: Numbers = field(default_factory=Numbers)

    def load_recorded(self) -> None:
        """Put the 88 recorded orders and their 16 refunds in the shop."""
        for order in recorded.load("orders"):
            self.orders[order["id"]] = order
            self.numbers.pass_by(order)
        for refund in sorted(recorded.load("refunds"), key=lambda refund: refund["id"], reverse=True):
            self.refunds.setdefault(refund["parent_id"], []).append(refund)

    def now(self) -> str:
        """The shop's time as it writes it in `_gmt` members."""
        return utc_text(self.clock())

    def add_order(self, body: Mapping[str, Any] | None = None) -> Order:
        """Add an order; what `body` leaves out gets an ordinary value. Returns the shop's own, which tests may look at."""
        order = complete(body or {}, now=self.now(), numbers=self.numbers, zone=self.zone)
        order.pop("refunds", None)
        order.pop("_links", None)
        self.orders[order["id"]] = order
        return order

    def change_order(self, order_id: int, **fields: Any) -> Order:
        """Change members as the shop's own pages and PUT do; addresses and meta data are merged.

        Every save moves date_modified, even one without a change, unless the shop keeps its orders as posts.
        Raises KeyError for a member that orders do not have.
        """
        order = self.orders[order_id]
        before = {name: order[name] for name in fields}
        status = fields.pop("status", order["status"])
        for name, value in fields.items():
            if name in _SHOP_SETS or name not in order:
                raise KeyError(name)
            order[name] = self._merged(order, name, value)
        changed = any(order[name] != value for name, value in before.items() if name not in {"meta_data", "status"})
        if status != order["status"]:
            self._set_status(order, status)
            changed = True
        if changed or not self.legacy_storage:
            self.touch(order_id)
        return order

    def _merged(self, order: Order, name: str, value: Any) -> Any:
        if name in {"billing", "shipping"}:
            return {**order[name], **value}
        if name != "meta_data":
            return value
        return self._merged_meta(order["meta_data"], value)

    def _merged_meta(self, held: list[dict[str, Any]], given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        merged = [dict(entry) for entry in held]
        for entry in given:
            found = next((old for old in merged if old["key"] == entry["key"]), None)
            if found is None:
                merged.append({"id": self.numbers.next("meta"), "key": entry["key"], "value": entry["value"]})
            else:
                found["value"] = entry["value"]
        return sorted(merged, key=lambda entry: str(entry["key"]))

    def _set_status(self, order: Order, status: str) -> None:
        order["status"] = status
        paid_at_completion = order["payment_method"] == "cod" or not order["needs_processing"]
        if order["date_paid"] is None and (
            status == "completed" or (status == "processing" and not paid_at_completion)
        ):
            self._stamp(order, "date_paid")
        if status == "completed":
            self._stamp(order, "date_completed")
        rest = self.not_refunded(order["id"])
        if status == "refunded" and rest > 0:
            self.add_refund(order["id"], rest, reason="Order fully refunded.")

    def touch(self, order_id: int) -> None:
        """Move date_modified to the shop's clock, as any save of an order does."""
        self._stamp(self.orders[order_id], "date_modified")

    def _stamp(self, order: Order, name: str) -> None:
        order[f"{name}_gmt"] = self.now()
        order[name] = local_from_utc(order[f"{name}_gmt"], self.zone)

    def not_refunded(self, order_id: int) -> Decimal:
        """What may still be given back."""
        back = sum((Decimal(refund["amount"]) for refund in self.refunds.get(order_id, ())), Decimal(0))
        return Decimal(self.orders[order_id]["total"]) - back

    def add_refund(
        self,
        order_id: int,
        amount: Decimal | str | None = None,
        lines: Mapping[int, int] | Sequence[RefundLine] | None = None,
        *,
        reason: str = "",
    ) -> dict[str, Any]:
        """Give money back: `lines` is pieces by line id, or exact lines; without them only the amount is known.

        Without an amount it is what the lines add up to. Moves date_modified; the last cent makes the order refunded.
        Raises ValueError for more than is left.
        """
        order = self.orders[order_id]
        exact = refunds.pieces(order, lines) if isinstance(lines, Mapping) else list(lines or ())
        sum_of_lines = sum((line.gross for line in exact), Decimal(0))
        paid_back = sum_of_lines if amount is None else Decimal(amount)
        left = self.not_refunded(order_id)
        if not 0 < paid_back <= left:
            raise ValueError(f"{paid_back} of {left}")
        kind = "full" if paid_back == left and not self.refunds.get(order_id) else "partial"
        refund = refunds.build(order, exact, amount=paid_back, kind=kind, reason=reason, numbers=self.numbers)
        self._stamp(refund, "date_created")
        self.refunds.setdefault(order_id, []).insert(0, refund)
        if paid_back == left:
            order["status"] = "refunded"
        self.touch(order_id)
        return refund

    def delete_refund(self, refund_id: int) -> dict[str, Any]:
        """Take a refund away: no date moves, nobody is told. Raises KeyError for an unknown one."""
        for held in self.refunds.values():
            for refund in held:
                if refund["id"] == refund_id:
                    held.remove(refund)
                    return refund
        raise KeyError(refund_id)

    def add_note(self, order_id: int, text: str, *, to_customer: bool = False) -> dict[str, Any]:
        """Write a note; that leaves date_modified alone."""
        gmt = self.now()
        note = {
            "id": self.numbers.next("note"), "author": "WooCommerce", "date_created": local_from_utc(gmt, self.zone),
            "date_created_gmt": gmt, "note": text, "customer_note": to_customer,
        }  # fmt: skip
        self.notes.setdefault(order_id, []).insert(0, note)
        return note

    def trash_order(self, order_id: int) -> None:
        """To the trash: date_modified moves, but the order is in no list unless the trash is asked for."""
        order = self.orders[order_id]
        seconds = str(int(self.clock().timestamp()))
        marks = {"_wp_trash_meta_status": f"wc-{order['status']}", "_wp_trash_meta_time": seconds}
        given = [{"key": key, "value": value} for key, value in marks.items()]
        order["meta_data"] = self._merged_meta(order["meta_data"], given)
        order["status"] = "trash"
        self.touch(order_id)

    def delete_order(self, order_id: int) -> None:
        """Gone for good, refunds and notes too: from now on a 404."""
        del self.orders[order_id]
        self.refunds.pop(order_id, None)
        self.notes.pop(order_id, None)

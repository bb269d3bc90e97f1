"""What an order holds when the caller gives only a part: every member in its place, ids for its lines, paired dates."""

from __future__ import annotations

import hashlib
import string
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from koppel_woocommerce.fake.dates import local_from_utc, utc_from_local

Order = dict[str, Any]

DATES = ("date_created", "date_modified", "date_completed", "date_paid")
LINES = ("line_items", "tax_lines", "shipping_lines", "fee_lines", "coupon_lines")
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "CAD": "$", "CHF": "CHF"}
_ADDRESS = (
    "first_name", "last_name", "company", "address_1", "address_2", "city", "state", "postcode", "country",
)  # fmt: skip


@dataclass(slots=True)
class Numbers:
    """The last number given of each kind, as the recorded shop stood; orders and refunds share theirs with products."""

    record: int = 214
    line: int = 695
    meta: int = 1656
    line_meta: int = 5490
    note: int = 644

    def next(self, kind: str) -> int:
        """The next number of one kind."""
        value: int = getattr(self, kind) + 1
        setattr(self, kind, value)
        return value

    def pass_by(self, order: Order) -> None:
        """Stay ahead of an order that came with its own numbers."""
        self.record = max(self.record, order["id"])
        for name in LINES:
            for line in order[name]:
                self.line = max(self.line, line["id"])
                self.line_meta = max([self.line_meta, *(entry["id"] for entry in line["meta_data"])])
        self.meta = max([self.meta, *(entry["id"] for entry in order["meta_data"])])


def order_key(number: int) -> str:
    """`wc_order_` and 13 characters: a secret at the vendor, the same on each run here."""
    letters = string.ascii_letters + string.digits
    digest = hashlib.sha256(f"order {number}".encode()).digest()
    return "wc_order_" + "".join(letters[byte % len(letters)] for byte in digest[:13])


def blank_order() -> Order:
    """An order over REST with nothing in it."""
    zero = dict.fromkeys(
        ("discount_total", "discount_tax", "shipping_total", "shipping_tax", "cart_tax", "total", "total_tax"), "0.00"
    )
    return {
        "parent_id": 0, "status": "processing", "currency": "EUR", "version": "10.9.1", "prices_include_tax": True,
        **zero,
        "customer_id": 0, "billing": dict.fromkeys((*_ADDRESS, "email", "phone"), ""),
        "shipping": dict.fromkeys((*_ADDRESS, "phone"), ""), "payment_method": "", "payment_method_title": "",
        "transaction_id": "", "customer_ip_address": "", "customer_user_agent": "", "created_via": "rest-api",
        "customer_note": "", "cart_hash": "", "meta_data": [], **{name: [] for name in LINES},
        "needs_processing": True,
    }  # fmt: skip


def complete(given: Mapping[str, Any], *, now: str, numbers: Numbers, zone: ZoneInfo) -> Order:
    """A whole order from a part of one; `now` is UTC as the shop writes it."""
    order = {**blank_order(), **deepcopy(dict(given))}
    if "id" not in order:
        order["id"] = numbers.next("record")
    order.setdefault("number", str(order["id"]))
    order.setdefault("order_key", order_key(order["id"]))
    order.setdefault("currency_symbol", SYMBOLS.get(order["currency"], order["currency"]))
    for name in ("billing", "shipping"):
        order[name] = {**blank_order()[name], **order[name]}
    _pair_dates(order, now, zone)
    _number_lines(order, numbers)
    numbers.pass_by(order)
    return order


def _pair_dates(order: Order, now: str, zone: ZoneInfo) -> None:
    for name in DATES:
        local, gmt = order.get(name), order.get(f"{name}_gmt")
        if gmt is None and local is not None:
            gmt = utc_from_local(local, zone)
        if gmt is None and name == "date_created":
            gmt = now
        if gmt is None and name == "date_modified":
            gmt = order["date_created_gmt"]
        order[f"{name}_gmt"] = gmt
        order[name] = None if gmt is None else (local or local_from_utc(gmt, zone))


def _number_lines(order: Order, numbers: Numbers) -> None:
    for name in LINES:
        for line in order[name]:
            if "id" not in line:
                line["id"] = numbers.next("line")
            line.setdefault("meta_data", [])
            for entry in line["meta_data"]:
                if "id" not in entry:
                    entry["id"] = numbers.next("line_meta")
    for entry in order["meta_data"]:
        if "id" not in entry:
            entry["id"] = numbers.next("meta")
    order["meta_data"].sort(key=lambda entry: entry["key"])

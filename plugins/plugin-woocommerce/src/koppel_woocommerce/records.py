"""Orders and refunds of WooCommerce as typed records: only what Koppel reads.

Amounts are exact decimals excluding VAT unless a name says otherwise, times are aware UTC. Reading them from an answer is
left to `wire`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tax:
    """VAT of one rate on one line; `total` is None where the shop sends an empty text: the rate does not apply."""

    rate_id: int
    total: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A product, shipping or fee line. `subtotal` is before coupons, `total` after; shipping and fees have one."""

    id: int
    name: str
    total: Decimal
    total_tax: Decimal
    taxes: tuple[Tax, ...] = ()
    quantity: Decimal = Decimal(1)
    tax_class: str = ""
    subtotal: Decimal | None = None
    subtotal_tax: Decimal | None = None
    sku: str = ""
    method_id: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def gross(self) -> Decimal:
        """Net and VAT together."""
        return self.total + self.total_tax


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupon:
    """What a coupon took off, already taken off the lines; not padded to two decimals."""

    code: str
    discount: Decimal
    discount_tax: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxLine:
    """The order's own VAT at one rate: the truth about that rate, whatever became of it in the shop's settings."""

    rate_id: int
    rate_code: str
    compound: bool
    tax_total: Decimal
    shipping_tax_total: Decimal
    rate_percent: Decimal | None
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A billing or shipping address; each member may be empty."""

    first_name: str = ""
    last_name: str = ""
    company: str = ""
    address_1: str = ""
    address_2: str = ""
    city: str = ""
    state: str = ""
    postcode: str = ""
    country: str = ""
    email: str = ""
    phone: str = ""

    @property
    def is_empty(self) -> bool:
        """True when there is no place in it, whoever it names."""
        return not (self.address_1 or self.address_2 or self.city or self.postcode or self.country)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order. `total` includes VAT and is not lowered by refunds."""

    id: int
    parent_id: int
    number: str
    status: str
    currency: str
    prices_include_tax: bool
    created_at: datetime
    modified_at: datetime
    paid_at: datetime | None
    completed_at: datetime | None
    total: Decimal
    total_tax: Decimal
    customer_id: int
    billing: Place
    shipping: Place
    payment_method: str
    payment_method_title: str
    created_via: str
    line_items: tuple[Item, ...]
    shipping_lines: tuple[Item, ...]
    fee_lines: tuple[Item, ...]
    coupon_lines: tuple[Coupon, ...]
    tax_lines: tuple[TaxLine, ...]
    invoice_number: str
    meta: Mapping[str, Any]

    @property
    def items(self) -> tuple[Item, ...]:
        """All lines that carry money."""
        return (*self.line_items, *self.shipping_lines, *self.fee_lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """A refund: `amount` is positive and is what was paid back; the lines are negative and need not add up to it."""

    id: int
    created_at: datetime
    amount: Decimal
    reason: str
    line_items: tuple[Item, ...]
    shipping_lines: tuple[Item, ...]
    fee_lines: tuple[Item, ...]
    tax_lines: tuple[TaxLine, ...]
    meta: Mapping[str, Any]

    @property
    def items(self) -> tuple[Item, ...]:
        """All lines that carry money."""
        return (*self.line_items, *self.shipping_lines, *self.fee_lines)

"""Orders of Mijnwebwinkel as typed records: only what Koppel reads. Reading them from an answer is left to `wire`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

ZERO: Final = Decimal(0)
HUNDRED: Final = Decimal(100)

ARTICLE: Final = "article"
CUSTOM: Final = "custom"
SHIPPING: Final = "shipping"
PAYMENT: Final = "payment"
DISCOUNT: Final = "discount"
KNOWN_TYPES: Final = frozenset({ARTICLE, CUSTOM, SHIPPING, PAYMENT, DISCOUNT})

REVERSE_CHARGED: Final = "reverse_charged_vat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a line costs at one rate (in per cent): the net amount with up to six decimals, the gross one in cents.

    The gross amount is None on orders from before April 2019.
    """

    rate: Decimal
    net: Decimal
    gross: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tax:
    """The order's own VAT at one rate."""

    rate: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """A line, options and quantity in its price; several prices where it falls under several rates."""

    id: str
    type: str
    quantity: Decimal
    description: str
    prices: tuple[Price, ...]
    skus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An address of the buyer; each member may be empty. `vat_number` only stands at the invoice address."""

    name: str = ""
    company: str = ""
    phone: str = ""
    street: str = ""
    number: str = ""
    zipcode: str = ""
    city: str = ""
    country: str = ""
    vat_number: str = ""

    @property
    def is_empty(self) -> bool:
        """True when there is no place in it, whoever it names."""
        return not (self.street or self.zipcode or self.city or self.country)


@dataclass(frozen=True, slots=True, kw_only=True)
class Debtor:
    """The buyer. `id` is that of a customer account, "" for a guest."""

    id: str = ""
    name: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    invoice: Place = field(default_factory=Place)
    delivery: Place = field(default_factory=Place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """The summary of the payment: its status is 1 for one that succeeded."""

    method: str = ""
    status: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order, or a credit order: then `credited_number` is the order that it is for. `total` includes VAT."""

    number: str
    created_at: datetime
    status: str
    currency: str
    total: Decimal
    taxes: tuple[Tax, ...] | None
    lines: tuple[OrderLine, ...]
    debtor: Debtor
    taxed: str = ""
    locale: str = ""
    credited_number: str = ""
    tax_region: str = ""
    tax_strategy: str = ""
    offline_location_id: str = ""
    payment_status: str = ""
    payment: Paid = field(default_factory=Paid)
    shipped_to: str = ""

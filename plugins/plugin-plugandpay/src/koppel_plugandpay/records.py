"""Orders of Plug&Pay as typed records: only what Koppel reads. An order is also the invoice.

Amounts are exact decimals in euros, times are aware UTC. Reading them from an answer is left to `wire`, what they mean
together to `settling`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

CREDIT_INVOICE = "credit_invoice"
CREDITED = "credited"
PAID = "paid"
LIVE = "live"
FINAL = "final"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A VAT rate in per cent; `country` is "" where the service names none."""

    percentage: Decimal
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tax:
    """VAT at one rate. `amount` is the VAT or its base, `amount_with_tax` only there where it is the base."""

    amount: Decimal
    rate: Rate
    amount_with_tax: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """What was taken off; positive on an invoice. `code` only where there was one, `type` says what kind."""

    amount: Decimal
    amount_with_tax: Decimal
    code: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """The product behind a line. `ledger` is the ledger account that the merchant gave it."""

    sku: str = ""
    type: str = ""
    ledger: str = ""
    is_physical: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """The subscription or the instalment plan that a line belongs to; `type` tells which."""

    type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line. Whether its amounts are of the line or of one piece, before or after discount, is not documented."""

    id: int
    label: str
    quantity: Decimal
    amount: Decimal
    amount_with_tax: Decimal
    type: str = ""
    interval: str = ""
    discounts: tuple[Discount, ...] = ()
    tax: Tax | None = None
    product: Product | None = None
    subscription: Contract | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """Shipping, or a cost of collecting an unpaid invoice."""

    amount: Decimal = Decimal(0)
    amount_with_tax: Decimal = Decimal(0)
    taxes: tuple[Tax, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The billing address; there is no other one, and each member may be empty."""

    street: str = ""
    housenumber: str = ""
    zipcode: str = ""
    city: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who buys. There is no customer number: the e-mail address says who it is."""

    company: str = ""
    email: str = ""
    firstname: str = ""
    lastname: str = ""
    telephone: str = ""
    vat_id_number: str = ""
    tax_exempt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Billing:
    """Contact and address."""

    contact: Contact = Contact()
    address: Place = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """The one payment of an order."""

    status: str = ""
    type: str = ""
    method: str = ""
    provider: str = ""
    paid_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order, which is the invoice once it is final. `related` are the numbers of orders that belong with it."""

    id: int
    mode: str
    invoice_status: str
    invoice_number: str
    invoice_date: date | None
    is_tax_included: bool
    amount: Decimal
    amount_with_tax: Decimal
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None
    source: str
    billing: Billing
    items: tuple[Item, ...]
    taxes: tuple[Tax, ...]
    payment: Settlement
    discounts: tuple[Discount, ...]
    shipping: Charge | None
    costs: tuple[Charge, ...]
    related: tuple[int, ...]

    @property
    def vat(self) -> Decimal:
        """All VAT on it: the difference of its two totals."""
        return self.amount_with_tax - self.amount

    @property
    def is_credit(self) -> bool:
        """True for a credit invoice, and for anything else that gives money back."""
        return self.payment.status == CREDIT_INVOICE or self.amount_with_tax < 0

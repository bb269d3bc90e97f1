"""What a shop says was sold or taken back, in Koppel's own words: a source makes documents, everything else reads them.

Amounts are the shop's, at the shop's own precision and in the document's currency. In a credit note they are negative
(EN 16931 type 381, written as it is booked). A document says nothing of ledgers or VAT codes of a package.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from koppel.model.party import Address, Party
from koppel.model.tax import LineTax, TaxTotal
from koppel.text import Text


class DocumentKind(StrEnum):
    """UNTDID 1001, as EN 16931 uses it."""

    INVOICE = "380"
    CREDIT_NOTE = "381"


class LineKind(StrEnum):
    """What a line is; shipping and fees follow the goods, vouchers sold and deposits are no supply of their own."""

    PRODUCT = "product"
    SHIPPING = "shipping"
    FEE = "fee"
    COUPON = "coupon"
    VOUCHER_SOLD = "voucher_sold"
    DEPOSIT = "deposit"


class Supply(StrEnum):
    """What kind of thing a product is for VAT."""

    GOODS = "goods"
    SERVICE = "service"
    DIGITAL = "digital"


class VatRelief(StrEnum):
    """Why the shop itself says that it charged no VAT, where it says so."""

    EXEMPT_BUSINESS = "exempt_business"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """Net, VAT and gross of one thing; None where the shop does not say."""

    net: Decimal | None
    tax: Decimal | None
    gross: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days that a line pays for, both included."""

    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line, amounts after discount.

    `taxes` is empty with `tax_known` when none was charged, and empty without it when the shop does not say.
    `refunds_line` is the key of the line of the original document that a credit note's line takes back.
    """

    key: str
    kind: LineKind
    description: str
    quantity: Decimal
    amounts: Amounts
    taxes: tuple[LineTax, ...] = ()
    tax_known: bool = True
    unit_price: Decimal | None = None
    before_discount: Amounts | None = None
    item_code: str | None = None
    supply: Supply | None = None
    tax_class: str | None = None
    product_ledger: str | None = None
    domestic_reverse_charge: bool = False
    period: Period | None = None
    refunds_line: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """A coupon, already taken off the lines; the amounts say what was taken off, positive."""

    name: str
    amounts: Amounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Part of how it was paid. A voucher used is a payment, not a discount; `provider_cost` is never part of a sale."""

    method: str
    amount: Decimal
    title: str | None = None
    is_voucher: bool = False
    provider_cost: Decimal | None = None
    paid_out: Decimal | None = None
    paid_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRate:
    """Units of the document's currency for one unit of `base_currency`, as the shop stored it."""

    base_currency: str
    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that the source can give on request, such as the shop's own invoice as PDF. `key` is the source's."""

    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An invoice (sale) or a credit note (refund).

    `key` never changes and is unique within the source ("order:117", "refund:119"). `number` is what people see; a
    credit note has the number of its order. `original` is the sale that a credit note takes back and `earlier` are the
    credit notes that came before it on that sale, oldest first: the rest of an order is what they left of it.
    `revision` changes whenever the shop counts the document as changed; `status` is the shop's own word.
    `unreadable` is set by the source when it met something that it cannot turn into a document safely; such a
    document is held with that text, never booked.
    """

    key: str
    kind: DocumentKind
    number: str
    status: str
    created_at: datetime
    currency: str
    total_incl: Decimal
    lines: tuple[Line, ...]
    time_zone: str
    shop: str = "shop"
    invoice_number: str | None = None
    invoice_date: date | None = None
    invoice_text: str | None = None
    paid_at: datetime | None = None
    completed_at: datetime | None = None
    total_tax: Decimal | None = None
    tax_totals: tuple[TaxTotal, ...] | None = None
    prices_include_tax: bool = True
    exchange_rate: ExchangeRate | None = None
    buyer: Party | None = None
    billing: Address | None = None
    delivery: Address | None = None
    ships_from: str | None = None
    is_pos: bool = False
    relief: VatRelief | None = None
    discounts: tuple[Discount, ...] = ()
    payments: tuple[Payment, ...] = ()
    payment_method: str | None = None
    reason: str | None = None
    original: Document | None = None
    earlier: tuple[Document, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    url: str | None = None
    revision: str = ""
    unreadable: Text | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def is_credit(self) -> bool:
        """True for a credit note."""
        return self.kind is DocumentKind.CREDIT_NOTE

    @property
    def sequence(self) -> int:
        """Which credit note of its order this is, from 1; 0 for a sale."""
        return len(self.earlier) + 1 if self.is_credit else 0

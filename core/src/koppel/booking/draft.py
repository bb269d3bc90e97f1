"""The draft: a document decided in neutral terms, before any package's codes and ledgers are filled in.

`decide` (in `engine`) makes it from a document and the rules; a target's `plan` turns it into a `Booking`. Roles such as
`revenue.std` or `shipping` stand for ledgers, neutral codes such as `DOM-21` or `OSS-DE-19` for VAT codes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from koppel.booking.outcome import BookingWarning
from koppel.model import Address, Document, ExchangeRate, LineKind, Period
from koppel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class VatTreatment:
    """A neutral VAT code and what follows from it.

    `code` as in the rule book (`DOM-21`, `OSS-DE-19`, `IC-GOODS`, ...), `category` the letter of EN 16931 (UNCL 5305),
    `exemption` the VATEX code, `country` the member state that the VAT is for ("" where there is none), `rate` in per
    cent. `row` is the row of the mapping tables that this treatment is looked up in; `vat_code` the package's own code
    where a setting names it and no table is asked.
    """

    code: str
    category: str
    country: str
    rate: Decimal
    row: str
    exemption: str | None = None
    vat_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxAmount:
    """One line's share of a box of the VAT return of the seller's country, in the currency of the books.

    `country` and `rate` only in the box `OSS`, which stands for the return of the Union scheme (EL for Greece).
    """

    box: str
    base: Decimal
    vat: Decimal
    country: str = ""
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """One line in cents, signed as it is booked (negative in a credit note). `why` names the rule that decided.

    `source` is the key of the shop's line, "" for lines that the shop does not have (rounding, a voucher used).
    """

    role: str
    kind: LineKind | None
    description: str
    vat: VatTreatment
    net: Decimal
    vat_amount: Decimal
    quantity: Decimal = Decimal(1)
    item_code: str | None = None
    product_ledger: str | None = None
    period: Period | None = None
    boxes: tuple[BoxAmount, ...] = ()
    why: Text | None = None
    source: str = ""

    @property
    def gross(self) -> Decimal:
        """Net and VAT together."""
        return self.net + self.vat_amount


class DebtorKind(StrEnum):
    """Who a booking stands on; `default` and `pos` are debtors that the settings name by their code."""

    CONSUMER = "consumer"
    COMPANY = "company"
    DEFAULT = "default"
    POS = "pos"


@dataclass(frozen=True, slots=True, kw_only=True)
class Debtor:
    """The debtor to find or to create. `match_by` is the order of looking: vat_number, shop_customer_id, email, code.

    `vat_number` is normalised (prefix, no blanks), None when there is none. `key` is the same for all documents that
    belong on one debtor: it is what a lost answer to a debtor's creation is found back by.
    """

    kind: DebtorKind
    key: str
    match_by: tuple[str, ...]
    name: str
    code: str | None = None
    company: str | None = None
    person: str | None = None
    email: str | None = None
    phone: str | None = None
    vat_number: str | None = None
    shop_customer_id: str | None = None
    address: Address | None = None
    language: str | None = None

    @property
    def country(self) -> str:
        """The country of the debtor's address, "" when unknown."""
        return self.address.country if self.address else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """What a document was before it was converted; `rate` is in units of `currency` for one unit of the books'."""

    currency: str
    rate: Decimal
    total_incl: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A decided document. Sums of the lines equal the totals; the totals equal what the shop charged.

    `exchange_rate` is set while `currency` is not the books' own; after a conversion `converted_from` is, instead.
    """

    document: Document
    reference: str
    issued_on: date
    currency: str
    debtor: Debtor
    lines: tuple[DraftLine, ...]
    total_excl: Decimal
    total_vat: Decimal
    total_incl: Decimal
    exchange_rate: ExchangeRate | None = None
    converted_from: Conversion | None = None
    warnings: tuple[BookingWarning, ...] = ()

    @property
    def is_credit(self) -> bool:
        """True for a credit note."""
        return self.document.is_credit

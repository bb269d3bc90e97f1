"""The rules of one integration: whose books these are and what its owner chose. Everything that `decide` may look at
besides the document; where the answers come from is left to `sync`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

ANY_SHOP: Final = ""
"""The key of `Rules.reference_prefix` for shops that have no prefix of their own."""


class Scheme(StrEnum):
    """The seller's VAT scheme; under the exemption for small enterprises no VAT may be charged."""

    NORMAL = "normal"
    SMALL_ENTERPRISE = "small_enterprise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """Whose books: home for VAT (NL or BE), and the zone in which a day is a day."""

    country: str = "NL"
    scheme: Scheme = Scheme.NORMAL
    oss_registered: bool = False
    vat_number: str | None = None
    time_zone: str = "Europe/Amsterdam"
    currency: str = "EUR"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignStock:
    """The package's VAT code for goods that leave from another country."""

    ships_from: str
    country: str
    rate: Decimal
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the owner chose, in neutral terms. Ledgers and VAT codes of the package are not here: see `assign`.

    `date_source`: invoice (invoice date, else payment, else order), payment (else order) or order. `voucher_kind`:
    multi_purpose (taxed when redeemed) or single_purpose (taxed when sold, at `voucher_rate`).
    `vat_numbers_valid_before` are normalised numbers that passed an earlier check; they count while the checking service
    is down and `accept_earlier_vat_check` is on. `language` is that of the lines Koppel itself adds.
    """

    seller: Seller = field(default_factory=Seller)
    order_statuses: frozenset[str] | None = None
    start_on: date | None = None
    number_source: str = "order"
    date_source: str = "invoice"
    group_lines: bool = False
    discounts_separately: bool = False
    book_zero_totals: bool = False
    eu_consumer_vat: str = "home"
    default_debtor: str | None = None
    pos_debtor: str | None = None
    skip_email_check: bool = False
    reference_prefix: Mapping[str, str] = field(default_factory=dict)
    voucher_kind: str = "multi_purpose"
    voucher_rate: Decimal | None = None
    convert_to_base_currency: bool = False
    multi_currency: bool = True
    accept_earlier_vat_check: bool = False
    vat_numbers_valid_before: frozenset[str] = frozenset()
    structured_invoice: bool = False
    with_items: bool = False
    foreign_stock: tuple[ForeignStock, ...] = ()
    language: str = "nl"

"""My Books' answers, checked and typed. What Koppel does not know is left out, what it needs must be there.

What cannot be read is as good as no answer and asked for again later; a write whose answer cannot be read may have been
done, and is looked for first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from marshmallow import fields

from koppel.api import Money, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Whose key it is."""

    id: str
    name: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VatCode:
    """A VAT code; without a country it is for what no VAT is due on."""

    code: str
    name: str
    country: str
    percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A ledger account."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer; `key` is the one that Koppel gave it."""

    id: int
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry as it stands in the books; the total is below zero for a credit note."""

    id: int
    number: str
    reference: str
    day: date
    currency: str
    total: Decimal
    total_vat: Decimal


class _CompanyRecord(Record[Company]):
    makes = Company
    id = fields.String(required=True)
    name = fields.String(required=True)
    country = fields.String(required=True)


class _VatCodeRecord(Record[VatCode]):
    makes = VatCode
    code = fields.String(required=True)
    name = fields.String(required=True)
    country = fields.String(required=True)
    percent = Money(required=True)


class _LedgerRecord(Record[Ledger]):
    makes = Ledger
    code = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)


class _CustomerRecord(Record[Customer]):
    makes = Customer
    id = fields.Integer(required=True)
    key = fields.String(required=True)


class _EntryRecord(Record[Entry]):
    makes = Entry
    id = fields.Integer(required=True)
    number = fields.String(required=True)
    reference = fields.String(required=True)
    day = fields.Date(required=True)
    currency = fields.String(required=True)
    total = Money(required=True)
    total_vat = Money(required=True)


COMPANY: Final = _CompanyRecord()
VAT_CODE: Final = _VatCodeRecord()
LEDGER: Final = _LedgerRecord()
CUSTOMER: Final = _CustomerRecord()
ENTRY: Final = _EntryRecord()

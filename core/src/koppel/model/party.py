"""Who buys: the party and its addresses, as the shop wrote them down. Checking a VAT number is left to `booking`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """`country` is the ISO 3166 code as the shop writes it, "" when it gives none; GR for Greece."""

    country: str = ""
    postcode: str | None = None
    city: str | None = None
    line1: str | None = None
    line2: str | None = None
    state: str | None = None


class CheckResult(StrEnum):
    """What a service that knows VAT numbers said of one."""

    VALID = "valid"
    INVALID = "invalid"
    UNAVAILABLE = "unavailable"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class VatNumberCheck:
    """The result of a check and its day, in the seller's time zone."""

    result: CheckResult
    checked_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """The buyer. `vat_number` is as typed: the prefix may be missing, blanks and dots may be in it."""

    name: str | None = None
    company: str | None = None
    email: str | None = None
    phone: str | None = None
    shop_customer_id: str | None = None
    vat_number: str | None = None
    vat_number_check: VatNumberCheck | None = None
    language: str | None = None

    @property
    def display_name(self) -> str | None:
        """The name that a debtor gets: the company's before the person's."""
        return self.company or self.name

"""The neutral VAT codes and all that hangs on one: category, exemption code, row of the mapping tables, revenue role.

The list is closed; choosing a code for a line is `vat`'s work.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

from koppel.booking import categories
from koppel.booking.draft import VatTreatment
from koppel.booking.rates import standard_rate
from koppel.model import ZERO, rate_text

ROUNDING: Final = "rounding"
SHIPPING: Final = "shipping"
FEES: Final = "fees"
DISCOUNT: Final = "discount"
VOUCHERS: Final = "voucher.liability"
DEPOSITS: Final = "deposit.liability"
CLEARING: Final = "psp.clearing"
DEBTORS: Final = "debtors"
TILL: Final = "revenue.pos"
OSS_REVENUE: Final = "revenue.oss"
OUTSIDE_REVENUE: Final = frozenset({ROUNDING, VOUCHERS, DEPOSITS})
"""Roles that are no turnover: an amount given back without lines is not spread over them."""

_MIDDLE_RATE: Final = Decimal(12)
_SPECIAL: Final = {
    "DOM-AE": ("AE", "VATEX-EU-AE", categories.REVERSE_CHARGE_HOME, "revenue.rc"),
    "DOM-E": ("E", "VATEX-EU-132", categories.EXEMPT, "revenue.red"),
    "IC-GOODS": ("K", "VATEX-EU-IC", categories.REVERSE_CHARGE_EU, "revenue.icp"),
    "IC-SERV": ("AE", "VATEX-EU-AE", categories.REVERSE_CHARGE_EU_SERVICES, "revenue.icp_services"),
    "EXPORT": ("G", "VATEX-EU-G", categories.EXPORT, "revenue.export"),
    "SERV-OUT": ("O", "VATEX-EU-O", categories.SERVICES_OUTSIDE_EU, "revenue.export"),
    "SME": ("E", None, categories.SMALL_ENTERPRISE, "revenue.sme"),
    "NONE": ("O", None, categories.NO_VAT, OSS_REVENUE),
}
_OSS_CODE: Final = re.compile(r"^OSS-([A-Z]{2})-(\d+(?:\.\d+)?)$")
_HOME_CODE: Final = re.compile(r"^DOM-(\d+(?:\.\d+)?)$")


def home_vat(country: str, rate: Decimal) -> VatTreatment:
    """`DOM-<rate>`: VAT of the seller's own country; at 0 % a zero-rated sale."""
    return VatTreatment(
        code=f"DOM-{rate_text(rate)}",
        category="S" if rate else "Z",
        country=country,
        rate=rate,
        row=categories.row_of(country, rate),
    )


def union_vat(country: str, rate: Decimal) -> VatTreatment:
    """`OSS-<country>-<rate>`: VAT of another member state, declared under the Union scheme."""
    return VatTreatment(
        code=f"OSS-{country}-{rate_text(rate)}",
        category="S",
        country=country,
        rate=rate,
        row=categories.row_of(country, rate),
    )


def special(code: str, *, home: str = "") -> VatTreatment:
    """A code without a rate: DOM-AE, DOM-E, IC-GOODS, IC-SERV, EXPORT, SERV-OUT, SME or NONE."""
    category, exemption, row, _ = _SPECIAL[code]
    country = home if code in {"DOM-AE", "DOM-E", "SME"} else ""
    return VatTreatment(code=code, category=category, exemption=exemption, country=country, rate=ZERO, row=row)


def foreign_stock(ships_from: str, country: str, rate: Decimal, code: str) -> VatTreatment:
    """What the settings say of goods that leave from another country: a neutral code, or one of the package's own."""
    row = stock_row(ships_from, country, rate)
    if code in _SPECIAL:
        category, exemption, _, _ = _SPECIAL[code]
        return VatTreatment(code=code, category=category, exemption=exemption, country=country, rate=rate, row=row)
    category = "S" if rate else "Z"
    neutral = bool(_OSS_CODE.match(code) or _HOME_CODE.match(code))
    return VatTreatment(
        code=code, category=category, country=country, rate=rate, row=row, vat_code=None if neutral else code
    )


def stock_row(ships_from: str, country: str, rate: Decimal) -> str:
    """The row that stands for goods which leave from another country."""
    return categories.row_of(country, rate, ships_from)


def revenue_role(vat: VatTreatment, *, home: str, day: date) -> str:
    """The revenue role that goes with a treatment: by code, and at home by the kind of rate."""
    if vat.code in _SPECIAL:
        return _SPECIAL[vat.code][3]
    if vat.country != home:
        return OSS_REVENUE
    if vat.rate == standard_rate(home, day):
        return "revenue.std"
    return "revenue.mid" if vat.rate == _MIDDLE_RATE else "revenue.red"


def is_union_scheme(vat: VatTreatment) -> bool:
    """True for sales that go into the return of the Union scheme."""
    return vat.code.startswith("OSS-")


NONE: Final = special("NONE")
"""Not a supply: vouchers, deposits without VAT, rounding."""

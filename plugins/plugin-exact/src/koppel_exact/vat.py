"""Exact's VAT codes: which can be used for sales, what is remembered of a chosen one, and which kinds of VAT it fits.

Codes are told apart by their attributes, never by their name: `2` is the high rate in most Dutch administrations and
something else in the next one, and a bookkeeper may have renumbered them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from koppel.api import Option, categories, rate_text, text_of
from koppel_exact import wire
from koppel_exact.division import Division
from koppel_exact.wire import Row

EXCLUDING: Final = "E"
INCLUDING: Final = "I"
NO_VAT: Final = "N"
_FIELDS: Final = (
    "ID", "Code", "Description", "Percentage", "Type", "VATTransactionType", "EUSalesListing", "OssCountry", "Charged",
    "IsBlocked",
)  # fmt: skip
_DATED_FIELDS: Final = ("ID", "VATCodeID", "Percentage", "Type")
_NORMAL: Final = 0
_FOR_SALES: Final = frozenset({"S", "B", ""})
_OUTSIDE: Final = re.compile(r"buiten de eu|buiten eu|export|uitvoer|outside|hors|ausfuhr|drittland", re.IGNORECASE)
_SHIFTED: Final = re.compile(r"verleg|shift|reverse|autoliquidation|medecontractant|cocontract", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class VatCode:
    """One code. `rates` are in per cent: today's first, then those of other days, for credit notes on older sales."""

    code: str
    description: str
    kind: str
    rates: tuple[Decimal, ...]
    listing: str = ""
    oss_country: str = ""
    charged: bool = False

    @property
    def is_zero(self) -> bool:
        """True for a code that never yields VAT."""
        return all(rate == 0 for rate in self.rates)

    def option(self, home: str) -> Option:
        """The code as a choice for an administration in that country."""
        data = {
            "rates": ",".join(map(rate_text, self.rates)),
            "type": self.kind,
            "listing": self.listing,
            "oss_country": self.oss_country,
        }
        return Option(value=self.code, label=self.label, data=data, fits=self.rows(home))

    @property
    def label(self) -> str:
        """`2 - BTW hoog tarief (21%)`."""
        rate = f" ({rate_text(self.rates[0])}%)" if self.rates else ""
        country = f" {self.oss_country}" if self.oss_country else ""
        return f"{self.code} - {self.description}{country}{rate}"

    def rows(self, home: str) -> tuple[str, ...]:
        """The rows of the VAT table that this code is the natural answer to."""
        if self.oss_country:
            return tuple(categories.row_of(self.oss_country, rate) for rate in self.rates)
        if self.charged or _SHIFTED.search(self.description):
            return (categories.REVERSE_CHARGE_HOME,) if self.is_zero and self.listing in {"", "N"} else self._listed()
        if not self.is_zero:
            taxed = self.kind == EXCLUDING and self.listing in {"", "N"}
            return tuple(categories.row_of(home, rate) for rate in self.rates if rate) if taxed else ()
        return self._listed() or self._untaxed(home)

    def _listed(self) -> tuple[str, ...]:
        """Codes on the list of sales to businesses in other member states: goods and services apart."""
        if not self.is_zero:
            return ()
        listed = {"L": categories.REVERSE_CHARGE_EU, "S": categories.REVERSE_CHARGE_EU_SERVICES}
        return (listed[self.listing],) if self.listing in listed else ()

    def _untaxed(self, home: str) -> tuple[str, ...]:
        if _OUTSIDE.search(self.description):
            return (categories.EXPORT, categories.SERVICES_OUTSIDE_EU)
        if self.kind == NO_VAT:
            return (categories.NO_VAT, categories.EXEMPT, categories.SMALL_ENTERPRISE)
        return (categories.row_of(home, Decimal(0)),)


def sales_codes(division: Division) -> list[VatCode]:
    """The codes that a sale can be booked with, in the order of the administration.

    Codes of type I (including) are left out for good: whether the amount of a line is then net or gross is not
    documented, and a wrong guess books the wrong revenue.
    """
    codes = division.rows("vat/VATCodes", select=_FIELDS)
    dated = _dated_rates(division)
    return [_read(row, dated.get(wire.guid(row["ID"]) or "", ())) for row in codes if _is_for_sales(row)]


def fitting(chosen: Option | None, *, country: str, rate: Decimal, under_union_scheme: bool) -> str | None:
    """Whether a chosen code may carry VAT of that country at that rate: None, or `country` or `rate`, what does not fit.

    Exact itself checks neither, so a German sale on the Dutch code of the same rate would end up in the wrong return.
    """
    if chosen is None or "rates" not in chosen.data:
        return None
    if under_union_scheme != bool(chosen.data.get("oss_country")):
        return "country"
    if under_union_scheme and _iso(chosen.data["oss_country"]) != _iso(country):
        return "country"
    return None if rate in _rates(chosen.data) else "rate"


def _rates(data: Mapping[str, str]) -> frozenset[Decimal]:
    return frozenset(Decimal(rate) for rate in data["rates"].split(",") if rate) or frozenset({Decimal(0)})


def _is_for_sales(row: Row) -> bool:
    return (
        not row.get("IsBlocked")
        and text_of(row.get("VATTransactionType")) in _FOR_SALES
        and text_of(row.get("Type")) != INCLUDING
    )


def _read(row: Row, dated: Iterable[Decimal]) -> VatCode:
    today = wire.number(row.get("Percentage"))
    rates = dict.fromkeys([*([] if today is None else [_per_cent(today)]), *dated])
    return VatCode(
        code=text_of(row["Code"]),
        description=text_of(row.get("Description")),
        kind=text_of(row.get("Type")),
        rates=tuple(rates) or (Decimal(0),),
        listing=text_of(row.get("EUSalesListing")),
        oss_country=_iso(text_of(row.get("OssCountry"))),
        charged=bool(row.get("Charged")),
    )


def _dated_rates(division: Division) -> dict[str, list[Decimal]]:
    """The percentages that each code has had or will have: a refund carries the rate of its sale."""
    found: dict[str, list[Decimal]] = {}
    for row in division.rows("vat/VatPercentages", select=_DATED_FIELDS):
        percentage, owner = wire.number(row.get("Percentage")), wire.guid(row.get("VATCodeID"))
        if percentage is not None and owner and (wire.number(row.get("Type")) or _NORMAL) == _NORMAL:
            found.setdefault(owner, []).append(_per_cent(percentage))
    return found


def _per_cent(fraction: Decimal) -> Decimal:
    """0.21 is 21; compared and written without trailing zeros."""
    return Decimal(rate_text(fraction * 100))


def _iso(country: str) -> str:
    """GR for Greece and XI for Northern Ireland, whatever a bookkeeper filled in."""
    country = country.strip().upper()
    return {"EL": "GR", "GB": "XI"}.get(country, country)

"""The VAT codes of e-Boekhouden.nl: a fixed list, since the service has none to read.

Which kinds of VAT each code is the natural answer to, and whether a chosen code may carry what the shop charged. There is
no code for VAT of another country: under the Union scheme the sale has `GEEN` and its VAT a ledger account of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from koppel.api import Option, Text, categories, rate_text

NOTHING: Final = "GEEN"
LOCAL_REGISTRATION: Final = "AFST_VERK"
EXPLICIT: Final = "AFW_VERK"
_FOR_OSS: Final = frozenset({NOTHING, LOCAL_REGISTRATION})
How = Literal["add", "explicit", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VatCode:
    """One code for sales. `how` VAT arises: added at `rate`, given as an amount, or not at all.

    `on_list` for sales that go on the list of sales to businesses in other member states.
    """

    code: str
    label: Text
    country: str
    how: How = "none"
    rate: Decimal = Decimal(0)
    fits: tuple[str, ...] = ()
    on_list: bool = False


def _taxed(code: str, country: str, rate: int, nl: str, en: str) -> VatCode:
    row = categories.row_of(country, Decimal(rate))
    label = Text(en=f"{code} - {en}", nl=f"{code} - {nl}")
    return VatCode(code=code, label=label, country=country, how="add", rate=Decimal(rate), fits=(row,))


def _untaxed(code: str, country: str, nl: str, en: str, *fits: str, on_list: bool = False) -> VatCode:
    label = Text(en=f"{code} - {en}", nl=f"{code} - {nl}")
    return VatCode(code=code, label=label, country=country, fits=fits, on_list=on_list)


_DUTCH: Final = (
    _taxed("HOOG_VERK_21", "NL", 21, "hoog tarief, 21%", "high rate, 21%"),
    _taxed("LAAG_VERK_9", "NL", 9, "laag tarief, 9%", "low rate, 9%"),
    _untaxed("BI_EU_VERK", "NL", "goederen naar EU-bedrijf, 0%", "goods to EU business, 0%",
             categories.REVERSE_CHARGE_EU, on_list=True),
    _untaxed("BI_EU_VERK_D", "NL", "dienst aan EU-bedrijf, 0%", "service to EU business, 0%",
             categories.REVERSE_CHARGE_EU_SERVICES, on_list=True),
    _untaxed("BU_EU_VERK", "NL", "buiten de EU, 0%", "outside the EU, 0%",
             categories.EXPORT, categories.SERVICES_OUTSIDE_EU),
    _untaxed("VERL_VERK", "NL", "verlegd binnenland, hoog tarief", "reverse charge at home, high rate",
             categories.REVERSE_CHARGE_HOME),
    _untaxed("VERL_VERK_L9", "NL", "verlegd binnenland, laag tarief", "reverse charge at home, low rate"),
    _untaxed("AFST_VERK", "NL", "afstandsverkopen met eigen btw-registratie in dat land",
             "distance sales with a VAT registration in that country"),
    VatCode(code=EXPLICIT, country="NL", how="explicit",
            label=Text(en="AFW_VERK - another Dutch rate", nl="AFW_VERK - ander Nederlands tarief")),
)  # fmt: skip
_BELGIAN: Final = (
    _taxed("BE_21_VERK", "BE", 21, "21%", "21%"),
    _taxed("BE_12_VERK", "BE", 12, "12%", "12%"),
    _taxed("BE_6_VERK", "BE", 6, "6%", "6%"),
    _untaxed("BE_0_VERK", "BE", "0%", "0%", "BE-0"),
    _untaxed("BE_IC_VERK", "BE", "goederen naar EU-bedrijf", "goods to EU business",
             categories.REVERSE_CHARGE_EU, on_list=True),
    _untaxed("BE_IC_D_VERK", "BE", "dienst aan EU-bedrijf", "service to EU business",
             categories.REVERSE_CHARGE_EU_SERVICES, on_list=True),
    _untaxed("BE_VERL_VERK", "BE", "medecontractant", "due by co-contractor", categories.REVERSE_CHARGE_HOME),
    _untaxed("BE_EXP_VERK", "BE", "uitvoer", "export", categories.EXPORT, categories.SERVICES_OUTSIDE_EU),
)  # fmt: skip
_NONE: Final = VatCode(
    code=NOTHING,
    country="",
    label=Text(
        en="GEEN - no VAT; also OSS sales, whose VAT has an account per country",
        nl="GEEN - geen btw; ook OSS-verkopen, waarvan de btw een rekening per land heeft",
    ),
    fits=(categories.NO_VAT, categories.EXEMPT, categories.SMALL_ENTERPRISE),
)
CODES: Final = {code.code: code for code in (*_DUTCH, *_BELGIAN, _NONE)}


def options(country: str | None) -> list[Option]:
    """The codes of an administration in that country; those of both countries when it is not known."""
    homes = [country] if country in {"NL", "BE"} else ["NL", "BE"]
    listed = [code for code in CODES.values() if not code.country or code.country in homes]
    return [Option(value=code.code, label=code.label, data=_data(code), fits=_fits(code, homes)) for code in listed]


def _data(code: VatCode) -> dict[str, str]:
    return {"how": code.how, "rate": rate_text(code.rate), "country": code.country}


def _fits(code: VatCode, homes: Iterable[str]) -> tuple[str, ...]:
    """`GEEN` is also what every sale under the Union scheme gets, and an untaxed sale at home."""
    if code.code != NOTHING:
        return code.fits
    homes = list(homes)
    foreign = set.intersection(*(set(categories.union_rows(home)) for home in homes))
    untaxed = [categories.row_of(home, Decimal(0)) for home in homes if home == "NL"]
    return (*code.fits, *untaxed, *categories.sort_rows(foreign, homes[0]))


def misfit(value: str, *, country: str, rate: Decimal, under_union_scheme: bool) -> Literal["country", "rate"] | None:
    """What of a chosen code contradicts the VAT that the shop charged. The service itself checks neither.

    Foreign VAT on a Dutch code, `AFW_VERK` included, would end up in the Dutch return.
    """
    if under_union_scheme:
        return None if value in _FOR_OSS else "country"
    code = CODES.get(value)
    if code is None:
        return None
    if code.country and country and code.country != country:
        return "country"
    if code.how == "explicit":
        return None if rate else "rate"
    return None if rate == (code.rate if code.how == "add" else 0) else "rate"


def is_on_list(value: str) -> bool:
    """True for codes that go on the list of sales to businesses in other member states."""
    code = CODES.get(value)
    return code is not None and code.on_list

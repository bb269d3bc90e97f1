"""What a country code and a postcode mean for VAT: which member state, inside or outside the VAT area, which own rates.

The VAT territory is not the country: Las Palmas has a Spanish address and lies outside, Belfast a British one and lies
inside for goods. The places stand in the rates file; what is charged there is decided in `vat`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

from babel import Locale

from koppel.booking.rates import data_file, member_states
from koppel.text import Text

_ALIASES: Final = {"EL": "GR", "UK": "GB"}
_GOODS_ONLY: Final = "XI-goods-only"
_NOT_IN_ISO: Final = frozenset({"XK", "XI", "IC", "EA"})
_COUNTRY_BEFORE_POSTCODE: Final = re.compile(r"^[A-Z]{1,2}\s*-\s*(?=\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something is taxed. `country` is the member state it counts as ("" outside), `written` the code as given.

    `goods_inside` and `services_inside` differ for Northern Ireland alone. `regional` are rates that hold only there.
    """

    country: str
    written: str
    goods_inside: bool
    services_inside: bool
    regional: frozenset[Decimal] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Territory:
    code: str
    host: str
    postcode: re.Pattern[str] | None
    codes: frozenset[str]
    inside: bool
    treat_as: str
    rates: frozenset[Decimal]

    def is_at(self, country: str, postcodes: tuple[str, ...]) -> bool:
        if country in self.codes:
            return True
        if country != self.host or self.postcode is None:
            return False
        return any(self.postcode.search(postcode) for postcode in postcodes)


def iso_code(country: str) -> str:
    """The ISO code of a country as shops and tax offices write it: EL becomes GR, UK becomes GB."""
    code = country.strip().upper()
    return _ALIASES.get(code, code)


def place_of(country: str, postcode: str | None) -> Place | None:
    """The VAT place of an address; None when the country code means nothing."""
    code = iso_code(country)
    postcodes = _spellings(postcode or "")
    for territory in _territories():
        if territory.is_at(code, postcodes):
            return _inside(territory, code) if territory.inside else _outside(code)
    if code in member_states():
        return Place(country=code, written=code, goods_inside=True, services_inside=True, regional=_anywhere(code))
    return _outside(code) if code in _iso_codes() else None


def tax_country(country: str, place: Place | None) -> str:
    """The member state that a shop's tax line is for, seen from the place: GB is XI in Belfast, MC is FR."""
    code = iso_code(country)
    if code == "GB" and place is not None and place.country == "XI":
        return "XI"
    return "FR" if code == "MC" else code


@cache
def country_name(code: str) -> Text:
    """A country as people call it, with its code."""
    names = [Locale(language).territories.get(iso_code(code), "") for language in ("en", "nl")]
    if code == "XI":
        names = ["Northern Ireland", "Noord-Ierland"]
    english, dutch = (f"{name} ({code})" if name else code for name in names)
    return Text(en=english, nl=dutch)


def _inside(territory: _Territory, code: str) -> Place:
    services = territory.treat_as != _GOODS_ONLY
    country = territory.treat_as if services else territory.code
    own = territory.rates if services else frozenset[Decimal]()
    regional = own | _anywhere(country)
    return Place(country=country, written=code, goods_inside=True, services_inside=services, regional=regional)


def _outside(code: str) -> Place:
    return Place(country="", written=code, goods_inside=False, services_inside=False)


@cache
def _anywhere(country: str) -> frozenset[Decimal]:
    """Regional rates of places that no postcode is known for: accepted all over that country."""
    found: frozenset[Decimal] = frozenset()
    for territory in _territories():
        if territory.inside and territory.treat_as == country and territory.postcode is None:
            found |= territory.rates
    return found


def _spellings(postcode: str) -> tuple[str, ...]:
    """Ways in which the same postcode is written: with the country in front, with blanks, without its hyphen."""
    text = _COUNTRY_BEFORE_POSTCODE.sub("", postcode.strip().upper())
    joined = re.sub(r"\s", "", text)
    digits = re.sub(r"\D", "", text)
    hyphened = f"{digits[:4]}-{digits[4:]}" if len(digits) == 7 else digits
    return (text, joined, hyphened)


@cache
def _territories() -> tuple[_Territory, ...]:
    return tuple(_territory(entry) for entry in data_file()["territories"])


def _territory(entry: dict[str, Any]) -> _Territory:
    regex = entry["postcode_regex"]
    rates = entry["rates"] or {}
    texts = [*([rates["standard"]] if "standard" in rates else []), *rates.get("reduced", [])]
    return _Territory(
        code=entry["code"],
        host=entry["host_iso2"],
        postcode=re.compile(regex) if regex else None,
        codes=frozenset(entry["other_iso2"]),
        inside=entry["inside_eu_vat_area"],
        treat_as=entry["treat_as"],
        rates=frozenset(Decimal(text) for text in texts),
    )


@cache
def _iso_codes() -> frozenset[str]:
    """The ISO 3166 codes, from the time zone data that Python brings along."""
    text = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text(encoding="utf-8")
    return frozenset(line[:2] for line in text.splitlines() if line and not line.startswith("#")) | _NOT_IN_ISO

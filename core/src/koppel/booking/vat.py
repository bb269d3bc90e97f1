"""Which VAT treatment a line gets: territory, buyer, rate and day decide, as in the table of core/docs/booking.md.

What the shop charged is taken as it is, or the document is held; nothing is recomputed here. Splitting lines and
rounding come later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from koppel.booking import treatments
from koppel.booking.draft import VatTreatment
from koppel.booking.facts import Charge, Facts
from koppel.booking.outcome import BookingWarning
from koppel.booking.rates import NORTHERN_IRELAND, member_states, rate_exists
from koppel.booking.reasons import Hold, hold, rate_words, warning
from koppel.booking.rules import Scheme
from koppel.booking.territories import Place, country_name, tax_country
from koppel.booking.vat_numbers import NumberState
from koppel.booking.why import WHY
from koppel.booking.zero_rate import check_member_state_number, check_reverse_charge
from koppel.model import Supply, VatRelief
from koppel.text import Text

_EXEMPT_CLASSES: Final = frozenset({"exempt", "vat-exempt", "vrijgesteld", "btw-vrij"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The treatment, the rule that chose it, and what should be shown with it."""

    vat: VatTreatment
    why: Text
    warnings: tuple[BookingWarning, ...] = ()


def treat(facts: Facts, charge: Charge) -> Decision:
    """Choose the treatment. Raises Hold where what was charged does not fit place, day or buyer."""
    if facts.rules.seller.scheme is Scheme.SMALL_ENTERPRISE:
        return _small_enterprise(facts, charge)
    return _normal_scheme(facts, charge)


def _normal_scheme(facts: Facts, charge: Charge) -> Decision:
    place = facts.place(charge.supply)
    if charge.supply is Supply.GOODS and not facts.is_pos and facts.ships_from not in {"", facts.home}:
        return _foreign_stock(facts, charge, place)
    inside = place.goods_inside if charge.supply is Supply.GOODS else place.services_inside
    if not inside:
        return _outside(charge, place)
    if place.country == facts.home:
        return _at_home(facts, charge)
    return _member_state(facts, charge, place)


def _small_enterprise(facts: Facts, charge: Charge) -> Decision:
    """Exempt at home and on all goods that leave from home; services to businesses abroad are taxed there."""
    if charge.tax != 0:
        raise hold("vat_charged_by_exempt_seller", step="vat_scheme")
    if charge.supply is not Supply.GOODS and not facts.is_pos:
        place = facts.place(charge.supply)
        if not place.services_inside:
            return _outside(charge, place)
        if place.country != facts.home and facts.buyer.state is not NumberState.NONE:
            return _member_state(facts, charge, place)
    return Decision(vat=treatments.special("SME", home=facts.home), why=WHY["SME"])


def _foreign_stock(facts: Facts, charge: Charge, place: Place) -> Decision:
    country = place.country or place.written
    for stock in facts.rules.foreign_stock:
        if (stock.ships_from, stock.country, stock.rate) == (facts.ships_from, country, charge.rate):
            vat = treatments.foreign_stock(stock.ships_from, stock.country, stock.rate, stock.code)
            return Decision(vat=vat, why=WHY["stock"])
    raise hold(
        "ship_from_not_home",
        step="foreign_stock_codes",
        at_row=treatments.stock_row(facts.ships_from, country, charge.rate),
        ships_from=country_name(facts.ships_from),
        country=country_name(country),
        rate=rate_words(charge.rate),
    )


def _outside(charge: Charge, place: Place) -> Decision:
    if charge.tax != 0:
        raise hold("vat_charged_outside_vat_area", country=country_name(place.written))
    code = "EXPORT" if charge.supply is Supply.GOODS else "SERV-OUT"
    return Decision(vat=treatments.special(code), why=WHY[code])


def _at_home(facts: Facts, charge: Charge) -> Decision:
    if charge.rate == 0:
        return _untaxed_at_home(facts, charge)
    charged = tax_country(charge.country, None) or facts.home
    if charged != facts.home or not rate_exists(facts.home, charge.rate, facts.tax_days):
        raise _rate_hold(facts, charge, facts.home, charged)
    return Decision(
        vat=treatments.home_vat(facts.home, charge.rate), why=WHY["home"], warnings=_ignored_number(facts, charge)
    )


def _untaxed_at_home(facts: Facts, charge: Charge) -> Decision:
    if charge.is_reverse_charged:
        check_reverse_charge(facts)
        return Decision(vat=treatments.special("DOM-AE", home=facts.home), why=WHY["DOM-AE"])
    if (charge.tax_class or "").lower() in _EXEMPT_CLASSES:
        return Decision(vat=treatments.special("DOM-E", home=facts.home), why=WHY["DOM-E"])
    if facts.relief is VatRelief.EXEMPT_BUSINESS:
        raise hold("zero_rate_at_home")
    return Decision(vat=treatments.home_vat(facts.home, charge.rate), why=WHY["DOM-0"])


def _member_state(facts: Facts, charge: Charge, place: Place) -> Decision:
    if charge.rate == 0:
        check_member_state_number(facts, place, charge.supply)
        code = "IC-GOODS" if charge.supply is Supply.GOODS else "IC-SERV"
        return Decision(vat=treatments.special(code), why=WHY[code])
    by_setting = facts.home if facts.rules.eu_consumer_vat == "home" else place.country
    charged = tax_country(charge.country, place) or by_setting
    if charged == place.country:
        return _destination_vat(facts, charge, place)
    if charged == facts.home and _home_vat_is_right(facts, charge):
        if not rate_exists(facts.home, charge.rate, facts.tax_days):
            raise _rate_hold(facts, charge, facts.home, charged)
        return Decision(vat=treatments.home_vat(facts.home, charge.rate), why=WHY["home-eu"])
    raise _rate_hold(facts, charge, place.country, charged)


def _destination_vat(facts: Facts, charge: Charge, place: Place) -> Decision:
    """VAT of the customer's country, where the rate exists there; a regional one is shown."""
    warnings: tuple[BookingWarning, ...] = ()
    country = country_name(place.country)
    if not rate_exists(place.country, charge.rate, facts.tax_days):
        if charge.rate not in place.regional:
            raise _rate_hold(facts, charge, place.country, place.country)
        warnings = (warning("regional_rate", rate=rate_words(charge.rate), country=country),)
    if facts.rules.eu_consumer_vat == "home":
        shown = warning("oss_rate_used_below_threshold", rate=rate_words(charge.rate), country=country)
        warnings = (*warnings, shown)
    return Decision(vat=treatments.union_vat(place.country, charge.rate), why=WHY["union"], warnings=warnings)


def _home_vat_is_right(facts: Facts, charge: Charge) -> bool:
    """Home VAT to another member state: by choice below the threshold, on services that are not digital, and to a
    business with a valid number, whose purchase is no distance sale.
    """
    is_business = facts.buyer.state is NumberState.VALID and facts.buyer.country != facts.home
    return facts.rules.eu_consumer_vat == "home" or charge.supply is Supply.SERVICE or is_business


def _ignored_number(facts: Facts, charge: Charge) -> tuple[BookingWarning, ...]:
    abroad = (member_states() | {NORTHERN_IRELAND}) - {facts.home}
    if charge.supply is not Supply.GOODS or facts.buyer.country not in abroad or not facts.buyer.is_usable:
        return ()
    return (warning("vat_number_ignored_home_sale", number=facts.buyer.number),)


def _rate_hold(facts: Facts, charge: Charge, country: str, charged: str) -> Hold:
    """A rate that neither country has, or else VAT of another country than the deciding one."""
    rate, name = rate_words(charge.rate), country_name(country)
    is_somewhere = any(rate_exists(place, charge.rate, facts.tax_days) for place in (country, charged))
    if charged == country or not is_somewhere:
        return hold("rate_unknown_for_country", rate=rate, country=name, day=facts.issued_on)
    return hold(
        "rate_unknown_for_country/other_country",
        step="eu_consumer_vat",
        rate=rate,
        country=name,
        charged=country_name(charged),
    )

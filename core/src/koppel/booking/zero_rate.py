"""When a sale may go without VAT because the buyer accounts for it: the number must be right, and of the right country.

Since 2020 a valid number is a condition for 0 %, not a formality: without it the seller owes the VAT.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from koppel.booking.facts import Facts
from koppel.booking.rates import NORTHERN_IRELAND, member_states
from koppel.booking.reasons import hold
from koppel.booking.territories import Place, country_name
from koppel.booking.vat_numbers import NumberState
from koppel.model import Supply

_NO_NUMBER: Final = "zero_rate_without_valid_vat_number"
_LIMIT_NL: Final = Decimal(10_000)


def check_member_state_number(facts: Facts, place: Place, supply: Supply) -> None:
    """Raise Hold unless the buyer's number allows 0 % for this supply to that member state."""
    buyer = facts.buyer
    country = country_name(place.country)
    if buyer.state is NumberState.NONE:
        raise hold(_NO_NUMBER, country=country)
    if buyer.state is NumberState.INVALID:
        raise hold(f"{_NO_NUMBER}/wrong", country=country, number=buyer.number)
    if buyer.country == facts.home:
        raise hold(f"{_NO_NUMBER}/home", country=country, number=buyer.number)
    if not _fits(buyer.country, facts, place, supply):
        raise hold(f"{_NO_NUMBER}/wrong_country", country=country, number=buyer.number)
    if buyer.state is NumberState.SMALL_ENTERPRISE and supply is Supply.GOODS:
        raise hold(f"{_NO_NUMBER}/small_enterprise", country=country, number=buyer.number)
    _check_available(facts)


def check_reverse_charge(facts: Facts) -> None:
    """Raise Hold unless the buyer at home has a valid number and the delivery is large enough (NL: 10,000 net)."""
    if facts.buyer.country != facts.home or not facts.buyer.is_usable:
        raise hold(f"{_NO_NUMBER}/at_home", country=country_name(facts.home))
    _check_available(facts)
    if facts.home == "NL" and facts.reverse_charged < _LIMIT_NL:
        raise hold("reverse_charge_below_limit", amount=facts.reverse_charged)


def _check_available(facts: Facts) -> None:
    """An earlier valid result counts while the service is down, where the owner chose so."""
    buyer = facts.buyer
    if buyer.state is not NumberState.UNAVAILABLE:
        return
    rules = facts.rules
    if rules.accept_earlier_vat_check and buyer.number in rules.vat_numbers_valid_before:
        return
    raise hold("vat_number_check_unavailable", again_by_itself=True, number=buyer.number)


def _fits(country: str, facts: Facts, place: Place, supply: Supply) -> bool:
    """A number of a country that the buyer has an address in; a Northern Irish one counts for goods only."""
    if country == NORTHERN_IRELAND:
        return supply is Supply.GOODS
    known = facts.buyer_countries() | {place.country}
    return country in member_states() and country in known

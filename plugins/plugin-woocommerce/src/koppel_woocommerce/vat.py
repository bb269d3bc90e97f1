"""VAT as an order charged it: its own rates, which country's they are, and how much of each is on a line.

The order's `tax_lines` are the source, never the shop's present rates: these are renamed, changed and deleted while old
orders keep their own. What the VAT means for the books is left to the core.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from koppel.api import LineTax, TaxTotal, Unreadable, cents, spread
from koppel_woocommerce.records import ZERO, Item, Order, Tax, TaxLine
from koppel_woocommerce.shop import BASE, BILLING, Shop
from koppel_woocommerce.unreadable import UNKNOWN_RATE

HUNDRED: Final = Decimal(100)
PICKUP: Final = frozenset({"local_pickup", "pickup_location", "legacy_local_pickup"})

_CODES: Final = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC "
    "CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD "
    "GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH "
    "KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW "
    "MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC "
    "SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY "
    "UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW"
)
COUNTRIES: Final = frozenset(_CODES.split())
"""ISO 3166-1 alpha-2, and XK as WooCommerce has it."""

_PERCENT: Final = re.compile(r"(\d{1,2}(?:[.,]\d+)?)\s*%")
_TOLERANCE: Final = Decimal("0.02")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A rate of this order, in per cent."""

    country: str
    percent: Decimal
    compound: bool = False


def is_pickup(order: Order) -> bool:
    """True when the buyer fetched everything at the shop."""
    return bool(order.shipping_lines) and all(line.method_id in PICKUP for line in order.shipping_lines)


def taxed_in(order: Order, shop: Shop) -> str:
    """The country whose VAT applies where a rate names none: by the shop's own setting, as WooCommerce decides it."""
    if shop.tax_based_on == BASE or is_pickup(order):
        return shop.base_country
    chosen = order.billing if shop.tax_based_on == BILLING or not order.shipping.country else order.shipping
    return chosen.country or shop.base_country


def rates_of(lines: Iterable[TaxLine], items: Sequence[Item], fallback: str, number: str) -> dict[int, Rate]:
    """The rates by id. Raises Unreadable for one whose percentage can be found nowhere."""
    rates: dict[int, Rate] = {}
    for line in lines:
        if line.rate_id not in rates:
            percent = _stored(line)
            percent = _computed(line.rate_id, items) if percent is None else percent
            if percent is None:
                raise Unreadable(UNKNOWN_RATE.with_data(number=number))
            country = _country(line.rate_code) or fallback
            rates[line.rate_id] = Rate(country=country, percent=percent, compound=line.compound)
    return rates


def tax_totals(lines: Iterable[TaxLine], rates: Mapping[int, Rate]) -> tuple[TaxTotal, ...]:
    """The shop's VAT per country and rate. Two rates of the shop with one percentage become one total."""
    sums: dict[tuple[str, Decimal], Decimal] = {}
    for line in lines:
        rate = rates[line.rate_id]
        key = (rate.country, rate.percent)
        sums[key] = sums.get(key, ZERO) + line.tax_total + line.shipping_tax_total
    return tuple(TaxTotal(country=country, rate=percent, tax=tax) for (country, percent), tax in sums.items())


def line_taxes(item: Item, rates: Mapping[int, Rate], number: str, *, is_spread: bool = False) -> tuple[LineTax, ...]:
    """The VAT on one line. `is_spread`: a discount given as a negative fee, which gets a `base` for each of its rates.

    Two rates on one and the same base (two authorities, outside the EU) stay without base, as charged. Raises Unreadable
    when VAT was charged at a rate that the order does not list.
    """
    charged = _charged(item.taxes, rates, number)
    bases = _bases(item.total, charged) if is_spread else [None] * len(charged)
    return tuple(
        LineTax(country=rate.country, rate=rate.percent, amount=tax, base=base)
        for (rate, tax), base in zip(charged, bases, strict=True)
    )


def _charged(taxes: Iterable[Tax], rates: Mapping[int, Rate], number: str) -> list[tuple[Rate, Decimal]]:
    """Rate and VAT of each entry that applies. A lone 0.00 applies: a line that a coupon made free keeps its rate."""
    entries: list[tuple[Rate, Decimal]] = []
    for tax in taxes:
        rate = rates.get(tax.rate_id)
        if rate is None and tax.total:
            raise Unreadable(UNKNOWN_RATE.with_data(number=number))
        if rate is not None and tax.total is not None:
            entries.append((rate, tax.total))
    applying = [(rate, tax) for rate, tax in entries if tax != 0 or rate.percent == 0]
    return applying or entries


def _bases(net: Decimal, charged: Sequence[tuple[Rate, Decimal]]) -> list[Decimal | None]:
    """How the net amount of a negative fee lies over its rates; None where each was charged over the whole.

    WooCommerce spreads such a fee over the rates in the basket. The VAT of each share gives the share back; what is left
    belongs to the 0% rate if there is one, else it lay on goods without VAT and no rate gets it.
    """
    if _stacked(net, charged):
        return [None] * len(charged)
    exact = [tax * HUNDRED / rate.percent if rate.percent else ZERO for rate, tax in charged]
    rest = net - sum(exact, ZERO)
    untaxed = next((at for at, (rate, _) in enumerate(charged) if rate.percent == 0), None)
    if untaxed is not None:
        exact[untaxed] = rest
    elif abs(rest) > _reach(charged):
        return [cents(share) for share in exact]
    return list(spread(cents(net), exact))


def _stacked(net: Decimal, charged: Sequence[tuple[Rate, Decimal]]) -> bool:
    """True when every rate was charged over the whole of the line."""
    if any(rate.compound for rate, _ in charged):
        return True
    return all(abs(net * rate.percent / HUNDRED - tax) <= _TOLERANCE for rate, tax in charged)


def _reach(charged: Sequence[tuple[Rate, Decimal]]) -> Decimal:
    """How far bases computed back from VAT in cents may be off together: half a cent of VAT each."""
    half = Decimal("0.005")
    return sum((half * HUNDRED / rate.percent for rate, _ in charged if rate.percent), half)


def _country(rate_code: str) -> str | None:
    """The country of `NL-BTW 21%-1`; None for a rate for all countries, whose code begins with its name."""
    prefix = rate_code.partition("-")[0].upper()
    return prefix if prefix in COUNTRIES else None


def _stored(line: TaxLine) -> Decimal | None:
    """The percentage as the shop, a plugin or the name of the rate says it: orders from before 3.7 lack the first."""
    if line.rate_percent is not None:
        return line.rate_percent
    for text in (f"{line.meta.get('_wcpdf_rate_percentage', '')}%", line.rate_code):
        match = _PERCENT.search(text)
        if match:
            return Decimal(match[1].replace(",", "."))
    return None


def _computed(rate_id: int, items: Sequence[Item]) -> Decimal | None:
    """The percentage that lies in the amounts: a whole one, or one with a decimal, within two cents of VAT."""
    net = tax = ZERO
    for item in items:
        if len(item.taxes) == 1 and item.taxes[0].rate_id == rate_id:
            net, tax = net + item.total, tax + (item.taxes[0].total or ZERO)
    for step in (Decimal(1), Decimal("0.1")):
        percent = (tax * HUNDRED / net).quantize(step) if net else ZERO
        if net and abs(net * percent / HUNDRED - tax) <= _TOLERANCE:
            return percent
    return None

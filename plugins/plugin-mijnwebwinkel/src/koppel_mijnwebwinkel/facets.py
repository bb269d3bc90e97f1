"""The lists that a shop gives for the tables of the form: kinds of VAT, order statuses, and ways to pay."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from koppel.api import AuthFailed, Option, WrongUse, amount, rate_text
from koppel_mijnwebwinkel.lists import Lists
from koppel_mijnwebwinkel.records import HUNDRED
from koppel_mijnwebwinkel.verification import STATUSES

REGIONS: Final = "tax-policy/regions"
SHOP_GATEWAYS: Final = "payment/stores/me/gateways"
GATEWAYS: Final = "payment/gateways"
_RATES: Final = ("taxRate", "shippingTaxRate", "transactionTaxRate")


def vat_categories(lists: Lists, home: str | None) -> list[Option]:
    """Country and rate of all that the shop charges, those at home first.

    0% is a row of its own only at home: elsewhere it stands for reverse charge or export, which have theirs. A region that
    charges no VAT stands at 0%.
    """
    found = {pair for region in lists.objects(REGIONS, inside="regions") for pair in _pairs(region)}
    pairs = {(country, rate) for country, rate in found if rate or country == home}
    ordered = sorted(pairs, key=lambda pair: (pair[0] != home, pair[0], -pair[1]))
    return [
        Option(value=f"{country}-{rate_text(rate)}", label=f"{country} {rate_text(rate)}%") for country, rate in ordered
    ]


def order_statuses(lists: Lists) -> list[Option]:
    """The statuses by number, with the vendor's own words; those of returns too."""
    return [
        Option(value=str(row["status"]), label=str(row.get("description") or row["status"]))
        for row in lists.objects(STATUSES)
        if row.get("status") not in (None, "")
    ]


def payment_methods(lists: Lists) -> list[Option]:
    """The ways to pay that are switched on; all that exist where the partner may not see the shop's own."""
    try:
        gateways = list(lists.objects(SHOP_GATEWAYS, inside="gateways"))
    except (AuthFailed, WrongUse):
        gateways = list(lists.objects(GATEWAYS, inside="gateways"))
    found: dict[str, str] = {}
    for method in (method for gateway in gateways for method in _objects(gateway.get("methods"))):
        name = str(method.get("name") or "").partition(":")[0]
        if name:
            found.setdefault(name, str(method.get("displayName") or name))
    return [Option(value=name, label=label) for name, label in found.items()]


def _pairs(region: dict[str, Any]) -> Iterator[tuple[str, Decimal]]:
    country = str(region.get("regionCode") or "").upper()
    if not country:
        return
    if region.get("taxEnabled") is False:
        yield (country, Decimal(0))
        return
    overrides = [row.get("taxRate") for row in _objects(region.get("overrides"))]
    for fraction in [*(region.get(name) for name in _RATES), *overrides]:
        rate = _percent(fraction)
        if rate is not None:
            yield (country, rate)


def _percent(fraction: Any) -> Decimal | None:
    try:
        return None if fraction in (None, "") else (amount(fraction) * HUNDRED).normalize() + Decimal(0)
    except (TypeError, ValueError):
        return None


def _objects(rows: Any) -> list[dict[str, Any]]:
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

"""The lists that a shop gives for the tables of the form: kinds of VAT, statuses, ways to pay and to send."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from koppel.api import Option, WrongUse, amount, rate_text
from koppel_woocommerce.lists import API, Lists
from koppel_woocommerce.vat import COUNTRIES

NEVER_REVENUE: Final = frozenset({"checkout-draft", "auto-draft", "trash"})


def vat_categories(lists: Lists, home: str) -> list[Option]:
    """Country and rate of each of the shop's rates, those at home first; a rate for all countries names no row.

    These propose a mapping. What an old order was charged stands in the order: rates are edited and deleted later.
    """
    rows = [row for page in lists.walk("taxes", {"orderby": "id", "order": "asc"}) for row in page.rows]
    found = {pair for row in rows if (pair := _rate(row))}
    ordered = sorted(found, key=lambda pair: (pair[0] != home, pair[0], -pair[1]))
    return [
        Option(value=f"{country}-{rate_text(rate)}", label=f"{country} {rate_text(rate)}%") for country, rate in ordered
    ]


def order_statuses(lists: Lists) -> list[Option]:
    """The statuses that an order can be booked at, the shop's own ones included."""
    return _options(row for row in _statuses(lists) if row.get("slug") not in NEVER_REVENUE)


def payment_methods(lists: Lists) -> list[Option]:
    """The payment methods that are switched on, by the name that customers see."""
    rows = _rows(lists, "payment_gateways", "id,title,method_title,enabled")
    return [
        Option(value=str(row["id"]), label=str(row.get("title") or row.get("method_title") or row["id"]))
        for row in rows
        if row.get("enabled") and "id" in row
    ]


def shipping_methods(lists: Lists) -> list[Option]:
    """The shipping methods of each zone that are switched on."""
    return [
        Option(
            value=f"{row.get('method_id')}:{row.get('instance_id')}", label=f"{zone.get('name')}: {row.get('title')}"
        )
        for zone in _rows(lists, "shipping/zones", "id,name")
        for row in _rows(lists, f"shipping/zones/{zone['id']}/methods", "instance_id,method_id,title,enabled")
        if row.get("enabled")
    ]


def _statuses(lists: Lists) -> list[dict[str, Any]]:
    """The statuses; older shops only name them in a report."""
    try:
        return _rows(lists, "orders/statuses")
    except WrongUse as error:
        if error.data.get("code") != "rest_no_route":
            raise
        return _rows(lists, "reports/orders/totals")


def _options(rows: Iterable[dict[str, Any]]) -> list[Option]:
    return [
        Option(value=str(row["slug"]), label=str(row.get("name") or row["slug"])) for row in rows if row.get("slug")
    ]


def _rate(row: Any) -> tuple[str, Decimal] | None:
    country = str(row.get("country", "")).upper() if isinstance(row, dict) else ""
    try:
        return (country, amount(row["rate"])) if country in COUNTRIES else None
    except (KeyError, TypeError, ValueError):
        return None


def _rows(lists: Lists, path: str, fields: str | None = None) -> list[dict[str, Any]]:
    """A list that has no pages."""
    body = lists.client.get(f"{API}/{path}", params={"_fields": fields} if fields else None).json()
    return [row for row in body if isinstance(row, dict)] if isinstance(body, list) else []

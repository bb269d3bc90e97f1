"""Whose shop it is, and whether its key can read what Koppel needs: five small questions, each with its own way to fail."""

from __future__ import annotations

import html
from typing import Any, Final

from koppel.api import Account, Client, KoppelError, Text, Unavailable, WrongUse
from koppel_woocommerce.lists import API
from koppel_woocommerce.refusals import NO_API, NO_WOOCOMMERCE, PLAIN_PERMALINKS
from koppel_woocommerce.shop import SHIPPING, account_key, time_zone

NO_ANSWER: Final = Text(
    en="No shop answers at {address}. Check the address, and whether the shop opens in a browser.",
    nl="Op {address} antwoordt geen winkel. Controleer het adres, en of de winkel in een browser opent.",
)

_ROOT: Final = "name,url,home,gmt_offset,timezone_string,namespaces"
_NAMESPACE: Final = "wc/v3"


def account_of(client: Client) -> Account:
    """The account behind a key.

    The site itself comes first: it answers anyone, so that a wrong address is not taken for a wrong key. Raises AuthFailed
    for a key that is refused, WrongUse for an address without a shop that can be read, Unavailable when nothing answers.
    """
    root = _root(client)
    newest = _get(client, "orders", {"per_page": 1, "_fields": "id,version"})
    general, tax = _settings(client, "general"), _settings(client, "tax")
    home = str(root.get("home") or client.base_url).rstrip("/")
    data = {
        "home": home,
        "site": str(root.get("url") or home).rstrip("/"),
        "time_zone": time_zone(root.get("timezone_string"), root.get("gmt_offset")),
        "prices_include_tax": tax.get("woocommerce_prices_include_tax", ""),
        "tax_based_on": tax.get("woocommerce_tax_based_on", "") or SHIPPING,
        "refunds_list": "yes" if _has_refunds_list(client) else "no",
        "woocommerce": _version(newest),
    }
    return Account(
        key=account_key(home),
        name=html.unescape(str(root.get("name") or "")).strip() or account_key(home),
        country=general.get("woocommerce_default_country", "").partition(":")[0] or None,
        currency=general.get("woocommerce_currency") or None,
        data=data,
    )


def _root(client: Client) -> dict[str, Any]:
    """What WordPress tells anybody about itself."""
    try:
        root = client.get("wp-json/", params={"_fields": _ROOT}).json()
    except Unavailable as error:
        if "error" in error.data:
            raise Unavailable(NO_ANSWER, address=client.base_url, **error.data) from error
        raise
    except WrongUse as error:
        if error.data.get("code") != "moved" and _answers_without_permalinks(client):
            raise WrongUse(PLAIN_PERMALINKS, service=client.service, code="plain_permalinks") from error
        raise
    namespaces = root.get("namespaces") if isinstance(root, dict) else None
    if not isinstance(namespaces, list):
        raise WrongUse(NO_API, service=client.service, code="no_wordpress")
    if _NAMESPACE not in namespaces:
        raise WrongUse(NO_WOOCOMMERCE, service=client.service, code="no_woocommerce")
    known: dict[str, Any] = root
    return known


def _answers_without_permalinks(client: Client) -> bool:
    """True when WordPress is there and its permalinks are plain: then it gives this form of the address for its API.

    Keys are not looked at under it, so it serves to tell what is wrong and nothing more.
    """
    try:
        answer = client.get("", params={"rest_route": "/", "_fields": "namespaces"})
    except KoppelError:
        return False
    return answer.is_json and "rest_route=" in answer.headers.get("link", "")


def _settings(client: Client, group: str) -> dict[str, str]:
    """A page of the shop's settings, by id."""
    rows = _get(client, f"settings/{group}", {"_fields": "id,value"})
    return {str(row["id"]): str(row.get("value", "")) for row in rows if isinstance(row, dict) and "id" in row}


def _has_refunds_list(client: Client) -> bool:
    """False before WooCommerce 9.0."""
    try:
        _get(client, "refunds", {"per_page": 1, "_fields": "id"})
    except WrongUse as error:
        if error.data.get("code") == "rest_no_route":
            return False
        raise
    return True


def _version(newest: list[Any]) -> str:
    """The version that saved the newest order: close enough, and asking for the true one is slow."""
    return str(newest[0].get("version", "")) if newest and isinstance(newest[0], dict) else ""


def _get(client: Client, path: str, params: dict[str, str | int]) -> list[Any]:
    body = client.get(f"{API}/{path}", params=params).json()
    return body if isinstance(body, list) else []

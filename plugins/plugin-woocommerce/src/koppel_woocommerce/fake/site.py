"""What WordPress tells anybody about the site at the root of its REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from koppel_woocommerce.fake import recorded

if TYPE_CHECKING:
    from koppel_woocommerce.fake.app import WooCommerceFake


def root_body(shop: WooCommerceFake, home: str) -> dict[str, Any]:
    """GET /wp-json/ without its long list of routes; a shop behind a proxy that ends TLS knows its own https address."""
    address = shop.home or (home.replace("http://", "https://", 1) if shop.tls_proxy else home)
    body: dict[str, Any] = recorded.at_home(recorded.load("root"), address)
    offset = shop.clock().astimezone(shop.store.zone).utcoffset()
    body["gmt_offset"] = int(offset.total_seconds() // 3600) if offset else 0
    if shop.not_woocommerce:
        body["namespaces"] = [name for name in body["namespaces"] if not name.startswith("wc")]
    if not home.startswith("https:"):
        body["authentication"] = []
    return body

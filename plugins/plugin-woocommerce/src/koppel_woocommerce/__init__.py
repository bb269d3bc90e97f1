"""WooCommerce for Koppel: reads orders and refunds of a WooCommerce shop."""

from __future__ import annotations

from koppel.api import hookimpl
from koppel_woocommerce.connector import WooCommerceSource

__all__ = ["WooCommerceSource", "koppel_connectors"]


@hookimpl
def koppel_connectors() -> list[type[WooCommerceSource]]:
    """The connectors of this plugin."""
    return [WooCommerceSource]

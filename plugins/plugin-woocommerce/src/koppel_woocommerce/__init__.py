"""WooCommerce for Koppel: reads orders and refunds of a WooCommerce shop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from koppel.api import hookimpl
from koppel_woocommerce.connector import WooCommerceSource

if TYPE_CHECKING:
    from koppel.testing import FakeService
    from koppel_woocommerce.fake import WooCommerceFake

__all__ = ["WooCommerceSource", "koppel_connectors", "koppel_fakes"]


@hookimpl
def koppel_connectors() -> list[type[WooCommerceSource]]:
    """The connectors of this plugin."""
    return [WooCommerceSource]


@hookimpl
def koppel_fakes() -> list[FakeService[WooCommerceFake]]:
    """The fake shop, imported only when somebody asks for it."""
    from koppel_woocommerce import demo

    return [demo.service()]

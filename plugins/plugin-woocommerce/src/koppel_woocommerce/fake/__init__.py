"""A fake WooCommerce shop for tests, benchmarks and the demonstration; it imitates WooCommerce 10.9.1."""

from __future__ import annotations

from koppel_woocommerce.fake.app import WooCommerceFake
from koppel_woocommerce.fake.generate import generate_orders
from koppel_woocommerce.fake.refunds import RefundLine
from koppel_woocommerce.fake.store import ShopStore

__all__ = ["RefundLine", "ShopStore", "WooCommerceFake", "generate_orders"]

"""A fake Plug&Pay for tests, benchmarks and the demonstration; it imitates version 2 of the API."""

from __future__ import annotations

from koppel_plugandpay.fake.app import PlugAndPayFake
from koppel_plugandpay.fake.basket import Basket, Buyer, Coupon, Sold
from koppel_plugandpay.fake.generate import generate_orders
from koppel_plugandpay.fake.rendering import Shapes
from koppel_plugandpay.fake.samples import fill
from koppel_plugandpay.fake.store import ShopStore, unpaid

__all__ = [
    "Basket",
    "Buyer",
    "Coupon",
    "PlugAndPayFake",
    "Shapes",
    "ShopStore",
    "Sold",
    "fill",
    "generate_orders",
    "unpaid",
]

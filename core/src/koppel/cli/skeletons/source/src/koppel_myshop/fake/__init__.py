"""A strict imitation of My Shop, written from its documentation and never from the connector."""

from __future__ import annotations

from koppel_myshop.fake.app import MyShopFake

__all__ = ["MyShopFake"]

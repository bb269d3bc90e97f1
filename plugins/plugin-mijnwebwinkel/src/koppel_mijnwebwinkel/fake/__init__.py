"""A fake Mijnwebwinkel shop for tests, benchmarks and the demonstration; it answers as the vendor's API does."""

from __future__ import annotations

from koppel_mijnwebwinkel.fake.app import MijnwebwinkelFake
from koppel_mijnwebwinkel.fake.basket import Basket, Sold
from koppel_mijnwebwinkel.fake.buyers import Buyer, Place
from koppel_mijnwebwinkel.fake.generate import generate
from koppel_mijnwebwinkel.fake.rendering import Shapes
from koppel_mijnwebwinkel.fake.store import ShopStore

__all__ = ["Basket", "Buyer", "MijnwebwinkelFake", "Place", "Shapes", "ShopStore", "Sold", "generate"]

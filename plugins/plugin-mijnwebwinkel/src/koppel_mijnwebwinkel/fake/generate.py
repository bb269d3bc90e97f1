"""Any number of ordinary orders, the same for the same seed: for load, benchmarks and tests of reading."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from koppel_mijnwebwinkel.fake.basket import Basket, Sold
from koppel_mijnwebwinkel.fake.buyers import Buyer, Place
from koppel_mijnwebwinkel.fake.samples import BELGIAN, FRENCH, GERMAN
from koppel_mijnwebwinkel.fake.setup import PRODUCTS, ZERO
from koppel_mijnwebwinkel.fake.store import Order, ShopStore

START: Final = datetime(2026, 4, 1, 6, 0, tzinfo=UTC)
_FIRST_NAMES: Final = ("Anna", "Bram", "Cor", "Daan", "Eva", "Fleur", "Guus", "Hanna", "Ilse", "Jan", "Noor", "Wim")
_LAST_NAMES: Final = ("Bakker", "de Boer", "Dekker", "van Dijk", "Jansen", "Kok", "Mulder", "Peters", "van der Wal")
_TOWNS: Final = (("1012AB", "Amsterdam"), ("3511CD", "Utrecht"), ("8011EF", "Zwolle"), ("9711GH", "Groningen"))


def generate(
    store: ShopStore,
    count: int,
    *,
    seed: int = 1,
    start: datetime = START,
    apart: timedelta = timedelta(minutes=9),
) -> list[Order]:
    """Sell so many times, so long apart. One in eight goes abroad, most have one or two lines."""
    chance = random.Random(seed)  # noqa: S311 - variety, not secrecy
    return [_order(store, chance, start + apart * at) for at in range(count)]


def _order(store: ShopStore, chance: random.Random, moment: datetime) -> Order:
    abroad = chance.random() < 0.125
    buyer = chance.choice((GERMAN, BELGIAN, FRENCH)) if abroad else _dutch(chance)
    pieces = chance.choices((1, 2, 3), weights=(6, 3, 1))[0]
    lines = [Sold(product=product, quantity=chance.randint(1, 3)) for product in chance.sample(PRODUCTS, pieces)]
    has_code = chance.random() < 0.1
    basket = Basket(
        lines=lines,
        shipping=ZERO if chance.random() < 0.2 else Decimal("4.95"),
        payment_cost=Decimal("0.30") if chance.random() < 0.3 else ZERO,
        discount=Decimal(10) if has_code else ZERO,
        code="LENTE10" if has_code else None,
    )
    method = "creditcard" if abroad else "ideal"
    return store.add(basket, buyer, created_at=moment, status=chance.choice((2, 3, 3)), method=method)


def _dutch(chance: random.Random) -> Buyer:
    first, last = chance.choice(_FIRST_NAMES), chance.choice(_LAST_NAMES)
    zipcode, town = chance.choice(_TOWNS)
    place = Place(
        name=f"{first} {last}", street="Dorpsstraat", number=str(chance.randint(1, 90)), zipcode=zipcode, city=town
    )
    email = f"{first}.{last}".lower().replace(" ", "") + "@example.org"
    return Buyer(place=place, email=email)

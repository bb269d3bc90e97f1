"""Any number of ordinary orders, the same for the same seed: for load, benchmarks and the demonstration."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from koppel_plugandpay.fake.basket import Basket, Buyer, Coupon, Sold
from koppel_plugandpay.fake.catalog import Catalog
from koppel_plugandpay.fake.dates import local_day
from koppel_plugandpay.fake.samples import CONTRACT
from koppel_plugandpay.fake.store import Order, ShopStore, unpaid

_FIRST: Final = (
    "Anna",
    "Bram",
    "Cor",
    "Daan",
    "Eva",
    "Fleur",
    "Guus",
    "Hanna",
    "Ilse",
    "Jan",
    "Kees",
    "Lotte",
    "Mees",
    "Noor",
)
_LAST: Final = ("Bakker", "de Boer", "Dekker", "van Dijk", "Jansen", "Kok", "Mulder", "Peters", "Smit", "van der Wal")
_PLACES: Final = {
    "NL": ("Dorpsstraat", "1012 AB", "Amsterdam"), "DE": ("Hauptstraße", "10115", "Berlin"),
    "BE": ("Veldstraat", "9000", "Gent"), "FR": ("Rue Haute", "75001", "Paris"),
}  # fmt: skip
_COUNTRIES: Final = ("NL",) * 16 + ("BE", "BE", "DE", "FR")
_METHODS: Final = ("ideal", "ideal", "ideal", "creditcard", "bancontact", "directdebit")
_TEN: Final = Coupon(percent=Decimal(10), code="TIEN")


def generate_orders(
    store: ShopStore, count: int, *, seed: int = 1, start: datetime | None = None, customers: int = 40
) -> Iterator[Order]:
    """Sell so many orders, the oldest first, from `start` on at some minutes from each other.

    Four in five are Dutch with 21 % and 9 %, the rest Belgian, German or French; some with a coupon, shipping or unpaid,
    a third of subscriptions. Each is in the store when it is given.
    """
    chance = random.Random(seed)  # noqa: S311 - the same orders for the same seed, nothing secret
    people = [_buyer(chance, number) for number in range(customers)]
    moment = start or datetime(2026, 1, 2, 8, 0, tzinfo=UTC)
    for _ in range(count):
        buyer = chance.choice(people)
        yield store.add_order(
            _basket(chance, store.catalog, buyer.country or "NL"),
            buyer,
            created_at=moment,
            invoiced_on=local_day(moment),
            payment=_payment(chance),
        )
        moment += timedelta(minutes=chance.randint(1, 75), seconds=chance.randint(0, 59))


def _buyer(chance: random.Random, number: int) -> Buyer:
    country = chance.choice(_COUNTRIES)
    street, zipcode, city = _PLACES[country]
    return Buyer(
        firstname=chance.choice(_FIRST),
        lastname=chance.choice(_LAST),
        email=f"klant{number + 1}@example.test",
        street=street,
        housenumber=str(chance.randint(1, 200)),
        zipcode=zipcode,
        city=city,
        country=country,
    )


def _basket(chance: random.Random, catalog: Catalog, country: str) -> Basket:
    numbers = chance.sample((5101, 5102, 5103, 5104, 5105), chance.choice((1, 1, 2, 3)))
    lines = [_line(chance, catalog, number, country) for number in numbers]
    ships = any(line.product is not None and line.product.is_physical for line in lines)
    return Basket(lines=lines, shipping=Decimal("6.95") if ships else None)


def _line(chance: random.Random, catalog: Catalog, number: int, country: str) -> Sold:
    product = catalog.products[number]
    return Sold(
        product=product,
        rate=catalog.rate(country, product.kind),
        quantity=chance.choice((1, 1, 1, 2, 3)) if product.is_physical else 1,
        coupon=_TEN if chance.random() < 0.1 else None,
        subscription=dict(CONTRACT) if product.type == "subscription" else None,
    )


def _payment(chance: random.Random) -> dict[str, Any]:
    if chance.random() < 0.06:
        return unpaid()
    return {"method": chance.choice(_METHODS)}

"""Any number of ordinary orders, the same for the same seed: for load, benchmarks and the demonstration."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from koppel_woocommerce.fake import recorded
from koppel_woocommerce.fake.basket import Basket, Charge, Coupon, Item, Tariff
from koppel_woocommerce.fake.blank import Numbers, Order, complete
from koppel_woocommerce.fake.dates import utc_text

_FIRST = (
    "Anna", "Bram", "Cor", "Daan", "Eva", "Fleur", "Guus", "Hanna", "Ilse", "Jan",
    "Kees", "Lotte", "Mees", "Noor", "Olga", "Piet", "Roos", "Sem", "Tess", "Wim",
)  # fmt: skip
_LAST = ("Bakker", "de Boer", "Dekker", "van Dijk", "Jansen", "Kok", "Mulder", "Peters", "Smit", "van der Wal")
_LAST_DE = ("Becker", "Fischer", "Hoffmann", "Koch", "Müller", "Schäfer", "Schröder", "Weiß")
_PLACES = {
    "NL": (("Dorpsstraat", "1012 AB", "Amsterdam"), ("Stationsweg", "3511 CD", "Utrecht"), ("Markt", "8011 EF", "Zwolle")),
    "DE": (("Hauptstraße", "10115", "Berlin"), ("Bahnhofstraße", "50667", "Köln"), ("Marktplatz", "80331", "München")),
}  # fmt: skip
_PAYMENTS = {
    "NL": (("mollie_wc_gateway_ideal", "iDEAL"), ("mollie_wc_gateway_creditcard", "Creditcard"), ("bacs", "Bankoverschrijving")),
    "DE": (("ppcp-gateway", "PayPal"), ("mollie_wc_gateway_creditcard", "Creditcard")),
}  # fmt: skip
_SHIPPING = {"NL": (Decimal("4.0909"), "1", "3", 75), "DE": (Decimal("8.2231"), "4", "6", 150)}
_STATUSES = ("completed",) * 14 + ("processing",) * 4 + ("on-hold", "cancelled")
_UNPAID = frozenset({"on-hold", "cancelled"})
_COUPON = Coupon(code="tien", percent=10, number=12)
_AGENT = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Customer:
    """Somebody who orders; 0 is a guest's number."""

    number: int
    country: str
    address: dict[str, str]


def generate_orders(
    count: int, *, seed: int = 1, start: datetime | None = None, customers: int = 40, first_id: int = 1001
) -> Iterator[Order]:
    """Orders in the shop's own shape, the oldest first, from `start` on at some minutes from each other.

    Four in five are Dutch with 21% and 9%, the rest German with 19% and 7%; some with a coupon, some with free shipping,
    half of the `customers` without an account. Give each to `ShopStore.add_order`.
    """
    chance = random.Random(seed)  # noqa: S311 - the same orders for the same seed, nothing secret
    zone = ZoneInfo("Europe/Amsterdam")
    taxes = recorded.load("taxes")
    tariffs = {country: Tariff.of(taxes, country) for country in _PLACES}
    goods = [product for product in recorded.load("products") if _for_sale(product)]
    people = [_customer(chance, number) for number in range(customers)]
    numbers = Numbers(record=first_id - 1, line=50_000, meta=200_000, line_meta=300_000)
    moment = start or datetime(2026, 1, 2, 8, 0, tzinfo=UTC)
    for _ in range(count):
        customer = chance.choice(people)
        basket = _basket(chance, goods, tariffs[customer.country], customer.country)
        body = {**basket.priced(), **_head(chance, customer, moment)}
        numbers.record += chance.choice((0, 0, 0, 1, 2))
        yield _keyed(complete(body, now=utc_text(moment), numbers=numbers, zone=zone))
        moment += timedelta(minutes=chance.randint(1, 75), seconds=chance.randint(0, 59))


def _for_sale(product: dict[str, Any]) -> bool:
    simple = product["type"] == "simple" and not product["virtual"] and product["tax_status"] == "taxable"
    return simple and product["tax_class"] in {"", "reduced-rate"} and 2 < Decimal(product["price"]) < 100


def _customer(chance: random.Random, number: int) -> _Customer:
    country = "DE" if chance.random() < 0.2 else "NL"
    street, postcode, city = chance.choice(_PLACES[country])
    first, last = chance.choice(_FIRST), chance.choice(_LAST_DE if country == "DE" else _LAST)
    address = {
        "first_name": first, "last_name": last, "company": "", "address_1": f"{street} {chance.randint(1, 200)}",
        "address_2": "", "city": city, "state": "", "postcode": postcode, "country": country,
        "email": f"klant{number + 1}@example.{country.lower()}", "phone": "",
    }  # fmt: skip
    return _Customer(number=number + 2 if number % 2 else 0, country=country, address=address)


def _basket(chance: random.Random, goods: list[dict[str, Any]], tariff: Tariff, country: str) -> Basket:
    chosen = chance.sample(goods, chance.choice((1, 1, 2, 2, 3, 4)))
    items = [Item(product=product, quantity=chance.choice((1, 1, 1, 2, 3))) for product in chosen]
    cost, flat, free, free_from = _SHIPPING[country]
    worth = sum(Decimal(item.product["price"]) * item.quantity for item in items)
    if worth >= free_from:
        shipping = Charge(title="Gratis verzending", cost=Decimal(0), method="free_shipping", instance=free)
    else:
        shipping = Charge(title="PostNL pakket", cost=cost, method="flat_rate", instance=flat)
    coupon = _COUPON if chance.random() < 0.12 else None
    return Basket(tariff=tariff, items=items, shipping=shipping, coupon=coupon)


def _head(chance: random.Random, customer: _Customer, created: datetime) -> dict[str, Any]:
    status = chance.choice(_STATUSES)
    method, title = chance.choice(_PAYMENTS[customer.country])
    paid = None if status in _UNPAID else created + timedelta(seconds=94)
    completed = created + timedelta(hours=chance.randint(2, 30)) if status == "completed" else None
    modified = completed or paid or created
    shipping = {name: value for name, value in customer.address.items() if name != "email"}
    transaction = f"tr_{chance.getrandbits(40):010x}" if paid and method.startswith("mollie") else ""
    return {
        "status": status, "customer_id": customer.number, "billing": dict(customer.address), "shipping": shipping,
        "payment_method": method, "payment_method_title": title, "transaction_id": transaction,
        "customer_ip_address": f"203.0.113.{chance.randint(1, 254)}", "customer_user_agent": _AGENT,
        "created_via": chance.choice(("checkout", "checkout", "store-api")),
        "date_created_gmt": utc_text(created), "date_modified_gmt": utc_text(modified),
        "date_paid_gmt": utc_text(paid) if paid else None,
        "date_completed_gmt": utc_text(completed) if completed else None,
        "meta_data": _meta(transaction),
    }  # fmt: skip


def _meta(transaction: str) -> list[dict[str, Any]]:
    values = {
        "_wc_order_attribution_device_type": "Desktop",
        "_wc_order_attribution_source_type": "typein",
        "_wc_order_attribution_utm_source": "(direct)",
        "is_vat_exempt": "no",
    }
    if transaction:
        values |= {"_mollie_payment_id": transaction, "_mollie_payment_mode": "live"}
    return [{"key": key, "value": value} for key, value in values.items()]


def _keyed(order: Order) -> Order:
    order["cart_hash"] = hashlib.sha256(order["order_key"].encode()).hexdigest()[:32]
    return order

"""One order of every kind that a shop on Plug&Pay meets: the sample data of the fake. Names and addresses are made up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from koppel_plugandpay.fake.basket import Basket, Buyer, Coupon, Sold
from koppel_plugandpay.fake.catalog import Catalog, Kind
from koppel_plugandpay.fake.store import Order, ShopStore, unpaid

SANNE: Final = Buyer(
    firstname="Sanne", lastname="Vermeer", email="sanne.vermeer@example.test", street="Lindelaan", housenumber="14",
    zipcode="3512 AB", city="Utrecht", country="NL",
)  # fmt: skip
DIGITAL: Final = Buyer(firstname="Kim", lastname="", email="kim@example.test")
BERLIN: Final = Buyer(
    firstname="Jürgen", lastname="Müller", email="juergen@example.test", street="Hauptstraße", housenumber="3",
    zipcode="10115", city="Berlin", country="DE",
)  # fmt: skip
GENT: Final = Buyer(
    firstname="Els", lastname="Claes", email="els@example.test", street="Veldstraat", housenumber="8 bus 2", zipcode="9000",
    city="Gent", country="BE",
)  # fmt: skip
PARIS: Final = Buyer(
    firstname="Zoé", lastname="D'Arçy", email="zoe@example.test", street="Rue de l'Église", housenumber="1bis",
    zipcode="75001", city="Paris", country="FR",
)  # fmt: skip
PEETERS: Final = replace(
    GENT, firstname="Jan", lastname="Peeters", email="facturen@peeters-advies.example.test", company="Peeters Advies BV",
    vat_id_number="BE0999999922", tax_exempt="reverse",
)  # fmt: skip
ZURICH: Final = Buyer(
    firstname="Urs", lastname="Keller", email="urs@example.test", street="Bahnhofstrasse", housenumber="1", zipcode="8001",
    city="Zürich", country="CH",
)  # fmt: skip
ODD: Final = replace(
    SANNE, firstname="  Zoë-Anne <b>", lastname='van \'t "Hof" & Zn. 🎈', email="ZOE+Test@example.test",
    company="Ünïcödé & Co. — «Test» 'BV'",
)  # fmt: skip

CONTRACT: Final = {
    "id": 70412, "label": "70412", "reference": "70412", "type": "subscription", "status": "active", "mode": "live",
    "source": "checkout", "cancelled_at": None, "created_at": "2026-01-01T10:00:00.000000Z",
    "updated_at": "2026-03-01T03:10:00.000000Z", "deleted_at": None,
}  # fmt: skip


class Sampler:
    """Sells the samples into a store, one a day from the first of February 2026."""

    def __init__(self, store: ShopStore) -> None:
        self._store = store
        self._catalog: Catalog = store.catalog
        self._days = _days()

    def line(self, number: int, country: str = "NL", **more: Any) -> Sold:
        """A line of a product, taxed in a country; `rate` replaces its rate."""
        product = self._catalog.products[number]
        rate = more.pop("rate", None) or self._catalog.rate(country, product.kind)
        return Sold(product=product, rate=rate, **more)

    def by_hand(self, label: str, price: str, kind: Kind = "standard", **more: Any) -> Sold:
        """A line that was typed in."""
        return Sold(product=None, label=label, price=Decimal(price), rate=self._catalog.rate("NL", kind), **more)

    def sell(self, lines: list[Sold], buyer: Buyer = SANNE, **more: Any) -> Order:
        """An order of the next day, paid unless told otherwise."""
        shipping = {name: more.pop(name) for name in ("shipping", "shipping_rate", "is_tax_included") if name in more}
        moment = next(self._days)
        more.setdefault("invoiced_on", moment.date())
        return self._store.add_order(Basket(lines=lines, **shipping), buyer, created_at=moment, **more)


def _days() -> Iterator[datetime]:
    day = date(2026, 2, 1).toordinal()
    while True:
        on = date.fromordinal(day)
        yield datetime(on.year, on.month, on.day, 18, 41, 7, tzinfo=UTC)
        day += 1


def fill(store: ShopStore) -> dict[str, int]:
    """Put the samples into a store; their ids by name."""
    sampler = Sampler(store)
    made = {**_at_home(sampler), **_abroad(sampler), **_contracts(sampler), **_odd(sampler)}
    return {name: order["id"] for name, order in {**made, **_taken_back(sampler, store)}.items()}


def _at_home(s: Sampler) -> dict[str, Order]:
    start = Coupon(percent=Decimal(10), code="START10")
    bump = s.line(5102, type="order-bump")
    return {
        "mixed": s.sell([s.line(5101, coupon=start), bump], tags=["cursus"]),
        "shipped": s.sell([s.line(5103, quantity=3), s.line(5102)], shipping=Decimal("6.95")),
        "without_vat_inside": s.sell([s.by_hand("Advies, 3 uur", "95.00", quantity=3)], is_tax_included=False),
        "no_address": s.sell([s.line(5104)], DIGITAL),
        "unpaid": s.sell([s.line(5111)], payment=unpaid()),
        "processing": s.sell(
            [s.line(5105)], payment=unpaid("processing", "mandate", method="directdebit", provider="mollie")
        ),
        "sixty_lines": s.sell([s.line(5103, label=f"Mok {at + 1}", price=Decimal("3.33")) for at in range(60)]),
    }


def _abroad(s: Sampler) -> dict[str, Order]:
    zero, outside = s._catalog.zero("BE"), s._catalog.zero("CH")  # noqa: SLF001 - one module
    return {
        "german": s.sell([s.line(5103, "DE", quantity=2)], BERLIN, shipping=Decimal("9.95")),
        "belgian": s.sell([s.line(5104, "BE"), s.line(5101, "BE")], GENT),
        "french": s.sell([s.line(5102, "FR")], PARIS),
        "reverse_charge": s.sell([s.line(5101, rate=zero, price=Decimal("200.00"))], PEETERS, is_tax_included=False),
        "export": s.sell([s.line(5103, rate=outside, price=Decimal("10.00"))], ZURICH, is_tax_included=False),
    }


def _contracts(s: Sampler) -> dict[str, Order]:
    monthly, yearly = dict(CONTRACT), {**CONTRACT, "id": 70413}
    terms = {**CONTRACT, "id": 70414, "type": "installments"}
    third = "Jaartraining, termijn 2 van 3"
    return {
        "monthly": s.sell([s.line(5105, subscription=monthly)], source="recurring", is_first=False),
        "yearly": s.sell([s.line(5106, subscription=yearly)]),
        "written_period": s.sell([s.line(5105, subscription=monthly, label="Ledengroep 15-02-2026 t/m 14-03-2026")]),
        "instalment": s.sell([s.line(5110, subscription=terms, label=third)], source="recurring", is_first=False),
        "trial": s.sell([s.line(5105, price=Decimal("0.02"), label="Ledengroep, proefperiode")]),
    }


def _odd(s: Sampler) -> dict[str, Order]:
    free = Coupon(percent=Decimal(100), code="GRATIS")
    return {
        "zero": s.sell([s.line(5104, coupon=free)]),
        "odd_names": s.sell([s.by_hand("Coaching “1‑op‑1” <script> & meer 🎈" * 5, "60.50")], ODD),
        "test": s.sell([s.line(5101)], mode="test"),
        "concept": s.sell([s.line(5101)], invoice_status="concept", payment=unpaid()),
        "unknown_words": s.sell(
            [s.line(5103)],
            payment={"method": "googlepay", "provider": "whop", "type": None},
            source=None,
            is_hidden=True,
        ),
    }


def _taken_back(s: Sampler, store: ShopStore) -> dict[str, Order]:
    whole, part = s.sell([s.line(5101), s.line(5102)]), s.sell([s.line(5103, quantity=2), s.line(5102)])
    reversed_ = s.sell([s.line(5105)], payment={"type": "mandate", "method": "directdebit"})
    store.reverse(reversed_["id"])
    return {
        "credited": whole,
        "credit": store.credit(whole["id"]),
        "partly_credited": part,
        "part_credit": store.credit(part["id"], items=[1]),
        "reversed": reversed_,
    }

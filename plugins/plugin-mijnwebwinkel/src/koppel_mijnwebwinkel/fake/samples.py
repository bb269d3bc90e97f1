"""One order of every kind, so that a shop that is shown or tested has them all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from koppel_mijnwebwinkel.fake.basket import Basket, Sold
from koppel_mijnwebwinkel.fake.buyers import Buyer, Place
from koppel_mijnwebwinkel.fake.setup import PRODUCTS, ZERO
from koppel_mijnwebwinkel.fake.store import ShopStore

FIRST: Final = datetime(2026, 3, 2, 9, 14, 7, tzinfo=UTC)
_APART: Final = timedelta(hours=7, minutes=23)

CUP, BOOK, FILTER, BEANS, MILL, TOWEL, JUG = PRODUCTS

DUTCH: Final = Buyer(place=Place(name="Sanne de Wit"), email="sanne.dewit@example.org")
DUTCH_COMPANY: Final = Buyer(
    place=Place(name="Karel Prins", company="Lunchroom De Prins", street="Markt", number="3", zipcode="5211JX", city="Den Bosch",
                gender="M"),
    email="karel@deprins.example", vat_number="NL001200008B01", account="8b0f7c52-6a0e-4b57-9d0f-1c7c0a1d5e01",
)  # fmt: skip
GERMAN: Final = Buyer(
    place=Place(name="Jürgen Weiß", street="Hauptstraße", number="5", zipcode="10115", city="Berlin", country="DE", gender="M"),
    email="juergen.weiss@example.de",
)  # fmt: skip
BELGIAN: Final = Buyer(
    place=Place(name="Lies Peeters", street="Kerkstraat", number="12 bus 3", zipcode="9000", city="Gent", country="BE"),
    email="lies.peeters@example.be",
)
FRENCH: Final = Buyer(
    place=Place(
        name="Élodie Lefèvre", street="Rue de la République", number="8", zipcode="69002", city="Lyon", country="FR"
    ),
    email="elodie@example.fr",
)
BELGIAN_COMPANY: Final = Buyer(
    place=Place(name="Joris Claes", company="Koffiehuis Claes BV", street="Marktplein", number="4", zipcode="2000",
                city="Antwerpen", country="BE", phone="+3231234567", gender="M"),
    delivery=Place(name="Magazijn Claes", company="Koffiehuis Claes BV", street="Havenlaan", number="88", zipcode="2030",
                   city="Antwerpen", country="BE", phone="+3231234568", gender="M"),
    email="inkoop@koffiehuisclaes.example", vat_number="BE0123456749", account="5d3f8e70-1c0a-4f0f-9a6b-6f8d1f0c9e22",
)  # fmt: skip
NO_NUMBER: Final = Buyer(
    place=Place(name="Greta Vogel", company="Vogel Röstkaffee", street="Bahnhofstraße", number="40", zipcode="50667",
                city="Köln", country="DE"),
    email="info@vogel.example",
)  # fmt: skip
SWISS: Final = Buyer(
    place=Place(
        name="Reto Keller", street="Seestrasse", number="77", zipcode="8002", city="Zürich", country="CH", gender="M"
    ),
    email="reto.keller@example.ch",
)
BRITISH: Final = Buyer(
    place=Place(name="Gwen Hughes", street="High Street", number="2", zipcode="CF10 1AA", city="Cardiff", country="GB"),
    email="gwen@example.co.uk",
)
ODD: Final = Buyer(
    place=Place(name="Ægir Þór 'Ó’Brien' \"Müller\" <b>&amp;</b> ☕", street="’s-Gravenlaan", number="1-A/III", zipcode="1012 ab",
                city="’s-Hertogenbosch"),
    email="aegir+koffie@example.org",
)  # fmt: skip
LONG: Final = Buyer(
    place=Place(name="Maximiliaan-Alexander van der Straten-Ponthoz de Merchtem d’Oultremont-Lannoy", city="Utrecht"),
    email="max@example.org",
)
VISITOR: Final = Buyer(place=Place(name="Balie"), email="")

OPTIONS: Final = (("Actieprijs", Decimal("-2.50")), ("Cadeauverpakking", Decimal("1.95")))


def fill(store: ShopStore) -> None:
    """Put the samples in the shop, a few hours apart; what happened to an order later happened at these hours too."""
    clock = store.clock
    now = [FIRST]

    def tick() -> datetime:
        now[0] += _APART
        return now[0]

    store.clock = tick
    _at_home(store)
    _abroad(store)
    _given_back(store)
    _odd(store)
    store.clock = clock


def _at_home(store: ShopStore) -> None:
    mixed = [Sold(product=CUP, quantity=2), Sold(product=BOOK)]
    store.add(Basket(lines=mixed, discount=Decimal(10), code="LENTE10", payment_cost=Decimal("0.30")), DUTCH)
    store.add(
        Basket(lines=[Sold(product=BEANS, quantity=3), Sold(product=FILTER)], payment_cost=Decimal("0.30")), DUTCH
    )
    store.add(Basket(lines=[Sold(product=JUG, quantity=7), Sold(product=BOOK, quantity=4)], taxed="exclude"), DUTCH_COMPANY,
              status=2, method="in_arrears", gateway="basic", reference="PO-77821")  # fmt: skip
    store.add(Basket(lines=[Sold(product=MILL, options=OPTIONS)], shipping=ZERO), DUTCH, status=6, method="pickup",
              gateway="basic")  # fmt: skip
    sold_by_hand = [Sold(product=CUP), Sold(words="Opdruk logo, eenmalig", price=Decimal("90.75"))]
    store.add(Basket(lines=sold_by_hand), DUTCH_COMPANY)
    store.add(Basket(lines=[Sold(product=TOWEL, quantity=3)]), DUTCH, status=5, method="bank_transfer", gateway="basic")
    store.add(Basket(lines=[Sold(product=TOWEL)]), DUTCH, status=4)
    counter = [Sold(product=JUG), Sold(product=BEANS)]
    location = "0d0e9e9c-3b5a-4c0e-8f4d-6d7d1a1e2b01"
    store.add(Basket(lines=counter, shipping=ZERO), VISITOR, status=6, method="card", gateway="sumup",
              offline_location_id=location)  # fmt: skip


def _abroad(store: ShopStore) -> None:
    store.add(Basket(lines=[Sold(product=CUP, quantity=6), Sold(product=BEANS)]), GERMAN)
    store.add(Basket(lines=[Sold(product=FILTER), Sold(product=BOOK)], discount=Decimal(15), code="WELKOM15"), BELGIAN,
              method="bancontact")  # fmt: skip
    store.add(Basket(lines=[Sold(product=BOOK, quantity=2), Sold(product=JUG)]), FRENCH, method="creditcard")
    printing = Sold(words="Opdruk logo, eenmalig", price=Decimal("90.75"))
    store.add(Basket(lines=[Sold(product=CUP, quantity=48), printing], shipping=Decimal("15.00"), taxed="exclude"),
              BELGIAN_COMPANY, status=2, method="in_arrears", gateway="basic", reference="PO-1188")  # fmt: skip
    store.add(Basket(lines=[Sold(product=BEANS, quantity=10)]), NO_NUMBER)
    store.add(Basket(lines=[Sold(product=MILL), Sold(product=BOOK)], shipping=Decimal("19.95")), SWISS, method="paypal")
    store.add(
        Basket(lines=[Sold(product=FILTER, quantity=2)], discount=Decimal(5), code="VIP"), BRITISH, method="creditcard"
    )


def _given_back(store: ShopStore) -> None:
    whole = store.add(Basket(lines=[Sold(product=FILTER), Sold(product=BOOK)], payment_cost=Decimal("0.30")), DUTCH)
    store.credit(whole["number"])
    basket = Basket(
        lines=[Sold(product=CUP, quantity=6), Sold(product=BOOK, quantity=2)], discount=Decimal(10), code="TIEN"
    )
    parts = store.add(basket, DUTCH)
    store.credit(parts["number"], {0: 2}, shipping=ZERO, payment=ZERO)
    store.credit(parts["number"], {1: 1}, shipping=ZERO, payment=ZERO)
    abroad = store.add(Basket(lines=[Sold(product=JUG, quantity=2)]), GERMAN, status=2)
    store.credit(abroad["number"], {0: 1}, shipping=ZERO, payment=ZERO, status=10)


def _odd(store: ShopStore) -> None:
    store.add(Basket(lines=[Sold(product=CUP)], shipping=ZERO, discount=Decimal(100), code="GRATIS"), DUTCH)
    many = [Sold(product=PRODUCTS[at % len(PRODUCTS)], quantity=1 + at % 4) for at in range(58)]
    store.add(Basket(lines=many, discount=Decimal("7.5"), code="GROOT"), DUTCH_COMPANY)
    store.add(Basket(lines=[Sold(product=BEANS, words="Bonen “extra” ½ kg — Éthiopië & <Sidamo>")]), ODD)
    store.add(Basket(lines=[Sold(product=TOWEL, quantity=2)]), LONG)
    store.add(Basket(lines=[Sold(product=CUP)]), DUTCH, test=True)
    old = frozenset({"uuid", "tax_region", "tax_strategy", "business_model", "payment_status"})
    store.add(Basket(lines=[Sold(product=JUG)]), DUTCH, status=2, left_out=old, archived=True)

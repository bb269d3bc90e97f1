"""The installation under fire: one shop that goes on selling, coupled to one package of each kind, all on real sockets."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from koppel.connections import login
from koppel.connectors import OAuth2
from koppel.home import Home
from koppel.sync import integrations
from koppel.testing import Fake, serve
from koppel.testing.coupling import answer, connect
from koppel.testing.service import Lent
from koppel_exact.fake import ExactFake
from koppel_woocommerce.fake import WooCommerceFake
from koppel_woocommerce.fake.blank import Order
from koppel_woocommerce.fake.dates import utc_text
from koppel_woocommerce.fake.generate import generate_orders

ADDRESS = "http://127.0.0.1:8750"
SHOP = "woocommerce"
PACKAGES = ("exact", "eboekhouden", "billit")
"""Each is the integration's name too. All three have the same shop, so each document must be booked three times: once
in each."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package's fake, and what its plugin lends with it."""

    lent: Lent
    fake: Fake


@dataclass(frozen=True)
class World:
    """All that the driver holds."""

    home: Home
    shop: WooCommerceFake
    lent: Lent
    packages: Mapping[str, Package]
    chance: random.Random

    def lag(self, seconds: int) -> None:
        """From now on lists are so late, where a fake can do that."""
        for package in self.packages.values():
            if isinstance(package.fake, ExactFake):
                object.__setattr__(package.fake.switches, "read_lag_s", seconds)  # all its parts share this one

    def trade(self) -> None:
        """A little of what happens in a shop: orders, then perhaps a refund, a status that moves on, a note."""
        with self.shop._lock:
            for _ in range(self.chance.randint(1, 3)):
                self._sell()
            if self.chance.random() < 0.4:
                self._give_back()
            if self.chance.random() < 0.6:
                self._edit()

    def _sell(self) -> None:
        """An ordinary order of this moment; a few are unpaid or cancelled, and must be skipped."""
        store, now = self.shop.store, utc_text(datetime.now(UTC))
        drawn = self._drawn()
        while drawn["billing"]["country"] != "NL":  # Billit takes no VAT of other countries; that is not the subject
            drawn = self._drawn()
        dates = {name: now if drawn[name] else None for name in drawn if name.startswith("date_") and "gmt" in name}
        rest = {name: value for name, value in drawn.items() if not name.startswith("date_")}
        store.add_order({**rest, **dates})

    def _drawn(self) -> Order:
        first_id = self.shop.store.numbers.record + 1
        return next(generate_orders(1, seed=self.chance.getrandbits(30), first_id=first_id))

    def _give_back(self) -> None:
        store = self.shop.store
        paid = [
            order
            for order in store.orders.values()
            if order["status"] in ("processing", "completed") and order["id"] not in store.refunds
        ]
        if paid:
            order = self.chance.choice(paid)
            store.add_refund(order["id"], lines={order["line_items"][0]["id"]: 1})

    def _edit(self) -> None:
        """Anything but amounts: what of an order changes after it was booked is another subject."""
        store = self.shop.store
        order = self.chance.choice(list(store.orders.values())[-12:])
        moves_on = {"on-hold": "processing", "processing": "completed"}.get(order["status"])
        if moves_on:
            store.change_order(order["id"], status=moves_on)
        else:
            store.change_order(order["id"], customer_note=f"note {self.chance.randint(1, 999)}")


def _started(stack: ExitStack, home: Home, lent: Lent) -> Fake:
    methods = [method for method in home.plugins.connector(lent.connector).auth if isinstance(method, OAuth2)]
    fake: Fake = lent.start(login.redirect_uri(methods[0], ADDRESS) if methods else "")
    stack.enter_context(serve(fake))
    return fake


@contextmanager
def build(home: Home, chance: random.Random) -> Iterator[World]:
    """Start the services, connect and couple everything, activate."""
    lents = home.plugins.fakes()
    with ExitStack() as stack:
        shop = WooCommerceFake(recorded_orders=False)
        stack.enter_context(serve(shop))
        connect(home, SHOP, home.plugins.connector(SHOP), lents[SHOP], shop, address=ADDRESS)
        packages = {}
        for key in PACKAGES:
            fake = _started(stack, home, lents[key])
            connect(home, key, home.plugins.connector(key), lents[key], fake, address=ADDRESS)
            integrations.add(home, f"to-{key}", SHOP, key)
            answer(home, f"to-{key}", [lents[SHOP], lents[key]])
            integrations.activate(home, f"to-{key}")
            packages[f"to-{key}"] = Package(lents[key], fake)
        yield World(home=home, shop=shop, lent=lents[SHOP], packages=packages, chance=chance)

"""From an order in the shop to a booking in the package, because the shop told: before the next usual time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from koppel.cli.demo.world import World, build, choose_pair
from koppel.connections import webhooks
from koppel.home import Home
from koppel.store import Integration, Run
from koppel.sync import integrations
from koppel.sync.history import history
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run
from koppel.testing import Outgoing
from koppel.web.app import create_app
from koppel_plugandpay.fake import Basket, PlugAndPayFake
from koppel_plugandpay.fake.samples import SANNE, Sampler
from koppel_woocommerce.fake import WooCommerceFake
from support.woocommerce import sell

PUBLIC = "https://books.example/koppel"


class Coupled:
    """A pair, and the pages that its shop can reach."""

    def __init__(self, world: World, app: Flask) -> None:
        self.world = world
        self.app = app
        self.heard: list[Outgoing] = []

    def post(self, call: Outgoing) -> int:
        """The way from the shop to the pages."""
        self.heard.append(call)
        parts = urlsplit(call.url)
        headers = {**call.headers, "Host": parts.netloc}
        return self.app.test_client().post(parts.path, data=call.body, headers=headers).status_code

    def finish(self, run_id: int) -> None:
        """One run to its end."""
        while Runner(self.world.home, run_id).run().state == "again":
            pass

    def asked(self) -> list[Run]:
        """The runs that stand because the shop told."""
        with self.world.home.reading() as session:
            return session.query(Run).filter_by(trigger="webhook").order_by(Run.id).all()

    def is_due(self) -> bool:
        """Would it have been read now anyway?"""
        with self.world.home.reading() as session:
            row = session.query(Integration).one()
        return row.next_run_at is None or row.next_run_at <= self.world.home.now()

    def booked(self) -> set[str]:
        """The numbers that stand in the package."""
        return {row.document for row in history(self.world.home, self.world.integration, state="booked")}


@pytest.fixture
def couple(sqlite_home: Home) -> Iterator[Any]:
    """`couple("woocommerce-exact")`: read once, active at the level with webhooks, its next time an hour away."""
    with ExitStack() as stack:

        def make(pair: str) -> Coupled:
            source, target = choose_pair(sqlite_home.plugins, pair)
            world = stack.enter_context(build(sqlite_home, source, target, "http://127.0.0.1:8750"))
            integrations.set_answers(sqlite_home, world.integration, {"service_level": "premium"})
            coupled = Coupled(world, create_app(sqlite_home, public_url=PUBLIC, testing=True))
            coupled.finish(new_run(sqlite_home, world.integration, trigger="test"))
            with sqlite_home.writing() as session:
                session.query(Integration).one().next_run_at = sqlite_home.now().replace(year=2099)
            return coupled

        yield make


def test_a_new_order_of_woocommerce_is_booked_before_its_time(couple: Any) -> None:
    """Pinged at the beginning, told of the order twice, one run, booked."""
    pair = couple("woocommerce-billit")
    shop: WooCommerceFake = pair.world.source_fake
    made = webhooks.make(pair.world.home, pair.world.shop, public_url=PUBLIC)
    shop.webhooks.post = pair.post
    created = shop.webhooks.add("order.created", str(made.address), str(made.secret))
    updated = shop.webhooks.add("order.updated", str(made.address), str(made.secret))
    assert (created.pinged, updated.pinged) == (True, True)

    key = sell(shop, pair.world.home.now())
    assert shop.webhooks.order_made(int(key.removeprefix("order:"))) == [200, 200]

    (run,) = pair.asked()
    assert not pair.is_due()
    pair.finish(run.id)
    assert key in pair.booked()


def test_a_shop_with_another_secret_is_refused_and_gives_up(couple: Any) -> None:
    """Nothing runs; after seven refusals WooCommerce itself stops."""
    pair = couple("woocommerce-billit")
    shop: WooCommerceFake = pair.world.source_fake
    made = webhooks.make(pair.world.home, pair.world.shop, public_url=PUBLIC)
    shop.webhooks.post = pair.post
    hook = shop.webhooks.add("order.updated", str(made.address), "another secret")
    order = next(iter(shop.orders))

    assert [shop.webhooks.fire("order.updated", order) for _ in range(8)] == [[401]] * 7 + [[]]
    assert hook.status == "disabled"
    assert pair.asked() == []
    shown = webhooks.show(pair.world.home, pair.world.shop)
    assert shown is not None
    assert shown.refused == 7


def test_a_deleted_order_tells_too(couple: Any) -> None:
    """Its body is an id alone; nothing in it is looked at."""
    pair = couple("woocommerce-billit")
    shop: WooCommerceFake = pair.world.source_fake
    made = webhooks.make(pair.world.home, pair.world.shop, public_url=PUBLIC)
    shop.webhooks.post = pair.post
    shop.webhooks.add("order.deleted", str(made.address), str(made.secret))

    assert shop.webhooks.fire("order.deleted", next(iter(shop.orders))) == [200]
    assert pair.heard[-1].body.startswith(b'{"id":')
    assert len(pair.asked()) == 1


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize("shape", [{}, {"flat": True, "ids_as_text": True}])
def test_a_new_invoice_of_plug_and_pay_is_booked_before_its_time(
    couple: Any, signed: bool, shape: dict[str, bool]
) -> None:
    """Signed with the shop's key or not at all, in either shape, once for each line: one run, booked."""
    pair = couple("plugandpay-billit")
    shop: PlugAndPayFake = pair.world.source_fake
    made = webhooks.make(pair.world.home, pair.world.shop, secret="a-key" if signed else None, public_url=PUBLIC)
    shop.rules.post, shop.rules.key = pair.post, "a-key" if signed else None
    for name, value in shape.items():
        setattr(shop.rules, name, value)
    shop.rules.add("order_invoice_created", str(made.address), per_line=True)

    order = _sell(shop)
    assert shop.rules.fire("order_invoice_created", order["id"], lines=3) == [200, 200, 200]

    (run,) = pair.asked()
    assert not pair.is_due()
    pair.finish(run.id)
    assert f"order:{order['id']}" in pair.booked()


def test_an_event_that_nobody_knows_is_a_hint_like_any_other(couple: Any) -> None:
    """A trigger that is new tomorrow makes Koppel look, and nothing else."""
    pair = couple("plugandpay-billit")
    shop: PlugAndPayFake = pair.world.source_fake
    made = webhooks.make(pair.world.home, pair.world.shop, public_url=PUBLIC)
    shop.rules.post = pair.post
    shop.rules.add("order_teleported", str(made.address))

    assert shop.rules.fire("order_teleported", 1) == [200]
    assert len(pair.asked()) == 1


def _sell(shop: PlugAndPayFake) -> dict[str, Any]:
    """One course to somebody in the Netherlands, now."""
    line = Sampler(shop.store).line(next(iter(shop.store.catalog.products)))
    return shop.store.add_order(Basket(lines=[line]), SANNE)

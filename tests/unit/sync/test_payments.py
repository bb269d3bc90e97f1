"""Payments that the package saw are registered at the shop: each of ours once, and those of others cost nothing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event

from koppel.api import Capability, Feature, PaymentBatch, ReceivedPayment, ReportedPayment, Since
from koppel.home import Home
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run
from support.memory import MemoryBooks, MemoryShop, World, build, order

OTHERS = tuple(ReportedPayment(target_id=f"by hand {number}", amount=Decimal(1)) for number in range(60))


@pytest.fixture
def world(home: Home, monkeypatch: pytest.MonkeyPatch) -> World:
    """A package in which order 1001 was paid among much that is not ours, twice in the list, and a shop that is told."""
    paid = ReportedPayment(target_id="id-1001", amount=Decimal("121.00"))

    def payments(self: MemoryBooks, since: Since) -> Iterator[PaymentBatch]:
        yield PaymentBatch(payments=(*OTHERS, paid, paid), cursor="end")

    def register(self: MemoryShop, payment: ReceivedPayment) -> bool:
        self.shop.changed.append(payment.document_key)
        return True

    monkeypatch.setattr(MemoryBooks, "capabilities", MemoryBooks.capabilities | {Capability.REPORTS_PAYMENTS})
    monkeypatch.setattr(MemoryBooks, "payments", payments)
    monkeypatch.setattr(MemoryShop, "features", MemoryShop.features | {Feature.REGISTERS_PAYMENTS})
    monkeypatch.setattr(MemoryShop, "register_payment", register)
    return build(home)


def run(world: World) -> None:
    """One run to its end."""
    run_id = new_run(world.home, "webshop", trigger="test")
    while Runner(world.home, run_id).run().state == "again":
        pass


def test_a_payment_is_registered_once(world: World) -> None:
    """However often the package tells it."""
    world.shop.put(order("1001"))
    run(world)
    run(world)
    assert world.shop.changed == ["order:1001", "order:1001"]


def test_payments_of_others_are_not_looked_up_one_by_one(world: World) -> None:
    """Each look goes through the whole ledger, which may have a hundred thousand rows."""
    looks: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "FROM ledger" in statement and "target_id IN" in statement.partition("WHERE")[2]:
            looks.append(statement)

    world.shop.put(order("1001"))
    event.listen(world.home.engine, "before_cursor_execute", note)
    statements = _counted(world)
    run(world)
    assert len(looks) == 1
    assert len(statements) < len(OTHERS)


def _counted(world: World) -> list[str]:
    """Every write of the lease from now on: one for each payment that is really registered."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("UPDATE integration"):
            seen.append(statement)

    event.listen(world.home.engine, "before_cursor_execute", note)
    return seen

"""A package that answers a create with a key alone: its totals are compared all the same, and cheaply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from koppel.booking.booking import Booking, Posted
from koppel.home import Home
from koppel.sync.issues import open_issues
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run
from support.memory import MemoryBooks, World, build, order


@pytest.fixture
def world(home: Home, monkeypatch: pytest.MonkeyPatch) -> World:
    """Books that tell nothing but the key when something is made."""
    told: Callable[[MemoryBooks, Booking], Posted] = MemoryBooks.create

    def create(target: MemoryBooks, booking: Booking) -> Posted:
        return replace(told(target, booking), total_incl=None, total_vat=None)

    monkeypatch.setattr(MemoryBooks, "create", create)
    return build(home)


def run(world: World) -> None:
    """One run to its end."""
    Runner(world.home, new_run(world.home, "webshop", trigger="test")).run()


def test_the_totals_of_a_portion_are_asked_for_in_one_go(world: World) -> None:
    """One question before, to see what stands there, and one after, for what it came to."""
    world.shop.put(order("1001"), order("1002"), order("1003"))
    run(world)

    assert [call for call in world.books.calls if call.startswith("find")] == ["find 1001 1002 1003"] * 2
    assert open_issues(world.home) == []


def test_a_total_that_differs_becomes_an_issue(world: World) -> None:
    """As it would when the package tells at once."""
    world.books.totals["1002"] = Decimal("120.99")
    world.shop.put(order("1001"), order("1002"))
    run(world)

    assert [issue.kind for issue in open_issues(world.home)] == ["total_differs"]

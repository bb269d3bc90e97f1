"""A shop that goes quiet is told after its own rhythm, or the owner's number of days, and never by mistake."""

from __future__ import annotations

import pytest

from koppel.errors import Unavailable, WrongUse
from koppel.sync import integrations
from koppel.sync.issues import open_issues
from koppel.sync.watch.choices import set_no_orders
from koppel.sync.watch.quiet import watched
from koppel.testing.clock import Clock
from support.memory import World, order
from unit.watch.conftest import RunIt


def sell(world: World, run: RunIt, clock: Clock, *pauses: int) -> None:
    """An order after each pause of so many days, read on the same day."""
    for days in pauses:
        clock.advance(days=days)
        world.shop.put(order(f"{len(world.shop.documents) + 1001}", paid_at=clock(), created_at=clock()))
        run()


def told(world: World) -> list[object]:
    """For how many days nothing came in, where that is told."""
    return [issue.data["days"] for issue in open_issues(world.home) if issue.kind == "no_orders"]


def test_a_daily_shop_is_told_after_three_days(world: World, run: RunIt, clock: Clock) -> None:
    """And it is over with the next order. The least is three days, however busy the shop."""
    sell(world, run, clock, 1, 1, 1, 1, 1, 1)
    clock.advance(days=2)
    run()
    assert told(world) == []
    clock.advance(days=1)
    run()
    assert told(world) == [3]
    sell(world, run, clock, 1)
    assert told(world) == []


def test_a_shop_with_an_order_a_week_does_not_cry_every_week(world: World, run: RunIt, clock: Clock) -> None:
    """One and a half times the longest pause of its last ninety days must pass."""
    sell(world, run, clock, 1, 7, 5, 10, 7, 8)
    clock.advance(days=14)
    run()
    assert told(world) == []
    clock.advance(days=1)
    run()
    assert told(world) == [15]


def test_a_shop_without_rhythm_is_not_told(world: World, run: RunIt, clock: Clock) -> None:
    """Four days with orders are no rhythm; a number of the owner's counts at once."""
    sell(world, run, clock, 1, 1, 1, 1)
    clock.advance(days=60)
    run()
    assert told(world) == []
    set_no_orders(world.home, "webshop", "10")
    run()
    assert told(world) == [60]


def test_switched_off_is_off(world: World, run: RunIt, clock: Clock) -> None:
    """For a shop that is closed in winter."""
    sell(world, run, clock, 1, 1, 1, 1, 1, 1)
    set_no_orders(world.home, "webshop", "off")
    clock.advance(days=30)
    run()
    assert told(world) == []


def test_days_in_which_nothing_could_be_read_do_not_count(world: World, run: RunIt, clock: Clock) -> None:
    """While reading fails nobody knows about orders, and the failure is told by itself."""
    sell(world, run, clock, 1, 1, 1, 1, 1, 1)

    def away() -> None:
        raise Unavailable(service="Memory shop")

    world.shop.trouble = away
    for _ in range(10):
        clock.advance(days=1)
        run()
    assert told(world) == []


def test_orders_that_are_held_are_orders(world: World, run: RunIt, clock: Clock) -> None:
    """A shop whose orders all wait for a setting is not quiet."""
    sell(world, run, clock, 1, 1, 1, 1, 1, 1)
    integrations.set_answers(world.home, "webshop", {"vat_mapping": {"NL-9": "L"}})
    sell(world, run, clock, 2, 2, 2, 2)
    assert told(world) == []


def test_the_choice_is_shown_with_what_it_comes_to(world: World, run: RunIt, clock: Clock) -> None:
    """auto with its days; nonsense is refused."""
    assert [(view.no_orders, view.days) for view in watched(world.home)] == [("auto", None)]
    sell(world, run, clock, 1, 1, 1, 1, 1, 1)
    assert [(view.no_orders, view.days) for view in watched(world.home)] == [("auto", 3)]
    with pytest.raises(WrongUse, match="from 1 to 365"):
        set_no_orders(world.home, "webshop", "366")

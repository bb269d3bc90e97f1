"""Two documents with one reference: neither is taken for the other's booking, and none is lost."""

from __future__ import annotations

from sqlalchemy import select

from koppel.connections import manage
from koppel.home import Home
from koppel.store import Connection, LedgerRow
from koppel.sync import integrations
from koppel.sync.bookkeeping_answers import set_bookkeeping
from koppel.sync.issues import open_issues
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run
from koppel.testing.clock import Clock
from support.memory import World, build, lose_answer, order


def run(world: World, name: str = "webshop") -> None:
    """One run to its end or its pause."""
    run_id = new_run(world.home, name, trigger="test")
    while Runner(world.home, run_id).run().state == "again":
        pass


def stands(home: Home) -> dict[tuple[int, str], tuple[str, str | None]]:
    """State and reason, by integration and document."""
    with home.reading() as session:
        rows = session.scalars(select(LedgerRow))
        return {(row.integration_id, row.document_key): (row.state, row.reason) for row in rows}


def second_shop(world: World) -> None:
    """Another shop that books in the same package, as `second`. It gives the same documents: its numbers overlap."""
    manage.add(world.home, "memory-shop", "other", {"api_key": "other-key-123"})
    with world.home.writing() as session:
        row = session.scalars(select(Connection).where(Connection.name == "other")).one()
        row.account = {**(row.account or {}), "key": "another shop"}
    integrations.add(world.home, "second", "other", "books")
    integrations.set_answers(world.home, "second", {"export_from": "2026-06-01", "vat_mapping": {"NL-21": "H"}})
    integrations.activate(world.home, "second")


def test_an_order_is_not_taken_for_that_of_another_shop(home: Home) -> None:
    """Two shops, one administration, both with an order 1001 of the same amount: the second one is held, told where to
    choose letters before its references, and booked once they are chosen."""
    world = build(home)
    world.shop.put(order("1001"))
    run(world)
    second_shop(world)
    run(world, "second")
    assert stands(home) == {(1, "order:1001"): ("booked", None), (2, "order:1001"): ("held", "reference_in_use")}
    assert [issue.step for issue in open_issues(home)] == ["reference_prefix"]

    set_bookkeeping(home, "second", {"reference_prefix": "B-"})
    run(world, "second")
    assert set(stands(home).values()) == {("booked", None)}
    assert world.books.creates() == ["1001", "B-1001"]
    assert open_issues(home) == []


def test_a_shop_that_is_connected_anew_finds_its_own_bookings(home: Home) -> None:
    """Another integration of the same shop with the same package links what stands there, as after a lost ledger."""
    world = build(home)
    world.shop.put(order("1001"))
    run(world)
    second_shop(world)
    with home.writing() as session:
        mine, other = session.scalars(select(Connection).where(Connection.connector == "memory-shop"))
        other.account = mine.account
    run(world, "second")

    assert set(stands(home).values()) == {("booked", None)}
    assert world.books.creates() == ["1001"]


def test_a_number_that_a_shop_gave_twice_holds_the_second(home: Home) -> None:
    """In one portion or in two: the first one is booked, the second waits for a person, and no run makes it anything
    else."""
    world = build(home)
    world.shop.put(order("1001"), order("1001", key="order:77"))
    run(world)
    world.shop.put(order("1001", key="order:88"))
    run(world)
    run(world)

    held = ("held", "reference_in_use")
    assert stands(home) == {(1, "order:1001"): ("booked", None), (1, "order:77"): held, (1, "order:88"): held}
    assert world.books.creates() == ["1001"]


def test_a_lost_answer_is_not_taken_for_the_booking_of_another(home: Home, clock: Clock) -> None:
    """The create of the second shop's order never arrived, and the first shop booked its own meanwhile."""
    world = build(home)
    world.shop.put(order("1001"))
    second_shop(world)
    world.books.before.append(lose_answer)
    run(world, "second")
    world.books.before.clear()
    with home.writing() as session:  # found nothing when it looked, like the second one
        row = session.scalars(select(LedgerRow)).one()
        row.reference, kept = "elsewhere", row.reference
    run(world)
    with home.writing() as session:
        session.scalars(select(LedgerRow).where(LedgerRow.reference == "elsewhere")).one().reference = kept
    clock.advance(seconds=home.sure_after_s + 1)
    run(world, "second")

    assert stands(home) == {(1, "order:1001"): ("booked", None), (2, "order:1001"): ("held", "reference_in_use")}

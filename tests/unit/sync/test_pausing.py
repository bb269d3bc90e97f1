"""Pausing while a run is under way, and runs that wait for another's turn."""

from __future__ import annotations

from koppel.home import Home
from koppel.sync import integrations
from koppel.sync.history import history
from koppel.sync.lease import Lease
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run, show_run
from koppel.sync.slices import Slice
from support.memory import World, build, order


def long_import(home: Home) -> World:
    """Twelve orders, of which a slice books four."""
    world = build(home)
    world.shop.batch = 4
    world.shop.put(*(order(str(number)) for number in range(1001, 1013)))
    return world


def one_slice(world: World, run_id: int) -> str:
    """The state in which a slice ends."""
    return Runner(world.home, run_id, slice_=Slice(most_bookings=4)).run().state


def test_a_run_under_way_ends_when_its_integration_is_paused(home: Home) -> None:
    """After the slice that it is in; what it has planned is booked by the first run after the pause. Seen to fail without
    `pausing.is_over`: the import then goes on to its end."""
    world = long_import(home)
    run_id = new_run(home, "webshop", trigger="schedule")
    assert one_slice(world, run_id) == "again"
    integrations.pause(home, "webshop")
    assert one_slice(world, run_id) == "done"
    booked = len(world.books.creates())
    assert 0 < booked < 12

    integrations.activate(home, "webshop")
    again = new_run(home, "webshop", trigger="schedule")
    while one_slice(world, again) == "again":
        pass
    assert len(world.books.creates()) == len(history(home, "webshop", state="booked")) == 12


def test_a_run_that_is_asked_for_while_paused_goes_to_its_end(home: Home) -> None:
    """Pausing stops what happens by itself, not what a person asks for."""
    world = long_import(home)
    integrations.pause(home, "webshop")
    run_id = new_run(home, "webshop", trigger="command")
    while one_slice(world, run_id) == "again":
        pass
    assert len(world.books.creates()) == 12


def test_a_run_that_finds_another_at_work_waits_for_its_turn(home: Home) -> None:
    """It says until when, so that the schedule wakes it and a command waits for it; asked for again it is used again."""
    world = long_import(home)
    other = Lease(home, 1)
    assert other.take()
    run_id = new_run(home, "webshop", trigger="command")
    assert one_slice(world, run_id) == "waiting"
    assert show_run(home, run_id).waiting_until is not None
    assert new_run(home, "webshop", trigger="command") == run_id
    other.give_back()
    assert one_slice(world, run_id) == "again"

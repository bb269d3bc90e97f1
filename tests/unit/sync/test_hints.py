"""A call from a shop brings one run soon, however often it calls; only integrations that listen are run."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from koppel.home import Home
from koppel.store import Connection, Run
from koppel.sync import hints, integrations
from koppel.sync.runner import Runner
from koppel.testing.clock import Clock
from koppel.work import valkey
from koppel.work.schedule import tick
from support.memory import NOW, World, build


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def world(home: Home, clock: Clock) -> World:
    """Active at the level that has webhooks."""
    world = build(home)
    integrations.set_answers(home, "webshop", {"service_level": "premium"})
    return world


def call(world: World) -> list[int]:
    """The shop calls."""
    with world.home.writing() as session:
        shop = session.query(Connection).filter_by(name="shop").one()
        return hints.ask(session, shop.id, world.home.now())


def runs(world: World) -> list[tuple[str, str]]:
    with world.home.reading() as session:
        return [(run.trigger, run.state) for run in session.query(Run).order_by(Run.id)]


def finish(world: World, run_id: int) -> None:
    with world.home.writing() as session:
        run = session.get_one(Run, run_id)
        run.state, run.waiting_until = "queued", None
    while Runner(world.home, run_id).run().state == "again":
        pass


def test_a_call_puts_one_run_on_record(world: World) -> None:
    """A hundred calls, and one run is queued."""
    for _ in range(100):
        call(world)

    assert runs(world) == [("webhook", "queued")]


def test_calls_at_one_moment_are_one_run(world: World) -> None:
    """Eight at once: whoever comes second sees what the first has asked for."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: call(world), range(24)))

    assert runs(world) == [("webhook", "queued")]


def test_a_run_that_was_queued_anyway_is_enough(world: World) -> None:
    """It has yet to read, so it will see the news."""
    with world.home.writing() as session:
        session.add(Run(integration_id=1, trigger="schedule", only={}, created_at=world.home.now()))

    assert call(world) == []


def test_a_run_under_way_is_not_enough(world: World) -> None:
    """It may have read past the news; another comes after it."""
    with world.home.writing() as session:
        session.add(Run(integration_id=1, trigger="schedule", only={}, state="running", created_at=world.home.now()))

    assert len(call(world)) == 1


def test_within_a_minute_the_next_one_waits(world: World, clock: Clock) -> None:
    """One at most, and at the end of that minute."""
    finish(world, call(world)[0])
    clock.advance(seconds=10)
    call(world)
    call(world)

    with world.home.reading() as session:
        later = session.query(Run).order_by(Run.id.desc()).first()
        assert later is not None
        assert later.state == "waiting"
        assert later.waiting_until is not None
        assert (later.waiting_until - clock()).total_seconds() == 50
    assert runs(world) == [("webhook", "done"), ("webhook", "waiting")]


def test_after_a_minute_it_is_at_once_again(world: World, clock: Clock) -> None:
    """The spacing is for storms only."""
    finish(world, call(world)[0])
    clock.advance(seconds=61)
    call(world)

    assert runs(world) == [("webhook", "done"), ("webhook", "queued")]


@pytest.mark.parametrize("level", ["basic", "pro"])
def test_a_level_without_webhooks_is_not_run(world: World, level: str) -> None:
    """The levels say so, not the shop."""
    integrations.set_answers(world.home, "webshop", {"service_level": level})

    assert call(world) == []
    assert hints.listening(world.home, "shop") == []


def test_a_paused_integration_is_not_run(world: World) -> None:
    """Whoever paused it does not want it to run."""
    assert hints.listening(world.home, "shop") == ["webshop"]
    integrations.pause(world.home, "webshop")

    assert call(world) == []


def test_the_schedule_picks_it_up(world: World) -> None:
    """The row alone is enough: the queue was never asked when the call came."""
    (run_id,) = call(world)
    with valkey.running(world.home.folder) as client:
        assert run_id in tick(world.home, client)
        assert tick(world.home, client) == []

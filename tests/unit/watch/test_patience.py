"""A service that does not answer: borne with, told after some tries, given up after some hours, begun afresh."""

from __future__ import annotations

from datetime import timedelta

from koppel.errors import RateLimited, Unavailable
from koppel.sync import service_levels
from koppel.sync.issues import open_issues
from koppel.sync.runner import Runner
from koppel.sync.runs import RunView, latest_runs, show_run
from koppel.sync.severity import Severity
from koppel.testing.clock import Clock
from support.memory import World, order
from unit.watch.conftest import RunIt


def away() -> None:
    """The shop does not answer."""
    raise Unavailable(service="Memory shop")


def try_until(world: World, run: RunIt, clock: Clock, tries: int) -> RunView:
    """Go on with the same run whenever its time has come."""
    view = run()
    for _ in range(tries - 1):
        if view.waiting_until is None:
            break
        clock.at = view.waiting_until
        Runner(world.home, view.id).run()
        view = show_run(world.home, view.id)
    return view


def test_it_is_told_after_as_many_tries_as_the_level_says(world: World, run: RunIt, clock: Clock) -> None:
    """Basic tells after five; a service that is away for a minute is nobody's business."""
    world.shop.trouble = away
    began = clock()
    assert try_until(world, run, clock, 4).state == "waiting"
    assert open_issues(world.home) == []

    clock.at = latest_runs(world.home, "webshop")[0].waiting_until or clock()
    Runner(world.home, latest_runs(world.home, "webshop")[0].id).run()
    [issue] = open_issues(world.home)
    assert (issue.kind, issue.severity) == ("Failing", Severity.STOPS)
    assert issue.data["since"] == began.isoformat()
    assert "has been failing since 2 Mar 2026 10:00. Memory shop does not answer" in issue.sentence.en


def test_after_the_hours_of_its_level_a_run_gives_up(world: World, run: RunIt, clock: Clock) -> None:
    """It fails with the one issue; nothing of the shop's documents counts as failed."""
    service_levels.change(world.home, "basic", {"give_up_after_hours": 2})
    world.shop.trouble = away
    began = clock()

    view = try_until(world, run, clock, 50)
    assert (view.state, view.error_kind) == ("failed", "Failing")
    assert timedelta(hours=2) <= clock() - began <= timedelta(hours=3)
    assert [issue.kind for issue in open_issues(world.home)] == ["Failing"]


def test_the_next_run_begins_afresh_and_the_moment_stays(world: World, run: RunIt, clock: Clock) -> None:
    """A new run has all its patience; the sentence still says since when, and a good run closes the issue."""
    service_levels.change(world.home, "basic", {"give_up_after_hours": 2})
    world.shop.trouble = away
    began = clock()
    try_until(world, run, clock, 50)
    clock.advance(hours=1)

    assert try_until(world, run, clock, 3).state == "waiting"
    assert [issue.data["since"] for issue in open_issues(world.home)] == [began.isoformat()]
    world.shop.trouble = lambda: None
    world.shop.put(order("1001"))
    assert run().state == "done"
    assert open_issues(world.home) == []


def test_a_limit_is_no_trouble(world: World, run: RunIt, clock: Clock) -> None:
    """A long first export waits for days on a daily limit, and nobody is alarmed."""

    def limited() -> None:
        raise RateLimited(clock() + timedelta(hours=24), service="Memory shop")

    world.shop.trouble = limited
    assert try_until(world, run, clock, 10).state == "waiting"
    assert open_issues(world.home) == []

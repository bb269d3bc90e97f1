"""Schedule and worker: what is told when one of them is not there, while it is away and when it is back."""

from __future__ import annotations

from koppel.home import Home
from koppel.sync import issues, watch
from koppel.sync.issues import open_issues
from koppel.sync.runs import new_run
from koppel.sync.severity import count_by_severity
from koppel.testing.clock import Clock
from koppel.text import same
from koppel.work.watch import watch_round
from support.memory import World
from unit.watch.conftest import RunIt


def kinds(home: Home) -> list[str]:
    """What is open, most urgent first."""
    return [issue.kind for issue in open_issues(home)]


def test_the_pages_say_when_the_schedule_is_away(world: World, clock: Clock) -> None:
    """Seen while looking, since nobody is there to raise it; gone with the next beat."""
    watch_round(world.home)
    clock.advance(minutes=14)
    assert kinds(world.home) == []
    clock.advance(hours=3)
    assert kinds(world.home) == ["not_running"]
    watch_round(world.home)
    assert kinds(world.home) == []


def test_whoever_runs_it_by_a_clock_of_his_own_is_left_alone(world: World, run: RunIt, clock: Clock) -> None:
    """`koppel sync` from cron needs no schedule."""
    watch_round(world.home)
    for _ in range(5):
        clock.advance(hours=1)
        run()
    assert kinds(world.home) == []


def test_a_long_absence_is_told_when_it_is_over(world: World, run: RunIt, clock: Clock) -> None:
    """From when to when; closed a day later, when everything has caught up."""
    watch_round(world.home)
    clock.advance(hours=30)
    watch_round(world.home)
    [issue] = open_issues(world.home)
    assert "did not run from 2 Mar 2026 10:00 to 3 Mar 2026 16:00" in issue.sentence.en

    clock.advance(hours=12)
    run()
    watch_round(world.home)
    assert kinds(world.home) == ["was_down"]
    clock.advance(hours=13)
    watch_round(world.home)
    assert kinds(world.home) == []


def test_a_machine_that_is_off_at_night_is_no_news(world: World, clock: Clock) -> None:
    """Shorter than the patience of the level: it just catches up."""
    watch_round(world.home)
    clock.advance(hours=10)
    watch_round(world.home)
    assert kinds(world.home) == []


def test_runs_that_no_worker_takes_up_are_told(world: World, run: RunIt, clock: Clock) -> None:
    """After a quarter of an hour of looking; a worker that comes back closes it."""
    new_run(world.home, "webshop", trigger="test")
    for _ in range(14):
        watch.look(world.home)
        clock.advance(minutes=1)
    assert kinds(world.home) == []
    clock.advance(minutes=1)
    watch.look(world.home)
    assert kinds(world.home) == ["not_picked_up"]
    run()
    watch.look(world.home)
    assert kinds(world.home) == []


def test_two_processes_do_not_watch_at_once(world: World) -> None:
    """Or each issue would be pushed twice: the second finds the round taken."""
    rounds: list[bool] = []
    original = watch.look

    def look(home: Home) -> None:
        rounds.append(watch_round(home))
        original(home)

    watch.look = look
    try:
        rounds.append(watch_round(world.home))
    finally:
        watch.look = original
    assert rounds == [False, True]


def test_the_most_urgent_comes_first(world: World, clock: Clock) -> None:
    """Everything stops, documents wait, look at it; within each the newest first, and counts of each."""
    for kind in ("reading", "documents_wait", "AuthFailed", "no_orders"):
        clock.advance(minutes=1)
        with world.home.writing() as session:
            issues.raise_issue(session, clock(), subject=kind, kind=kind, sentence=same(kind))

    assert kinds(world.home) == ["AuthFailed", "documents_wait", "no_orders", "reading"]
    assert count_by_severity(kinds(world.home)) == {"stops": 1, "waits": 1, "look": 2}

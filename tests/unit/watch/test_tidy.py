"""What is let go of after the days of the service level, and what never is."""

from __future__ import annotations

from koppel.store import Attempt, Issue, LedgerRow, Run
from koppel.sync import issues, service_levels
from koppel.sync.watch.tidy import tidy, tidy_daily
from koppel.testing.clock import Clock
from koppel.text import same
from support.memory import World, order
from unit.watch.conftest import RunIt


def counts(world: World) -> dict[str, int]:
    """Rows by table."""
    with world.home.reading() as session:
        return {table.__name__: session.query(table).count() for table in (LedgerRow, Attempt, Run, Issue)}


def test_old_attempts_runs_and_solved_issues_go_and_the_ledger_stays(world: World, run: RunIt, clock: Clock) -> None:
    """Without the ledger the next reading would book everything again, so it books nothing twice here."""
    world.shop.put(order("1001"), order("1002"))
    run()
    run()
    with world.home.writing() as session:
        issues.raise_issue(session, clock(), subject="x", kind="reading", sentence=same("?"))
        issues.solve(session, clock(), subject="x")
    clock.advance(days=366)
    tidy(world.home)
    assert counts(world) == {"LedgerRow": 2, "Attempt": 0, "Run": 1, "Issue": 1}

    clock.advance(days=2555)
    tidy(world.home)
    assert counts(world)["Issue"] == 0
    run()
    assert len(world.books.creates()) == 2


def test_the_level_says_how_long(world: World, run: RunIt, clock: Clock) -> None:
    """What is younger stays."""
    service_levels.change(world.home, "basic", {"keep_history_days": 30})
    world.shop.put(order("1001"))
    run()
    clock.advance(days=29)
    run()
    tidy(world.home)
    assert (counts(world)["Attempt"], counts(world)["Run"]) == (1, 2)
    clock.advance(days=2)
    tidy(world.home)
    assert (counts(world)["Attempt"], counts(world)["Run"]) == (0, 1)


def test_it_happens_once_a_day(world: World, run: RunIt, clock: Clock) -> None:
    """The watch asks every minute."""
    service_levels.change(world.home, "basic", {"keep_history_days": 7})
    tidy_daily(world.home)
    world.shop.put(order("1001"))
    run()
    clock.advance(days=0.9)
    run()
    clock.at = clock.at.replace(year=2027)
    tidy_daily(world.home)
    assert counts(world)["Attempt"] == 0
    world.shop.put(order("1002"))
    run()
    assert counts(world)["Attempt"] == 1
    tidy_daily(world.home)
    assert counts(world)["Attempt"] == 1

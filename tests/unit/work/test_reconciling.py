"""Reconciliations on the queue: an id and nothing else, put back when the queue or a worker loses it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import redis

from koppel.home import Home
from koppel.store import Reconciliation
from koppel.sync.reconciliation.progress import keep, progress_of
from koppel.sync.reconciliation.reconciler import Reconciler
from koppel.sync.reconciliation.records import show_reconciliation
from koppel.testing.clock import Clock
from koppel.work import jobs, reconciling, schedule, valkey, worker
from support.memory import NOW
from unit.reconciliation.test_reconciler import limited
from unit.reconciliation.world import BEGIN, UNTIL, asked, booked_world, view


@pytest.fixture
def client(sqlite_home: Home, clock: Clock) -> Iterator[redis.Redis]:
    """A queue of its own, at noon of a day in June."""
    clock.at = NOW
    with valkey.running(sqlite_home.folder) as found:
        yield found


def change(home: Home, record_id: int, *, state: str, **progress: str | None) -> None:
    """The record as another process would have left it."""
    with home.writing() as session:
        record = session.get_one(Reconciliation, record_id)
        record.state = state
        kept = progress_of(record)
        for name, value in progress.items():
            setattr(kept, name, value)
        keep(record, kept)


def test_a_worker_does_what_was_asked_for(sqlite_home: Home, client: redis.Redis) -> None:
    """The button's way: on record, on the queue, done by whichever worker is there."""
    booked_world(sqlite_home)
    record_id = reconciling.request_reconciliation(sqlite_home, "webshop", begin=BEGIN, until=UNTIL)
    worker.work_here(sqlite_home, client, "koppel")

    assert view(sqlite_home, record_id).state == "done"


def test_without_a_queue_it_stays_on_record(
    sqlite_home: Home, client: redis.Redis, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The schedule queues it as soon as there is one."""
    booked_world(sqlite_home)
    monkeypatch.setattr(reconciling, "enqueue", _no_queue)
    record_id = reconciling.request_reconciliation(sqlite_home, "webshop", begin=BEGIN, until=UNTIL)
    monkeypatch.undo()

    assert view(sqlite_home, record_id).state == "queued"
    assert reconciling.due(sqlite_home) == [record_id]


def test_what_waits_is_woken_when_its_time_has_come(sqlite_home: Home, client: redis.Redis, clock: Clock) -> None:
    """Not before; and only once."""
    booked_world(sqlite_home)
    record_id = asked(sqlite_home)
    change(sqlite_home, record_id, state="waiting", waiting_until=(clock() + timedelta(minutes=1)).isoformat())
    early = reconciling.due(sqlite_home)
    clock.advance(minutes=1)
    schedule.tick(sqlite_home, client)
    again = reconciling.due(sqlite_home)
    worker.work_here(sqlite_home, client, "koppel")

    assert (early, again) == ([], [])
    assert view(sqlite_home, record_id).state == "done"


def test_what_the_queue_lost_is_queued_again(sqlite_home: Home, client: redis.Redis, clock: Clock) -> None:
    """After five minutes without anybody taking it."""
    booked_world(sqlite_home)
    record_id = asked(sqlite_home)
    early = reconciling.due(sqlite_home)
    clock.advance(minutes=6)

    assert (early, reconciling.due(sqlite_home)) == ([], [record_id])


def test_what_a_dead_worker_held_is_queued_again(sqlite_home: Home, client: redis.Redis, clock: Clock) -> None:
    """While it is held it is left alone; a worker that died stops holding it after minutes."""
    booked_world(sqlite_home)
    record_id = asked(sqlite_home)
    held = (clock() + timedelta(minutes=8)).isoformat()
    change(sqlite_home, record_id, state="running", held_by="dead", held_until=held)
    clock.advance(minutes=7)
    alive = reconciling.due(sqlite_home)
    clock.advance(minutes=2)

    assert (alive, reconciling.due(sqlite_home)) == ([], [record_id])


def test_after_a_start_nothing_of_the_queue_is_relied_on(sqlite_home: Home, client: redis.Redis) -> None:
    """The schedule queues at once what was queued before."""
    booked_world(sqlite_home)
    record_id = asked(sqlite_home)
    schedule.requeue_all(sqlite_home)

    assert reconciling.due(sqlite_home) == [record_id]


def test_a_slice_with_more_to_do_goes_behind_the_others(
    sqlite_home: Home, client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is queued again by its own job until it is done."""
    world = booked_world(sqlite_home, *(str(number) for number in range(1001, 1011)))
    monkeypatch.setattr(
        "koppel.work.reconciling.Reconciler", lambda home, record_id: Reconciler(home, record_id, slice_s=0)
    )
    record_id = reconciling.request_reconciliation(sqlite_home, "webshop", begin=BEGIN, until=UNTIL)
    worker.work_here(sqlite_home, client, "koppel")

    assert world.shop.reads > 3
    assert view(sqlite_home, record_id).state == "done"


def test_at_a_terminal_a_short_limit_is_waited_for(
    sqlite_home: Home, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Up to five minutes; a longer one is left to the schedule."""
    clock.at = NOW
    world = booked_world(sqlite_home)
    limited(world, clock)
    monkeypatch.setattr("koppel.work.reconciling.time.sleep", lambda _: clock.advance(seconds=20))
    record_id = asked(sqlite_home)
    reconciling.reconcile_now(sqlite_home, record_id, on_progress=lambda _: None)

    assert view(sqlite_home, record_id).state == "done"
    assert clock() == NOW + timedelta(minutes=1)


def test_a_job_outside_a_worker_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """An id alone says of no installation whose it is."""
    monkeypatch.setattr(jobs, "_homes", [])
    with pytest.raises(Exception, match="outside a worker"):
        reconciling.reconcile_slice(1)


def test_one_that_does_not_exist_is_nothing(sqlite_home: Home) -> None:
    """An unknown id shows nothing."""
    assert show_reconciliation(sqlite_home, 7) is None


def _no_queue(client: redis.Redis, record_id: int) -> None:
    raise redis.ConnectionError

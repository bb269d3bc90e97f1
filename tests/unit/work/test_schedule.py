"""The schedule starts what is due once, wakes what has waited, and queues again what a queue has lost."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy.exc import OperationalError

from koppel.home import Home, Pace
from koppel.store import Integration, Run
from koppel.store.folder import open_folder
from koppel.sync import integrations
from koppel.sync.runs import latest_runs, new_run, show_run
from koppel.testing.clock import Clock
from koppel.work import schedule, valkey
from koppel.work.foreground import sync_now
from support.memory import build, order


@pytest.fixture
def queue(home: Home) -> Iterator[redis.Redis]:
    """A real Valkey on a socket of the data folder."""
    with valkey.running(home.folder) as client:
        yield client


def test_an_active_integration_is_started_once_when_due(home: Home, clock: Clock, queue: redis.Redis) -> None:
    """Two schedules on one database start one run; the next comes after the interval of its service level."""
    build(home)

    started = [*schedule.tick(home, queue), *schedule.tick(home, queue)]

    assert len(started) == 1
    with home.reading() as session:
        assert session.query(Integration).one().next_run_at == clock() + timedelta(minutes=60)


def test_a_paused_integration_is_not_started(home: Home, queue: redis.Redis) -> None:
    """Pausing ends the schedule for it."""
    build(home)
    integrations.pause(home, "webshop")

    assert schedule.tick(home, queue) == []


def test_a_waiting_run_is_woken_at_its_time(home: Home, clock: Clock, queue: redis.Redis) -> None:
    """A run that was put back with a time is queued again then, not before."""
    build(home)
    run_id = new_run(home, "webshop", trigger="test")
    with home.writing() as session:
        run = session.get_one(Run, run_id)
        run.state, run.waiting_until = "waiting", clock() + timedelta(minutes=2)

    assert schedule.tick(home, queue) == []
    clock.advance(minutes=2)
    assert schedule.tick(home, queue) == [run_id]
    assert show_run(home, run_id).state == "queued"


def test_a_run_whose_worker_died_is_queued_again(home: Home, clock: Clock, queue: redis.Redis) -> None:
    """A running run without a living lease is taken up again after a while."""
    build(home)
    run_id = new_run(home, "webshop", trigger="test")
    with home.writing() as session:
        session.get_one(Run, run_id).state = "running"
        session.get_one(Run, run_id).enqueued_at = clock()

    assert schedule.tick(home, queue) == []
    clock.advance(minutes=6)
    assert schedule.tick(home, queue) == [run_id]


def test_a_queue_that_lost_everything_is_filled_again(home: Home, queue: redis.Redis) -> None:
    """After Valkey was away, what was queued is queued once more."""
    build(home)
    runs = schedule.tick(home, queue)
    queue.flushall()
    schedule.requeue_all(home)

    assert schedule.tick(home, queue) == runs


def test_a_run_goes_through_the_queue_to_its_end(home: Home) -> None:
    """`sync_now` without a worker around works the run itself, over a real queue, and reports progress."""
    world = build(home)
    world.shop.put(*(order(str(number)) for number in range(1001, 1006)))

    run = sync_now(home, "webshop")

    assert (run.state, run.counts["booked"]) == ("done", 5)
    assert [other.id for other in latest_runs(home, "webshop")] == [run.id]


def test_a_run_that_hits_the_limit_is_put_back(home: Home, clock: Clock) -> None:
    """A limit that lasts longer than a command waits leaves the run waiting with its time; nothing is failed."""
    from koppel.errors import RateLimited

    world = build(home)
    world.shop.put(order("1001"))

    def limited(booking: object) -> None:
        raise RateLimited(clock() + timedelta(hours=3), service="Memory books")

    world.books.before.append(limited)
    run = sync_now(home, "webshop")

    assert (run.state, run.waiting_until) == ("waiting", clock() + timedelta(hours=3))
    assert run.counts["failed"] == 0


def test_a_run_that_still_waits_on_the_queue_is_not_queued_twice(home: Home, clock: Clock, queue: redis.Redis) -> None:
    """A busy worker comes to it later than runs count as lost; copies would only keep it from the work."""
    build(home)
    schedule.tick(home, queue)
    for _ in range(3):
        clock.advance(minutes=6)
        schedule.tick(home, queue)

    assert Queue("koppel", connection=queue, serializer=JSONSerializer).count == 1


@pytest.mark.postgres
def test_two_schedules_at_one_moment_start_one_run(postgres_home: Home, clock: Clock) -> None:
    """What one of them has locked to decide on, the other leaves alone."""
    build(postgres_home)
    with postgres_home.writing() as one, postgres_home.writing() as other:
        assert len(schedule._due(one, clock())) == 1
        assert schedule._due(other, clock()) == []


def test_the_schedule_outlives_a_database_that_is_away(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that is locked when the schedule starts, and again later, ends no thread; it ticks once it can."""
    stop, asked = threading.Event(), iter(["locked", "free", "locked", "free"])
    ticked: list[str] = []

    def locked(home: Home) -> None:
        if next(asked) == "locked":
            raise OperationalError("BEGIN", {}, Exception("database is locked"))

    def tick(home: Home, client: redis.Redis) -> None:
        ticked.append("tick")
        if len(ticked) == 2:
            stop.set()
        raise redis.ConnectionError

    home.pace = Pace(tick_s=0.001)
    monkeypatch.setattr(schedule, "requeue_all", locked)
    monkeypatch.setattr(schedule, "tick", tick)
    monkeypatch.setattr(schedule, "keep_watch", lambda *_: None)

    schedule.run_schedule(home, redis.Redis(), stop)

    assert ticked == ["tick", "tick"]


def test_two_processes_start_one_valkey(tmp_path: Path) -> None:
    """Both find none and start one at the same moment: the second uses the first's instead of taking its socket away."""
    folder = open_folder(tmp_path)
    with ThreadPoolExecutor(4) as pool:
        started = [process for process in pool.map(lambda _: valkey.start(folder), range(4)) if process is not None]

    for process in started:
        valkey.stop(process)
    assert len(started) == 1


def test_a_child_whose_parent_died_early_dies_too(tmp_path: Path) -> None:
    """The kernel tells only of deaths to come: who finds another parent than the one it was started by, ends itself."""
    code = (
        "import os; from koppel.work.valkey import die_with_parent; die_with_parent(os.getppid() + 1); print('lives')"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)

    assert (ended.returncode, ended.stdout) == (-signal.SIGKILL, b"")

"""What surrounds the program fails: disk, database, folder, clock, queue. Runs stop cleanly and go on; pages say why."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from typing import Any

import pytest
import redis
from sqlalchemy import Engine, event, select

from koppel.home import Home
from koppel.store import Integration, Run, ServiceLevel
from koppel.store.engine import open_engine, sqlite_url
from koppel.sync.history import history
from koppel.sync.lease import Lease
from koppel.sync.runner import Finish, Runner
from koppel.sync.runs import OPEN_STATES, new_run, show_run
from koppel.testing.clock import Clock
from koppel.work import checkup, jobs, schedule, surroundings, valkey
from koppel.work.queue import QUEUE, request_run
from koppel.work.worker import work_here
from support.memory import World, build, order
from unit.web.visiting import Visitor, readable
from unit.web.world import make_pages

Setting = Callable[[sqlite3.Connection], None]


def full(connection: sqlite3.Connection) -> None:
    """No page more than there are: SQLite answers as it does on a full disk."""
    connection.execute("PRAGMA max_page_count=1")


def read_only(connection: sqlite3.Connection) -> None:
    """Nothing may be written: SQLite answers as for a file that cannot be (which root could)."""
    connection.execute("PRAGMA query_only=ON")


def impatient(connection: sqlite3.Connection) -> None:
    """Who finds the database locked waits for a moment only."""
    connection.execute("PRAGMA busy_timeout=20")


@contextmanager
def every_connection(engine: Engine, setting: Setting) -> Iterator[None]:
    """All connections have it for as long as the block lasts."""

    def connected(connection: Any, record: Any) -> None:
        del record
        setting(connection)

    event.listen(engine, "connect", connected)
    engine.dispose()
    try:
        yield
    finally:
        event.remove(engine, "connect", connected)
        engine.dispose()


@contextmanager
def locked(home: Home) -> Iterator[None]:
    """Another program has begun to write and does not end."""
    other = sqlite3.connect(home.folder.path / "koppel.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with every_connection(home.engine, impatient):
            yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def go(home: Home) -> Finish:
    """What a worker does with the run that is open, else with a new one."""
    with home.reading() as session:
        open_run = session.scalar(select(Run.id).where(Run.state.in_(OPEN_STATES)))
    run_id = open_run or new_run(home, "webshop", trigger="test")
    finish = Runner(home, run_id).run()
    while finish.state == "again":
        finish = Runner(home, run_id).run()
    return finish


def booked_once(world: World) -> bool:
    """Every order stands in the package, was created there once, and the ledger says so."""
    creates = Counter(world.books.creates())
    states = {row.state for row in history(world.home, "webshop")}
    return set(creates.values()) == {1} and len(creates) == len(world.shop.documents) and states == {"booked"}


@pytest.fixture
def world(sqlite_home: Home, clock: Clock) -> World:
    """A shop with forty orders to book."""
    made = build(sqlite_home)
    made.shop.batch = 20
    made.shop.put(*(order(str(number)) for number in range(1001, 1041)))
    return made


def strike(world: World, at: int, what: Callable[[], Any]) -> None:
    """Do something to the surroundings when the package has just booked so many documents."""

    def look(booking: object) -> None:
        if len(world.books.entries) == at:
            what()

    world.books.after.append(look)


@pytest.mark.parametrize("setting", [full, read_only])
@pytest.mark.parametrize("at", [1, 7, 20])
def test_a_database_that_takes_nothing_more_stops_a_run_and_nothing_is_lost(
    world: World, clock: Clock, setting: Setting, at: int
) -> None:
    """A disk that is full, or a folder that is read-only, in the middle: the run waits, and ends once that is over.

    Guards: `sync.runner.Runner._without_database` and `sync.lease.Lease.give_back` (both would raise), `sync.booker`.
    """
    trouble = every_connection(world.home.engine, setting)
    strike(world, at, trouble.__enter__)
    world.books.after.append(world.books.after.pop(0))

    assert go(world.home).state == "waiting"
    trouble.__exit__(None, None, None)
    clock.advance(minutes=5)

    assert go(world.home).state == "done"
    assert booked_once(world)


def test_a_run_waits_for_a_database_that_another_program_has_locked(world: World, clock: Clock) -> None:
    """Locked for longer than anybody waits, in the middle of booking: nothing is booked twice, nothing lost.

    Guards: `sync.runner.Runner._without_database`, `sync.booker.Booker.settle`.
    """
    lock = locked(world.home)
    strike(world, 5, lock.__enter__)

    assert go(world.home).state == "waiting"
    lock.__exit__(None, None, None)
    clock.advance(minutes=5)

    assert go(world.home).state == "done"
    assert booked_once(world)


def test_a_lease_that_cannot_be_given_back_lapses(world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is locked when all is done but giving back the lease: the run is done, and the next begins in time.

    Guard: `sync.lease.Lease.give_back`.
    """
    lock, keep = locked(world.home), Runner._keep_history
    monkeypatch.setattr(Runner, "_keep_history", lambda self, pair: (keep(self, pair), lock.__enter__()))

    assert go(world.home).state == "done"
    lock.__exit__(None, None, None)
    monkeypatch.undo()

    assert go(world.home).state == "waiting"
    clock.advance(seconds=world.home.pace.lease.total_seconds() + 1)
    assert go(world.home).state == "done"


def test_a_job_that_cannot_even_begin_ends_without_a_fault(world: World) -> None:
    """The worker takes a run off the queue and cannot even read of it; the run stays on record for the schedule.

    Guard: `work.jobs.run_slice`.
    """
    run_id, engine = new_run(world.home, "webshop", trigger="test"), world.home.engine
    jobs.serve_home(world.home)

    world.home.engine = open_engine(sqlite_url(world.home.folder.path / "not-there"))
    assert jobs.run_slice(run_id) == "waiting"
    world.home.engine = engine

    assert show_run(world.home, run_id).state == "queued"


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=1)], ids=["an hour back", "a day ahead"])
def test_a_clock_that_jumps_in_the_middle_of_a_run_books_nothing_twice(
    world: World, clock: Clock, jump: timedelta
) -> None:
    """The run under way ends as if nothing was, and so does the next.

    Guard: `sync.lease.Lease.hold`, which asks who holds it and not until when.
    """
    strike(world, 7, lambda: clock.advance(seconds=jump.total_seconds()))

    assert go(world.home).state == "done"
    world.shop.put(order("2001"))
    assert go(world.home).state == "done"
    assert booked_once(world)


def test_a_clock_set_back_after_a_death_does_not_stop_the_integration_for_long(world: World, clock: Clock) -> None:
    """A worker died, then the clock went back a day: its lease and its row in *sending* are from a time yet to come.

    Guards: `sync.lease.is_free`, `work.schedule._lost`, `sync.booker.Booker._settle_one`.
    """
    strike(world, 7, lambda: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        go(world.home)
    world.books.after.clear()
    with world.home.writing() as session:
        row = session.scalars(select(Integration)).one()
        row.lease_owner, row.lease_until = "dead", clock() + world.home.pace.lease
        session.scalars(select(Run)).one().enqueued_at = clock()
    clock.advance(days=-1)

    with valkey.running(world.home.folder) as queue:
        assert schedule.tick(world.home, queue) == [1]
    assert go(world.home).state == "waiting"
    clock.advance(seconds=world.home.sure_after_s + 1)
    assert go(world.home).state == "done"
    assert booked_once(world)


def test_leases_of_machines_whose_clocks_differ_by_minutes_hold(sqlite_home: Home, clock: Clock) -> None:
    """Ten minutes apart, and the lease of the one that is ahead still keeps the other out.

    Guard: `sync.lease.is_free` (its margin).
    """
    build(sqlite_home)
    clock.advance(minutes=10)
    assert Lease(sqlite_home, 1).take()
    clock.advance(minutes=-10)

    assert not Lease(sqlite_home, 1).take()


def test_runs_asked_for_while_valkey_is_gone_start_when_it_is_back(world: World, clock: Clock) -> None:
    """For ten minutes there is no queue: asking works, the schedule waits, and then everything is booked once.

    Guards: `work.queue.request_run`, `work.schedule.run_schedule` (what the queue held is in doubt) and `requeue_all`.
    """
    run_id = request_run(world.home, "webshop")
    client = valkey.connect(world.home.folder)
    for _ in range(10):
        clock.advance(minutes=1)
        schedule.requeue_all(world.home)
        with pytest.raises(redis.RedisError):
            schedule.tick(world.home, client)
    assert show_run(world.home, run_id).state == "queued"

    with valkey.running(world.home.folder) as back:
        schedule.requeue_all(world.home)
        assert schedule.tick(world.home, back) == [run_id]
        work_here(world.home, back, QUEUE)
    client.close()
    assert show_run(world.home, run_id).state == "done"
    assert booked_once(world)


SENTENCES = {
    "full": ("The disk with Koppel's data is full.", "De schijf met de gegevens van Koppel is vol."),
    "read_only": ("Koppel may only read its data", "Koppel mag zijn gegevens alleen lezen"),
    "locked": ("Another program keeps Koppel's database locked.", "Een ander programma houdt de database"),
}


def surrounded(home: Home, trouble: str) -> Any:
    """One of the three troubles, for as long as the block lasts."""
    if trouble == "locked":
        return locked(home)
    return every_connection(home.engine, {"full": full, "read_only": read_only}[trouble])


@pytest.mark.parametrize("trouble", SENTENCES)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_page_that_cannot_write_says_what_is_wrong(sqlite_home: Home, trouble: str, language: str) -> None:
    """503 with one sentence that says what to do, in the reader's language; no word of the library's.

    Guards: `web.troubles._database`, `store.problems.problem_of`.
    """
    pages = make_pages(sqlite_home)
    visitor = Visitor(pages).set_up(language=language)

    def write(**_: Any) -> str:
        fill_something(sqlite_home)
        return ""

    pages.app.view_functions["overview.page"] = write
    with surrounded(sqlite_home, trouble):
        answer = visitor.get("/")

    assert answer.status_code == 503
    assert SENTENCES[trouble][language == "nl"] in readable(answer)
    assert "sqlite" not in answer.text.lower()


@pytest.mark.parametrize("trouble", SENTENCES)
def test_the_doctor_names_the_trouble(sqlite_home: Home, trouble: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check that cannot be made says why, and the other checks go on.

    Guard: `work.checkup._checked`.
    """
    monkeypatch.setattr(checkup, "_key", lambda home: fill_something(home))

    with surrounded(sqlite_home, trouble):
        found = {finding.name: finding for finding in checkup.examine(sqlite_home, try_connections=False)}

    assert SENTENCES[trouble][0] in found["key"].sentence.en
    assert found["database"].verdict == "ok"


TROUBLES = {
    "queue": ("Koppel's queue does not answer", "De wachtrij van Koppel antwoordt niet"),
    "disk": ("The disk with Koppel's data is full", "De schijf met de gegevens van Koppel is vol"),
    "folder": ("Koppel cannot write in its data folder", "Koppel kan niet schrijven in zijn gegevensmap"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_page_says_what_stops_the_work(
    sqlite_home: Home, trouble: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also a page that only reads: no queue, no room, no folder to write in. Nothing of it when all is well.

    Guard: `work.surroundings.troubles`.
    """
    visitor = Visitor(make_pages(sqlite_home)).set_up(language=language)
    with valkey.running(sqlite_home.folder), surroundings.watched(sqlite_home):
        assert not any(said[language == "nl"] in readable(visitor.get("/connectors/")) for said in TROUBLES.values())

    with valkey.running(sqlite_home.folder) if trouble != "queue" else nullcontext(), monkeypatch.context() as patch:
        if trouble == "disk":
            patch.setattr(surroundings, "_TOO_LITTLE", 10**18)
        if trouble == "folder":
            patch.setattr("koppel.work.surroundings.os.access", lambda *_: False)
        with surroundings.watched(sqlite_home):
            shown = readable(visitor.get("/connectors/"))

    assert [name for name, said in TROUBLES.items() if said[language == "nl"] in shown] == [trouble]


def fill_something(home: Home) -> Any:
    """Write more than the pages that are there can take."""
    with home.writing() as session:
        for number in range(500):
            session.add(ServiceLevel(
                key=f"k{number}", title="x" * 40, every_minutes=1, webhooks=False, give_up_after_hours=1,
                keep_history_days=1, alert_after_failures=1,
            ))  # fmt: skip

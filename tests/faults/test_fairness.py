"""Several integrations on one worker, over a real queue with a worker that forks: none starves the others, none idles it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import redis
from rq import Queue
from rq.serializers import JSONSerializer

from koppel.api import Booking, RateLimited
from koppel.connections import manage
from koppel.connectors import Connector
from koppel.home import Home
from koppel.plugins import Installed
from koppel.sync import integrations
from koppel.sync.runner import Slice
from koppel.sync.runs import show_run
from koppel.testing.clock import Clock
from koppel.work import queue as queues
from koppel.work import schedule, valkey, worker
from koppel.work.queue import request_run
from support.memory import Books, MemoryBooks, MemoryShop, Shop, World, build, order

SLICE = Slice().most_bookings
LONGEST_CALL_S = 30.0
"""The time-out of one call of a connector."""


@pytest.fixture
def valkey_queue(sqlite_home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[redis.Redis]:
    """A real Valkey on a socket of the data folder. A worker leaves its name in the environment."""
    for name in ("RQ_JOB_ID", "RQ_WORKER_ID"):
        monkeypatch.setenv(name, "")
    with valkey.running(sqlite_home.folder) as client:
        yield client


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """The references of both packages in the order in which they were made. The worker's children write it, one after the
    other: what they hold in memory dies with them."""
    return tmp_path / "made.txt"


def noted_in(made: Path, books: Books) -> None:
    """Have the package write down what it makes."""

    def note(booking: Booking) -> None:
        with made.open("a") as file:
            file.write(f"{booking.reference}\n")

    books.after.append(note)


def second(home: Home) -> World:
    """Another shop and another package, coupled as `small`."""
    shop, books = Shop(), Books()
    kinds: list[type[Connector]] = [
        type("SmallShop", (MemoryShop,), {"shop": shop, "key": "small-shop"}),
        type("SmallBooks", (MemoryBooks,), {"books": books, "key": "small-books"}),
    ]
    added = {kind.key: Installed(connector=kind, plugin="memory", version="1") for kind in kinds}
    home.__dict__["plugins"] = replace(home.plugins, installed={**home.plugins.installed, **added})
    manage.add(home, "small-shop", "smallshop", {"api_key": "shop-key-456"})
    manage.add(home, "small-books", "smallbooks", {"api_key": "books-key-456"})
    integrations.add(home, "small", "smallshop", "smallbooks")
    integrations.set_answers(home, "small", {"export_from": "2026-06-01", "vat_mapping": {"NL-21": "H"}})
    integrations.activate(home, "small")
    return World(home, shop, books)


def test_ten_orders_wait_for_one_slice_of_a_long_import_at_most(
    sqlite_home: Home, valkey_queue: redis.Redis, made: Path
) -> None:
    """Thousands of orders were queued first; the ten of the other shop are booked after at most one slice of them. The
    guards are `Slice.most_bookings`, and that `jobs.run_slice` puts a run with more to do at the end of the queue."""
    large = build(sqlite_home)
    small = second(sqlite_home)
    large.shop.batch = 100
    large.shop.put(*(order(f"A{number}") for number in range(SLICE + 100)))
    small.shop.put(*(order(f"B{number}") for number in range(10)))
    for books in (large.books, small.books):
        noted_in(made, books)
    runs = [request_run(sqlite_home, name) for name in ("webshop", "small")]

    worker.work(sqlite_home, valkey_queue, burst=True)

    booked = made.read_text().split()
    assert sum(reference.startswith("A") for reference in booked[: booked.index("B9")]) <= SLICE
    assert len(booked) == len(set(booked)) == SLICE + 110
    assert [show_run(sqlite_home, run).state for run in runs] == ["done", "done"]


def test_a_run_that_waits_for_a_limit_occupies_no_worker(
    sqlite_home: Home, clock: Clock, valkey_queue: redis.Redis, made: Path
) -> None:
    """The only worker books the other shop's orders while the first waits until tomorrow, and the queue is empty; the
    schedule wakes the first at its time. The guard is that a limit ends the slice with a time, in `Runner._wait`, and is
    not slept through."""
    limited, free = build(sqlite_home), second(sqlite_home)
    limited.shop.put(order("A1"))
    free.shop.put(order("B1"))
    noted_in(made, free.books)
    noted_in(made, limited.books)
    tomorrow = clock() + timedelta(days=1)

    def until_tomorrow(_: Booking) -> None:
        if clock() < tomorrow:
            raise RateLimited(tomorrow, service="Memory books")

    limited.books.before.append(until_tomorrow)
    runs = [request_run(sqlite_home, name) for name in ("webshop", "small")]
    worker.work(sqlite_home, valkey_queue, burst=True)

    assert made.read_text().split() == ["B1"]
    assert _waits(sqlite_home, runs[0]) == tomorrow
    assert Queue(queues.QUEUE, connection=valkey_queue, serializer=JSONSerializer).is_empty()

    clock.at = tomorrow
    assert runs[0] in schedule.tick(sqlite_home, valkey_queue)
    worker.work(sqlite_home, valkey_queue, burst=True)
    assert made.read_text().split() == ["B1", "A1"]


def _waits(home: Home, run_id: int) -> datetime | None:
    return show_run(home, run_id).waiting_until


def test_no_slice_comes_near_the_time_at_which_the_queue_kills_it() -> None:
    """A slice, overrun by the longest thing that is not interrupted: a `find` of which every call times out three times
    and a document of six calls. The guard is `queue.JOB_TIMEOUT_S`; what is killed is safe, but it is done again."""
    find_s = 3 * LONGEST_CALL_S * 3
    document_s = 6 * LONGEST_CALL_S
    half_s = Slice().most_s / 2

    assert Slice().most_s + half_s + find_s + document_s < queues.JOB_TIMEOUT_S

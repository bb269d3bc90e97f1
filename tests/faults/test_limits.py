"""A long history within a daily limit: never more calls than allowed, today's orders first, and an honest estimate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from koppel.api import Document, DocumentKind, Limit, RateLimited, Rejected, Unavailable
from koppel.connections.budget import window_start
from koppel.home import Home
from koppel.store import CallCount, Connection, LedgerRow
from koppel.sync import slices
from koppel.sync.history import history
from koppel.sync.integrations import show
from koppel.sync.runner import Finish, Runner, Slice
from koppel.sync.runs import new_run, retry, show_run
from koppel.testing.clock import Clock
from support.memory import World, build, order
from support.metered import metered

DAY_S = 86_400
EVERY = timedelta(hours=4)


def run(world: World, slice_: Slice | None = None) -> Finish:
    """One run to its end or its pause."""
    run_id = new_run(world.home, "webshop", trigger="test")
    finish = Runner(world.home, run_id, slice_=slice_).run()
    while finish.state == "again":
        finish = Runner(world.home, run_id, slice_=slice_).run()
    return finish


def put_history(world: World, count: int) -> None:
    """Orders from before the activation, numbered from 1."""
    long_ago = world.home.now() - timedelta(days=30)
    world.shop.batch = 100
    world.shop.put(*(order(str(number), paid_at=long_ago) for number in range(1, count + 1)))


def states(world: World) -> dict[str, str]:
    """The ledger: state by document."""
    return {row.document: row.state for row in history(world.home, "webshop")}


def refund(sale: Document) -> Document:
    """The whole sale taken back."""
    return replace(
        sale,
        key=f"refund:{sale.number}:1",
        kind=DocumentKind.CREDIT_NOTE,
        number=f"{sale.number}-R",
        original=sale,
        total_incl=-sale.total_incl,
        total_tax=None,
        lines=(),
    )


class Seconds:
    """A processor's clock that only moves when somebody works."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = 0.0
        monkeypatch.setattr(slices, "monotonic", lambda: self.at)

    def pass_by(self, seconds: float) -> Callable[..., None]:
        """A trouble that takes so long."""

        def work(*_: object) -> None:
            self.at += seconds

        return work


@dataclass
class Story:
    """Days of regular runs with some orders in each of them."""

    world: World
    clock: Clock
    delays: list[timedelta] = field(default_factory=list)
    estimates: dict[int, datetime | None] = field(default_factory=dict)
    numbers: int = 100_000

    def until_done(self, *, most_days: int) -> datetime:
        """Let it run every four hours; two new orders before each run. Gives when the last of the history was booked."""
        begun = self.clock()
        while (self.clock() - begun).days < most_days:
            fresh = [self._new_order() for _ in range(2)]
            self.clock.at += EVERY
            assert run(self.world).state == "done"
            self.delays += [self._booked_at(number) - (self.clock() - EVERY) for number in fresh]
            view = show(self.world.home, "webshop").history
            if view is None:
                return self.clock()
            self.estimates.setdefault((self.clock() - begun).days, view.done_at)
        raise AssertionError("the history never ended")

    def _new_order(self) -> str:
        self.numbers += 1
        self.world.shop.put(order(str(self.numbers), paid_at=self.clock()))
        return str(self.numbers)

    def _booked_at(self, number: str) -> datetime:
        with self.world.home.reading() as session:
            row = session.query(LedgerRow).filter_by(number=number).one()
        assert row.booked_at is not None, f"{number} is {row.state}"
        return row.booked_at


def calls_by_day(home: Home) -> list[int]:
    """The calls of each day so far."""
    with home.reading() as session:
        rows = session.query(CallCount).filter_by(window_s=DAY_S).order_by(CallCount.begins_at)
        return [row.calls for row in rows]


def test_a_history_spreads_over_the_days_and_todays_orders_do_not_wait(sqlite_home: Home, clock: Clock) -> None:
    """500 orders at 125 calls a day take five days of at most 100 calls each, since each portion has a `find` as well;
    the day's own orders are booked at the next run. The guard is `Share.documents`: without it the history takes every call
    of the day, and the day's orders wait until tomorrow."""
    world = metered(sqlite_home, Limit(calls=125, window_s=DAY_S), start="2026-01-01")
    put_history(world, 500)
    story = Story(world, clock)
    begun = window_start(clock(), DAY_S)

    done = story.until_done(most_days=8)

    days = calls_by_day(sqlite_home)
    assert max(days) <= 125
    assert all(calls >= 100 for calls in days[:-1])
    assert max(story.delays) <= EVERY
    assert len(world.books.creates()) == len(set(world.books.creates())) == 500 + story.numbers - 100_000
    assert len(days) == 6
    said = story.estimates[1]
    assert said is not None
    assert abs(said - done) <= (done - begun) / 10


def test_the_owners_own_limit_counts_as_well(sqlite_home: Home, clock: Clock) -> None:
    """A limit of the owner's own, on a window that the service does not limit, is shared in the same way."""
    world = metered(sqlite_home, start="2026-01-01")
    with sqlite_home.writing() as session:
        session.query(Connection).filter_by(name="books").one().limits = {str(DAY_S): 50}
    put_history(world, 100)

    assert run(world).state == "done"
    assert 35 <= calls_by_day(sqlite_home)[0] <= 40


def test_a_run_that_used_up_the_share_of_the_history_is_done_and_says_when_it_goes_on(
    sqlite_home: Home, clock: Clock
) -> None:
    """It does not wait with the integration blocked: the schedule starts the next run at its time. The guard is that
    `Share.documents` gives 0 instead of letting the calls run into the limit."""
    world = metered(sqlite_home, Limit(calls=50, window_s=DAY_S), start="2026-01-01")
    put_history(world, 100)
    run_id = new_run(sqlite_home, "webshop", trigger="test")

    assert Runner(sqlite_home, run_id).run().state == "done"
    view = show_run(sqlite_home, run_id)
    assert view.history is not None
    assert view.history.goes_on_at == window_start(clock(), DAY_S) + timedelta(days=1)
    assert (view.history.total, view.history.booked + view.history.left) == (100, 100)


def test_nothing_is_said_of_the_end_before_anything_was_measured(sqlite_home: Home, clock: Clock) -> None:
    """With a dozen documents booked nobody knows what the others will cost."""
    world = metered(sqlite_home, Limit(calls=15, window_s=DAY_S), start="2026-01-01")
    put_history(world, 100)
    run(world)

    view = show(sqlite_home, "webshop").history
    assert view is not None
    assert view.booked > 0
    assert view.done_at is None


def test_todays_orders_are_read_and_booked_in_the_midst_of_the_history(sqlite_home: Home, clock: Clock) -> None:
    """An order that comes while a run is busy with the history is the first that the next slices book. The guards are the
    order of the two in `Work._book`, and `ReadingMark.is_fresh`, which lets a long run read again every five minutes."""
    world = build(sqlite_home, start="2026-01-01")
    put_history(world, 50)
    run_id = new_run(sqlite_home, "webshop", trigger="test")
    assert Runner(sqlite_home, run_id, slice_=Slice(most_bookings=10)).run().state == "again"

    clock.advance(minutes=6)
    world.shop.put(order("1001", paid_at=clock()))
    Runner(sqlite_home, run_id, slice_=Slice(most_bookings=10)).run()

    assert world.books.creates()[10] == "1001"


def test_a_run_of_many_slices_reads_once_more_before_it_ends(sqlite_home: Home, clock: Clock) -> None:
    """An order that came between its slices is booked by this run, since no other is begun while it is queued. The guard is
    `ReadingMark.grow_stale` at the end of `Work.do`."""
    world = build(sqlite_home, start="2026-01-01")
    put_history(world, 30)
    run_id = new_run(sqlite_home, "webshop", trigger="test")
    Runner(sqlite_home, run_id, slice_=Slice(most_bookings=20)).run()
    world.shop.put(order("1001", paid_at=clock()))
    while Runner(sqlite_home, run_id, slice_=Slice(most_bookings=20)).run().state == "again":
        pass

    assert "1001" in world.books.entries


def test_the_shop_is_read_on_while_the_package_takes_no_calls(
    sqlite_home: Home, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package that says "come back tomorrow" stops the booking, not a reading that takes many slices. The guard is
    `working._tried`, which keeps the trouble of one half until the other is done too."""
    world = build(sqlite_home)
    world.shop.trouble = Seconds(monkeypatch).pass_by(40)
    world.shop.put(*(order(str(number)) for number in range(1, 21)))

    def full(*_: object) -> None:
        raise RateLimited(clock() + timedelta(days=1), service="Memory books")

    world.books.before.append(full)
    finish = run(world)

    assert (finish.state, finish.until) == ("waiting", clock() + timedelta(days=1))
    assert set(states(world).values()) == {"planned"}
    assert len(states(world)) == 20


def test_what_was_read_is_booked_while_the_shop_is_away(sqlite_home: Home, clock: Clock) -> None:
    """A shop that is down keeps nothing in the ledger. The guard is `working._tried`, as above."""
    world = build(sqlite_home)
    world.shop.put(*(order(str(number)) for number in range(1, 5)))
    world.books.before.append(_away(times=1))
    run(world)
    assert set(states(world).values()) == {"planned"}

    clock.advance(hours=1)
    world.shop.trouble = _away(times=99)
    assert run(world).state == "waiting"
    assert set(states(world).values()) == {"booked"}


def _away(*, times: int) -> Callable[..., None]:
    left = [times]

    def trouble(*_: object) -> None:
        if left[0] > 0:
            left[0] -= 1
            raise Unavailable(service="Memory")

    return trouble


def test_a_refund_of_today_brings_its_old_sale_forward(sqlite_home: Home, clock: Clock) -> None:
    """The sale stands far back in the history of which the share is used up; it is booked with its refund, and before it.
    The guard is `due._sort_in`: without it the refund would stand in the books without its sale."""
    world = metered(sqlite_home, Limit(calls=50, window_s=DAY_S), start="2026-01-01")
    put_history(world, 100)
    run(world)
    assert states(world)["order:99"] == "planned"

    clock.advance(minutes=10)
    world.shop.put(replace(refund(world.shop.documents["order:99"]), created_at=clock(), paid_at=clock()))
    run(world)

    assert world.books.creates()[-2:] == ["99", "99-R1"]


def test_a_refund_whose_sale_is_refused_in_the_same_run_is_not_booked(sqlite_home: Home) -> None:
    """Both were planned together; the sale is refused, so the refund is held and follows when the sale is booked. The guard
    is that `due._sort_in` leaves a refund out of the portion of its sale, and `Booker._strand`."""
    world = build(sqlite_home)
    sale = order("1001")
    world.shop.put(sale, refund(sale))

    def reject(booking: object) -> None:
        raise Rejected(service="Memory books", message="no such customer")

    world.books.before.append(reject)
    run(world)
    assert (world.books.creates(), states(world)["refund:1001:1"]) == (["1001"], "held")

    world.books.before.clear()
    retry(sqlite_home, "webshop", ["1001"])
    run(world)
    assert world.books.creates() == ["1001", "1001", "1001-R1"]


def test_a_slice_ends_in_time_when_the_package_is_slow(sqlite_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """At two seconds a document a slice of a minute makes thirty, not the hundred of its portion, and the others are
    planned again. The guard is `turn.time_is_up()` in `Booker._create_all`."""
    seconds = Seconds(monkeypatch)
    world = build(sqlite_home)
    world.shop.put(*(order(str(number)) for number in range(1, 91)))
    world.books.before.append(seconds.pass_by(2))
    run_id = new_run(sqlite_home, "webshop", trigger="test")

    assert Runner(sqlite_home, run_id).run().state == "again"
    assert len(world.books.creates()) == 30
    assert sorted(set(states(world).values())) == ["booked", "planned"]


def test_being_put_back_uses_up_no_attempt(sqlite_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document that stood in many portions of which the time ran out has been tried once, when it was. The guard is
    `ledger.not_sent`: with the attempts of others a lost answer to its first call would make it fail."""
    seconds = Seconds(monkeypatch)
    world = build(sqlite_home)
    world.shop.put(*(order(str(number)) for number in range(1, 31)))
    world.books.before.append(seconds.pass_by(20))

    assert run(world).state == "done"
    assert {row.attempts for row in history(sqlite_home, "webshop")} == {1}


def test_a_shop_that_is_slow_to_say_that_nothing_is_new_ends_its_run(
    sqlite_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading takes longer than its half of a slice and finds nothing: that is the end of it, not a reason to read again.
    The guard is the comparison of cursors in `Work._read`."""
    seconds = Seconds(monkeypatch)
    world = build(sqlite_home)
    world.shop.put(order("1001"))
    run(world)
    world.shop.trouble = seconds.pass_by(45)
    reads = world.shop.reads

    assert run(world).state == "done"
    assert world.shop.reads == reads + 1


def test_a_long_reading_is_booked_meanwhile(sqlite_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shop that needs many slices to be read has its first orders booked in the first. The guard is the half of the
    slice that `Turn` leaves to booking."""
    seconds = Seconds(monkeypatch)
    world = build(sqlite_home)
    world.shop.batch = 10
    world.shop.put(*(order(str(number)) for number in range(1, 101)))
    world.shop.trouble = seconds.pass_by(10)
    run_id = new_run(sqlite_home, "webshop", trigger="test")

    assert Runner(sqlite_home, run_id, slice_=Slice(most_s=15)).run().state == "again"
    assert 0 < len(world.books.creates()) < 100
    assert run(world).state == "done"
    assert set(states(world).values()) == {"booked"}

"""Reconciling for real: what is read, in which slices, and that nothing is lost or written on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from koppel.api import AuthFailed, BookedDocument, RateLimited, Unavailable, WrongUse
from koppel.connections.memory import StoredMemory
from koppel.home import Home
from koppel.store import Connection, MemoryRow, Reconciliation
from koppel.sync.issues import open_issues
from koppel.sync.lease import LeaseLost
from koppel.sync.pairs import open_pair
from koppel.sync.reconciliation.kinds import Kind
from koppel.sync.reconciliation.progress import Held
from koppel.sync.reconciliation.reconciler import Reconciler
from koppel.sync.reconciliation.records import can_reconcile, latest_reconciliation, latest_reconciliations
from koppel.testing.clock import Clock
from support.memory import NOW, MemoryBooks, World, order
from unit.reconciliation.world import (
    BEGIN,
    UNTIL,
    asked,
    booked_world,
    by_hand,
    forget,
    kinds,
    ledger,
    reconciled,
    run,
    view,
)


def limited(world: World, clock: Clock, *, times: int = 1) -> None:
    """The package takes no more calls, so many times."""
    left = [times]

    def trouble() -> None:
        if left[0]:
            left[0] -= 1
            raise RateLimited(clock() + timedelta(minutes=1), service="Memory books")

    world.books.listing = trouble


def test_a_month_that_is_well_agrees(home: Home) -> None:
    """Shop, ledger and package have the same three documents with the same total."""
    booked_world(home)
    found = reconciled(home)

    assert found.agrees
    assert [(line.shop.count, str(line.package.total)) for line in found.lines] == [(3, "363.00")]


def test_reconciling_writes_nothing(home: Home) -> None:
    """The ledger stays as it is, to the byte; nothing is created; what was put aside is thrown away."""
    world = booked_world(home)
    world.shop.put(order("1001", gross="60.50"), order("1004"))
    before, creates = ledger(home), world.books.creates()
    reconciled(home)

    assert (ledger(home), world.books.creates()) == (before, creates)
    with home.reading() as session:
        assert session.query(MemoryRow).filter(MemoryRow.namespace.startswith("reconciliation")).count() == 0


def test_what_was_not_read_yet_is_missing(sqlite_home: Home) -> None:
    """An order that came after the last run."""
    world = booked_world(sqlite_home)
    world.shop.put(order("1004"))

    assert kinds(reconciled(sqlite_home)) == [(Kind.MISSING, "1004")]


def test_a_booking_that_was_deleted_in_the_package_is_gone(sqlite_home: Home) -> None:
    """It is not in the list, not to be found by its reference, not to be read by its key."""
    world = booked_world(sqlite_home)
    del world.books.entries["1002"]

    assert kinds(reconciled(sqlite_home)) == [(Kind.GONE, "1002")]


def test_a_booking_outside_the_list_is_looked_for(sqlite_home: Home) -> None:
    """Moved to next month by hand: found by its reference, so it is moved and not gone."""
    world = booked_world(sqlite_home)
    moved = replace(world.books.entries["1002"], issued_on=date(2026, 7, 1))
    world.books.entries["1002"] = moved

    assert kinds(reconciled(sqlite_home)) == [(Kind.DAY, "1002")]
    assert "find 1002" in world.books.calls


def test_a_booking_whose_reference_was_changed_is_found_by_its_key(
    sqlite_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither listed nor found by its reference, but there: it is not gone."""
    booked_world(sqlite_home)
    monkeypatch.setattr(MemoryBooks, "documents", lambda *_: iter(()))
    monkeypatch.setattr(MemoryBooks, "find", lambda *_: {})

    assert reconciled(sqlite_home).agrees


def test_a_document_that_was_deleted_in_the_shop_is_told(sqlite_home: Home) -> None:
    """Only what the reading did not show is asked for; what the shop does not have then is removed."""
    world = booked_world(sqlite_home)
    forget(world, "order:1002")

    assert kinds(reconciled(sqlite_home)) == [(Kind.REMOVED, "1002")]


def test_a_change_that_a_run_has_seen_still_shows(sqlite_home: Home) -> None:
    """The run wrote the new document down and raised an issue; until that is solved the three differ."""
    world = booked_world(sqlite_home)
    world.shop.put(order("1001", gross="60.50"))
    run(sqlite_home)
    found = reconciled(sqlite_home)

    assert kinds(found) == [(Kind.CHANGED, "1001")]
    assert found.lines[0].difference.total == Decimal("-60.50")


def test_a_change_that_no_run_has_seen_shows_too(sqlite_home: Home) -> None:
    """The shop is read now, not from memory."""
    world = booked_world(sqlite_home)
    world.shop.put(order("1001", gross="60.50"))

    assert kinds(reconciled(sqlite_home)) == [(Kind.CHANGED, "1001")]


def test_a_change_that_touches_no_booking_is_none(sqlite_home: Home) -> None:
    """Another note on the order changes its hash and nothing in the books."""
    world = booked_world(sqlite_home)
    world.shop.put(order("1001", notes=("call first",)))

    assert reconciled(sqlite_home).agrees


def test_held_and_skipped_documents_are_told_with_their_reason(sqlite_home: Home) -> None:
    """Held is a difference, a status that is not booked is not."""
    world = booked_world(sqlite_home)
    world.shop.put(order("1004", billing=None, delivery=None), order("1005", status="cancelled"))
    run(sqlite_home)
    found = {one.number: one for one in reconciled(sqlite_home).findings}

    assert {number: one.kind for number, one in found.items()} == {"1004": Kind.HELD, "1005": Kind.SKIPPED}
    assert found["1004"].reason
    assert found["1005"].reason == "status_not_selected"


def test_bookings_by_hand_are_told_apart(sqlite_home: Home) -> None:
    """One under our reference is a double, any other is not ours."""
    world = booked_world(sqlite_home)
    world.books.by_hand += [by_hand("h1", reference="1001"), by_hand("h2")]

    assert kinds(reconciled(sqlite_home)) == [(Kind.TWICE, "h1"), (Kind.NOT_OURS, "h2")]


def test_the_package_is_asked_and_not_our_memory(sqlite_home: Home) -> None:
    """A total that was edited there is seen, though the ledger was told another."""
    world = booked_world(sqlite_home)
    world.books.totals["1003"] = Decimal("120.00")

    assert kinds(reconciled(sqlite_home)) == [(Kind.TOTAL, "1003")]


def test_a_limit_is_waited_for_and_nothing_is_read_twice(home: Home, clock: Clock) -> None:
    """The slice ends with the moment to come back at; the next one goes on with the package, not with the shop."""
    clock.at = NOW
    world = booked_world(home)
    limited(world, clock)
    reconciler = Reconciler(home, asked(home))
    reads = world.shop.reads
    waited = reconciler.run()
    finish = reconciler.run()

    assert (waited.state, waited.until, finish.state) == ("waiting", clock() + timedelta(minutes=1), "done")
    assert world.shop.reads == reads + 1


def test_a_list_that_is_longer_than_a_limit_is_asked_for_in_parts(
    sqlite_home: Home, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A range that a minute's calls do not suffice for is halved, else it would begin anew for ever."""
    clock.at = NOW
    booked_world(sqlite_home)
    whole = MemoryBooks.documents

    def documents(self: MemoryBooks, begin: date, until: date) -> Iterator[Sequence[BookedDocument]]:
        for number, page in enumerate(whole(self, begin, until)):
            if number and until - begin > timedelta(days=3):
                raise RateLimited(clock() + timedelta(minutes=1), service="Memory books")
            yield page

    monkeypatch.setattr(MemoryBooks, "documents", documents)
    record_id = asked(sqlite_home)
    reconciler = Reconciler(sqlite_home, record_id)
    states = [reconciler.run().state for _ in range(5)]
    report = view(sqlite_home, record_id).report

    assert states[:2] == ["waiting", "waiting"]
    assert states[-1] == "done"
    assert report is not None
    assert report.agrees
    assert report.lines[0].package.count == 3


def test_slices_without_time_come_to_an_end(sqlite_home: Home) -> None:
    """Each slice does at least one step, however short it is."""
    world = booked_world(sqlite_home, *(str(number) for number in range(1001, 1011)))
    forget(world, "order:1004")
    forget(world, "order:1007")
    record_id = asked(sqlite_home)
    reconciler = Reconciler(sqlite_home, record_id, slice_s=0)
    slices = 1
    while reconciler.run().state == "again":
        slices += 1
    report = view(sqlite_home, record_id).report

    assert 4 < slices < 20
    assert report is not None
    assert [kind for kind, _ in kinds(report)] == [Kind.REMOVED, Kind.REMOVED]


def test_two_workers_do_not_work_on_one(home: Home, clock: Clock) -> None:
    """The second finds it held and comes back later; after three minutes of silence it takes over, and the first stops."""
    clock.at = NOW
    booked_world(home)
    record_id = asked(home)
    first = Held(home, record_id)
    progress = first.take()
    assert progress is not None
    busy = Reconciler(home, record_id).run()
    clock.advance(minutes=4)
    finish = Reconciler(home, record_id).run()

    assert (busy.state, finish.state) == ("waiting", "done")
    with pytest.raises(LeaseLost):
        first.save(progress)


def test_rows_that_were_put_aside_and_lost_are_read_again(sqlite_home: Home, clock: Clock) -> None:
    """Somebody empties the memory of the connection between two slices: it begins anew, and is right."""
    clock.at = NOW
    world = booked_world(sqlite_home)
    limited(world, clock)
    record_id = asked(sqlite_home)
    Reconciler(sqlite_home, record_id).run()
    with sqlite_home.reading() as session:
        source = session.query(Connection).filter_by(name="shop").one().id
    StoredMemory(sqlite_home, source).forget(f"reconciliation {record_id}")
    Reconciler(sqlite_home, record_id).run()
    report = view(sqlite_home, record_id).report

    assert report is not None
    assert report.agrees
    assert report.lines[0].shop.count == 3


def test_a_service_that_is_away_is_asked_again_some_times(sqlite_home: Home, clock: Clock) -> None:
    """In the background it waits longer each time, and gives up in the end."""
    clock.at = NOW
    world = booked_world(sqlite_home)
    world.books.listing = _away
    record_id = asked(sqlite_home)
    states = [Reconciler(sqlite_home, record_id).run().state for _ in range(6)]

    assert states == ["waiting"] * 5 + ["failed"]
    assert view(sqlite_home, record_id).error_kind == "Unavailable"


def test_whoever_waits_at_a_terminal_is_told_at_once(sqlite_home: Home) -> None:
    """Without patience the first silence ends it."""
    world = booked_world(sqlite_home)
    world.books.listing = _away

    assert Reconciler(sqlite_home, asked(sqlite_home), patient=False).run().state == "failed"


def test_a_refused_login_becomes_the_issue_of_the_connection(sqlite_home: Home) -> None:
    """The same one as from a run, so that one login solves both."""
    world = booked_world(sqlite_home)
    world.books.listing = _refused

    assert Reconciler(sqlite_home, asked(sqlite_home)).run().state == "failed"
    assert [(issue.kind, issue.connection) for issue in open_issues(sqlite_home)] == [("AuthFailed", "books")]


def test_a_fault_of_a_plugin_ends_in_a_sentence(sqlite_home: Home) -> None:
    """Whatever a plugin raises, the record says failed and nobody waits for ever."""
    world = booked_world(sqlite_home)
    world.books.listing = _falls_over
    record_id = asked(sqlite_home)

    assert Reconciler(sqlite_home, record_id).run().state == "failed"
    assert view(sqlite_home, record_id).error_kind == "Bug"


def test_one_that_is_over_is_not_done_again(sqlite_home: Home) -> None:
    """RQ may run a job twice."""
    world = booked_world(sqlite_home)
    record_id = asked(sqlite_home)
    first = Reconciler(sqlite_home, record_id).run()
    calls = len(world.books.calls)

    assert (first.state, Reconciler(sqlite_home, record_id).run().state) == ("done", "done")
    assert len(world.books.calls) == calls


def test_calls_are_counted_over_all_slices(sqlite_home: Home, clock: Clock) -> None:
    """What was spent on it stands on the record, also after a pause."""
    clock.at = NOW
    world = booked_world(sqlite_home)
    limited(world, clock)
    record_id = asked(sqlite_home)
    with sqlite_home.writing() as session:
        record = session.get_one(Reconciliation, record_id)
        record.report = {"progress": {"calls": {"source": 5, "target": 7}}}
    Reconciler(sqlite_home, record_id).run()
    Reconciler(sqlite_home, record_id).run()

    assert view(sqlite_home, record_id).calls == {"source": 5, "target": 7}


@pytest.mark.parametrize(
    ("begin", "until", "why"),
    [(UNTIL, BEGIN, "before it begins"), (date(2024, 1, 1), date(2025, 12, 31), "a year at most")],
)
def test_a_period_that_cannot_be_is_refused(sqlite_home: Home, begin: date, until: date, why: str) -> None:
    """Backwards, or longer than a year."""
    booked_world(sqlite_home)
    with pytest.raises(WrongUse, match=why):
        asked(sqlite_home, begin, until)


def test_a_package_without_lists_is_refused_in_words(sqlite_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A third party's target may lack it; nobody calls what it does not declare."""
    booked_world(sqlite_home)
    monkeypatch.setattr(MemoryBooks, "capabilities", frozenset())
    with open_pair(sqlite_home, "webshop") as pair:
        assert not can_reconcile(pair)
    with pytest.raises(WrongUse, match="cannot list"):
        asked(sqlite_home)


def test_asking_twice_gives_the_one_that_is_under_way(sqlite_home: Home) -> None:
    """An impatient click does not double the calls; another period is another one."""
    booked_world(sqlite_home)

    assert asked(sqlite_home) == asked(sqlite_home)
    assert asked(sqlite_home) != asked(sqlite_home, BEGIN, BEGIN)


def test_the_newest_ones_are_kept(sqlite_home: Home) -> None:
    """The last report is shown until there is a newer one; very old ones go."""
    booked_world(sqlite_home)
    for _ in range(13):
        reconciled(sqlite_home)
    latest = latest_reconciliation(sqlite_home, "webshop")

    assert latest is not None
    assert latest.report is not None
    assert len(latest_reconciliations(sqlite_home, "webshop", limit=50)) <= 11


def _away() -> None:
    raise Unavailable(service="Memory books")


def _refused() -> None:
    raise AuthFailed(service="Memory books")


def _falls_over() -> None:
    raise ZeroDivisionError

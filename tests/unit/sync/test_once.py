"""Every document is booked once: through repeats, lost answers, dead workers and other people's bookings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from koppel.api import Batch, Booking, DocumentKind, Held, LineTax, RateLimited, Rejected, Since, UnknownOutcome, same
from koppel.home import Home
from koppel.store import Integration, LedgerRow
from koppel.sync import reader
from koppel.sync.history import history
from koppel.sync.integrations import set_answers
from koppel.sync.issues import open_issues
from koppel.sync.lease import Lease
from koppel.sync.runner import Finish, Runner, Slice
from koppel.sync.runs import new_run, retry, show_run
from koppel.testing.clock import Clock
from support.memory import MemoryBooks, World, build, lose_answer, order, refuse_login


def run(world: World, slice_: Slice | None = None) -> Finish:
    """One run to its end or its pause."""
    run_id = new_run(world.home, "webshop", trigger="test")
    finish = Runner(world.home, run_id, slice_=slice_).run()
    while finish.state == "again":
        finish = Runner(world.home, run_id, slice_=slice_).run()
    return finish


def states(world: World) -> dict[str, str]:
    """The ledger: state by number."""
    return {row.number: row.state for row in history(world.home, "webshop")}


def test_orders_are_booked_and_a_second_run_writes_nothing(home: Home) -> None:
    """Every order is created once; a second and a third run create nothing."""
    world = build(home)
    world.shop.put(*(order(str(number)) for number in range(1001, 1009)))

    assert [run(world).state, run(world).state, run(world).state] == ["done"] * 3
    assert world.books.creates() == [str(number) for number in range(1001, 1009)]
    assert set(states(world).values()) == {"booked"}


def test_a_lost_answer_is_looked_up_and_not_repeated(home: Home) -> None:
    """When the answer to a create is lost, the booking is found and linked instead of made again."""
    world = build(home)
    world.shop.put(order("1001"), order("1002"))
    world.books.after.append(lose_answer)

    run(world)

    assert world.books.creates() == ["1001", "1002"]
    assert states(world) == {"1001": "booked", "1002": "booked"}


def test_a_lost_request_is_sent_again_once_the_lists_can_be_trusted(home: Home, clock: Clock) -> None:
    """A create that never arrived is repeated, but only after the time in which it might still turn up."""
    world = build(home)
    world.shop.put(order("1001"))
    world.books.before.append(lose_answer)
    finish = run(world)
    world.books.before.clear()

    assert (finish.state, states(world)) == ("waiting", {"1001": "sending"})
    clock.advance(seconds=home.sure_after_s + 1)
    assert run(world).state == "done"
    assert world.books.creates() == ["1001", "1001"]
    assert list(world.books.entries) == ["1001"]


def test_a_row_left_in_sending_by_a_dead_worker_is_looked_up_first(home: Home, clock: Clock) -> None:
    """A worker died between the intent and the answer: its successor asks the package before anything else."""
    world = build(home)
    world.shop.put(order("1001"))
    run(world)
    with home.writing() as session:
        session.query(LedgerRow).one().state = "sending"
    world.books.calls.clear()

    run(world)

    assert world.books.calls == ["find 1001"]
    assert states(world) == {"1001": "booked"}


def test_a_booking_made_by_hand_is_linked_when_the_totals_agree(home: Home) -> None:
    """What somebody booked under the same reference and total is linked, not repeated."""
    world = build(home)
    world.shop.put(order("1001"))
    run(world)
    entry = world.books.entries["1001"]
    other = build_again(world)
    other.books.entries["1001"] = entry

    run(other)

    assert other.books.creates() == []
    assert states(other) == {"1001": "booked"}


def build_again(world: World) -> World:
    """The same installation with an empty ledger, as after a restore of an old backup."""
    with world.home.writing() as session:
        session.query(LedgerRow).delete()
        session.query(Integration).one().cursor = None
    world.books.calls.clear()
    return world


def test_a_booking_made_by_hand_with_another_total_holds_the_document(home: Home) -> None:
    """The same reference with another total is put before a person; nothing is written."""
    world = build(home)
    world.shop.put(order("1001"))
    run(world)
    world.books.totals["1001"] = Decimal("99.00")

    run(build_again(world))

    row = history(home, "webshop")[0]
    assert (row.state, row.reason, world.books.creates()) == ("held", "reference_in_use", [])
    assert "99.00" in open_issues(home)[0].sentence.en


def test_without_the_lease_nothing_is_booked(home: Home) -> None:
    """While another run holds the integration, a second one reads and books nothing."""
    world = build(home)
    world.shop.put(order("1001"))
    with home.reading() as session:
        other = Lease(home, session.query(Integration).one().id)
    assert other.take()

    assert run(world).state == "waiting"
    assert (world.shop.reads, world.books.calls) == (0, [])


def test_a_worker_that_lost_its_lease_stops_before_the_next_booking(home: Home) -> None:
    """A worker that was suspended finds its lease gone and sends nothing more."""
    world = build(home)
    world.shop.put(order("1001"), order("1002"))

    def steal(booking: object) -> None:
        with home.writing() as session:
            session.query(Integration).one().lease_owner = "somebody else"

    world.books.after.append(steal)
    run(world)

    assert world.books.creates() == ["1001"]
    assert states(world)["1002"] == "sending"


def test_refused_credentials_make_one_issue_and_nothing_counts_as_failed(home: Home) -> None:
    """A login withdrawn in the middle: the rest is planned again, one issue asks for a new login."""
    world = build(home)
    world.shop.put(order("1001"), order("1002"))
    world.books.before.append(refuse_login)

    assert run(world).state == "waiting"
    assert states(world) == {"1001": "planned", "1002": "planned"}
    assert [issue.connection for issue in open_issues(home)] == ["books"]


def test_the_cursor_only_moves_with_the_rows(home: Home) -> None:
    """A reader that fails half-way has kept what it gave before, and the next run goes on from there."""
    world = build(home)
    world.shop.batch = 2
    world.shop.put(*(order(str(number)) for number in range(1001, 1008)))

    run(world, Slice(most_bookings=2))

    assert len(world.books.creates()) == len(set(world.books.creates())) == 7


def test_a_refused_document_fails_and_is_booked_after_a_retry(home: Home) -> None:
    """Rejected documents are not tried again by themselves; a retry books them once the cause is gone."""

    def reject(booking: object) -> None:
        raise Rejected(service="Memory books", message="period closed")

    world = build(home)
    world.shop.put(order("1001"))
    world.books.before.append(reject)
    run(world)
    run(world)
    assert (states(world), len(world.books.creates())) == ({"1001": "failed"}, 1)

    world.books.before.clear()
    assert retry(home, "webshop", ["1001"]) == 1
    run(world)
    assert states(world) == {"1001": "booked"}


def test_a_held_document_is_booked_once_its_setting_is_answered(home: Home) -> None:
    """A rate without a VAT code holds only its own documents; the issue closes by itself when it is answered."""
    world = build(home)
    low = order("1002", gross="109.00")
    line = replace(
        low.lines[0],
        amounts=replace(low.lines[0].amounts, net=Decimal(100), tax=Decimal(9)),
        taxes=(LineTax(country="NL", rate=Decimal(9), amount=Decimal(9)),),
    )
    world.shop.put(order("1001"), replace(low, lines=(line,), total_tax=Decimal(9)))
    run(world)
    assert states(world) == {"1001": "booked", "1002": "held"}
    assert [(issue.step, issue.row) for issue in open_issues(home)] == [("vat_mapping", "NL-9")]

    set_answers(home, "webshop", {"vat_mapping": {"NL-21": "H", "NL-9": "L"}})
    run(world)
    assert (states(world)["1002"], open_issues(home)) == ("booked", [])


def test_counts_say_what_the_run_did(home: Home) -> None:
    """The counts of a run: read, booked, and unchanged when it sees the same documents again."""
    world = build(home)
    world.shop.put(order("1001"), order("1002", status="pending"))
    run_id = new_run(home, "webshop", trigger="test")
    Runner(home, run_id).run()

    counts = show_run(home, run_id).counts
    assert {key: counts[key] for key in ("read", "booked", "skipped", "held", "failed")} == {
        "read": 2, "booked": 1, "skipped": 1, "held": 0, "failed": 0,
    }  # fmt: skip


def test_a_closed_period_is_tried_again_the_next_day(home: Home, clock: Clock) -> None:
    """Time solves a closed period: the document is held, and not offered to the package again before tomorrow."""

    def closed(booking: object) -> None:
        raise Rejected(service="Memory books", message="closed", reason="period_closed")

    world = build(home)
    world.shop.put(order("1001"))
    world.books.before.append(closed)
    run(world)
    run(world)
    assert (states(world), len(world.books.creates())) == ({"1001": "held"}, 1)

    world.books.before.clear()
    clock.advance(days=1)
    run(world)
    assert states(world) == {"1001": "booked"}


def test_a_refund_waits_for_its_sale(home: Home) -> None:
    """A refund of a sale that is held is held too, and both are booked once the sale can be."""
    sale = order("1001", gross="109.00", total_tax=Decimal(9))
    taxes = (LineTax(country="NL", rate=Decimal(9), amount=Decimal(9)),)
    amounts = replace(sale.lines[0].amounts, net=Decimal(100), tax=Decimal(9))
    sale = replace(sale, lines=(replace(sale.lines[0], amounts=amounts, taxes=taxes),))
    back = replace(sale, key="refund:1001:1", kind=DocumentKind.CREDIT_NOTE, total_incl=-sale.total_incl, lines=())
    world = build(home)
    world.shop.put(replace(back, original=sale, total_tax=None), sale)
    run(world)
    assert {row.document: row.state for row in history(home, "webshop")} == {
        "order:1001": "held",
        "refund:1001:1": "held",
    }

    set_answers(home, "webshop", {"vat_mapping": {"NL-21": "H", "NL-9": "L"}})
    run(world)
    assert set(states(world).values()) == {"booked"}


def test_the_time_in_which_lists_may_be_late_begins_with_the_call(
    home: Home, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A portion takes minutes; what was sent at its end may still be missing in the lists when its intent is old enough."""
    world = build(home)
    world.shop.put(*(order(str(number)) for number in (1001, 1002, 1003)))
    world.books.after.append(lambda booking: troubled(booking, clock, home.sure_after_s))
    with late_lists(world, monkeypatch):
        assert run(world).state == "waiting"
        clock.advance(seconds=5)
        run(world)

    run(world)
    assert world.books.creates().count("1002") == 1
    assert states(world)["1002"] == "booked"


def troubled(booking: Booking, clock: Clock, seconds: float) -> None:
    """The first takes long, the answer to the second is lost, and then the package takes no more for a few seconds."""
    if booking.reference == "1001":
        clock.advance(seconds=seconds)
    if booking.reference == "1002":
        raise UnknownOutcome(service="Memory books")
    if booking.reference == "1003":
        raise RateLimited(clock() + timedelta(seconds=5), service="Memory books")


@contextmanager
def late_lists(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For as long as the block lasts, `find` shows nothing."""
    with monkeypatch.context() as patch:
        patch.setattr(MemoryBooks, "find", lambda *_: {})
        yield


def test_a_document_that_is_twice_in_one_batch_is_one_row(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """It moved on the page while that was read. The later one counts, and nothing keeps the batch from being taken in."""
    world = build(home)
    moved = (order("1001"), order("1002"), order("1001", gross="242.00"))

    def documents(since: Since) -> Iterator[Batch]:
        yield Batch(documents=moved, cursor="3", left=0)

    monkeypatch.setattr(home.plugins.source("memory-shop"), "documents", lambda _, since: documents(since))

    assert run(world).state == "done"
    assert world.books.creates() == ["1001", "1002"]
    assert world.books.entries["1001"].total_incl == Decimal("242.00")


def test_the_lease_is_kept_while_many_documents_are_looked_at_again(
    home: Home, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody else can begin meanwhile, however long the looking at what is held takes."""
    world = build(home)
    world.shop.put(*(order(str(number)) for number in range(1001, 1006)))
    taken: list[bool] = []

    def slowly(self: MemoryBooks, draft: object, answers: object, *, initial: bool) -> Held:
        clock.advance(seconds=home.pace.lease.total_seconds() - 60)
        taken.append(Lease(home, 1).take())
        return Held(reason="slow", sentence=same("It takes its time."))

    monkeypatch.setattr(reader, "_AT_ONCE", 1)
    run(world)
    with home.writing() as session:
        session.query(LedgerRow).update({"state": "held", "again_at": None})
    monkeypatch.setattr(MemoryBooks, "plan", slowly)
    run(world)
    assert len(taken) >= 5
    assert not any(taken)

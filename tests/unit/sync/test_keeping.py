"""What a person decides about a document holds: kept back, released, booked by hand, linked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from koppel.api import Booking, Document, DocumentKind, Posted, Sought, WrongUse
from koppel.home import Home
from koppel.store import LedgerRow
from koppel.sync import keeping
from koppel.sync.codec import booking_from_json
from koppel.sync.history import document, history
from koppel.sync.issues import open_issues
from koppel.sync.planner import Planner
from koppel.sync.runner import Runner, Slice
from koppel.sync.runs import new_run, retry
from support.memory import MemoryBooks, World, build, order


def run(world: World) -> None:
    """One run to its end."""
    run_id = new_run(world.home, "webshop", trigger="test")
    while Runner(world.home, run_id).run().state == "again":
        pass


def stands(world: World, key: str) -> tuple[str, str | None]:
    """State and reason of a document."""
    row = document(world.home, "webshop", key).row
    return row.state, row.reason


def refund(sale: Document) -> Document:
    """The whole sale taken back."""
    return replace(
        sale,
        key=f"refund:{sale.number}:1",
        kind=DocumentKind.CREDIT_NOTE,
        original=sale,
        total_incl=-sale.total_incl,
        total_tax=None,
        lines=(),
    )


def planned(home: Home, *numbers: str) -> World:
    """Documents that were read, and of which the first slice ended before they were booked."""
    world = build(home)
    world.shop.put(*(order(number) for number in numbers))
    run_id = new_run(home, "webshop", trigger="test")
    Runner(home, run_id, slice_=Slice(most_bookings=0)).run()
    assert {row.state for row in history(home, "webshop")} == {"planned"}
    return world


def test_a_document_that_is_kept_back_is_not_booked_until_it_is_released(home: Home) -> None:
    """Runs go by, it is read again, a retry of everything is asked: it stays. Released, the next run books it. The guards
    are `on_hold_at` in `ledger.due_again` and in `Reader._stays`."""
    world = planned(home, "1001", "1002")
    assert keeping.hold(home, "webshop", ["1001"]).documents == ("order:1001",)
    run(world)
    world.shop.put(order("1001", gross="242.00"))
    retry(home, "webshop")
    run(world)
    assert (stands(world, "1001"), world.books.creates()) == (("held", "on_hold"), ["1002"])

    assert len(keeping.release(home, "webshop")) == 1
    run(world)
    assert world.books.creates() == ["1002", "1001"]


def test_a_document_that_is_held_in_the_midst_of_its_portion_is_not_booked(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The portion was chosen and the package asked; then a person keeps one back. The guard is `ledger.still`, which asks
    once more in the transaction of the intent."""
    world = planned(home, "1001", "1002")
    find = MemoryBooks.find

    def hold_meanwhile(self: MemoryBooks, sought: Sequence[Sought]) -> Mapping[str, Posted]:
        keeping.hold(home, "webshop", ["1001"])
        return find(self, sought)

    monkeypatch.setattr(MemoryBooks, "find", hold_meanwhile)
    run(world)

    assert (stands(world, "1001"), world.books.creates()) == (("held", "on_hold"), ["1002"])


def test_what_is_held_stays_on_hold_while_its_settings_are_looked_at(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A held document is planned again outside any transaction; kept back meanwhile, it stays. The guard is `ledger.still`
    in `Reader._plan_rows`."""
    world = planned(home, "1001")
    with home.writing() as session:
        session.query(LedgerRow).one().state = "held"
    plan = Planner.plan
    once = iter([keeping.hold])

    def hold_meanwhile(self: Planner, document: Document) -> object:
        for hold in once:
            hold(home, "webshop", ["1001"])
        return plan(self, document)

    monkeypatch.setattr(Planner, "plan", hold_meanwhile)
    run(world)
    assert (stands(world, "1001"), world.books.creates()) == (("held", "on_hold"), [])


@pytest.mark.parametrize("decide", [keeping.hold, keeping.skip])
@pytest.mark.parametrize(("state", "said"), [("booked", "booked already"), ("sending", "at this moment")])
def test_it_is_too_late_for_what_is_booked_or_may_be(
    home: Home, decide: Callable[..., object], state: str, said: str
) -> None:
    """The sentence says why, and nothing is changed, not for the others either."""
    world = planned(home, "1001", "1002")
    with home.writing() as session:
        session.query(LedgerRow).filter_by(number="1001").one().state = state

    with pytest.raises(WrongUse) as refusal:
        decide(home, "webshop", ["1002", "1001"])
    assert said in refusal.value.sentence.en
    assert (stands(world, "1001")[0], stands(world, "1002")[0]) == (state, "planned")


def test_a_refund_of_a_sale_that_is_kept_back_waits_with_it(home: Home) -> None:
    """Booking it would take back what is not in the books; after the release both follow."""
    world = planned(home, "1001")
    keeping.hold(home, "webshop", ["1001"])
    world.shop.put(refund(order("1001")))
    run(world)
    assert stands(world, "refund:1001:1") == ("held", "sale_not_booked")

    keeping.release(home, "webshop", ["1001"])
    run(world)
    assert world.books.creates() == ["1001", "1001-R1"]


def test_a_document_booked_by_hand_is_left_alone_and_its_refund_is_booked(home: Home) -> None:
    """Reading it again does not plan it, also when it changed: that becomes an issue. Its refund takes back what stands in
    the books. The guard is `keeping.is_by_hand` in `Reader._enter`."""
    world = planned(home, "1001")
    keeping.skip(home, "webshop", ["1001"])
    world.shop.put(order("1001", gross="242.00"), refund(order("1001")))
    run(world)

    assert stands(world, "1001") == ("skipped", "by_hand")
    assert world.books.creates() == ["1001-R1"]
    assert [issue.kind for issue in open_issues(home)] == ["changed_after_booking"]

    keeping.release(home, "webshop", ["1001"])
    run(world)
    assert stands(world, "1001") == ("booked", None)


def test_a_booking_with_another_total_can_be_linked_by_a_person(home: Home) -> None:
    """Held because the totals differ; the person says it is this document. Nothing is written in the package, and the
    question is closed."""
    world = planned(home, "1001")
    world.books.entries["1001"] = _booking(home)
    world.books.totals["1001"] = Decimal("99.00")
    run(world)
    assert stands(world, "1001") == ("held", "reference_in_use")

    keeping.link(home, "webshop", "1001")
    run(world)
    view = document(home, "webshop", "1001")
    assert (view.row.state, view.row.target_id, world.books.creates()) == ("booked", "id-1001", [])
    assert [one.outcome for one in view.attempts][-2:] == ["linked", "by_person"]
    assert open_issues(home) == []


def test_the_booking_of_another_document_is_not_linked(home: Home) -> None:
    """Two documents with one reference: what stands in the package is the first one's. The guard is
    `keeping._check_own`."""
    world = planned(home, "1001")
    run(world)
    world.shop.put(replace(order("1001"), key="order:again"))
    run(world)

    with pytest.raises(WrongUse, match="another document"):
        keeping.link(home, "webshop", "order:again")
    assert stands(world, "order:again")[0] == "held"


def test_nothing_is_linked_that_does_not_stand_in_the_package(home: Home) -> None:
    """The sentence names the reference that was looked for."""
    world = planned(home, "1001")

    with pytest.raises(WrongUse) as refusal:
        keeping.link(home, "webshop", "1001")
    assert "nothing with reference 1001" in refusal.value.sentence.en
    assert stands(world, "1001") == ("planned", None)


def test_a_number_that_a_refund_shares_means_the_sale(home: Home) -> None:
    """Only the sale is left to the person; the refund is booked by Koppel."""
    world = planned(home, "1001")
    world.shop.put(refund(order("1001")))
    keeping.hold(home, "webshop", ["1001"])
    run(world)
    assert keeping.skip(home, "webshop", ["1001"]).documents == ("order:1001",)
    run(world)
    assert world.books.creates() == ["1001-R1"]


def test_a_document_that_does_not_exist_is_refused_by_name(home: Home) -> None:
    """All or none: the others are not held either."""
    world = planned(home, "1001")
    with pytest.raises(WrongUse, match="9999"):
        keeping.hold(home, "webshop", ["1001", "9999"])
    assert stands(world, "1001") == ("planned", None)


def _booking(home: Home) -> Booking:
    with home.reading() as session:
        return booking_from_json(session.query(LedgerRow).one().booking or {})

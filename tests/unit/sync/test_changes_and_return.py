"""What happens after booking: changes in the shop become issues with a proposal, and a period adds up to a VAT return."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from koppel.api import Booking, DocumentKind, RateLimited, WrongUse
from koppel.home import Home
from koppel.sync.issues import open_issues
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run
from koppel.sync.vat_return import vat_return
from koppel.testing.clock import Clock
from support.memory import World, build, lose_answer, order


def run(world: World) -> None:
    """One run to its end."""
    assert Runner(world.home, new_run(world.home, "webshop", trigger="test")).run().state == "done"


def refund(sale: object, at: datetime, number: int = 1) -> object:
    """The whole sale taken back."""
    return replace(
        sale,  # type: ignore[type-var]
        key=f"refund:{sale.number}:{number}",  # type: ignore[attr-defined]
        kind=DocumentKind.CREDIT_NOTE,
        created_at=at,
        paid_at=None,
        total_incl=-sale.total_incl,  # type: ignore[attr-defined]
        total_tax=None,
        lines=(),
        original=sale,
    )


def test_a_changed_total_is_an_issue_with_a_proposal(home: Home) -> None:
    """The booking stays as it is; the difference is proposed as a correction, and closes when the shop changes back."""
    world = build(home)
    world.shop.put(order("1001"))
    run(world)
    world.shop.put(order("1001", gross="60.50", revision="2"))
    run(world)

    issue = open_issues(home)[0]
    assert (issue.kind, issue.document, len(world.books.creates())) == ("changed_after_booking", "order:1001", 1)
    assert issue.data["correction"]["total_incl"] == "-60.50"

    world.shop.put(order("1001", revision="3"))
    run(world)
    assert open_issues(home) == []


def test_a_changed_address_is_no_issue(home: Home) -> None:
    """What touches no amount is nobody's business after booking."""
    world = build(home)
    world.shop.put(order("1001"))
    run(world)
    moved = order("1001", revision="2")
    world.shop.put(replace(moved, billing=replace(moved.billing, city="Utrecht")))  # type: ignore[type-var]
    run(world)

    assert open_issues(home) == []


def test_a_booked_order_that_is_cancelled_is_an_issue(home: Home) -> None:
    """A status that no longer counts, without a refund, is put before a person."""
    world = build(home)
    world.shop.put(order("1001"))
    run(world)
    world.shop.put(order("1001", status="cancelled", revision="2"))
    run(world)

    assert "cancelled" in open_issues(home)[0].sentence.en


def test_a_period_adds_up_per_box(home: Home) -> None:
    """A sale and a refund of the same period cancel out in their box; other periods are not in it."""
    world = build(home)
    sale = order("1001")
    world.shop.put(sale, order("1002"), refund(sale, datetime(2026, 6, 12, tzinfo=UTC)))  # type: ignore[arg-type]
    run(world)

    june = vat_return(home, "webshop", begin=date(2026, 6, 1), until=date(2026, 6, 30))
    assert [(box.box, box.base, box.vat) for box in june.boxes] == [("1a", Decimal("100.00"), Decimal("21.00"))]
    assert (june.documents, june.waiting) == (3, 0)
    assert vat_return(home, "webshop", begin=date(2026, 7, 1), until=date(2026, 7, 31)).boxes == ()


def test_a_period_that_ends_before_it_begins_is_refused(home: Home) -> None:
    """Swapped days are a mistake, not an empty return."""
    build(home)
    with pytest.raises(WrongUse, match="before it begins"):
        vat_return(home, "webshop", begin=date(2026, 7, 1), until=date(2026, 6, 1))


def test_what_was_booked_as_it_is_now_leaves_no_question(home: Home, clock: Clock) -> None:
    """It changed while nobody knew whether it stood in the package. It did not, and is booked with its new amount: a
    proposed correction would then make a right booking wrong."""
    world = build(home)
    world.shop.put(order("1001"))
    world.books.before.append(lose_answer)
    slices(world)
    world.shop.put(order("1001", gross="60.50", revision="2"))
    slices(world)
    assert [issue.kind for issue in open_issues(home)] == ["changed_after_booking"]

    clock.advance(seconds=home.sure_after_s + 1)
    world.books.before[:] = [limit(clock)]
    slices(world)
    world.books.before.clear()
    clock.advance(seconds=120)
    slices(world)
    assert world.books.entries["1001"].total_incl == Decimal("60.50")
    assert open_issues(home) == []


def slices(world: World) -> None:
    """One run to its end or its pause."""
    run_id = new_run(world.home, "webshop", trigger="test")
    while Runner(world.home, run_id).run().state == "again":
        pass


def limit(clock: Clock) -> Callable[[Booking], None]:
    """No calls for a minute."""

    def refuse(booking: Booking) -> None:
        raise RateLimited(clock() + timedelta(seconds=60), service="Memory books")

    return refuse

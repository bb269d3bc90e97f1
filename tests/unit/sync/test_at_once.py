"""What is asked of all integrations in one question: runs, counts, usage, the diagnostics; on either database."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from koppel.booking.boxes import UNION_RETURN
from koppel.home import Home
from koppel.model import Document, DocumentKind
from koppel.store import LedgerRow, Run
from koppel.sync import integrations
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run, newest_runs, runs_under_way
from koppel.sync.usage import usage
from koppel.sync.vat_return import vat_return
from koppel.work import diagnostics
from support.memory import World, build, order


def ran(world: World) -> int:
    """One run to its end."""
    run_id = new_run(world.home, "webshop", trigger="test")
    while Runner(world.home, run_id).run().state == "again":
        pass
    return run_id


def test_the_newest_run_and_the_one_under_way(home: Home) -> None:
    """The newest is the last one made; under way is what runs, and what stands in the queue only when nothing runs."""
    world = build(home)
    ran(world)
    assert runs_under_way(home) == {}
    running, queued = ran(world), ran(world)
    with home.writing() as session:
        session.get_one(Run, running).state, session.get_one(Run, queued).state = "running", "queued"

    assert {number: run.id for number, run in newest_runs(home).items()} == {1: queued}
    assert {number: run.id for number, run in runs_under_way(home).items()} == {1: running}


def test_the_list_counts_documents_by_state(home: Home) -> None:
    """Of each integration its own, with the titles of its services."""
    world = build(home)
    world.shop.put(order("1001"), order("1002", status="pending"))
    ran(world)
    (view,) = integrations.listing(home)
    assert view == integrations.show(home, "webshop")
    assert (view.counts, view.source_title, view.target_title) == (
        {"booked": 1, "skipped": 1},
        "Memory shop",
        "Memory books",
    )


def test_documents_are_counted_in_the_month_in_which_they_were_booked(home: Home) -> None:
    """The months lie side by side in one answer; both ends of an integration count."""
    world = build(home)
    for month, number in ((4, "1001"), (5, "1002"), (6, "1003")):
        world.shop.put(order(number))
        home.now = lambda month=month: datetime(2026, month, 30, 23, 30, tzinfo=UTC)  # type: ignore[misc]
        ran(world)
    assert [(one.name, [month.documents for month in one.months]) for one in usage(home, months=4)] == [
        ("books", [1, 1, 1, 0]),
        ("shop", [1, 1, 1, 0]),
    ]


def test_the_diagnostics_count_documents_by_reason(home: Home) -> None:
    """Those that are booked in one line, the others by their reason."""
    world = build(home)
    world.shop.put(order("1001"), order("1002"), order("1003", status="pending"))
    ran(world)
    found = json.loads(diagnostics.as_text(home, []))["documents"]
    assert [1, "booked", None, 2] in found
    assert [(state, count) for _, state, _, count in found] == [("booked", 2), ("skipped", 1)]


def test_held_documents_of_the_period_are_counted_beside_the_return(home: Home) -> None:
    """By the day on which the shop made them, since they have no booking."""
    world = build(home)
    for day in (10, 20):
        world.shop.put(order(f"10{day}", paid_at=datetime(2026, 6, day, 10, tzinfo=UTC)))
    world.shop.put(order("1101", paid_at=datetime(2026, 7, 1, 10, tzinfo=UTC)))
    ran(world)
    with home.writing() as session:
        for row in session.query(LedgerRow).filter(LedgerRow.number != "1010"):
            row.state, row.booking, row.issued_on = "held", None, None

    found = vat_return(home, "webshop", begin=date(2026, 6, 1), until=date(2026, 6, 30))
    assert (found.documents, found.waiting) == (1, 1)


def test_a_refund_of_an_earlier_sale_names_its_quarter(home: Home) -> None:
    """The day of the sale comes from its own row; a sale of the quarter itself is no correction."""
    world = build(home, start="2026-01-01")
    sale = order("1001", paid_at=datetime(2026, 2, 10, 10, tzinfo=UTC))
    world.shop.put(sale, _refund_of(sale), again := order("1002"), _refund_of(again))
    ran(world)
    box = {"box": UNION_RETURN, "base": "100.00", "vat": "19.00", "country": "DE", "rate": "19"}
    with home.writing() as session:
        for row in session.query(LedgerRow).filter(LedgerRow.kind == "381"):
            assert row.booking is not None
            row.booking = {**row.booking, "lines": [{**row.booking["lines"][0], "boxes": [box]}]}

    found = vat_return(home, "webshop", begin=date(2026, 4, 1), until=date(2026, 6, 30)).union_scheme
    assert [(one.country, one.corrects, one.vat) for one in found] == [
        ("DE", None, Decimal("19.00")),
        ("DE", "2026-Q1", Decimal("19.00")),
    ]


def test_sales_to_businesses_elsewhere_are_listed_by_their_number(home: Home) -> None:
    """Goods and services of all their bookings together; what has no such number is in no list."""
    world = build(home)
    world.shop.put(order("1001"), order("1002"), order("1003"))
    ran(world)
    with home.writing() as session:
        for row in session.query(LedgerRow).filter(LedgerRow.number != "1003"):
            assert row.booking is not None
            treatment = {"1001": "IC-GOODS", "1002": "IC-SERV"}[row.number]
            debtor = {**row.booking["debtor"], "vat_number": "DE123456788"}
            row.booking = {
                **row.booking, "debtor": debtor, "lines": [{**row.booking["lines"][0], "treatment": treatment}]
            }  # fmt: skip

    found = vat_return(home, "webshop", begin=date(2026, 6, 1), until=date(2026, 6, 30)).businesses
    assert [(one.vat_number, one.goods, one.services) for one in found] == [
        ("DE123456788", Decimal("100.00"), Decimal("100.00"))
    ]


def _refund_of(sale: Document) -> Document:
    return replace(
        sale, key=f"refund:{sale.number}", number=f"R{sale.number}", kind=DocumentKind.CREDIT_NOTE, paid_at=None,
        created_at=datetime(2026, 6, 12, 9, tzinfo=UTC), total_incl=-sale.total_incl, total_tax=None, lines=(),
        original=sale,
    )  # fmt: skip

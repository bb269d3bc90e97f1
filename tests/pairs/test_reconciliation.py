"""Reconciling real pairs: what somebody does in the package by hand is exactly what the comparison shows.

Between them the three pairs have every shop and every package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from koppel.cli.demo.world import World, build, choose_pair
from koppel.home import Home
from koppel.plugins import load_plugins
from koppel.store import LedgerRow
from koppel.sync.history import HistoryRow, history
from koppel.sync.reconciliation.kinds import Kind
from koppel.sync.reconciliation.reconciler import Reconciler
from koppel.sync.reconciliation.records import new_reconciliation, show_reconciliation
from koppel.sync.reconciliation.report import Report
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run
from koppel_billit.fake import BillitFake
from koppel_eboekhouden.fake import EBoekhoudenFake
from koppel_exact.fake import ExactFake

_PLUGINS = load_plugins()
PAIRS = ("woocommerce-exact", "plugandpay-eboekhouden", "mijnwebwinkel-billit")
_TOLD = {Kind.HELD, Kind.FAILED, Kind.SKIPPED}


@dataclass
class Hand:
    """What a person does in a package: remove, change, add another one like it under another reference."""

    remove: Callable[[str], None]
    change: Callable[[str, Decimal], None]
    add: Callable[[str, str], str]


def hand_in_exact(fake: ExactFake) -> Hand:
    """In Exact Online."""
    books = fake.division()

    def add(target_id: str, reference: str) -> str:
        row = {**books.table("SalesEntries")[target_id], "EntryID": None, "YourRef": reference}
        return str(books.add("SalesEntries", row)["EntryID"])

    return Hand(
        remove=lambda target_id: books.remove("SalesEntries", books.table("SalesEntries")[target_id]),
        change=lambda target_id, total: books.change(
            "SalesEntries", books.table("SalesEntries")[target_id], {"AmountFC": total}
        ),
        add=add,
    )


def hand_in_eboekhouden(fake: EBoekhoudenFake) -> Hand:
    """In e-Boekhouden.nl."""
    books = fake.books

    def change(target_id: str, total: Decimal) -> None:
        books.mutations[int(target_id)]["amount"] = total

    def add(target_id: str, reference: str) -> str:
        row = {name: value for name, value in books.mutations[int(target_id)].items() if name != "id"}
        return str(books.add("mutation", books.mutations, {**row, "invoiceNumber": reference})["id"])

    return Hand(remove=lambda target_id: _drop(books.mutations, int(target_id)), change=change, add=add)


def hand_in_billit(fake: BillitFake) -> Hand:
    """In Billit."""
    books = fake.company()

    def change(target_id: str, total: Decimal) -> None:
        books.orders[int(target_id)]["TotalIncl"] = abs(total)

    def add(target_id: str, reference: str) -> str:
        number = max(books.orders) + 1
        own = {"OrderID": number, "OrderNumber": f"{reference}-hand", "ExternalProviderID": reference}
        books.orders[number] = {**books.orders[int(target_id)], **own}
        return str(number)

    return Hand(remove=lambda target_id: _drop(books.orders, int(target_id)), change=change, add=add)


def _drop(table: dict[int, Any], key: int) -> None:
    del table[key]


@contextmanager
def booked(home: Home, pair: str) -> Iterator[tuple[World, Hand]]:
    """A pair that has run once, and a hand in its package."""
    hands: dict[str, Callable[[Any], Hand]] = {
        "exact": hand_in_exact, "eboekhouden": hand_in_eboekhouden, "billit": hand_in_billit,
    }  # fmt: skip
    source, target = choose_pair(_PLUGINS, pair)
    with build(home, source, target, "http://127.0.0.1:8750") as world:
        runner = Runner(home, new_run(home, world.integration, trigger="test"))
        while runner.run().state == "again":
            pass
        yield world, hands[target.lent.connector](world.target_fake)


def sales(world: World) -> list[HistoryRow]:
    """The booked sales of the month that has most of them."""
    rows = [row for row in history(world.home, world.integration, state="booked") if row.total_incl > 0]
    months = [row.issued_on.replace(day=1) for row in rows if row.issued_on]
    busiest = max(set(months), key=months.count)
    return [row for row in rows if row.issued_on and row.issued_on.replace(day=1) == busiest]


def reconciled(world: World, begin: date, until: date) -> Report:
    """A period, to its end."""
    record_id = new_reconciliation(world.home, world.integration, begin=begin, until=until)
    reconciler = Reconciler(world.home, record_id)
    while reconciler.run().state == "again":
        pass
    found = show_reconciliation(world.home, record_id)
    assert found is not None
    assert found.report is not None, found.error
    return found.report


def differences(report: Report) -> list[tuple[Kind, str | None]]:
    """What was found besides what the run itself held or skipped: kind and document."""
    return sorted(((one.kind, one.document) for one in report.findings if one.kind not in _TOLD), key=_order)


def _order(found: tuple[Kind, str | None]) -> tuple[str, str]:
    return str(found[0]), found[1] or ""


@pytest.mark.parametrize("pair", PAIRS)
def test_hand_work_in_the_package_is_exactly_what_shows(pair: str, sqlite_home: Home) -> None:
    """One booking removed, one changed by a cent, one doubled, one added: four findings, each on its document."""
    with booked(sqlite_home, pair) as (world, hand):
        rows = sales(world)
        days = [row.issued_on for row in rows if row.issued_on]
        before = reconciled(world, min(days), max(days))
        removed, changed, doubled, other = (row for row in rows[:4])
        hand.add(str(other.target_id), "BY-HAND-1")
        hand.add(str(doubled.target_id), str(doubled.reference))
        hand.remove(str(removed.target_id))
        hand.change(str(changed.target_id), changed.total_incl + Decimal("0.01"))
        after = reconciled(world, min(days), max(days))

    assert differences(before) == []
    assert differences(after) == sorted(
        [
            (Kind.GONE, removed.document),
            (Kind.TOTAL, changed.document),
            (Kind.TWICE, doubled.document),
            (Kind.NOT_OURS, None),
        ],
        key=_order,
    )
    assert not after.agrees
    shift = doubled.total_incl - removed.total_incl + Decimal("0.01")
    assert after.lines[0].package.total - before.lines[0].package.total == shift


@pytest.mark.parametrize("pair", PAIRS)
def test_shop_ledger_and_package_add_up(pair: str, sqlite_home: Home) -> None:
    """Over a whole year: what the package holds by its own store is the package's column, and the ledger's."""
    with booked(sqlite_home, pair) as (world, _):
        rows = [row for row in history(sqlite_home, world.integration, state="booked") if row.issued_on]
        newest = max(row.issued_on for row in rows if row.issued_on)
        begin = newest.replace(year=newest.year - 1)
        found = reconciled(world, begin.replace(day=min(begin.day + 1, 28)), newest)
        stands = {total.key: total for total in world.target.lent.totals(world.target_fake)}
    ours = [row for row in rows if row.issued_on and found.begin <= row.issued_on <= found.until]
    expected = sum((stands[str(row.target_id)].amount for row in ours if row.currency == "EUR"), Decimal(0))
    euros = next(line for line in found.lines if line.currency == "EUR")

    assert differences(found) == []
    assert euros.package.total == euros.ledger.total == expected
    assert euros.difference.count == sum(
        one.kind in (Kind.HELD, Kind.FAILED) and one.currency == "EUR" for one in found.findings
    )


def test_reconciling_leaves_everything_as_it_is(sqlite_home: Home) -> None:
    """No write to either service, and the ledger as it was."""
    with booked(sqlite_home, PAIRS[0]) as (world, _):
        days = [row.issued_on for row in sales(world) if row.issued_on]
        wrote = len(world.target_fake.writes()) + len(world.source_fake.writes())
        with sqlite_home.reading() as session:
            before = [(row.id, row.state, row.document_hash, row.changed_at) for row in session.query(LedgerRow)]
        reconciled(world, min(days), max(days))
        with sqlite_home.reading() as session:
            after = [(row.id, row.state, row.document_hash, row.changed_at) for row in session.query(LedgerRow)]

        assert len(world.target_fake.writes()) + len(world.source_fake.writes()) == wrote
        assert after == before

"""A shop and a package in memory with booked orders, and reconciling June 2026."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from koppel.api import BookedDocument
from koppel.home import Home
from koppel.store import Connection, LedgerRow
from koppel.sync.reconciliation.kinds import Kind
from koppel.sync.reconciliation.reconciler import Reconciler
from koppel.sync.reconciliation.records import ReconciliationView, new_reconciliation, show_reconciliation
from koppel.sync.reconciliation.report import Report
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run
from support.memory import World, build, order

BEGIN, UNTIL = date(2026, 6, 1), date(2026, 6, 30)


def booked_world(home: Home, *numbers: str) -> World:
    """Coupled, with these orders booked."""
    world = build(home)
    world.shop.put(*(order(number) for number in numbers or ("1001", "1002", "1003")))
    run(home)
    return world


def run(home: Home) -> None:
    """One run of the integration."""
    runner = Runner(home, new_run(home, "webshop", trigger="test"))
    while runner.run().state == "again":
        pass


def asked(home: Home, begin: date = BEGIN, until: date = UNTIL) -> int:
    """A reconciliation on record."""
    return new_reconciliation(home, "webshop", begin=begin, until=until)


def view(home: Home, record_id: int) -> ReconciliationView:
    """One as it stands."""
    found = show_reconciliation(home, record_id)
    assert found is not None
    return found


def reconciled(home: Home) -> Report:
    """June, to its end."""
    record_id = asked(home)
    reconciler = Reconciler(home, record_id)
    while reconciler.run().state == "again":
        pass
    found = view(home, record_id)
    assert found.report is not None, found.error
    return found.report


def kinds(report: Report) -> list[tuple[Kind, str]]:
    """What was found, with the number of each."""
    return [(one.kind, one.number) for one in report.findings]


def forget(world: World, key: str) -> None:
    """Somebody deletes it in the shop."""
    del world.shop.documents[key]
    world.shop.changed = [one for one in world.shop.changed if one != key]


def by_hand(
    name: str, *, reference: str | None = None, total: str = "50.00", on: date = date(2026, 6, 10)
) -> BookedDocument:
    """Somebody's own booking in the package."""
    return BookedDocument(
        target_id=name, form="entry", issued_on=on, total_incl=Decimal(total), number=name, reference=reference
    )


def ledger(home: Home) -> list[tuple[object, ...]]:
    """All that the ledger holds."""
    with home.reading() as session:
        rows = session.query(LedgerRow).order_by(LedgerRow.id)
        return [tuple(getattr(row, column.name) for column in LedgerRow.__table__.columns) for row in rows]


def unblock(home: Home) -> None:
    """The limit is over."""
    with home.writing() as session:
        for row in session.query(Connection):
            row.blocked_until = None

"""Payments on their way back: what the package sees as paid is registered at the shop, once.

Only where the package reports payments and the shop registers them. The row is marked after the shop was told. A crash
in between tells it again, which is harmless: a shop looks before it writes, and only an open document can be paid.
"""

from __future__ import annotations

from collections.abc import Collection

import structlog
from sqlalchemy import select

from koppel.connectors import Capability, Feature
from koppel.connectors.source import ReceivedPayment, Since
from koppel.connectors.target import ReportedPayment
from koppel.errors import AuthFailed, KoppelError, RateLimited, Unavailable, UnknownOutcome
from koppel.home import Home
from koppel.store import Integration, LedgerRow
from koppel.sync import issues, ledger
from koppel.sync.lease import Lease
from koppel.sync.pairs import Pair
from koppel.sync.slices import Turn

log = structlog.get_logger(__name__)

_NAMESPACE = "payments"


def pay_back(home: Home, pair: Pair, lease: Lease, run_id: int, turn: Turn) -> bool:
    """Read on from where the last run stopped; True when time ended it. The mark moves once every payment of a batch was
    dealt with."""
    reports = Capability.REPORTS_PAYMENTS in type(pair.target).capabilities
    if not reports or Feature.REGISTERS_PAYMENTS not in type(pair.source).features:
        return False
    key = f"integration:{pair.row.id}"
    kept = pair.target.memory.get(_NAMESPACE, key)
    with home.reading() as session:
        start_at = session.get_one(Integration, pair.row.id).start_at or home.now()
    for batch in pair.target.payments(Since(start_at=start_at, cursor=str(kept) if kept else None)):
        open_rows = _open_rows(home, pair.row.id, {payment.target_id for payment in batch.payments})
        for payment in batch.payments:
            row = open_rows.pop(payment.target_id, None)
            if row is None:
                continue
            if turn.time_is_up():
                return True
            lease.hold()
            _register(home, pair, row, payment, run_id)
        pair.target.memory.put(_NAMESPACE, {key: batch.cursor})
    return False


def _register(home: Home, pair: Pair, row: LedgerRow, payment: ReportedPayment, run_id: int) -> None:
    """Tell the shop. What the shop will not hear is an issue; what is only delayed stops the reading before its mark."""
    received = ReceivedPayment(
        document_key=row.document_key,
        amount=payment.amount,
        currency=payment.currency,
        paid_at=payment.paid_at,
        reference=row.target_number or payment.target_id,
    )
    try:
        written = pair.source.register_payment(received)
    except (RateLimited, Unavailable, AuthFailed, UnknownOutcome):
        raise
    except KoppelError as error:
        _refused(home, row, error, run_id)
        return
    log.info("paid", document=row.document_key, written=written)
    with home.writing() as session:
        session.add(row)
        row.paid_back_at = home.now()
        outcome = "payment registered" if written else "paid already"
        ledger.note(session, row, outcome, None, run_id=run_id, now=home.now())
        issues.solve(session, home.now(), subject=f"document:{row.id}", kind="payment")


def _open_rows(home: Home, integration_id: int, target_ids: Collection[str]) -> dict[str, LedgerRow]:
    """What we booked and have not told the shop of, by target id. Sought together: the package's payments are mostly of
    other documents, and looking through a large ledger for each of them would take longer than a slice lasts."""
    with home.reading() as session:
        found = session.scalars(
            select(LedgerRow).where(
                LedgerRow.integration_id == integration_id,
                LedgerRow.state == ledger.BOOKED,
                LedgerRow.target_id.in_(target_ids),
                LedgerRow.paid_back_at.is_(None),
            )
        )
        return {str(row.target_id): row for row in found}


def _refused(home: Home, row: LedgerRow, error: KoppelError, run_id: int) -> None:
    with home.writing() as session:
        session.add(row)
        ledger.note(session, row, "payment refused", error.sentence, run_id=run_id, now=home.now())
        issues.raise_issue(
            session,
            home.now(),
            subject=f"document:{row.id}",
            kind="payment",
            sentence=error.sentence,
            integration_id=row.integration_id,
            document_key=row.document_key,
        )

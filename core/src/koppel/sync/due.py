"""Which planned rows are booked next: today's work before the initial export, and every sale before its refunds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from koppel.store import LedgerRow
from koppel.sync.ledger import FAILED, HELD, PLANNED, SENDING

_CREDIT = "381"


@dataclass
class Portion:
    """Rows to book now, and refunds of which the sale turned out to be held or refused after they were planned."""

    rows: list[LedgerRow] = field(default_factory=list)
    stranded: list[LedgerRow] = field(default_factory=list)


def next_portion(session: Session, integration_id: int, *, initial: bool, most: int) -> Portion:
    """The oldest planned rows of the initial export, or those that came after it.

    A refund waits until its sale stands in the package, if it is to. If both went in one portion and the sale were
    refused, the books would take back what was never sold. A sale of the initial export that was refunded today is
    brought forward, so that the refund need not wait for the whole of the export.
    """
    portion, after_id = Portion(), 0
    while len(portion.rows) < most:
        rows = _planned(session, integration_id, initial=initial, after_id=after_id, limit=most)
        if not rows:
            break
        _sort_in(session, portion, rows, most)
        after_id = rows[-1].id
    return portion


def sale_of(row: LedgerRow) -> str | None:
    """The key of the sale that a credit note takes back."""
    original = row.document.get("original") if row.kind == _CREDIT else None
    return str(original["key"]) if original else None


def _sort_in(session: Session, portion: Portion, rows: Sequence[LedgerRow], most: int) -> None:
    sales = _sales(session, rows[0].integration_id, filter(None, map(sale_of, rows)))
    chosen = {row.id for row in portion.rows}
    for row in rows:
        sale = sales.get(sale_of(row) or "")
        if sale is not None and sale.state in (HELD, FAILED):
            portion.stranded.append(row)
            continue
        if sale is not None and sale.state == SENDING:
            continue
        wanted = sale if sale is not None and sale.state == PLANNED else row
        if wanted.id not in chosen and wanted.on_hold_at is None and len(portion.rows) < most:
            chosen.add(wanted.id)
            portion.rows.append(wanted)


def _planned(session: Session, integration_id: int, *, initial: bool, after_id: int, limit: int) -> Sequence[LedgerRow]:
    return session.scalars(
        select(LedgerRow)
        .where(
            LedgerRow.integration_id == integration_id,
            LedgerRow.state == PLANNED,
            LedgerRow.initial.is_(initial),
            LedgerRow.on_hold_at.is_(None),
            LedgerRow.id > after_id,
        )
        .order_by(LedgerRow.id)
        .limit(limit)
    ).all()


def _sales(session: Session, integration_id: int, keys: Iterable[str]) -> dict[str, LedgerRow]:
    """The sales of these keys that are not settled one way or the other."""
    found = session.scalars(
        select(LedgerRow).where(
            LedgerRow.integration_id == integration_id,
            LedgerRow.document_key.in_(list(keys)),
            LedgerRow.state.in_((PLANNED, SENDING, HELD, FAILED)),
        )
    )
    return {row.document_key: row for row in found}

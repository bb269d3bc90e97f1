"""The ledger: one row per document of an integration, and the only place that moves a row from state to state.

planned -> sending -> booked, with held, skipped and failed beside them. A row goes to *sending*, on disk, before the
first call that could book it; whatever dies afterwards, the next one to look knows that the package may have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from koppel.booking.booking import Posted
from koppel.booking.outcome import Held, Skipped
from koppel.errors import KoppelError
from koppel.model import Document
from koppel.store import Attempt, JsonObject, LedgerRow
from koppel.sync.codec import booking_to_json, document_hash, document_to_json, fingerprint, text_to_json
from koppel.sync.planner import Planned
from koppel.text import Text

PLANNED, SENDING, BOOKED, HELD, SKIPPED, FAILED = "planned", "sending", "booked", "held", "skipped", "failed"


def rows_of(
    session: Session, integration_id: int, keys: Iterable[str], *, to_write: bool = False
) -> dict[str, LedgerRow]:
    """The rows of these documents, by key. `to_write` locks them where the database locks rows: a person may hold one of
    them at this moment."""
    wanted = select(LedgerRow).where(LedgerRow.integration_id == integration_id, LedgerRow.document_key.in_(list(keys)))
    found = session.scalars(wanted.with_for_update() if to_write else wanted)
    return {row.document_key: row for row in found}


def in_state(session: Session, integration_id: int, state: str, *, limit: int | None = None) -> Sequence[LedgerRow]:
    """Rows in a state, oldest first."""
    return session.scalars(
        select(LedgerRow)
        .where(LedgerRow.integration_id == integration_id, LedgerRow.state == state)
        .order_by(LedgerRow.id)
        .limit(limit)
    ).all()


def due_again(
    session: Session, integration_id: int, now: datetime, *, after_id: int, limit: int
) -> Sequence[LedgerRow]:
    """Held rows, which cost no call to look at again, and failed ones that somebody asked to retry. Ordered by id.

    What the owner keeps back is not looked at: it would come loose by itself.
    """
    return session.scalars(
        select(LedgerRow)
        .where(
            LedgerRow.integration_id == integration_id,
            LedgerRow.id > after_id,
            LedgerRow.on_hold_at.is_(None),
            or_(
                (LedgerRow.state == HELD) & (LedgerRow.again_at.is_(None) | (LedgerRow.again_at <= now)),
                (LedgerRow.state == FAILED) & (LedgerRow.again_at <= now),
            ),
        )
        .order_by(LedgerRow.id)
        .limit(limit)
    ).all()


def still(session: Session, rows: Iterable[LedgerRow], *states: str) -> set[int]:
    """Ids of the rows that are still in one of these states, and not kept back: since they were read a person may have
    held one. They are locked where the database locks rows, so until the commit nobody changes their state."""
    ids = [row.id for row in rows]
    found = session.scalars(
        select(LedgerRow.id)
        .where(LedgerRow.id.in_(ids), LedgerRow.state.in_(states), LedgerRow.on_hold_at.is_(None))
        .with_for_update()
    )
    return set(found)


def new_row(integration_id: int, document: Document, now: datetime) -> LedgerRow:
    """A row for a document that is seen for the first time; `write_plan` completes it."""
    return LedgerRow(integration_id=integration_id, document_key=document.key, first_seen_at=now, attempts=0)


def write_document(row: LedgerRow, document: Document, data: JsonObject | None = None) -> None:
    """What the shop says now."""
    kept = data or document_to_json(document)
    row.document, row.document_hash = kept, document_hash(kept)
    row.number, row.kind = document.number, str(document.kind)
    row.buyer = ((document.buyer.display_name if document.buyer else None) or "")[:120]
    row.revision, row.currency = document.revision[:120], document.currency
    row.total_incl = document.total_incl


def write_plan(row: LedgerRow, plan: Planned | Held | Skipped, *, initial: bool, now: datetime) -> None:
    """What is to be done about it. Only for rows that are not in the package: never for sending or booked ones."""
    row.initial, row.changed_at, row.again_at = initial, now, None
    row.warnings = {}
    if isinstance(plan, Planned):
        _write_planned(row, plan)
        return
    row.state = HELD if isinstance(plan, Held) else SKIPPED
    row.reason, row.sentence = plan.reason, text_to_json(plan.sentence)
    row.step, row.step_row = (plan.step, plan.row) if isinstance(plan, Held) else (None, None)
    row.booking = row.booking_hash = None


def _write_planned(row: LedgerRow, plan: Planned) -> None:
    booking = plan.booking
    row.state, row.reason, row.sentence, row.step, row.step_row = PLANNED, None, None, None, None
    row.booking = booking_to_json(booking)
    row.booking_hash = fingerprint(row.booking)
    row.reference, row.form = booking.reference, booking.form
    row.journal = booking.journal.value if booking.journal else None
    row.issued_on, row.currency = booking.issued_on, booking.currency
    row.total_excl, row.total_vat, row.total_incl = booking.total_excl, booking.total_vat, booking.total_incl
    row.warnings = {warning.code: text_to_json(warning.sentence) for warning in booking.warnings}


def to_sending(rows: Iterable[LedgerRow], now: datetime) -> None:
    """The intent. The caller commits before the first call."""
    for row in rows:
        row.state, row.changed_at = SENDING, now
        row.attempts += 1


def about_to_send(row: LedgerRow, now: datetime, session: Session) -> None:
    """Its call comes now. The intents of a portion are written together, and its last call may come minutes later: the
    time in which a list may not show it yet begins here, else it would be over before the call."""
    session.add(row)
    row.changed_at = now


def back_to_planned(row: LedgerRow, now: datetime) -> None:
    """Certainly not in the package: nothing was sent, or `find` has looked."""
    row.state, row.changed_at = PLANNED, now


def not_sent(row: LedgerRow, now: datetime) -> None:
    """The intent was written down, but its call was never made: that was no attempt, and must not use one up."""
    back_to_planned(row, now)
    row.attempts = max(0, row.attempts - 1)


def to_booked(session: Session, row: LedgerRow, posted: Posted, *, run_id: int | None, how: str, now: datetime) -> None:
    """It stands in the package. `how` is created (we made it) or found (it was there)."""
    row.state, row.reason, row.sentence, row.step, row.step_row = BOOKED, None, None, None, None
    row.target_id, row.target_number, row.target_url = posted.target_id, posted.number, posted.url
    row.booked_at = row.booked_at or now
    row.changed_at = now
    session.add(Attempt(ledger_id=row.id, run_id=run_id, at=now, outcome=how, data=_posted(posted)))


def to_failed(session: Session, row: LedgerRow, error: KoppelError, *, run_id: int | None, now: datetime) -> None:
    """The package refuses it; a person looks, then retries."""
    row.state, row.reason = FAILED, str(error.data.get("reason") or type(error).__name__.lower())[:60]
    row.sentence, row.changed_at, row.again_at = text_to_json(error.sentence), now, None
    row.step = str(error.data["step"]) if error.data.get("step") else None
    note(session, row, type(error).__name__, error.sentence, run_id=run_id, now=now, data=error.data)


def to_held(
    session: Session,
    row: LedgerRow,
    reason: str,
    sentence: Text,
    *,
    run_id: int | None,
    now: datetime,
    again_at: datetime | None = None,
) -> None:
    """Something must be cleared up before it can be booked; not looked at again before `again_at`."""
    row.state, row.reason, row.sentence, row.changed_at = HELD, reason, text_to_json(sentence), now
    row.again_at = again_at
    note(session, row, f"held: {reason}"[:30], sentence, run_id=run_id, now=now)


def note(
    session: Session,
    row: LedgerRow,
    outcome: str,
    sentence: Text | None,
    *,
    run_id: int | None,
    now: datetime,
    data: object = None,
) -> None:
    """Keep what came of a try."""
    plain = {str(key): str(value)[:500] for key, value in data.items()} if isinstance(data, dict) else {}
    session.add(
        Attempt(
            ledger_id=row.id,
            run_id=run_id,
            at=now,
            outcome=outcome[:30],
            sentence=text_to_json(sentence) if sentence else None,
            data=plain,
        )
    )


def _posted(posted: Posted) -> JsonObject:
    totals = {"total_incl": posted.total_incl, "total_vat": posted.total_vat}
    return {
        "target_id": posted.target_id,
        "number": posted.number,
        **{key: f"{value:f}" for key, value in totals.items() if value is not None},
    }

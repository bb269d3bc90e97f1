"""The ledger as people read it: what was booked, held, skipped or failed, and everything about one document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from koppel.booking.booking import Booking
from koppel.errors import WrongUse
from koppel.home import Home
from koppel.model import Document
from koppel.store import Attempt, Integration, LedgerRow
from koppel.sync.codec import booking_from_json, document_from_json, text_from_json
from koppel.sync.deliveries import DeliveryView, view_of
from koppel.sync.pairs import NO_INTEGRATION
from koppel.text import Text

STATES = ("planned", "sending", "booked", "held", "skipped", "failed")

_NO_STATE = Text(
    en="There is no state {state}. There are: {known}.",
    nl="Er is geen toestand {state}. Wel: {known}.",
)
_NO_DOCUMENT = Text(
    en="The integration {name} has no document {document}.",
    nl="De integratie {name} heeft geen document {document}.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One document of the ledger."""

    document: str
    number: str
    buyer: str
    kind: str
    state: str
    reason: str | None
    sentence: Text | None
    step: str | None
    row: str | None
    reference: str | None
    issued_on: date | None
    currency: str
    total_incl: Decimal
    target_id: str | None
    target_number: str | None
    target_url: str | None
    attempts: int
    booked_at: datetime | None
    changed_at: datetime
    delivery: DeliveryView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptView:
    """One try, and what came of it."""

    at: datetime
    outcome: str
    sentence: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """Everything about one document: what the shop said, what was booked and why, every attempt."""

    row: HistoryRow
    said: Document
    booking: Booking | None
    attempts: Sequence[AttemptView]
    warnings: Mapping[str, Any]


def history(
    home: Home,
    name: str,
    *,
    state: str | None = None,
    search: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[HistoryRow]:
    """The documents of an integration, newest first. `search` looks in numbers, references and keys."""
    with home.reading() as session:
        wanted = _wanted(_integration_id(session.scalar(_by_name(name)), name), state, search)
        query = select(LedgerRow).where(*wanted).order_by(LedgerRow.id.desc()).offset(offset)
        return [row_view(row) for row in session.scalars(query.limit(limit))]


def count(home: Home, name: str, *, state: str | None = None, search: str | None = None) -> int:
    """How many documents `history` would give without limit."""
    with home.reading() as session:
        wanted = _wanted(_integration_id(session.scalar(_by_name(name)), name), state, search)
        return session.scalar(select(func.count()).select_from(LedgerRow).where(*wanted)) or 0


def document(home: Home, name: str, key: str) -> DocumentView:
    """One document by its key, or by the number that people know it by. Raises WrongUse when there is none."""
    with home.reading() as session:
        integration_id = _integration_id(session.scalar(_by_name(name)), name)
        own = LedgerRow.integration_id == integration_id
        row = session.scalar(select(LedgerRow).where(own, LedgerRow.document_key == key)) or session.scalar(
            select(LedgerRow).where(own, LedgerRow.number == key).order_by(LedgerRow.id)
        )
        if row is None:
            raise WrongUse(_NO_DOCUMENT, name=name, document=key)
        tries = session.scalars(select(Attempt).where(Attempt.ledger_id == row.id).order_by(Attempt.id)).all()
    return DocumentView(
        row=row_view(row),
        said=document_from_json(row.document),
        booking=booking_from_json(row.booking) if row.booking else None,
        attempts=[AttemptView(at=a.at, outcome=a.outcome, sentence=text_from_json(a.sentence)) for a in tries],
        warnings=row.warnings,
    )


def _by_name(name: str) -> Any:
    return select(Integration.id).where(Integration.name == name)


def _integration_id(found: int | None, name: str) -> int:
    if found is None:
        raise WrongUse(NO_INTEGRATION, name=name)
    return found


def _wanted(integration_id: int, state: str | None, search: str | None) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [LedgerRow.integration_id == integration_id]
    if state is not None:
        if state not in STATES:
            raise WrongUse(_NO_STATE, state=state, known=", ".join(STATES))
        wanted.append(LedgerRow.state == state)
    if search:
        fields = (LedgerRow.number, LedgerRow.reference, LedgerRow.document_key, LedgerRow.target_number)
        wanted.append(or_(*(field.contains(search, autoescape=True) for field in fields)))
    return wanted


def row_view(row: LedgerRow) -> HistoryRow:
    """A row of the ledger as it is shown."""
    return HistoryRow(
        document=row.document_key,
        number=row.number,
        buyer=row.buyer,
        kind=row.kind,
        state=row.state,
        reason=row.reason,
        sentence=text_from_json(row.sentence),
        step=row.step,
        row=row.step_row,
        reference=row.reference,
        issued_on=row.issued_on,
        currency=row.currency,
        total_incl=row.total_incl,
        target_id=row.target_id,
        target_number=row.target_number,
        target_url=row.target_url,
        attempts=row.attempts,
        booked_at=row.booked_at,
        changed_at=row.changed_at,
        delivery=view_of(row),
    )

"""The ledger's side: slim rows of a period, and of whatever else the other sides point at. The ledger is only read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from koppel.connectors import BookedDocument
from koppel.home import Home
from koppel.store import LedgerRow
from koppel.sync.codec import text_from_json
from koppel.sync.reconciliation.rows import BookRow

_AT_ONCE = 400
_FIELDS: tuple[InstrumentedAttribute[Any], ...] = (
    LedgerRow.document_key,
    LedgerRow.number,
    LedgerRow.issued_on,
    LedgerRow.state,
    LedgerRow.currency,
    LedgerRow.total_incl,
    LedgerRow.reason,
    LedgerRow.sentence,
    LedgerRow.target_id,
    LedgerRow.reference,
    LedgerRow.form,
    LedgerRow.journal,
    LedgerRow.target_url,
)


def of_period(home: Home, integration_id: int, begin: date, until: date) -> list[BookRow]:
    """Rows with a booking date in the period, whatever their state."""
    return list(_found(home, integration_id, LedgerRow.issued_on.between(begin, until)))


def of_keys(home: Home, integration_id: int, keys: Iterable[str]) -> Iterator[BookRow]:
    """Rows of these documents."""
    for portion in _portions(keys):
        yield from _found(home, integration_id, LedgerRow.document_key.in_(portion))


def of_documents(home: Home, integration_id: int, documents: Iterable[BookedDocument]) -> Iterator[BookRow]:
    """Rows that documents of the package belong to, by its key or by their reference."""
    listed = list(documents)
    for start in range(0, len(listed), _AT_ONCE):
        some = listed[start : start + _AT_ONCE]
        references = [one.reference for one in some if one.reference]
        ours = or_(
            LedgerRow.target_id.in_([one.target_id for one in some]),
            LedgerRow.reference.in_(references),
        )
        yield from _found(home, integration_id, ours)


def _found(home: Home, integration_id: int, where: ColumnElement[bool]) -> Iterator[BookRow]:
    with home.reading() as session:
        rows = session.execute(select(*_FIELDS).where(LedgerRow.integration_id == integration_id, where)).all()
    for key, number, day, state, currency, total, reason, sentence, target_id, reference, form, journal, url in rows:
        yield BookRow(
            key=key,
            number=number,
            day=day,
            state=state,
            currency=currency,
            total=total,
            reason=reason,
            sentence=text_from_json(sentence),
            target_id=target_id,
            reference=reference,
            form=form,
            journal=journal,
            url=url,
        )


def _portions(keys: Iterable[str]) -> Iterator[list[str]]:
    listed = list(keys)
    for start in range(0, len(listed), _AT_ONCE):
        yield listed[start : start + _AT_ONCE]

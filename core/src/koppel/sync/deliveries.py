"""What became of documents that the package sent to customers: asked for until it is known, and told when it went wrong.

A package that answers "sent" has queued it; whether it arrived is known minutes or days later, and only the package
knows. Only targets with `Capability.DELIVERIES` are asked, and nothing of a first export is ever followed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from koppel.booking.booking import Booking
from koppel.connectors import Capability, Delivery, DeliveryState, Target
from koppel.errors import AuthFailed, KoppelError, RateLimited, Unavailable
from koppel.home import Home
from koppel.store import LedgerRow
from koppel.sync import issues, ledger
from koppel.sync.pairs import Pair
from koppel.text import Text

log = structlog.get_logger(__name__)

UNKNOWN: Final = "unknown"
PORTION: Final = 25
"""Documents asked for in one run. A package may need a call for each that has not arrived yet."""

_FOLLOWED: Final = (str(DeliveryState.PENDING), str(DeliveryState.FAILED), UNKNOWN)
_SOONEST: Final = timedelta(minutes=5)
_DAILY: Final = timedelta(days=1)
_WEEKLY: Final = timedelta(days=7)
_TOLD_AFTER: Final = timedelta(days=30)
_GIVEN_UP_AFTER: Final = timedelta(days=90)

_FAILED = Text(
    en="{number} was sent by {service} but did not arrive: {note}. Send it again in {service}.",
    nl="{number} is door {service} verstuurd maar niet aangekomen: {note}. Verstuur het opnieuw in {service}.",
)
_FAILED_UNSAID = Text(
    en="{number} was sent by {service} but did not arrive; {service} does not say why. Send it again in {service}.",
    nl="{number} is door {service} verstuurd maar niet aangekomen; {service} zegt niet waarom. Verstuur het opnieuw in "
    "{service}.",
)
_UNKNOWN = Text(
    en="{number} was sent by {service} {days} days ago, and {service} still does not say that it arrived. Look in {service} "
    "and send it again if the customer does not have it.",
    nl="{number} is {days} dagen geleden door {service} verstuurd en {service} meldt nog steeds niet dat het is aangekomen. "
    "Kijk in {service} en verstuur het opnieuw als de klant het niet heeft.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryView:
    """A followed delivery. `at` is the package's moment of it, `note` its own words; both may be missing."""

    state: str
    sent_at: datetime | None
    at: datetime | None
    note: str | None
    asked_at: datetime | None


def view_of(row: LedgerRow) -> DeliveryView | None:
    """The delivery of a document, None for one that was never sent by the package."""
    if row.delivery_state is None:
        return None
    kept = row.delivery or {}
    return DeliveryView(
        state=row.delivery_state,
        sent_at=_moment(kept, "sent_at"),
        at=_moment(kept, "at"),
        note=kept.get("note"),
        asked_at=_moment(kept, "asked_at"),
    )


def begin(row: LedgerRow, target: Target, booking: Booking, now: datetime) -> None:
    """After `send`: from now on this one is followed, where the booking had it sent and the package can tell."""
    if Capability.DELIVERIES not in type(target).capabilities or row.initial or row.delivery_state is not None:
        return
    if target.is_sent_out(booking):
        row.delivery_state = str(DeliveryState.PENDING)
        row.delivery = {"sent_at": now.isoformat(), "next_at": (now + _SOONEST).isoformat()}


def follow(home: Home, pair: Pair, run_id: int) -> None:
    """Ask for what is due, at most one portion in a run, the longest waiting first.

    What the package cannot tell now it can tell at the next run; only a limit, an outage or a refused login end this one.
    """
    if Capability.DELIVERIES not in type(pair.target).capabilities:
        return
    due = _due(home, pair.row.id)
    if not due:
        return
    try:
        found = pair.target.deliveries(list(due))
    except (RateLimited, Unavailable, AuthFailed):
        raise
    except KoppelError as error:
        log.warning("deliveries not told", error=error.sentence.en)
        found = {}
    with home.writing() as session:
        for target_id, row_id in due.items():
            row = session.get_one(LedgerRow, row_id)
            _write(row, found.get(target_id), home.now())
            _tell(session, row, pair.target.title, run_id, home.now())


def _due(home: Home, integration_id: int) -> dict[str, int]:
    """Row ids by target id. The rows hold whole documents, so only what is needed of them is read."""
    now = home.now().isoformat()
    with home.reading() as session:
        rows = session.execute(
            select(LedgerRow.id, LedgerRow.target_id, LedgerRow.delivery).where(
                LedgerRow.integration_id == integration_id,
                LedgerRow.delivery_state.in_(_FOLLOWED),
                LedgerRow.state == ledger.BOOKED,
            )
        ).all()
    waiting = [(str((kept or {}).get("next_at") or ""), row_id, target_id) for row_id, target_id, kept in rows]
    due = sorted(one for one in waiting if one[0] and one[0] <= now and one[2])
    return {str(target_id): row_id for _, row_id, target_id in due[:PORTION]}


def _write(row: LedgerRow, found: Delivery | None, now: datetime) -> None:
    """What the package says now. Of a document that it says nothing about, what was known stays."""
    kept = dict(row.delivery or {})
    age = now - (_moment(kept, "sent_at") or now)
    if found is not None:
        row.delivery_state = str(found.state)
        kept |= {"at": found.at.isoformat() if found.at else None, "note": (found.note or "")[:500] or None}
    if row.delivery_state == DeliveryState.PENDING and age >= _TOLD_AFTER:
        row.delivery_state = UNKNOWN
    kept |= {"asked_at": now.isoformat(), "next_at": _next_at(row.delivery_state, age, now)}
    row.delivery = kept


def _next_at(state: str | None, age: timedelta, now: datetime) -> str | None:
    """Ever longer: half of the age until a day, weekly after a month, never after a quarter or once it arrived."""
    if state == DeliveryState.DELIVERED or age >= _GIVEN_UP_AFTER:
        return None
    if age >= _TOLD_AFTER:
        return (now + _WEEKLY).isoformat()
    return (now + max(_SOONEST, min(age / 2, _DAILY))).isoformat()


def _tell(session: Session, row: LedgerRow, service: str, run_id: int, now: datetime) -> None:
    """One issue while it has not arrived; gone when it has, and when it is no longer asked for: then nothing else could
    ever take it away. Each turn of events stands among the attempts once."""
    kept, subject = dict(row.delivery or {}), f"document:{row.id}"
    sentence = _sentence(row, service, now)
    over = kept.get("next_at") is None
    if sentence is None or over:
        issues.solve(session, now, subject=subject, kind="delivery_failed")
    else:
        issues.raise_issue(
            session,
            now,
            subject=subject,
            kind="delivery_failed",
            sentence=sentence,
            integration_id=row.integration_id,
            document_key=row.document_key,
        )
    told = f"{row.delivery_state} {kept.get('note') or ''}"
    if row.delivery_state != DeliveryState.PENDING and kept.get("told") != told:
        ledger.note(session, row, f"delivery {row.delivery_state}", sentence, run_id=run_id, now=now)
        row.delivery = {**kept, "told": told}


def _sentence(row: LedgerRow, service: str, now: datetime) -> Text | None:
    kept = row.delivery or {}
    if row.delivery_state == DeliveryState.FAILED:
        note = str(kept.get("note") or "").strip().rstrip(".")
        sentence = _FAILED if note else _FAILED_UNSAID
        return sentence.with_data(number=row.number, service=service, note=note)
    if row.delivery_state == UNKNOWN:
        days = (now - (_moment(kept, "sent_at") or now)).days
        return _UNKNOWN.with_data(number=row.number, service=service, days=days)
    return None


def _moment(kept: Mapping[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(kept[name]) if kept.get(name) else None

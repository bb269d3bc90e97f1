"""A shop that has gone quiet: no new orders for longer than its own rhythm explains.

The rhythm is the longest pause between two days with orders in the last ninety; one and a half times that, and three days
at least, is taken for a sign that something is wrong. The owner may name a number of days instead, or switch it off.
"""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koppel.home import Home
from koppel.model import DocumentKind
from koppel.store import Integration, LedgerRow, Run
from koppel.sync import issues, ledger
from koppel.sync.watch.choices import AUTO, OFF, WatchView, no_orders_choice
from koppel.text import Text

LEAST_DAYS: Final = 3
_LOOKS_BACK: Final = timedelta(days=90)
_FACTOR: Final = 1.5
_FEWEST_DAYS: Final = 5
"""With fewer days with orders there is no rhythm to speak of, and nothing is watched unless the owner names a number."""

_STATES: Final = (ledger.PLANNED, ledger.SENDING, ledger.BOOKED, ledger.HELD, ledger.SKIPPED, ledger.FAILED)
_QUIET = Text(
    en="No new orders have come in for {integration} for {days} days. Look whether the shop still takes orders; if this is "
    "normal, change the number of days under Notifications.",
    nl="Er zijn voor {integration} al {days} dagen geen nieuwe bestellingen binnengekomen. Kijk of de winkel nog bestellingen "
    "aanneemt; is dit normaal, wijzig dan het aantal dagen onder Meldingen.",
)


def look(session: Session, integration_id: int, now: datetime) -> None:
    """Raise or close the issue of one integration.

    Days count up to the last reading that went well: when reading fails, that is told, and nobody knows about orders.
    """
    row, subject = session.get_one(Integration, integration_id), f"quiet:{integration_id}"
    read_at = session.scalar(
        select(func.max(Run.finished_at)).where(Run.integration_id == integration_id, Run.state == "done")
    )
    since = last_order_at(session, integration_id) or row.activated_at
    if row.state != "active" or read_at is None or since is None or (read_at - since).days < 1:
        issues.solve(session, now, subject=subject)
        return
    days, allowed = (read_at - since).days, days_allowed(session, row)
    if allowed is None or days < allowed:
        issues.solve(session, now, subject=subject)
        return
    issues.raise_issue(
        session,
        now,
        subject=subject,
        kind="no_orders",
        sentence=_QUIET.with_data(integration=row.name, days=days),
        integration_id=integration_id,
        data={"days": days, "allowed": allowed, "since": since.isoformat()},
    )


def days_allowed(session: Session, row: Integration) -> int | None:
    """After how many days without orders the owner is told; None for never."""
    choice = no_orders_choice(session, row.name)
    if choice == OFF:
        return None
    return int(choice) if choice != AUTO else usual_days(session, row.id)


def usual_days(session: Session, integration_id: int) -> int | None:
    """What the shop's own rhythm allows; None while it has none."""
    mine = LedgerRow.integration_id == integration_id
    last = session.scalar(select(func.max(LedgerRow.issued_on)).where(mine))
    if last is None:
        return None
    days: list[date] = list(
        session.scalars(
            select(LedgerRow.issued_on)
            .where(mine, LedgerRow.issued_on >= last - _LOOKS_BACK)
            .distinct()
            .order_by(LedgerRow.issued_on)
        )
    )
    if len(days) < _FEWEST_DAYS:
        return None
    longest = max((later - earlier).days for earlier, later in pairwise(days))
    return max(LEAST_DAYS, math.ceil(longest * _FACTOR))


def last_order_at(session: Session, integration_id: int) -> datetime | None:
    """When the newest order was first seen, whatever became of it. One short look into the index per state."""
    seen = [
        session.scalar(
            select(LedgerRow.first_seen_at)
            .where(
                LedgerRow.integration_id == integration_id,
                LedgerRow.state == state,
                LedgerRow.kind == str(DocumentKind.INVOICE),
            )
            .order_by(LedgerRow.id.desc())
            .limit(1)
        )
        for state in _STATES
    ]
    return max((moment for moment in seen if moment is not None), default=None)


def watched(home: Home) -> list[WatchView]:
    """What is watched of each integration, by name."""
    with home.reading() as session:
        rows = session.scalars(select(Integration).order_by(Integration.name)).all()
        return [
            WatchView(
                integration=row.name,
                no_orders=no_orders_choice(session, row.name),
                days=days_allowed(session, row),
            )
            for row in rows
        ]

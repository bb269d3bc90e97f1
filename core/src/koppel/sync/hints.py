"""A service said that something changed: the integrations that listen run soon, however often it says so.

Nothing of what was said is used. The run reads on from its own cursor as it would at its usual time, so a call that was
lost, came twice or was made up by somebody costs a little time and changes no booking.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from koppel.home import Home
from koppel.store import Connection, Integration, Run
from koppel.sync.service_levels import level_of

TRIGGER: Final = "webhook"
_NOT_SOONER: Final = timedelta(minutes=1)
_TO_COME: Final = ("queued", "waiting")


def listening(home: Home, name: str) -> list[str]:
    """The integrations that are read sooner when this connection's service calls: active ones, at such a level."""
    with home.reading() as session:
        connection_id = session.scalar(select(Connection.id).where(Connection.name == name))
        return [row.name for row in _listeners(session, connection_id)]


def ask(session: Session, connection_id: int, now: datetime) -> list[int]:
    """Put a run on record for each that listens, unless one is to come already; gives the new ones.

    Within a minute of the last such run the next one waits out that minute. The queue is not asked here: the schedule
    finds the row within seconds, also when the queue is away, and whoever called is not kept waiting.
    """
    asked = [_ask_one(session, row, now) for row in _listeners(session, connection_id, lock=True)]
    return [run_id for run_id in asked if run_id is not None]


def _ask_one(session: Session, row: Integration, now: datetime) -> int | None:
    """One queued run at most. One that is running may have read past the news already, so it does not count."""
    own = select(Run).where(Run.integration_id == row.id)
    if session.scalar(own.where(Run.state.in_(_TO_COME)).limit(1)) is not None:
        return None
    last = session.scalar(own.where(Run.trigger == TRIGGER).order_by(Run.id.desc()).limit(1))
    not_before = (last.started_at or last.created_at) + _NOT_SOONER if last else now
    run = Run(integration_id=row.id, trigger=TRIGGER, only={}, created_at=now)
    if not_before > now:
        run.state, run.waiting_until = "waiting", not_before
    session.add(run)
    session.flush()
    return run.id


def _listeners(session: Session, connection_id: int | None, *, lock: bool = False) -> list[Integration]:
    """Locked while a run is decided on: of two calls at one moment, the second sees what the first has asked for."""
    active = select(Integration).where(Integration.source_id == connection_id, Integration.state == "active")
    rows = session.scalars(
        active.order_by(Integration.id).with_for_update() if lock else active.order_by(Integration.id)
    )
    return [row for row in rows if level_of(session, row).webhooks]

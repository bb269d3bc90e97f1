"""Watching over everything that would otherwise stay silent: one small module per subject, each raising and closing its issue.

When they look is decided by the schedule (`look`) and by the end of a run (`after_run`); none of them makes a call.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from koppel.home import Home
from koppel.store import Integration
from koppel.sync.watch import expiry, heartbeat, quiet, unmanned


def look(home: Home) -> None:
    """One round over the installation, about once a minute. Cheap queries only."""
    now = home.now()
    with home.writing() as session:
        heartbeat.beat(session, now)
        unmanned.look(session, now)
        expiry.look(home, session, now)
        for integration_id in session.scalars(select(Integration.id)).all():
            quiet.look(session, integration_id, now)


def after_run(session: Session, integration_id: int, now: datetime) -> None:
    """What the end of a run may have solved, or shown."""
    quiet.look(session, integration_id, now)

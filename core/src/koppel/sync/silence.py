"""Is the schedule alive? Asked whenever issues are shown: what is not running cannot raise an issue about itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koppel.store import Integration, Run, Setting
from koppel.sync.service_levels import level_of

BEAT: Final = "schedule.beat"
_GRACE: Final = timedelta(minutes=15)


def last_beat(session: Session) -> datetime | None:
    """When the schedule last showed that it lives; None when there never was one."""
    row = session.get(Setting, BEAT)
    return datetime.fromisoformat(row.value) if row else None


def silent_since(session: Session, now: datetime) -> datetime | None:
    """Since when no schedule has run, while there are integrations that should run by themselves.

    Somebody whose own clock runs `koppel sync` needs no schedule: as long as runs end within twice the usual interval,
    nothing is wrong.
    """
    beat = last_beat(session)
    if beat is None or now - beat <= _GRACE:
        return None
    active = session.scalars(select(Integration).where(Integration.state == "active")).all()
    if not active:
        return None
    last_run = session.scalar(select(func.max(Run.finished_at)))
    pause = timedelta(minutes=2 * min(level_of(session, row).every_minutes for row in active)) + _GRACE
    return beat if last_run is None or now - last_run > pause else None

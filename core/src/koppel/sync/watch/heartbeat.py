"""The schedule's heartbeat, and what is told when it comes back after having been away for long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koppel.store import Integration, Issue, Run, Setting
from koppel.sync import issues
from koppel.sync.moments import filled, moment_said
from koppel.sync.service_levels import level_of
from koppel.sync.silence import BEAT, last_beat
from koppel.text import Text

_SUBJECT: Final = "installation:was_down"
_SHOWN_FOR: Final = timedelta(hours=24)
_WAS_DOWN = Text(
    en="Koppel did not run from {since} to {until}. It is running again and catches up by itself; nothing was lost.",
    nl="Koppel draaide niet van {since} tot {until}. Het draait weer en haalt de achterstand vanzelf in; er is niets verloren.",
)


def beat(session: Session, now: datetime) -> None:
    """Show that the schedule lives, and tell of a silence that was longer than the most demanding level's patience."""
    before = last_beat(session)
    session.merge(Setting(key=BEAT, value=now.isoformat()))
    active = session.scalars(select(Integration).where(Integration.state == "active")).all()
    if before is not None and active:
        patience = min(level_of(session, row).give_up_after_hours for row in active)
        if now - before > timedelta(hours=patience):
            _tell(session, before, now)
    _close(session, [row.id for row in active], now)


def _tell(session: Session, since: datetime, now: datetime) -> None:
    issues.raise_issue(
        session,
        now,
        subject=_SUBJECT,
        kind="was_down",
        sentence=filled(_WAS_DOWN, since=moment_said(session, since), until=moment_said(session, now)),
        data={"since": since.isoformat(), "until": now.isoformat()},
    )


def _close(session: Session, active: list[int], now: datetime) -> None:
    """Solved when every integration has caught up; shown for a day at least, or nobody would hear of it."""
    known = session.scalar(select(Issue).where(Issue.subject == _SUBJECT, Issue.solved_at.is_(None)))
    if known is None or now - known.seen_at < _SHOWN_FOR:
        return
    ran = select(func.count(func.distinct(Run.integration_id))).where(
        Run.integration_id.in_(active), Run.state == "done", Run.finished_at > known.seen_at
    )
    if session.scalar(ran) == len(active):
        issues.solve(session, now, subject=_SUBJECT)

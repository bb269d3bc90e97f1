"""Runs that no worker takes up: the schedule is alive, but whoever should do the work is not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from koppel.store import Integration, Run, Setting
from koppel.sync import issues
from koppel.sync.moments import filled, moment_said
from koppel.text import Text

_SUBJECT: Final = "installation:worker"
_SINCE: Final = "worker.missed_since"
_GRACE: Final = timedelta(minutes=15)
_NOBODY = Text(
    en="No worker has taken up the runs since {since}. Start `koppel serve` (or `koppel worker`); `koppel doctor` says what is "
    "wrong.",
    nl="Sinds {since} neemt geen worker de uitvoeringen op. Start `koppel serve` (of `koppel worker`); `koppel doctor` zegt wat "
    "er mis is.",
)


def look(session: Session, now: datetime) -> None:
    """Told when, at every look for a quarter of an hour, runs were queued and nobody held a lease.

    One look proves nothing: between two slices of one worker the same is seen for a moment.
    """
    queued = session.scalar(select(Run.id).where(Run.state == "queued").limit(1))
    working = session.scalar(select(Integration.id).where(Integration.lease_until > now).limit(1))
    missed = session.get(Setting, _SINCE)
    if queued is None or working is not None:
        if missed is not None:
            session.delete(missed)
        issues.solve(session, now, subject=_SUBJECT)
        return
    if missed is None:
        session.add(Setting(key=_SINCE, value=now.isoformat()))
        return
    since = datetime.fromisoformat(missed.value)
    if now - since >= _GRACE:
        sentence = filled(_NOBODY, since=moment_said(session, since))
        issues.raise_issue(session, now, subject=_SUBJECT, kind="not_picked_up", sentence=sentence)

"""Watching and telling, beside the schedule: a thread of its own, since a mail server that is dead must delay no run.

Of several processes one does a round; the others find it taken.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy.exc import IntegrityError

from koppel.home import Home
from koppel.store import Setting
from koppel.sync import watch
from koppel.sync.notices.deliver import deliver
from koppel.sync.watch.tidy import tidy_daily

log = structlog.get_logger(__name__)

EVERY_S: Final = 60.0
_LEASE: Final = "watch.until"
_LONGEST: Final = timedelta(minutes=10)
"""Longer than a round takes when every channel runs into its time-outs."""


def keep_watch(home: Home, stop: threading.Event) -> None:
    """A round now and one every minute, until told to stop."""
    while True:
        try:
            watch_round(home)
        except Exception:
            log.exception("watch")
        if stop.wait(EVERY_S):
            return


def watch_round(home: Home) -> bool:
    """Look, tell, tidy; False when another process is doing so. What fails in one part does not silence the others."""
    if not _take(home):
        return False
    parts: tuple[Callable[[Home], object], ...] = (watch.look, deliver, tidy_daily)
    try:
        for part in parts:
            try:
                part(home)
            except Exception:
                log.exception("watch", part=part.__name__)
    finally:
        with home.writing() as session:
            session.merge(Setting(key=_LEASE, value=home.now().isoformat()))
    return True


def _take(home: Home) -> bool:
    now = home.now()
    try:
        with home.writing() as session:
            row = session.get(Setting, _LEASE, with_for_update=True)
            if row is None:
                session.add(Setting(key=_LEASE, value=(now + _LONGEST).isoformat()))
                return True
            until = datetime.fromisoformat(row.value)
            if now < until <= now + _LONGEST:  # further away: the clock was set back since
                return False
            row.value = (now + _LONGEST).isoformat()
            return True
    except IntegrityError:  # another process made the row at this very moment
        return False

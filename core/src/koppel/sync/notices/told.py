"""What each channel has been told, and when it may be tried again. Kept per channel, so that one that is down misses nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from koppel.store import Setting

_FIRST_PAUSE: Final = timedelta(minutes=5)
_LONGEST_PAUSE: Final = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """`issues`: when each was last told, by id. `failures` in a row, and `again_at` the next try after one."""

    issues: Mapping[int, datetime] = field(default_factory=dict)
    failures: int = 0
    again_at: datetime | None = None

    def failed(self, now: datetime) -> Told:
        """One more failure: the next try comes later each time, up to six hours."""
        pause = min(_FIRST_PAUSE * 2 ** min(self.failures, 10), _LONGEST_PAUSE)
        return replace(self, failures=self.failures + 1, again_at=now + pause)


def read(session: Session, channel_id: int) -> Told:
    """What is known of a channel."""
    row = session.get(Setting, _key(channel_id))
    if row is None:
        return Told()
    kept = json.loads(row.value)
    return Told(
        issues={int(issue): datetime.fromisoformat(at) for issue, at in kept["issues"].items()},
        failures=int(kept["failures"]),
        again_at=datetime.fromisoformat(kept["again_at"]) if kept["again_at"] else None,
    )


def write(session: Session, channel_id: int, told: Told) -> None:
    """Keep it."""
    kept = {
        "issues": {str(issue): at.isoformat() for issue, at in told.issues.items()},
        "failures": told.failures,
        "again_at": told.again_at.isoformat() if told.again_at else None,
    }
    session.merge(Setting(key=_key(channel_id), value=json.dumps(kept)))


def no_trouble(session: Session, channel_id: int) -> None:
    """Try again at once: somebody has mended it."""
    write(session, channel_id, replace(read(session, channel_id), failures=0, again_at=None))


def forget(session: Session, channel_id: int) -> None:
    """With the channel itself: its number may be given to another."""
    row = session.get(Setting, _key(channel_id))
    if row is not None:
        session.delete(row)


def _key(channel_id: int) -> str:
    return f"channel.{channel_id}.told"

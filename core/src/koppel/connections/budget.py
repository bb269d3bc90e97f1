"""Counting calls so that all workers together keep a service's limits. The counts also feed the usage page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from koppel.connectors import Limit
from koppel.errors import RateLimited
from koppel.home import Home
from koppel.http.client import Spare
from koppel.store import CallCount, Connection

MONTH = 0
LONG_WINDOW_S = 3600
"""From here on a full window is more than a pause: whoever comes last waits for hours."""


class SharedBudget:
    """One connection's calls. Counting is one small transaction per call, before the call.

    Counting afterwards, or in memory, would let two workers each believe that the last call of the minute is theirs.
    """

    def __init__(self, home: Home, connection_id: int, service: str, limits: Sequence[Limit]) -> None:
        self._home = home
        self._connection_id = connection_id
        self._service = service
        self._limits = limits

    def take(self) -> None:
        """Count one call. Raises RateLimited, and counts nothing, when a window is full or the service said wait."""
        now = self._home.now()
        try:
            self._take(now)
        except IntegrityError:  # another worker opened the same window at the same moment: its row is there now
            self._take(now)

    def _take(self, now: datetime) -> None:
        with self._home.writing() as session:
            blocked = session.scalar(select(Connection.blocked_until).where(Connection.id == self._connection_id))
            if blocked is not None and blocked > now:
                raise RateLimited(blocked, service=self._service)
            for limit in self._limits:
                begins_at = window_start(now, limit.window_s)
                if not self._count(session, limit.window_s, begins_at, limit.calls):
                    until = begins_at + timedelta(seconds=limit.window_s)
                    raise RateLimited(until, service=self._service)
            month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
            self._count(session, MONTH, month, None)

    def blocked(self, until: datetime) -> None:
        """Remember that the service takes no call before `until`, for all workers."""
        with self._home.writing() as session:
            session.execute(update(Connection).where(Connection.id == self._connection_id).values(blocked_until=until))

    def spare(self, percent: int) -> Spare | None:
        """What is left of `percent` of the scarcest window of an hour or more, whoever made the calls; None without one.

        It is a look, not a promise: others call at the same time. The limit itself is kept by `take`.
        """
        now = self._home.now()
        long = [limit for limit in self._limits if limit.window_s >= LONG_WINDOW_S]
        with self._home.reading() as session:
            left = [self._spare(session, limit, percent, now) for limit in long]
        return min(left, key=lambda one: one.calls, default=None)

    def _spare(self, session: Session, limit: Limit, percent: int, now: datetime) -> Spare:
        begins_at = window_start(now, limit.window_s)
        made = session.scalar(
            select(CallCount.calls).where(
                CallCount.connection_id == self._connection_id,
                CallCount.window_s == limit.window_s,
                CallCount.begins_at == begins_at,
            )
        )
        until = begins_at + timedelta(seconds=limit.window_s)
        return Spare(calls=max(0, limit.calls * percent // 100 - (made or 0)), until=until)

    def _count(self, session: Session, window_s: int, begins_at: datetime, most: int | None) -> bool:
        row = (
            CallCount.connection_id == self._connection_id,
            CallCount.window_s == window_s,
            CallCount.begins_at == begins_at,
        )
        room = () if most is None else (CallCount.calls < most,)
        counted = session.execute(update(CallCount).where(*row, *room).values(calls=CallCount.calls + 1))
        if counted.rowcount:  # type: ignore[attr-defined]
            return True
        if session.scalar(select(CallCount.id).where(*row)) is not None:
            return False
        session.add(CallCount(connection_id=self._connection_id, window_s=window_s, begins_at=begins_at, calls=1))
        session.flush()
        return True


def window_start(now: datetime, window_s: int) -> datetime:
    """The beginning of the window that `now` falls in: windows start at whole multiples of their length, UTC."""
    stamp = int(now.timestamp())
    return datetime.fromtimestamp(stamp - stamp % window_s, UTC)

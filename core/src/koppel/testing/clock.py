"""A clock that stands still until it is told to move: time in tests is a story, not a measurement."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Called like `utc_now`. Begins on a Monday morning, outside any change to summer time."""

    def __init__(self, at: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def advance(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0, days: float = 0) -> datetime:
        """Move on, and say what time it is then."""
        self.at += timedelta(seconds=seconds, minutes=minutes, hours=hours, days=days)
        return self.at

"""How the service throttles: calls per clock minute and per UTC day, and the block after too many errors.

Calls are counted per division, errors per division and endpoint. Numbers come from the vendor's page on API limits;
tests and the demo may raise them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

ERROR_STATUSES = frozenset({400, 401, 403, 404})
_HOUR = timedelta(hours=1)


@dataclass(slots=True)
class _Window:
    """One counter that starts anew when its period does."""

    started: datetime
    used: int = 0

    def roll(self, started: datetime) -> None:
        if started != self.started:
            self.started, self.used = started, 0


@dataclass(slots=True)
class CallLimits:
    """The counters of one division."""

    clock: Callable[[], datetime]
    minutely: int
    daily: int
    _minute: _Window = field(default_factory=lambda: _Window(datetime.min.replace(tzinfo=UTC)))
    _day: _Window = field(default_factory=lambda: _Window(datetime.min.replace(tzinfo=UTC)))

    def take(self) -> str | None:
        """Count one call; the name of the exhausted limit ("day" or "minute") when there is none left."""
        self._roll()
        if self._day.used >= self.daily:
            return "day"
        if self._minute.used >= self.minutely:
            return "minute"
        self._minute.used += 1
        self._day.used += 1
        return None

    def headers(self, only: str | None = None) -> dict[str, str]:
        """The X-RateLimit headers, resets in epoch milliseconds; after a 429 only those of the exhausted limit."""
        self._roll()
        minute = self._family("X-RateLimit-Minutely-", self.minutely, self._minute, timedelta(minutes=1))
        day = self._family("X-RateLimit-", self.daily, self._day, timedelta(days=1))
        return {"minute": minute, "day": day}.get(only or "", {**day, **minute})

    def _roll(self) -> None:
        now = self.clock().astimezone(UTC)
        self._minute.roll(now.replace(second=0, microsecond=0))
        self._day.roll(now.replace(hour=0, minute=0, second=0, microsecond=0))

    @staticmethod
    def _family(prefix: str, limit: int, window: _Window, period: timedelta) -> dict[str, str]:
        reset = int((window.started + period).timestamp()) * 1000
        remaining = max(0, limit - window.used)
        return {f"{prefix}Limit": str(limit), f"{prefix}Remaining": str(remaining), f"{prefix}Reset": str(reset)}


@dataclass(slots=True)
class ErrorVelocity:
    """Blocks an endpoint of a division for an hour after its tenth error within an hour.

    When it goes on after a block, the next block lasts an hour longer than the one before.
    """

    clock: Callable[[], datetime]
    allowed: int = 10
    _errors: dict[tuple[str, str], list[datetime]] = field(default_factory=lambda: defaultdict(list))
    _until: dict[tuple[str, str], datetime] = field(default_factory=dict)
    _blocks: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def blocked(self, company: str, endpoint: str) -> bool:
        """Whether calls to this endpoint are refused now."""
        until = self._until.get((company, endpoint))
        return until is not None and self.clock() < until

    def note(self, company: str, endpoint: str, status: int) -> None:
        """Count an answer, when it is one of those that count."""
        if status not in ERROR_STATUSES:
            return
        key, now = (company, endpoint), self.clock()
        recent = [moment for moment in self._errors[key] if now - moment < _HOUR]
        self._errors[key] = [*recent, now]
        if len(self._errors[key]) >= self.allowed:
            self._blocks[key] += 1
            self._until[key] = now + _HOUR * self._blocks[key]
            self._errors[key] = []

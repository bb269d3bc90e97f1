"""Stopping before Exact does: ten refused requests to one address within an hour get the app locked out of it for an hour.

Refusals of the kind that count are those of a wrong request or a missing right (400, 401, 403, 404). A batch of documents
that all meet the same missing right would spend the ten within seconds. Broken business rules (500) do not count.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from koppel.api import Memory, RateLimited, Text

MOST: Final = 5
_WINDOW: Final = timedelta(hours=1)
_COUNTED: Final = frozenset({400, 401, 403, 404})
_KEY: Final = re.compile(r"\(.*\)$")

_STOPPED = Text(
    en="Exact Online refused this five times within an hour. To keep it from locking Koppel out, Koppel waits until {until}. "
    "Solve what the earlier messages say.",
    nl="Exact Online weigerde dit vijf keer binnen een uur. Om te voorkomen dat het Koppel buitensluit, wacht Koppel tot "
    "{until}. Los op wat de eerdere meldingen zeggen.",
)


class Breaker:
    """Counts refusals per address of one administration, in the connection's memory: all workers see the same count."""

    def __init__(self, memory: Memory, division: str) -> None:
        self._memory = memory
        self._namespace = f"refused:{division}"

    def check(self, path: str, now: datetime) -> None:
        """Raises RateLimited while there were too many refusals within the last hour."""
        recent = self._recent(path, now)
        if len(recent) >= MOST:
            raise RateLimited(recent[-MOST] + _WINDOW, _STOPPED, service="Exact Online", path=path)

    def note(self, path: str, status: object, now: datetime) -> None:
        """Count a refusal, when it is one of those that Exact counts."""
        if status in _COUNTED:
            moments = [*self._recent(path, now), now]
            self._memory.put(self._namespace, {_endpoint(path): [moment.isoformat() for moment in moments]})

    def _recent(self, path: str, now: datetime) -> list[datetime]:
        kept = self._memory.get(self._namespace, _endpoint(path))
        moments = [datetime.fromisoformat(str(one)) for one in kept] if isinstance(kept, list) else []
        return [moment for moment in moments if now - moment < _WINDOW]


def _endpoint(path: str) -> str:
    """The address without the key of a row."""
    return _KEY.sub("", path).lower()

"""When a long history will have been booked: arithmetic over what was measured, and nothing where nothing was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from koppel.connections.budget import LONG_WINDOW_S, window_start
from koppel.connectors import Limit

_MOST_WINDOWS = 5000
_SOON = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was seen so far: calls for each document, and documents a second while it went on (None: too short to say)."""

    calls_per_document: float
    documents_per_s: float | None


def done_at(
    left: int, seen: Measured, limits: Sequence[Limit], *, percent: int, spare: int, now: datetime
) -> datetime | None:
    """When the last of `left` documents will be booked, or None when no limit and no measured pace says anything.

    `spare` are the calls that the history may still make in the present window of the scarcest long limit; every window
    after it brings `percent` of that limit anew.
    """
    per_s = _pace(seen, limits)
    scarcest = min(_long(limits), key=lambda limit: limit.calls / limit.window_s, default=None)
    if scarcest is None:
        return now + timedelta(seconds=left / per_s) if per_s else None
    at, calls = now, spare
    for _ in range(_MOST_WINDOWS):
        ends_at = window_start(at, scarcest.window_s) + timedelta(seconds=scarcest.window_s)
        fit = calls / seen.calls_per_document
        if per_s:
            fit = min(fit, (ends_at - at).total_seconds() * per_s)
        if fit >= left:
            return at + timedelta(seconds=left / per_s if per_s else 0)
        left -= int(fit)
        at, calls = ends_at, scarcest.calls * percent // 100
    return None


def rounded(at: datetime, now: datetime) -> datetime:
    """Up to ten minutes when it is a matter of two hours, else to the hour: nobody plans by seconds that were guessed."""
    step_s = 600 if at - now <= _SOON else 3600
    begins_at = window_start(at, step_s)
    return begins_at if begins_at == at else begins_at + timedelta(seconds=step_s)


def _long(limits: Sequence[Limit]) -> list[Limit]:
    return [limit for limit in limits if limit.window_s >= LONG_WINDOW_S]


def _pace(seen: Measured, limits: Sequence[Limit]) -> float | None:
    """Documents a second: as measured, and never more than the short windows let through."""
    short = [limit for limit in limits if limit.window_s < LONG_WINDOW_S]
    paces = [limit.calls / limit.window_s / seen.calls_per_document for limit in short]
    if seen.documents_per_s:
        paces.append(seen.documents_per_s)
    return min(paces, default=None)

"""How much of a run is done at once, and how a part of it ended: the arithmetic of taking turns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """How much of a run is done at once."""

    most_bookings: int = 200
    most_s: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """How a slice ended: `again` at once, `waiting` until a moment, or for good."""

    state: Literal["again", "waiting", "done", "failed"]
    until: datetime | None = None


class Turn:
    """What is left of the slice under way. The clock is that of the processor: a clock set back lengthens no turn.

    Reading gets half of the time at most, so that a history of which the reading takes many slices is booked meanwhile;
    booking always gets half, so that a shop that is slow to say no keeps nothing in the ledger.
    """

    def __init__(self, slice_: Slice) -> None:
        self._slice = slice_
        self._begun = monotonic()
        self._ends = self._begun + slice_.most_s
        self._bookings = 0

    def reading_is_over(self) -> bool:
        """Has reading had its half?"""
        return monotonic() >= self._begun + self._slice.most_s / 2

    def begin_booking(self) -> None:
        """From now on the time is for bookings."""
        self._ends = max(self._ends, monotonic() + self._slice.most_s / 2)

    def time_is_up(self) -> bool:
        """Must whatever comes next wait for the next slice?"""
        return monotonic() >= self._ends

    def room(self) -> int:
        """How many more bookings fit, time allowing."""
        return 0 if self.time_is_up() else max(0, self._slice.most_bookings - self._bookings)

    def used(self, bookings: int) -> None:
        """So many were made, or found, or refused."""
        self._bookings += bookings

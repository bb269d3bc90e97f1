"""What may come of a document besides a booking: held with a reason, or skipped. The words for each reason stand here.

A reason is a short code that scripts can rely on; its sentence tells the shop owner what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from koppel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Not booked until a person, or time, has solved it. `step` and `row` point at the setting that solves it."""

    reason: str
    sentence: Text
    step: str | None = None
    row: str | None = None
    again_by_itself: bool = False
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Rightly not booked: nothing to do for anyone."""

    reason: str
    sentence: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingWarning:
    """Booked, but shown."""

    code: str
    sentence: Text

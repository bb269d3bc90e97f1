"""Where a reading goes on: the shop's own date of the last change that was handled, never our clock."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from koppel.api import Bug, Since, moment_of
from koppel_woocommerce.wire import gmt_text

OVERLAP: Final = timedelta(minutes=5)
"""How far each reading goes back: a change may become visible a little after the moment it is dated at."""

ONE_SECOND: Final = timedelta(seconds=1)
"""The finest the shop dates; its filters leave out the very second that they are given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Everything changed up to `changed_at` was handled; None before anything was.

    `place` and `reached` are those of an unfinished walk through a shop that cannot say what changed: how far in its list
    of orders the walk is, and the last change it met.
    """

    changed_at: datetime | None = None
    place: int = 0
    reached: datetime | None = None

    @classmethod
    def parse(cls, text: str | None) -> Cursor:
        """The saved cursor. Raises Bug for a text that is none."""
        if text is None:
            return cls()
        try:
            known = json.loads(text)
            place = int(known.get("place", 0))
            return cls(changed_at=moment_of(known["changed_at"]), place=place, reached=moment_of(known.get("reached")))
        except (AttributeError, ValueError, TypeError, KeyError) as error:
            raise Bug(what=f"not a cursor: {text[:100]}") from error

    def text(self) -> str:
        """What is saved."""
        saved: dict[str, object] = {"changed_at": gmt_text(self.changed_at) if self.changed_at else None}
        if self.place:
            saved |= {"place": self.place, "reached": gmt_text(self.reached) if self.reached else None}
        return json.dumps(saved)

    def begin(self, since: Since) -> datetime:
        """The last second that the reading may leave out."""
        return self.changed_at - OVERLAP if self.changed_at else since.start_at - ONE_SECOND

    def moved_to(self, moment: datetime | None) -> Cursor:
        """The cursor after a change of that moment; it never goes back."""
        if moment is None or (self.changed_at is not None and moment <= self.changed_at):
            return self
        return Cursor(changed_at=moment)

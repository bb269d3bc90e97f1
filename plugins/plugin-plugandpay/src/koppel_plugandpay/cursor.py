"""Where a reading goes on: when the last ones of each depth began, and how far the one under way is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from koppel.api import Bug

_FORMAT: Final = "%Y-%m-%dT%H:%M:%SZ"


class Depth(StrEnum):
    """How far back a reading looks for changes."""

    QUICK = "quick"
    DEEP = "deep"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Underway:
    """An unfinished reading: which of its lists is being walked, how far, and how long that list was.

    `read` counts the different orders of that list so far: fewer than it is long means that some slipped through.
    """

    began: datetime
    depth: Depth
    sweep: int = 0
    place: int = 0
    total: int | None = None
    read: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """When the last finished reading of each depth began; a deeper one counts as a shallower one too.

    `first_at` is when the very first one began: what was deleted before that was never seen.
    """

    quick_at: datetime | None = None
    deep_at: datetime | None = None
    full_at: datetime | None = None
    first_at: datetime | None = None
    underway: Underway | None = None

    @classmethod
    def parse(cls, text: str | None) -> Cursor:
        """The saved cursor. Raises Bug for a text that is none."""
        if text is None:
            return cls()
        try:
            known = json.loads(text)
            moments = {name: _moment(known.get(name)) for name in ("quick_at", "deep_at", "full_at", "first_at")}
            underway = known.get("underway")
            return cls(**moments, underway=_underway(underway) if underway else None)
        except (AttributeError, ValueError, TypeError, KeyError) as error:
            raise Bug(what=f"not a cursor: {text[:100]}") from error

    def text(self) -> str:
        """What is saved."""
        names = ("quick_at", "deep_at", "full_at", "first_at")
        saved: dict[str, Any] = {name: _text(moment) for name in names if (moment := getattr(self, name)) is not None}
        if self.underway is not None:
            way = self.underway
            saved["underway"] = {
                "began": _text(way.began),
                "depth": way.depth,
                "sweep": way.sweep,
                "place": way.place,
                "total": way.total,
                "read": way.read,
            }
        return json.dumps(saved)

    def finished(self, began: datetime, depth: Depth) -> Cursor:
        """The cursor after a whole reading."""
        is_deep = depth is not Depth.QUICK
        return Cursor(
            quick_at=began,
            deep_at=began if is_deep else self.deep_at,
            full_at=began if depth is Depth.FULL else self.full_at,
            first_at=self.first_at or began,
        )


def _underway(known: Mapping[str, Any]) -> Underway:
    began = _moment(known["began"])
    if began is None:
        raise ValueError("no moment")
    return Underway(
        began=began,
        depth=Depth(known["depth"]),
        sweep=int(known["sweep"]),
        place=int(known["place"]),
        total=None if known["total"] is None else int(known["total"]),
        read=int(known["read"]),
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.strptime(text, _FORMAT).replace(tzinfo=UTC)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(_FORMAT)

"""How far a reconciliation is, on record: it is done in slices, by whichever worker is free, and may be killed in any.

The rows that were read wait in the memory of the connection they came from, a part per batch; the record holds the place
to go on from. A part without its place is read again; a place without its parts begins the reading anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from koppel.connections.memory import StoredMemory
from koppel.home import Home
from koppel.store import Reconciliation
from koppel.sync.lease import LeaseLost
from koppel.sync.reconciliation.package import Range

OPEN_STATES: Final = ("queued", "running", "waiting")
_LENGTH: Final = timedelta(minutes=3)

Shape = dict[str, Any]


@dataclass(kw_only=True)
class Progress:
    """The place to go on from, and what the person is shown meanwhile.

    `ranges` of the package's list are still to be asked for, None before the shop was read to its end. `parts` counts what
    was put aside, by its name. `waiting_until`, `queued_at` and `held_until` are moments in ISO form; the record has no
    columns for them.
    """

    cursor: str | None = None
    ranges: list[list[str]] | None = None
    parts: dict[str, int] = field(default_factory=dict)
    read: int = 0
    listed: int = 0
    left: int | None = None
    calls: dict[str, int] = field(default_factory=lambda: {"source": 0, "target": 0})
    attempts: int = 0
    waiting_until: str | None = None
    queued_at: str | None = None
    held_by: str | None = None
    held_until: str | None = None


def progress_of(record: Reconciliation) -> Progress:
    """The progress that a record holds; a fresh one when it holds none."""
    kept: Mapping[str, Any] = record.report.get("progress") or {}
    return Progress(**{name: value for name, value in kept.items() if name in Progress.__dataclass_fields__})


def keep(record: Reconciliation, progress: Progress) -> None:
    """Write it down on the record."""
    record.report = {**record.report, "progress": asdict(progress)}


def moment(text: str | None) -> datetime | None:
    """A moment of the progress."""
    return datetime.fromisoformat(text) if text else None


def later(kept: str | None, now: datetime) -> bool:
    """Is this moment still to come?"""
    at = moment(kept)
    return at is not None and at > now


def as_ranges(ranges: Iterable[Range]) -> list[list[str]]:
    """Ranges of days as the record keeps them."""
    return [[begin.isoformat(), until.isoformat()] for begin, until in ranges]


def range_of(kept: list[str]) -> Range:
    """A range of days that was kept."""
    return date.fromisoformat(kept[0]), date.fromisoformat(kept[1])


class Held:
    """A reconciliation that one process works on. RQ may give it out twice; the second one finds it held, and lets go."""

    def __init__(self, home: Home, record_id: int) -> None:
        self._home = home
        self._id = record_id
        self._owner = secrets.token_hex(12)

    def take(self) -> Progress | None:
        """The progress to go on with; None while another process works on it, or when it is over."""
        with self._home.writing() as session:
            record = session.get_one(Reconciliation, self._id, with_for_update=True)
            progress = progress_of(record)
            if record.state not in OPEN_STATES:
                return None
            if record.state == "running" and later(progress.held_until, self._home.now()):
                return None
            self._mark(progress)
            progress.waiting_until = None
            record.state = "running"
            keep(record, progress)
            return progress

    def save(self, progress: Progress) -> None:
        """Write the place down. Raises LeaseLost when another process took over: it goes on from an earlier place."""
        with self._home.writing() as session:
            record = session.get_one(Reconciliation, self._id, with_for_update=True)
            if progress_of(record).held_by != self._owner or record.state != "running":
                raise LeaseLost
            self._mark(progress)
            keep(record, progress)

    def let_go(self, state: str, progress: Progress, result: Shape | None = None, **values: object) -> None:
        """End a slice: over for good, or to be gone on with later. Raises LeaseLost when another process took over."""
        with self._home.writing() as session:
            record = session.get_one(Reconciliation, self._id, with_for_update=True)
            if progress_of(record).held_by != self._owner:
                raise LeaseLost
            progress.held_by = progress.held_until = progress.queued_at = None
            record.state = state
            keep(record, progress)
            if result is not None:
                record.report = {**record.report, "result": result}
            for name, value in values.items():
                setattr(record, name, value)

    def _mark(self, progress: Progress) -> None:
        progress.held_by = self._owner
        progress.held_until = (self._home.now() + _LENGTH).isoformat()


class Aside:
    """Rows put aside between two slices."""

    def __init__(self, home: Home, connection_id: int, record_id: int, progress: Progress) -> None:
        self._memory = StoredMemory(home, connection_id)
        self._namespace = f"reconciliation {record_id}"
        self._progress = progress

    def put(self, name: str, rows: list[Shape]) -> None:
        """One part more of that name. It counts once the progress is saved; until then the next one replaces it."""
        number = self._progress.parts.get(name, 0)
        self._memory.put(self._namespace, {f"{name} {number}": rows})
        self._progress.parts[name] = number + 1

    def get(self, name: str) -> list[Shape] | None:
        """All rows of that name; None when a part is missing."""
        keys = [f"{name} {number}" for number in range(self._progress.parts.get(name, 0))]
        parts = self._memory.get_many(self._namespace, keys)
        if len(parts) != len(keys):
            return None
        return [row for key in keys for row in _rows(parts[key])]

    def forget(self) -> None:
        """They are no longer needed."""
        self._memory.forget(self._namespace)


def _rows(part: object) -> list[Shape]:
    return part if isinstance(part, list) else []

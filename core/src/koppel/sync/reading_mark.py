"""What is kept of a shop's reading besides the cursor: whether this run has read, and from which day to read again.

It stands in the shop's memory, which is a cache: without it everything from the start day is read, and the ledger knows
it all. The cursor alone decides what was read.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from koppel.connectors import Since
from koppel.home import Home
from koppel.store import Integration
from koppel.sync.pairs import Pair

_NAMESPACE = "reading"
_FRESH = timedelta(minutes=5)
"""That of the shortest interval in the table of service levels: nobody was promised more than this."""
_OVERLAP = timedelta(days=1)


class ReadingMark:
    """The mark of one integration. It counts for one start day only: with an earlier one much was never read."""

    def __init__(self, home: Home, pair: Pair) -> None:
        self._home = home
        self._id = pair.row.id
        self._memory = pair.source.memory

    def since(self) -> Since:
        """Where to read on."""
        row = self._row()
        return Since(start_at=self._moment("again_from") or row.start_at or self._home.now(), cursor=row.cursor)

    def is_fresh(self, run_id: int) -> bool:
        """Did this run read to the end a moment ago? Its slices go on booking then, instead of asking the shop each time."""
        done_at = self._moment("done_at")
        return self._kept().get("run") == run_id and done_at is not None and self._home.now() - done_at < _FRESH

    def grow_stale(self) -> None:
        """Something may have happened in the shop just now: whichever run is next reads first."""
        kept = self._kept()
        if kept.pop("run", None) is not None:
            self._memory.put(_NAMESPACE, {self._key(): kept})

    def complete(self, run_id: int) -> None:
        """The shop has nothing more to tell."""
        self._put(run=run_id, done_at=self._home.now())

    def read_again_from(self, begins_at: datetime) -> None:
        """Forget the cursor, and read what was made or changed since that moment once more.

        Only what was read to the end before may be left out. If the last reading broke off in March, reading from June
        on would lose April and May for ever; so it begins where the last complete one ended, or at the start day.
        """
        done_at, asked = self._moment("done_at"), self._moment("again_from")
        if done_at is not None:
            begins_at = min(begins_at, done_at - _OVERLAP, asked or begins_at)
            self._put(done_at=done_at, again_from=begins_at)
        with self._home.writing() as session:
            session.get_one(Integration, self._id).cursor = None

    def _moment(self, name: str) -> datetime | None:
        said = self._kept().get(name)
        return datetime.fromisoformat(str(said)) if said else None

    def _kept(self) -> dict[str, object]:
        kept = self._memory.get(_NAMESPACE, self._key())
        return kept if isinstance(kept, dict) and kept.get("start_at") == _said(self._row().start_at) else {}

    def _put(self, **values: datetime | int) -> None:
        said = {name: _said(value) if isinstance(value, datetime) else value for name, value in values.items()}
        self._memory.put(_NAMESPACE, {self._key(): {**said, "start_at": _said(self._row().start_at)}})

    def _row(self) -> Integration:
        with self._home.reading() as session:
            return session.get_one(Integration, self._id)

    def _key(self) -> str:
        return f"integration:{self._id}"


def _said(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None

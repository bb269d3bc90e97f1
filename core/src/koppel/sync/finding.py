"""Finding documents in a long history: words, state and period, read in pages that stay quick however far back they go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from koppel.errors import WrongUse
from koppel.home import Home
from koppel.store import Integration, LedgerRow
from koppel.sync.history import STATES, HistoryRow, row_view
from koppel.sync.pairs import NO_INTEGRATION

_Like = Callable[[InstrumentedAttribute[Any], str], ColumnElement[bool]]
_SOUGHT: Final[tuple[InstrumentedAttribute[Any], ...]] = (
    LedgerRow.number,
    LedgerRow.buyer,
    LedgerRow.reference,
    LedgerRow.target_number,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; empty parts leave everything in.

    `words` are sought in the number, the buyer's name, the reference and the number in the package, each word in any of
    them. `begin` and `until` are days, both included: of the booking, or of the first sight of what has no booking.
    """

    words: str = ""
    state: str | None = None
    begin: date | None = None
    until: date | None = None

    @property
    def everything(self) -> bool:
        """True when nothing is left out."""
        return not (self.words.strip() or self.state or self.begin or self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page begins: after the document with this number in the ledger, towards older or newer ones."""

    beyond: int
    newer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of documents, newest first. `newer` and `older` lead to the pages beside it, None at either end."""

    rows: Sequence[HistoryRow]
    total: int
    newer: Place | None
    older: Place | None


def find(home: Home, name: str, wanted: Wanted, *, place: Place | None = None, limit: int = 50) -> Found:
    """One page. Raises WrongUse for an integration that does not exist.

    First the numbers of the rows, which indexes alone can tell, then the rows themselves: a row carries its document,
    and sorting a hundred thousand of those is what would take long.
    """
    with home.reading() as session:
        integration_id = session.scalar(select(Integration.id).where(Integration.name == name))
        if integration_id is None:
            raise WrongUse(NO_INTEGRATION, name=name)
        chosen = and_(*_conditions(integration_id, wanted, ignore_case=_ignore_case(session)))
        ids, further = _ids(session, chosen, place, limit)
        rows = session.scalars(select(LedgerRow).where(LedgerRow.id.in_(ids)).order_by(LedgerRow.id.desc())).all()
        total = len(ids) if place is None and not further else _count(session, chosen)
        shown = [row_view(row) for row in rows]
    back = place is not None and place.newer
    return Found(
        rows=shown,
        total=total,
        newer=Place(beyond=ids[0], newer=True) if ids and (further if back else place is not None) else None,
        older=Place(beyond=ids[-1]) if ids and (back or further) else None,
    )


def _count(session: Session, chosen: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(LedgerRow).where(chosen)) or 0


def _ids(session: Session, chosen: ColumnElement[bool], place: Place | None, limit: int) -> tuple[list[int], bool]:
    """The rows of the page, newest first, and whether there are more in the direction of reading."""
    query: Select[Any] = select(LedgerRow.id).where(chosen)
    if place is None or not place.newer:
        query = query.order_by(LedgerRow.id.desc())
        query = query.where(LedgerRow.id < place.beyond) if place else query
        found = list(session.scalars(query.limit(limit + 1)))
        return found[:limit], len(found) > limit
    query = query.where(LedgerRow.id > place.beyond).order_by(LedgerRow.id)
    found = list(session.scalars(query.limit(limit + 1)))
    return found[:limit][::-1], len(found) > limit


def _conditions(integration_id: int, wanted: Wanted, *, ignore_case: _Like) -> list[ColumnElement[bool]]:
    own = LedgerRow.integration_id == integration_id
    conditions: list[ColumnElement[bool]] = [own]
    if wanted.state in STATES:
        conditions.append(LedgerRow.state == wanted.state)
    if wanted.words.strip():
        # A query of its own: else the index on the state is taken, and every row is fetched to look for the words.
        conditions.append(LedgerRow.id.in_(select(LedgerRow.id).where(own, *_words(wanted.words, ignore_case))))
    if wanted.begin or wanted.until:
        begin, until = wanted.begin or date.min, wanted.until or date.max
        booked = select(LedgerRow.id).where(own, LedgerRow.issued_on.between(begin, until))
        seen = LedgerRow.first_seen_at.between(_start(begin), _start(until, after=True))
        waiting = select(LedgerRow.id).where(own, LedgerRow.issued_on.is_(None), seen)
        conditions.append(LedgerRow.id.in_(booked.union_all(waiting)))
    return conditions


def _words(text: str, ignore_case: _Like) -> list[ColumnElement[bool]]:
    return [or_(*(ignore_case(field, _pattern(word)) for field in _SOUGHT)) for word in text.split()[:8]]


def _pattern(word: str) -> str:
    return "%" + word.replace("/", "//").replace("%", "/%").replace("_", "/_") + "%"


def _ignore_case(session: Session) -> _Like:
    """SQLite's LIKE knows no case as it is, and writing `lower` around it takes five times as long."""
    if session.get_bind().dialect.name == "sqlite":
        return lambda field, pattern: field.like(pattern, escape="/")
    return lambda field, pattern: field.ilike(pattern, escape="/")


def _start(day: date, *, after: bool = False) -> datetime:
    """The day's first moment, or that of the day after it; the ends of the calendar have no day beyond them."""
    moved = day + timedelta(days=1) if after and day < date.max else day
    return datetime.combine(moved, time(), UTC)

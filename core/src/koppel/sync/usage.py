"""What was used: documents booked and calls made per month and connection, and how much of each service's limits.

Nothing is billed; the numbers tell whether a limit of a service comes near.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import and_, case, false, func, or_, select
from sqlalchemy.orm import Session

from koppel.connections.budget import MONTH, window_start
from koppel.connections.clients import limits_of
from koppel.home import Home
from koppel.store import CallCount, Connection, Integration, LedgerRow

MONTHS: Final = 6
_ENDS: Final = (Integration.source_id, Integration.target_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthUse:
    """One month of a connection; `month` is its first day, in UTC as the counts are."""

    month: date
    documents: int
    calls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitUse:
    """How far a limit is used in the window that is open now."""

    window_s: int
    calls: int
    allowed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionUse:
    """One connection; months newest first, the present one included."""

    id: int
    name: str
    connector: str
    title: str
    months: tuple[MonthUse, ...]
    limits: tuple[LimitUse, ...]


def usage(home: Home, *, months: int = MONTHS) -> tuple[ConnectionUse, ...]:
    """All connections by name, over the last months."""
    begins = _beginnings(home.now(), months)
    with home.reading() as session:
        connections = session.scalars(select(Connection).order_by(Connection.name)).all()
        documents, calls = _documents(session, begins), _calls(session, begins[-1])
        limits = _limits(home, session, connections)
        return tuple(
            ConnectionUse(
                id=row.id,
                name=row.name,
                connector=row.connector,
                title=_title(home, row.connector),
                months=tuple(
                    MonthUse(
                        month=month.date(),
                        documents=documents.get((row.id, month), 0),
                        calls=calls.get((row.id, month), 0),
                    )
                    for month in begins
                ),
                limits=limits.get(row.id, ()),
            )
            for row in connections
        )


def shape(view: ConnectionUse) -> dict[str, Any]:
    """As the command and the JSON API give it; months as YYYY-MM."""
    return {
        "name": view.name,
        "connector": view.connector,
        "months": [
            {"month": f"{one.month:%Y-%m}", "documents": one.documents, "calls": one.calls} for one in view.months
        ],
        "limits": [{"window_s": one.window_s, "calls": one.calls, "allowed": one.allowed} for one in view.limits],
    }


def _beginnings(now: datetime, months: int) -> list[datetime]:
    """The first moments of the present month and those before it."""
    found = [now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)]
    while len(found) < months:
        last = found[-1]
        found.append(last.replace(year=last.year - (last.month == 1), month=(last.month - 2) % 12 + 1))
    return found


def _documents(session: Session, begins: list[datetime]) -> dict[tuple[int, datetime], int]:
    """Booked documents by connection and month; one document counts for the shop's and the package's connection.

    One statement for all: of each integration it reads a stretch of an index, and no document.
    """
    found: dict[tuple[int, datetime], int] = {}
    integrations = {row.id: row for row in session.execute(select(Integration.id, *_ENDS))}
    month = case(*((LedgerRow.booked_at >= begin, place) for place, begin in enumerate(begins))).label("month")
    counted = session.execute(
        select(LedgerRow.integration_id, month, func.count())
        .where(LedgerRow.integration_id.in_(list(integrations)), LedgerRow.booked_at >= begins[-1])
        .group_by(LedgerRow.integration_id, month)
    )
    for number, place, booked in counted:
        for connection in (integrations[number].source_id, integrations[number].target_id):
            found[connection, begins[place]] = found.get((connection, begins[place]), 0) + booked
    return found


def _calls(session: Session, since: datetime) -> dict[tuple[int, datetime], int]:
    rows: Iterable[CallCount] = session.scalars(
        select(CallCount).where(CallCount.window_s == MONTH, CallCount.begins_at >= since)
    )
    return {(row.connection_id, row.begins_at): row.calls for row in rows}


def _limits(home: Home, session: Session, rows: Sequence[Connection]) -> dict[int, tuple[LimitUse, ...]]:
    """By the connection's number; nothing for a connector that is no longer installed: nobody knows its limits."""
    installed, now = home.plugins.installed, home.now()
    limits = {row.id: limits_of(row, installed[row.connector].connector) for row in rows if row.connector in installed}
    starts = {limit.window_s: window_start(now, limit.window_s) for own in limits.values() for limit in own}
    counted = _counted(session, starts)
    return {
        number: tuple(
            LimitUse(window_s=one.window_s, allowed=one.calls, calls=counted.get((number, one.window_s), 0))
            for one in own
        )
        for number, own in limits.items()
    }


def _counted(session: Session, starts: Mapping[int, datetime]) -> dict[tuple[int, int], int]:
    """Calls by connection and length of window, of the windows that began at these moments."""
    windows = [and_(CallCount.window_s == window_s, CallCount.begins_at == at) for window_s, at in starts.items()]
    rows = session.scalars(select(CallCount).where(or_(false(), *windows)))
    return {(row.connection_id, row.window_s): row.calls for row in rows}


def _title(home: Home, connector: str) -> str:
    found = home.plugins.installed.get(connector)
    return found.connector.title if found else connector

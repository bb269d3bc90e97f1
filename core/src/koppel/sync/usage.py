"""What was used: documents booked and calls made per month and connection, and how much of each service's limits.

Nothing is billed; the numbers tell whether a limit of a service comes near.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from koppel.connections.budget import MONTH, window_start
from koppel.connections.clients import limits_of
from koppel.home import Home
from koppel.store import CallCount, Connection, Integration, LedgerRow

MONTHS: Final = 6


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
                limits=_limits(home, session, row),
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

    Month by month and integration by integration, each count is a stretch of an index; grouping by month in one
    statement would read the whole ledger, and be spelled differently by each database.
    """
    found: dict[tuple[int, datetime], int] = {}
    integrations = session.execute(select(Integration.id, Integration.source_id, Integration.target_id)).all()
    for number, source, target in integrations:
        for begin, end in zip(begins, [None, *begins], strict=False):
            booked = session.scalar(select(func.count()).select_from(LedgerRow).where(_booked(number, begin, end))) or 0
            for connection in (source, target):
                found[connection, begin] = found.get((connection, begin), 0) + booked
    return found


def _booked(integration_id: int, begin: datetime, end: datetime | None) -> ColumnElement[bool]:
    within = [LedgerRow.integration_id == integration_id, LedgerRow.booked_at >= begin]
    return and_(*within, *([LedgerRow.booked_at < end] if end else ()))


def _calls(session: Session, since: datetime) -> dict[tuple[int, datetime], int]:
    rows: Iterable[CallCount] = session.scalars(
        select(CallCount).where(CallCount.window_s == MONTH, CallCount.begins_at >= since)
    )
    return {(row.connection_id, row.begins_at): row.calls for row in rows}


def _limits(home: Home, session: Session, row: Connection) -> tuple[LimitUse, ...]:
    """None for a connector that is no longer installed: nobody knows its limits."""
    found = home.plugins.installed.get(row.connector)
    if found is None:
        return ()
    return tuple(
        LimitUse(
            window_s=limit.window_s,
            allowed=limit.calls,
            calls=_counted(session, row.id, limit.window_s, window_start(home.now(), limit.window_s)),
        )
        for limit in limits_of(row, found.connector)
    )


def _counted(session: Session, connection_id: int, window_s: int, begins_at: datetime) -> int:
    counted = session.scalar(
        select(CallCount.calls).where(
            CallCount.connection_id == connection_id,
            CallCount.window_s == window_s,
            CallCount.begins_at == begins_at,
        )
    )
    return counted or 0


def _title(home: Home, connector: str) -> str:
    found = home.plugins.installed.get(connector)
    return found.connector.title if found else connector

"""The initial export: how far it is, when it will be done, and how much of it may be booked now.

A history of 20,000 orders takes days where a package allows 5,000 calls a day. Today's orders must not wait for it: they
are booked first, and the history leaves them a part of every long window.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koppel.connections.budget import SharedBudget
from koppel.connections.clients import limits_of
from koppel.home import Home
from koppel.store import Connection, LedgerRow, Run
from koppel.sync.estimate import Measured, done_at, rounded
from koppel.sync.ledger import BOOKED, PLANNED, SENDING
from koppel.sync.pairs import Pair

PERCENT = 80
"""The history's part of a long window, the owner's own limits included. A fifth is for today: of 5,000 calls a day 1,000,
several hundred orders. More would make the history no faster by a day in a week, and less would not last a busy day."""

_UNMEASURED = 5.0
"""Calls for a document before any was counted: a new customer is looked for, made and booked for, with some to spare."""
_ENOUGH = 20
_LAST_RUNS = 50
_PACE_OVER = timedelta(hours=1)
_SHORTEST_PACE_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfill:
    """The initial export while some of it is left to book. `goes_on_at`: its part of the present window is used up until
    then. `done_at` is an estimate, None as long as too little was measured to make one."""

    total: int
    booked: int
    left: int
    goes_on_at: datetime | None
    done_at: datetime | None


class Share:
    """The history's part of the package's calls, as one run asks for it before each portion."""

    def __init__(self, home: Home, pair: Pair) -> None:
        self._home = home
        self._pair = pair

    def documents(self, most: int) -> int:
        """How many documents of the history may be booked now, at most `most`; 0 when its part is used up.

        One call is kept back for the `find` that every portion begins with.
        """
        spare = self._pair.target.client.budget.spare(PERCENT)
        if spare is None:
            return most
        with self._home.reading() as session:
            cost = _calls_per_document(session, self._pair.row.id) or _UNMEASURED
        return max(0, min(most, int((spare.calls - 1) / cost)))


def progress(home: Home, pair: Pair) -> Backfill | None:
    """How far the initial export is; None when nothing of it is left to book."""
    with home.reading() as session:
        left = _count(session, pair.row.id, PLANNED) + _count(session, pair.row.id, SENDING)
        if not left:
            return None
        booked = _count(session, pair.row.id, BOOKED)
        target = session.get_one(Connection, pair.target_row.id)
        seen = _measured(session, pair.row.id, booked)
    installed, now = home.plugins.installed.get(target.connector), home.now()
    if installed is None:  # the plugin is gone, and with it the limits: there is nothing to estimate with
        return Backfill(total=booked + left, booked=booked, left=left, goes_on_at=None, done_at=None)
    connector = installed.connector
    limits = limits_of(target, connector)
    spare = SharedBudget(home, target.id, connector.title, limits).spare(PERCENT)
    goes_on_at = spare.until if spare is not None and spare.calls <= 1 else None
    begins_at = max(now, target.blocked_until or now)
    at = None
    if seen is not None and pair.row.state == "active":
        at = done_at(left, seen, limits, percent=PERCENT, spare=spare.calls if spare else 0, now=begins_at)
    return Backfill(
        total=booked + left, booked=booked, left=left, goes_on_at=goes_on_at, done_at=rounded(at, now) if at else None
    )


def to_json(view: Backfill | None) -> dict[str, Any] | None:
    """As a run keeps what stood at the end of its last slice."""
    if view is None:
        return None
    moments = {"goes_on_at": view.goes_on_at, "done_at": view.done_at}
    said = {name: moment.isoformat() if moment else None for name, moment in moments.items()}
    return {"total": view.total, "booked": view.booked, "left": view.left, **said}


def from_json(kept: Mapping[str, Any] | None) -> Backfill | None:
    """What a run kept."""
    if not kept:
        return None
    moments = {
        name: datetime.fromisoformat(kept[name]) if kept.get(name) else None for name in ("goes_on_at", "done_at")
    }
    return Backfill(total=kept["total"], booked=kept["booked"], left=kept["left"], **moments)


def _count(session: Session, integration_id: int, state: str) -> int:
    found = session.scalar(
        select(func.count())
        .select_from(LedgerRow)
        .where(LedgerRow.integration_id == integration_id, LedgerRow.state == state, LedgerRow.initial.is_(True))
    )
    return found or 0


def _measured(session: Session, integration_id: int, booked: int) -> Measured | None:
    cost = _calls_per_document(session, integration_id)
    if cost is None or booked < _ENOUGH:
        return None
    return Measured(calls_per_document=cost, documents_per_s=_documents_per_s(session, integration_id))


def _calls_per_document(session: Session, integration_id: int) -> float | None:
    """All calls of the runs that booked something over all that they booked; None before there were enough to say."""
    counts = session.scalars(
        select(Run.counts).where(Run.integration_id == integration_id).order_by(Run.id.desc()).limit(_LAST_RUNS)
    )
    telling = [one for one in counts if one.get("booked")]
    booked = sum(int(one["booked"]) for one in telling)
    calls = sum(int(one.get("calls_target", 0)) for one in telling)
    return max(calls / booked, 0.01) if booked >= _ENOUGH else None


def _documents_per_s(session: Session, integration_id: int) -> float | None:
    """The pace of the history over the last hour in which any of it was booked."""
    own = (LedgerRow.integration_id == integration_id, LedgerRow.initial.is_(True), LedgerRow.state == BOOKED)
    last = session.scalar(select(func.max(LedgerRow.booked_at)).where(*own))
    if last is None:
        return None
    first, number = session.execute(
        select(func.min(LedgerRow.booked_at), func.count()).where(*own, LedgerRow.booked_at >= last - _PACE_OVER)
    ).one()
    took_s = (last - (first or last)).total_seconds()
    return number / took_s if number >= _ENOUGH and took_s >= _SHORTEST_PACE_S else None

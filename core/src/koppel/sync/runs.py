"""Runs as people see them: asked for, under way, waiting, done. Executing one is the runner's, queueing it is `work`'s."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, or_, select
from sqlalchemy.orm import Session, aliased

from koppel.errors import WrongUse
from koppel.home import Home
from koppel.store import Integration, LedgerRow, Run
from koppel.sync import backfill
from koppel.sync.backfill import Backfill
from koppel.sync.codec import text_from_json
from koppel.sync.pairs import open_pair
from koppel.sync.pausing import asked_of
from koppel.sync.reading_mark import ReadingMark
from koppel.text import Text

_NOT_ACTIVE = Text(
    en="The integration {name} is not activated yet. Answer its settings and activate it first.",
    nl="De integratie {name} is nog niet geactiveerd. Beantwoord de instellingen en activeer haar eerst.",
)

OPEN_STATES = ("queued", "running", "waiting")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """One run. `counts`: read, booked, held, skipped, failed, unchanged, calls_source, calls_target. `history` is how far
    the initial export was at the end of its last slice, None when nothing of it was left."""

    id: int
    integration: str
    state: str
    trigger: str
    counts: Mapping[str, Any]
    left: int | None
    waiting_until: datetime | None
    error: Text | None
    error_kind: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    history: Backfill | None = None

    @property
    def is_open(self) -> bool:
        """True while there is still something to come."""
        return self.state in OPEN_STATES


def new_run(home: Home, name: str, *, trigger: str, only: Sequence[str] = ()) -> int:
    """Put a run on record and give its id; one that is queued, or waits for a login or for its turn, is used again.

    So none pile up, however often somebody asks.

    Raises WrongUse for an integration that was never activated: without a start day it would read nothing and look well.
    """
    with open_pair(home, name) as pair:
        if pair.row.activated_at is None:
            raise WrongUse(_NOT_ACTIVE, name=name)
        # A run between two slices of a long import is used again; for whoever asked now it reads once more.
        ReadingMark(home, pair).grow_stale()
        with home.writing() as session:
            return _queued(session, pair.row.id) or _begun(session, pair.row, trigger, only, home.now())


def _queued(session: Session, integration_id: int) -> int | None:
    waits = Run.state == "waiting"
    until_login, for_its_turn = waits & Run.waiting_until.is_(None), waits & Run.started_at.is_(None)
    queued = session.scalar(
        select(Run)
        .where(Run.integration_id == integration_id, or_(Run.state == "queued", until_login, for_its_turn))
        .order_by(Run.id)
    )
    if queued is None:
        return None
    queued.state, queued.error = "queued", None
    return queued.id


def _begun(session: Session, row: Integration, trigger: str, only: Sequence[str], now: datetime) -> int:
    asked = {"documents": list(only), **asked_of(row)}
    run = Run(integration_id=row.id, trigger=trigger, only=asked, created_at=now)
    session.add(run)
    session.flush()
    return run.id


def show_run(home: Home, run_id: int) -> RunView:
    """One run as it stands."""
    with home.reading() as session:
        run = session.get_one(Run, run_id)
        return _view(run, session.get_one(Integration, run.integration_id).name)


def latest_runs(home: Home, name: str, *, limit: int = 20) -> list[RunView]:
    """The newest runs of an integration, newest first."""
    with open_pair(home, name) as pair, home.reading() as session:
        runs = session.scalars(
            select(Run).where(Run.integration_id == pair.row.id).order_by(Run.id.desc()).limit(limit)
        )
        return [_view(run, name) for run in runs]


def newest_runs(home: Home) -> dict[int, RunView]:
    """The newest run of every integration that has one, by the integration's number."""
    own = aliased(Run)
    newest = (
        select(own.id)
        .where(own.integration_id == Integration.id)
        .order_by(own.created_at.desc(), own.id.desc())
        .limit(1)
        .correlate(Integration)
        .scalar_subquery()
    )
    return _by_integration(home, select(Run, Integration.name).join(Integration, Run.id == newest))


def runs_under_way(home: Home) -> dict[int, RunView]:
    """The run that goes on of each integration, by its number; one that still stands in the queue only when none runs."""
    queued_first = case((Run.state == "queued", 0), else_=1)
    under_way = (
        select(Run, Integration.name)
        .join(Integration, Integration.id == Run.integration_id)
        .where(Run.state.in_(OPEN_STATES))
        .order_by(queued_first, Run.id)
    )
    return _by_integration(home, under_way)


def _by_integration(home: Home, query: Select[Run, str]) -> dict[int, RunView]:
    """Of several for one integration the last."""
    with home.reading() as session:
        return {run.integration_id: _view(run, name) for run, name in session.execute(query)}


def retry(home: Home, name: str, documents: Sequence[str] = ()) -> int:
    """Make failed and held documents due again, all or the named ones (by key or number); gives how many."""
    with open_pair(home, name) as pair, home.writing() as session:
        wanted = [LedgerRow.integration_id == pair.row.id, LedgerRow.state.in_(("failed", "held"))]
        wanted.append(LedgerRow.on_hold_at.is_(None))
        if documents:
            wanted.append(LedgerRow.document_key.in_(documents) | LedgerRow.number.in_(documents))
        rows = session.scalars(select(LedgerRow).where(*wanted)).all()
        for row in rows:
            row.again_at = home.now()
        return len(rows)


def _view(run: Run, name: str) -> RunView:
    return RunView(
        id=run.id,
        integration=name,
        state=run.state,
        trigger=run.trigger,
        counts=run.counts,
        left=run.left,
        waiting_until=run.waiting_until,
        error=text_from_json(run.error),
        error_kind=str(run.error["kind"]) if run.error and "kind" in run.error else None,
        created_at=run.created_at,
        started_at=run.started_at,
        finished_at=run.finished_at,
        history=backfill.from_json(run.counts.get("history")),
    )

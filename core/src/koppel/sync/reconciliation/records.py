"""Reconciliations as people see them: asked for, under way, done. Doing one is the reconciler's, queueing it is `work`'s."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from koppel.connectors import Capability
from koppel.errors import WrongUse
from koppel.home import Home
from koppel.store import Integration, Reconciliation
from koppel.sync.codec import text_from_json
from koppel.sync.pairs import Pair, open_pair
from koppel.sync.reconciliation.progress import OPEN_STATES, Progress, keep, moment, progress_of
from koppel.sync.reconciliation.report import Report, from_json
from koppel.text import Text

_LONGEST = timedelta(days=366)
_KEPT = 10

_BACKWARDS = Text(
    en="The period ends ({until}) before it begins ({begin}).",
    nl="De periode eindigt ({until}) voordat zij begint ({begin}).",
)
_TOO_LONG = Text(
    en="Reconcile a year at most at a time.",
    nl="Vergelijk hooguit een jaar tegelijk.",
)
_NOT_ACTIVE = Text(
    en="The integration {name} is not activated yet, so there is nothing to reconcile.",
    nl="De integratie {name} is nog niet geactiveerd, dus er valt niets te vergelijken.",
)
_CANNOT = Text(
    en="{target} cannot list its documents, so they cannot be reconciled.",
    nl="{target} kan geen lijst van zijn documenten geven, dus vergelijken kan niet.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationView:
    """One reconciliation. `report` is there once it is done; `read` and `listed` count documents of shop and package."""

    id: int
    integration: str
    state: str
    begin: date
    until: date
    read: int
    listed: int
    left: int | None
    calls: Mapping[str, int]
    waiting_until: datetime | None
    error: Text | None
    error_kind: str | None
    report: Report | None
    created_at: datetime
    finished_at: datetime | None

    @property
    def is_open(self) -> bool:
        """True while there is still something to come."""
        return self.state in OPEN_STATES


def new_reconciliation(home: Home, name: str, *, begin: date, until: date) -> int:
    """Put one on record and give its id; one of the same period that is under way is used again.

    Raises WrongUse for a period that cannot be, an integration that never ran, a package that lists nothing.
    """
    _check_period(begin, until)
    with open_pair(home, name) as pair:
        _check_pair(pair, name)
        with home.writing() as session:
            under_way = session.scalar(
                select(Reconciliation.id).where(
                    Reconciliation.integration_id == pair.row.id,
                    Reconciliation.begins_on == begin,
                    Reconciliation.ends_on == until,
                    Reconciliation.state.in_(OPEN_STATES),
                )
            )
            if under_way is not None:
                return under_way
            record = Reconciliation(
                integration_id=pair.row.id, begins_on=begin, ends_on=until, created_at=home.now(), report={}
            )
            keep(record, Progress(queued_at=home.now().isoformat()))
            session.add(record)
            _drop_old(session, pair.row.id)
            session.flush()
            return record.id


def can_reconcile(pair: Pair) -> bool:
    """Whether the package of this pair can list its documents."""
    return Capability.LISTS_DOCUMENTS in type(pair.target).capabilities


def show_reconciliation(home: Home, record_id: int) -> ReconciliationView | None:
    """One reconciliation as it stands; None when there is none of that id."""
    with home.reading() as session:
        record = session.get(Reconciliation, record_id)
        return _view(record, session.get_one(Integration, record.integration_id).name) if record else None


def latest_reconciliation(home: Home, name: str) -> ReconciliationView | None:
    """The newest one of an integration."""
    found = latest_reconciliations(home, name, limit=1)
    return found[0] if found else None


def latest_reconciliations(home: Home, name: str, *, limit: int = _KEPT) -> list[ReconciliationView]:
    """The newest ones of an integration, newest first."""
    with open_pair(home, name) as pair, home.reading() as session:
        records = session.scalars(
            select(Reconciliation)
            .where(Reconciliation.integration_id == pair.row.id)
            .order_by(Reconciliation.id.desc())
            .limit(limit)
        )
        return [_view(record, name) for record in records]


def last_month(today: date) -> tuple[date, date]:
    """The last full month before a day."""
    until = today.replace(day=1) - timedelta(days=1)
    return until.replace(day=1), until


def _check_period(begin: date, until: date) -> None:
    if until < begin:
        raise WrongUse(_BACKWARDS, begin=begin.isoformat(), until=until.isoformat())
    if until - begin >= _LONGEST:
        raise WrongUse(_TOO_LONG)


def _check_pair(pair: Pair, name: str) -> None:
    if pair.row.activated_at is None:
        raise WrongUse(_NOT_ACTIVE, name=name)
    if not can_reconcile(pair):
        raise WrongUse(_CANNOT, target=pair.target.title)


def _drop_old(session: Session, integration_id: int) -> None:
    """The newest few are kept."""
    kept = (
        select(Reconciliation.id)
        .where(Reconciliation.integration_id == integration_id)
        .order_by(Reconciliation.id.desc())
        .limit(_KEPT)
    )
    oldest_kept = min(session.scalars(kept).all(), default=0)
    session.execute(
        delete(Reconciliation).where(
            Reconciliation.integration_id == integration_id,
            Reconciliation.id < oldest_kept,
            Reconciliation.state.not_in(OPEN_STATES),
        )
    )


def _view(record: Reconciliation, name: str) -> ReconciliationView:
    progress, result = progress_of(record), record.report.get("result")
    return ReconciliationView(
        id=record.id,
        integration=name,
        state=record.state,
        begin=record.begins_on,
        until=record.ends_on,
        read=progress.read,
        listed=progress.listed,
        left=progress.left,
        calls=progress.calls,
        waiting_until=moment(progress.waiting_until),
        error=text_from_json(record.error),
        error_kind=str(record.error["kind"]) if record.error and "kind" in record.error else None,
        report=from_json(result) if result else None,
        created_at=record.created_at,
        finished_at=record.finished_at,
    )

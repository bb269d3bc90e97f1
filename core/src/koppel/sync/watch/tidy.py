"""Letting go of old attempts, runs and solved issues, once a day, after the days that the service level keeps them.

Rows of the ledger are never removed: they are the memory that makes "once" true. Without them, the next reading from an
earlier day would book everything a second time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql import Select

from koppel.home import Home
from koppel.store import Attempt, Integration, Issue, LedgerRow, Run, Setting
from koppel.sync import service_levels
from koppel.sync.service_levels import level_of

log = structlog.get_logger(__name__)

_DONE_AT: Final = "tidy.done_at"
_EVERY: Final = timedelta(hours=24)
_AT_ONCE: Final = 2_000
"""Rows in one transaction: whoever books must not wait for the broom."""


def tidy_daily(home: Home) -> None:
    """Tidy when the last time was a day ago or more."""
    now = home.now()
    with home.reading() as session:
        done = session.get(Setting, _DONE_AT)
    if done is None or abs(now - datetime.fromisoformat(done.value)) >= _EVERY:
        tidy(home)
        with home.writing() as session:
            session.merge(Setting(key=_DONE_AT, value=now.isoformat()))


def tidy(home: Home) -> int:
    """Remove what is older than its level keeps; gives how many rows."""
    now = home.now()
    with home.reading() as session:
        keeps = {row.id: level_of(session, row).keep_history_days for row in session.scalars(select(Integration))}
    removed = 0
    for integration_id, days in keeps.items():
        before = now - timedelta(days=days)
        removed += _remove(home, Attempt.id, _attempts(integration_id, before))
        removed += _remove(home, Run.id, _runs(integration_id, before))
    longest = max(level.keep_history_days for level in service_levels.listing(home))
    solved = select(Issue.id).where(Issue.solved_at < now - timedelta(days=longest)).limit(_AT_ONCE)
    removed += _remove(home, Issue.id, solved)
    log.info("tidied", rows=removed)
    return removed


def _attempts(integration_id: int, before: datetime) -> Select[int]:
    return (
        select(Attempt.id)
        .join(LedgerRow, LedgerRow.id == Attempt.ledger_id)
        .where(LedgerRow.integration_id == integration_id, Attempt.at < before)
        .limit(_AT_ONCE)
    )


def _runs(integration_id: int, before: datetime) -> Select[int]:
    """Ended ones; the last good one stays, since it says when the shop was last read."""
    last_good = select(func.max(Run.id)).where(Run.integration_id == integration_id, Run.state == "done")
    return (
        select(Run.id)
        .where(
            Run.integration_id == integration_id,
            Run.state.in_(("done", "failed")),
            Run.finished_at < before,
            Run.id != func.coalesce(last_good.scalar_subquery(), 0),
        )
        .limit(_AT_ONCE)
    )


def _remove(home: Home, key: InstrumentedAttribute[int], which: Select[int]) -> int:
    removed = 0
    while True:
        with home.writing() as session:
            ids = session.scalars(which).all()
            if ids:
                session.execute(delete(key.class_).where(key.in_(ids)))
        removed += len(ids)
        if len(ids) < _AT_ONCE:
            return removed

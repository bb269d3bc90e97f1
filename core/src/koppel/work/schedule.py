"""The schedule: starts what is due, wakes what has waited long enough, and queues again what the queue has lost.

It may run in several processes at once. Each locks the rows that it decides on, and leaves those that another has locked:
on SQLite only one writes at a time anyway, on PostgreSQL two would both see the same integration due.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import redis
import structlog
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from koppel.home import Home, Pace
from koppel.store import Integration, Run
from koppel.sync import logins
from koppel.sync.lease import is_free
from koppel.sync.service_levels import level_of
from koppel.work import reconciling
from koppel.work.queue import QUEUE, enqueue
from koppel.work.watch import keep_watch

log = structlog.get_logger(__name__)


def run_schedule(home: Home, client: redis.Redis, stop: threading.Event) -> None:
    """Tick until told to stop, with the watch beside it. A queue or database that is away for a while is waited for."""
    threading.Thread(target=keep_watch, args=(home, stop), name="watch", daemon=True).start()
    in_doubt = True  # what the queue holds; not known at a start either
    while not stop.wait(home.pace.tick_s):
        try:
            if in_doubt:
                requeue_all(home)
                in_doubt = False
            tick(home, client)
        except redis.RedisError as error:
            log.warning("queue not reached", error=type(error).__name__)
            in_doubt = True
        except Exception:  # a database that is full, locked or away: this thread must outlive that
            log.exception("schedule")


def tick(home: Home, client: redis.Redis) -> list[int]:
    """One look at the clock; gives the runs that were queued."""
    now = home.now()
    with home.writing() as session:
        runs = [*_due(session, now), *_woken(session, now), *_lost(session, now, home.pace)]
    there = _on_the_queue(client) if runs else frozenset()
    for run_id in runs:
        if run_id not in there:
            enqueue(home, client, run_id)
    for record_id in reconciling.due(home):
        reconciling.enqueue(client, record_id)
    return runs


def _on_the_queue(client: redis.Redis) -> frozenset[int]:
    """The runs that a worker will still come to. Where work waits for longer than runs count as lost, each of them would
    otherwise be queued once more every few minutes, and the copies would keep the workers from the work."""
    names = Queue(QUEUE, connection=client, serializer=JSONSerializer).get_job_ids()
    return frozenset(int(name.split("-")[1]) for name in names if name.startswith("run-"))


def requeue_all(home: Home) -> None:
    """After a start, or when the queue was away: nothing of what it held can be relied on."""
    with home.writing() as session:
        session.execute(update(Run).where(Run.state.in_(("queued", "running"))).values(enqueued_at=None))
    reconciling.forget_queue(home)


def _due(session: Session, now: datetime) -> list[int]:
    """New runs for integrations whose time has come and that have none under way."""
    runs = []
    under_way = select(Run.integration_id).where(Run.state.in_(("queued", "running", "waiting")))
    due = session.scalars(
        select(Integration)
        .where(Integration.state == "active", Integration.next_run_at <= now, Integration.id.not_in(under_way))
        .with_for_update(skip_locked=True)
    ).all()
    for row in due:
        row.next_run_at = now + timedelta(minutes=_every_minutes(session, row))
        run = Run(integration_id=row.id, trigger="schedule", only={}, created_at=now, enqueued_at=now)
        session.add(run)
        session.flush()
        runs.append(run.id)
    return runs


def _woken(session: Session, now: datetime) -> list[int]:
    over = select(Run).where(Run.state == "waiting", Run.waiting_until <= now)
    waited = session.scalars(over.with_for_update(skip_locked=True)).all()
    waiting = [*waited, *logins.runs_to_wake(session, now)]
    for run in waiting:
        run.state, run.waiting_until, run.enqueued_at = "queued", None, now
    return [run.id for run in waiting]


def _lost(session: Session, now: datetime, pace: Pace) -> list[int]:
    """Queued runs that nothing has taken for long, and running ones whose worker let its lease lapse."""
    old = or_(
        Run.enqueued_at.is_(None), Run.enqueued_at < now - pace.lost_after, Run.enqueued_at > now + pace.lost_after
    )
    lost = session.scalars(
        select(Run)
        .join(Integration, Integration.id == Run.integration_id)
        .where(old, is_free(now, pace.lease), Run.state.in_(("queued", "running")))
        .with_for_update(of=Run, skip_locked=True)
    ).all()
    for run in lost:
        run.enqueued_at = now
    return [run.id for run in lost]


def _every_minutes(session: Session, row: Integration) -> int:
    return level_of(session, row).every_minutes

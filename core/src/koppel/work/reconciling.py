"""Reconciliations on the queue, like runs: a row in the database and its id for a worker; the row survives the queue."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

import redis
import structlog
from rq import Queue, get_current_job
from rq.serializers import JSONSerializer
from sqlalchemy import select

from koppel.home import Home
from koppel.store import Reconciliation
from koppel.sync.reconciliation.progress import OPEN_STATES, Progress, keep, later, moment, progress_of
from koppel.sync.reconciliation.reconciler import Reconciler
from koppel.sync.reconciliation.records import new_reconciliation
from koppel.work import jobs, valkey
from koppel.work.queue import QUEUE

log = structlog.get_logger(__name__)

_JOB_TIMEOUT_S = 900
_KEEP_FAILURE_S = 86_400
_WAIT_MOST = timedelta(minutes=5)
_LOOK_EVERY_S = 0.25


def request_reconciliation(home: Home, name: str, *, begin: date, until: date) -> int:
    """Have a period reconciled soon, on any worker; gives the id. Without a queue it stays on record until there is one."""
    record_id = new_reconciliation(home, name, begin=begin, until=until)
    client = valkey.connect(home.folder)
    try:
        enqueue(client, record_id)
    except redis.RedisError as error:
        log.warning(
            "queue not reached, the schedule will queue it", reconciliation=record_id, error=type(error).__name__
        )
        forget_queue(home)
    finally:
        client.close()
    return record_id


def reconcile_now(home: Home, record_id: int, *, on_progress: Callable[[Progress], None]) -> None:
    """Do it in this process, to its end or to a pause of more than five minutes. A service that is away ends it at once."""
    while True:
        finish = Reconciler(home, record_id, patient=False, on_progress=on_progress).run()
        if finish.state in ("done", "failed"):
            return
        if finish.until is not None:
            if finish.until - home.now() > _WAIT_MOST:
                return
            while home.now() < finish.until:
                time.sleep(_LOOK_EVERY_S)


def enqueue(client: redis.Redis, record_id: int, *, queue: str = QUEUE) -> None:
    """Put an id at the end of a queue. Twice does no harm: the second worker finds it held."""
    Queue(queue, connection=client, serializer=JSONSerializer).enqueue(
        "koppel.work.reconciling.reconcile_slice",
        record_id,
        job_id=f"reconciliation-{record_id}-{secrets.token_hex(4)}",
        job_timeout=_JOB_TIMEOUT_S,
        result_ttl=0,
        failure_ttl=_KEEP_FAILURE_S,
    )


def reconcile_slice(record_id: int) -> str:
    """Called by RQ. A slice that has more to do goes behind what others have queued meanwhile."""
    home, job = jobs.served_home(), get_current_job()
    with structlog.contextvars.bound_contextvars(reconciliation=record_id):
        finish = Reconciler(home, record_id).run()
    if finish.state == "again" and job is not None:
        enqueue(job.connection, record_id, queue=job.origin)
    return finish.state


def due(home: Home) -> list[int]:
    """What the schedule is to queue: what has waited long enough, and what queue or worker have lost."""
    now, found = home.now(), []
    with home.writing() as session:
        for record in session.scalars(
            select(Reconciliation).where(Reconciliation.state.in_(OPEN_STATES)).with_for_update()
        ):
            progress = progress_of(record)
            if not _is_due(record.state, progress, now, home.pace.lost_after):
                continue
            if record.state == "waiting":
                record.state = "queued"
            progress.queued_at = now.isoformat()
            keep(record, progress)
            found.append(record.id)
    return found


def forget_queue(home: Home) -> None:
    """After a start, or when the queue was away: nothing of what it held can be relied on."""
    with home.writing() as session:
        for record in session.scalars(
            select(Reconciliation).where(Reconciliation.state.in_(OPEN_STATES)).with_for_update()
        ):
            progress = progress_of(record)
            progress.queued_at = None
            keep(record, progress)


def _is_due(state: str, progress: Progress, now: datetime, lost_after: timedelta) -> bool:
    if state == "waiting":
        return not later(progress.waiting_until, now)
    queued_at = moment(progress.queued_at)
    lost = queued_at is None or queued_at < now - lost_after
    return lost and not (state == "running" and later(progress.held_until, now))

"""Asking for a run: a row in the database and its id on the queue. RQ carries nothing else.

The queue may lose everything at any moment. The row stays, and the schedule puts it on the queue again.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import redis
import structlog
from rq import Queue
from rq.serializers import JSONSerializer

from koppel.home import Home
from koppel.store import Run
from koppel.sync.runs import new_run
from koppel.work import valkey

log = structlog.get_logger(__name__)

QUEUE = "koppel"
JOB_TIMEOUT_S = 900
_KEEP_FAILURE_S = 86_400


def request_run(home: Home, name: str, *, trigger: str = "manual", only: Sequence[str] = ()) -> int:
    """Have an integration run soon, on any worker; gives the id of the run.

    Without a queue the run stays on record as queued; it starts as soon as a worker and a schedule are there.
    """
    run_id = new_run(home, name, trigger=trigger, only=only)
    client = valkey.connect(home.folder)
    try:
        enqueue(home, client, run_id)
    except redis.RedisError as error:
        log.warning("queue not reached, the schedule will queue the run", run=run_id, error=type(error).__name__)
    finally:
        client.close()
    return run_id


def enqueue(home: Home, client: redis.Redis, run_id: int, *, queue: str = QUEUE) -> None:
    """Put a run's id on a queue, at its end. Twice does no harm: the lease lets one of them work."""
    Queue(queue, connection=client, serializer=JSONSerializer).enqueue(
        "koppel.work.jobs.run_slice",
        run_id,
        job_id=f"run-{run_id}-{secrets.token_hex(4)}",
        job_timeout=JOB_TIMEOUT_S,
        result_ttl=0,
        failure_ttl=_KEEP_FAILURE_S,
    )
    with home.writing() as session:
        session.get_one(Run, run_id).enqueued_at = home.now()

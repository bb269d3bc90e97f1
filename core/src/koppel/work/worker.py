"""The RQ worker: forks for each job, so that a plugin's crash or leak takes nothing along."""

from __future__ import annotations

import os
import platform
import secrets

import redis
import structlog
from rq import Queue, SimpleWorker, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from koppel.home import Home
from koppel.work import jobs
from koppel.work.queue import QUEUE
from koppel.work.valkey import DIE_WITH_PARENT, die_with_parent

log = structlog.get_logger(__name__)


class KoppelWorker(Worker):
    """A worker whose children die with it.

    RQ lets the child of a killed worker live on, adopted by the system. The lease would stop it before its next
    booking; not having it at all is better.
    """

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        assert self.pid is not None
        die_with_parent(self.pid)  # still the worker's: it was noted before the fork
        super().main_work_horse(job, queue)


def work(home: Home, client: redis.Redis, *, burst: bool = False) -> None:
    """Work until told to stop, or until the queue is empty. Must be called from the main thread of its process."""
    if parent := os.environ.get(DIE_WITH_PARENT):
        die_with_parent(int(parent))
    jobs.serve_home(home)
    _ = home.plugins  # loaded once here, not again after each fork
    worker = KoppelWorker(_queues(client, QUEUE), connection=client, name=_name(), serializer=JSONSerializer)
    log.info("worker ready", name=worker.name)
    worker.work(burst=burst, logging_level="WARNING", with_scheduler=False)


def work_here(home: Home, client: redis.Redis, queue: str) -> None:
    """Empty one queue in this very process: for a command that waits for the end of its run."""
    jobs.serve_home(home)
    worker = SimpleWorker(_queues(client, queue), connection=client, name=_name(), serializer=JSONSerializer)
    worker.work(burst=True, logging_level="WARNING")


def is_there(client: redis.Redis) -> bool:
    """Is some worker listening to the ordinary queue?"""
    return any(QUEUE in worker.queue_names() for worker in Worker.all(connection=client, serializer=JSONSerializer))


def _queues(client: redis.Redis, name: str) -> list[Queue]:
    return [Queue(name, connection=client, serializer=JSONSerializer)]


def _name() -> str:
    return f"{platform.node()}-{secrets.token_hex(4)}"

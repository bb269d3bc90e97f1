"""What a worker does with a run's id: one slice, and back to the end of the queue when there is more."""

from __future__ import annotations

import structlog
from rq import get_current_job
from sqlalchemy.exc import SQLAlchemyError

from koppel.errors import Bug
from koppel.home import Home
from koppel.store.problems import problem_of
from koppel.sync.runner import Runner
from koppel.work.queue import enqueue

log = structlog.get_logger(__name__)

_homes: list[Home] = []


def serve_home(home: Home) -> None:
    """The installation that this process works for. A job carries an id and no path: a queue is not to be trusted."""
    _homes[:] = [home]


def served_home() -> Home:
    """The installation that this process works for, for a job. Raises Bug in any other process."""
    if not _homes:
        raise Bug(what="a job was started outside a worker of Koppel")
    return _homes[0]


def run_slice(run_id: int) -> str:
    """Called by RQ. A slice that has more to do goes behind what others have queued meanwhile."""
    home, job = served_home(), get_current_job()
    with structlog.contextvars.bound_contextvars(run=run_id):
        try:
            finish = Runner(home, run_id).run()
        except SQLAlchemyError as error:
            if (problem := problem_of(error)) is None:
                raise
            log.error("cannot begin", why=problem.sentence.en)  # noqa: TRY400 - the sentence says it all
            return "waiting"
    if finish.state == "again" and job is not None:
        enqueue(home, job.connection, run_id, queue=job.origin)
    return finish.state

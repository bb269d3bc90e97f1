"""One run of one integration, in slices: how each begins and ends, waits or fails. The work inside is `working`'s.

A slice ends after so many documents or so much time, so that one shop's history does not starve the others; the run is
then put back and goes on later. Everything it needs to go on is in the database.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from types import EllipsisType

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from koppel.errors import AuthFailed, Bug, DatabaseProblem, KoppelError, RateLimited, Unavailable, UnknownOutcome
from koppel.home import Home
from koppel.store import Integration, Run
from koppel.store.problems import problem_of
from koppel.sync import backfill, issues, logins, pausing
from koppel.sync.codec import text_to_json
from koppel.sync.lease import Lease, LeaseLost
from koppel.sync.pairs import Pair, pair_of
from koppel.sync.patience import bear
from koppel.sync.slices import Finish, Slice, Turn
from koppel.sync.standing import review, standing
from koppel.sync.tally import Tally
from koppel.sync.watch import after_run
from koppel.sync.working import Work
from koppel.text import Text

__all__ = ["Finish", "Runner", "Slice"]

log = structlog.get_logger(__name__)

_LONGEST_PAUSE = timedelta(hours=1)
_MOST_DOUBLINGS = 20


class Runner:
    """Executes a run. Call `run` until it says done or failed; each call is one slice."""

    def __init__(self, home: Home, run_id: int, *, slice_: Slice | None = None) -> None:
        self._home = home
        self._run_id = run_id
        self._slice = slice_ or Slice()
        with home.reading() as session:
            run = session.get_one(Run, run_id)
            self._integration_id = run.integration_id
            self._tally = Tally(before={key: value for key, value in run.counts.items() if isinstance(value, int)})
            self._state = run.state
        self._notice: Text | None = None

    def run(self) -> Finish:
        """One slice. Never raises for what a service, a plugin or the machine does: that ends up on the run or in an issue."""
        if self._state in ("done", "failed"):
            return Finish(state="done" if self._state == "done" else "failed")
        try:
            return self._run()
        except SQLAlchemyError as error:
            if (problem := problem_of(error)) is None:
                raise
            return self._without_database(problem)

    def _run(self) -> Finish:
        lease = Lease(self._home, self._integration_id)
        if not lease.take():
            return self._wait_for_turn()
        if self._is_over():
            lease.give_back()
            return self._end_paused()
        self._mark(state="running", started_at=self._home.now())
        with pair_of(self._home, self._integration_id) as pair:
            try:
                finish = self._guarded(pair, lease)
                self._keep_history(pair)
                return finish
            finally:
                lease.give_back()

    def _guarded(self, pair: Pair, lease: Lease) -> Finish:
        """The job boundary: whatever happens inside ends in a state of the run."""
        try:
            finish = self._work(pair, lease)
        except LeaseLost:
            log.warning("lease lost, stopping", run=self._run_id)
            return Finish(state="waiting", until=self._home.now() + self._home.pace.busy_again)
        except RateLimited as error:
            return self._wait(pair, error.until, error)
        except (Unavailable, UnknownOutcome) as error:
            return self._be_patient(pair, error)
        except AuthFailed as error:
            logins.refused(self._home, pair, error)
            return self._wait(pair, None, error)
        except KoppelError as error:
            return self._fail(pair, error)
        except Exception as error:
            if problem_of(error) is not None:
                raise  # nothing can be written about it here
            log.exception("run failed", run=self._run_id)
            return self._fail(pair, Bug(what=f"{type(error).__name__}: {error}"[:200]))
        self._progress(pair, None if finish.state == "done" else ...)
        return self._done(pair) if finish.state == "done" else self._put_back(finish)

    def _without_database(self, problem: DatabaseProblem) -> Finish:
        """What was written down is true, and what is in *sending* is looked up. When not even this can be written, the run
        stays as it is, and the schedule takes it up when its lease has lapsed."""
        log.error("stopping", run=self._run_id, why=problem.sentence.en)
        until = self._home.now() + self._home.pace.first_pause
        with suppress(SQLAlchemyError):
            self._mark(state="waiting", waiting_until=until, error=_error(problem))
        return Finish(state="waiting", until=until)

    def _work(self, pair: Pair, lease: Lease) -> Finish:
        progress = partial(self._progress, pair)
        work = Work(self._home, self._run_id, pair, lease, self._tally, Turn(self._slice), progress)
        try:
            return work.do()
        finally:
            self._notice = work.notice

    def _pause(self) -> timedelta:
        """Longer each time a service stays away, up to an hour."""
        with self._home.writing() as session:
            run = session.get_one(Run, self._run_id)
            run.attempt += 1
            doublings = min(run.attempt - 1, _MOST_DOUBLINGS)
            return min(self._home.pace.first_pause * (1 << doublings), _LONGEST_PAUSE)

    def _progress(self, pair: Pair, left: int | EllipsisType | None) -> None:
        """Write the counts down; `left` given as ... leaves the estimate as it was."""
        with self._home.writing() as session:
            run = session.get_one(Run, self._run_id)
            run.counts = {**run.counts, **self._tally.counts(pair.calls())}
            if not isinstance(left, EllipsisType):
                run.left = left

    def _keep_history(self, pair: Pair) -> None:
        """How far the initial export was at the end of this slice, for whoever looks at the run."""
        found = backfill.progress(self._home, pair)
        with self._home.writing() as session:
            run = session.get_one(Run, self._run_id)
            run.counts = {**run.counts, "history": backfill.to_json(found)}
            if found is None and run.state == "done":
                row = session.get_one(Integration, pair.row.id)
                row.initial_done_at = row.initial_done_at or self._home.now()

    def _done(self, pair: Pair) -> Finish:
        now = self._home.now()
        with self._home.writing() as session:
            review(session, pair.row.id, now)
            logins.proven(session, pair)
            issues.solve(session, now, subject=self._subject(pair))
            self._tell_notice(session, pair, now)
            for connection in (pair.source_row, pair.target_row):
                issues.solve(session, now, subject=f"connection:{connection.id}")
            run = session.get_one(Run, self._run_id)
            stands = standing(session, pair.row.id)
            run.counts = {
                **run.counts,
                "standing_held": stands.get("held", 0),
                "standing_failed": stands.get("failed", 0),
            }
            run.state, run.finished_at, run.left, run.waiting_until, run.error = "done", now, None, None, None
            after_run(session, pair.row.id, now)
        return Finish(state="done")

    def _tell_notice(self, session: Session, pair: Pair, now: datetime) -> None:
        """What the source says of its own reading (an old shop that must be walked): it stays until it says it no more."""
        subject = f"reading:{pair.row.id}"
        if self._notice is None:
            issues.solve(session, now, subject=subject)
            return
        issues.raise_issue(
            session, now, subject=subject, kind="reading", sentence=self._notice, integration_id=pair.row.id
        )

    def _wait_for_turn(self) -> Finish:
        """Another run of this integration is at work. When it is this very run, in another process, its state is that one's."""
        until = self._home.now() + self._home.pace.busy_again
        with self._home.writing() as session:
            run = session.get_one(Run, self._run_id)
            if run.state == "queued":
                run.state, run.waiting_until = "waiting", until
        return Finish(state="waiting", until=until)

    def _is_over(self) -> bool:
        with self._home.reading() as session:
            return pausing.is_over(session, self._run_id)

    def _end_paused(self) -> Finish:
        log.info("paused, ending", run=self._run_id)
        self._mark(state="done", finished_at=self._home.now(), waiting_until=None, left=None, error=None)
        return Finish(state="done")

    def _put_back(self, finish: Finish) -> Finish:
        if self._is_over():
            return self._end_paused()
        state = "queued" if finish.state == "again" else "waiting"
        self._mark(state=state, waiting_until=finish.until, error=None, attempt=0)
        return finish

    def _be_patient(self, pair: Pair, error: KoppelError) -> Finish:
        """Try again later, for as long as the service level has patience."""
        pause = self._pause()
        with self._home.writing() as session:
            bearing = bear(session, session.get_one(Run, self._run_id), error, self._home.now())
        if bearing.over is not None:
            return self._fail(pair, bearing.over)
        return self._wait(pair, self._home.now() + pause, error, since=bearing.since)

    def _wait(self, pair: Pair, until: datetime | None, error: KoppelError, *, since: datetime | None = None) -> Finish:
        """Until a moment; without one, until somebody has logged in. `since`: the first of these tries without an answer."""
        log.info("waiting", run=self._run_id, until=until and until.isoformat(), why=type(error).__name__)
        self._progress(pair, ...)
        began = {"since": since.isoformat()} if since else {}
        self._mark(state="waiting", waiting_until=until, error={**_error(error), **began})
        return Finish(state="waiting", until=until)

    def _fail(self, pair: Pair, error: KoppelError) -> Finish:
        log.warning("run failed", run=self._run_id, error=error.sentence.en)
        self._progress(pair, ...)
        now = self._home.now()
        with self._home.writing() as session:
            issues.raise_for(session, now, subject=self._subject(pair), error=error, integration_id=pair.row.id)
        self._mark(state="failed", finished_at=now, error=_error(error), waiting_until=None)
        return Finish(state="failed")

    def _mark(self, **values: object) -> None:
        with self._home.writing() as session:
            run = session.get_one(Run, self._run_id)
            for name, value in values.items():
                setattr(run, name, value)

    def _subject(self, pair: Pair) -> str:
        return f"integration:{pair.row.id}"


def _error(error: KoppelError) -> dict[str, str]:
    return {**text_to_json(error.sentence), "kind": type(error).__name__}

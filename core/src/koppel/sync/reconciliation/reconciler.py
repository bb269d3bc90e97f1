"""Doing a reconciliation, in slices: read the shop, list the package, look for what is missing, compare.

A limit that is reached ends the slice, and the next one goes on where it was: a large shop needs more calls than some
packages allow in a minute, so beginning anew each time would never end.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from koppel.connections.manage import mark_refused
from koppel.errors import AuthFailed, Bug, KoppelError, RateLimited, Unavailable, UnknownOutcome
from koppel.home import Home
from koppel.store import Reconciliation
from koppel.sync import issues
from koppel.sync.codec import text_to_json
from koppel.sync.lease import LeaseLost
from koppel.sync.pairs import Pair, pair_of
from koppel.sync.reconciliation.package import CutShort, Range
from koppel.sync.reconciliation.progress import Aside, Held, Progress
from koppel.sync.reconciliation.reading import Reading, SliceOver
from koppel.sync.reconciliation.report import Report, to_json
from koppel.sync.runner import Finish

log = structlog.get_logger(__name__)

_SLICE_S = 60.0
_BUSY_AGAIN = timedelta(seconds=20)
_FIRST_PAUSE_S = 30
_MOST_ATTEMPTS = 6

OnProgress = Callable[[Progress], None]


class Reconciler:
    """Works on one reconciliation. Call `run` until it says done or failed; each call is one slice.

    `patient`: a service that does not answer is asked again later, some times. A person at a terminal is told at once.
    """

    def __init__(
        self,
        home: Home,
        record_id: int,
        *,
        patient: bool = True,
        slice_s: float = _SLICE_S,
        on_progress: OnProgress = lambda _: None,
    ) -> None:
        self._home = home
        self._patient = patient
        self._slice_s = slice_s
        self._on_progress = on_progress
        self._held = Held(home, record_id)
        with home.reading() as session:
            record = session.get_one(Reconciliation, record_id)
        self._record_id = record_id
        self._period: Range = (record.begins_on, record.ends_on)
        self._integration_id = record.integration_id

    def run(self) -> Finish:
        """One slice. Never raises for what a service or a plugin does: that ends up on the record."""
        progress = self._held.take()
        if progress is None:
            return self._not_mine()
        self._progress = progress
        with pair_of(self._home, self._integration_id) as pair:
            self._before = dict(progress.calls)
            self._ends_at = time.monotonic() + self._slice_s
            try:
                return self._guarded(pair)
            except LeaseLost:
                log.warning("another process went on with this reconciliation", reconciliation=self._record_id)
                return Finish(state="waiting", until=self._home.now() + _BUSY_AGAIN)

    def _not_mine(self) -> Finish:
        with self._home.reading() as session:
            state = session.get_one(Reconciliation, self._record_id).state
        if state in ("done", "failed"):
            return Finish(state="done" if state == "done" else "failed")
        return Finish(state="waiting", until=self._home.now() + _BUSY_AGAIN)

    def _guarded(self, pair: Pair) -> Finish:
        """The job boundary: whatever happens inside ends in a state of the record."""
        try:
            found = Reading(
                self._home,
                pair,
                self._record_id,
                self._period,
                self._progress,
                save=lambda: self._save(pair),
                rest=self._rest,
            ).outcome()
        except LeaseLost:
            raise
        except SliceOver:
            self._held.let_go("queued", self._progress)
            return Finish(state="again")
        except RateLimited as error:
            return self._wait(pair, error.until, error)
        except CutShort as cut:
            return self._wait(pair, cut.limited.until, cut.limited)
        except (Unavailable, UnknownOutcome) as error:
            return self._away(pair, error)
        except AuthFailed as error:
            return self._refused(pair, error)
        except KoppelError as error:
            return self._fail(pair, error)
        except Exception as error:
            log.exception("reconciliation failed", reconciliation=self._record_id)
            return self._fail(pair, Bug(what=f"{type(error).__name__}: {error}"[:200]))
        return self._done(pair, found)

    def _save(self, pair: Pair) -> None:
        """The place is written down after each step."""
        self._count(pair)
        self._held.save(self._progress)
        self._on_progress(self._progress)

    def _rest(self) -> None:
        """Between two steps: the slice ends here when its time is over."""
        if time.monotonic() >= self._ends_at:
            raise SliceOver

    def _count(self, pair: Pair) -> None:
        made = pair.calls()
        self._progress.calls = {side: self._before.get(side, 0) + made[side] for side in made}

    def _done(self, pair: Pair, found: Report) -> Finish:
        self._count(pair)
        self._held.let_go("done", self._progress, to_json(found), finished_at=self._home.now(), error=None)
        Aside(self._home, pair.source_row.id, self._record_id, self._progress).forget()
        return Finish(state="done")

    def _wait(self, pair: Pair, until: datetime, error: KoppelError) -> Finish:
        self._count(pair)
        self._progress.waiting_until = until.isoformat()
        self._held.let_go("waiting", self._progress, error=_error(error))
        return Finish(state="waiting", until=until)

    def _away(self, pair: Pair, error: KoppelError) -> Finish:
        self._progress.attempts += 1
        if not self._patient or self._progress.attempts >= _MOST_ATTEMPTS:
            return self._fail(pair, error)
        pause = timedelta(seconds=_FIRST_PAUSE_S * 2 ** (self._progress.attempts - 1))
        return self._wait(pair, self._home.now() + pause, error)

    def _refused(self, pair: Pair, error: AuthFailed) -> Finish:
        """The same issue on the connection as from a run: one login solves both."""
        refused = pair.source_row if error.data.get("service") == pair.source.title else pair.target_row
        mark_refused(self._home, refused.id, error)
        with self._home.writing() as session:
            issues.raise_for(
                session, self._home.now(), subject=f"connection:{refused.id}", error=error, connection_id=refused.id
            )
        return self._fail(pair, error)

    def _fail(self, pair: Pair, error: KoppelError) -> Finish:
        log.warning("reconciliation failed", reconciliation=self._record_id, error=error.sentence.en)
        self._count(pair)
        self._held.let_go("failed", self._progress, finished_at=self._home.now(), error=_error(error))
        Aside(self._home, pair.source_row.id, self._record_id, self._progress).forget()
        return Finish(state="failed")


def _error(error: KoppelError) -> dict[str, str]:
    return {**text_to_json(error.sentence), "kind": type(error).__name__}

"""The work of one slice: read on, book what came last, then the initial export. How a slice ends is left to the runner.

Reading and booking do not wait for each other. Where the package is limited the shop is read on, and the rows wait in the
ledger; where the shop is away what was read is booked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import EllipsisType

from koppel.errors import KoppelError, RateLimited, Unavailable, UnknownOutcome
from koppel.home import Home
from koppel.sync import logins
from koppel.sync.afterwards import catch_up
from koppel.sync.backfill import Share
from koppel.sync.booker import PORTION, Booker
from koppel.sync.bookkeeping import asked_of
from koppel.sync.deliveries import follow
from koppel.sync.lease import Lease
from koppel.sync.lists import PairLists
from koppel.sync.pairs import Pair
from koppel.sync.payments import pay_back
from koppel.sync.planner import Planner
from koppel.sync.reader import Reader
from koppel.sync.reading_mark import ReadingMark
from koppel.sync.rules import checks_for, rules_of
from koppel.sync.slices import Finish, Turn
from koppel.sync.tally import Tally
from koppel.sync.watch.vanished import check
from koppel.text import Text

_LISTS_MAY_BE_S = 86_400

Progress = Callable[[int | EllipsisType | None], None]
"""Writes the counts down, with the shop's estimate of what is still to be read; ... leaves that as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """How reading or booking ended: with more to do at once, or stopped by a service."""

    has_more: bool = False
    trouble: KoppelError | None = None


class Work:
    """One slice of one run. `notice` is what the shop said of its own reading."""

    def __init__(
        self, home: Home, run_id: int, pair: Pair, lease: Lease, tally: Tally, turn: Turn, progress: Progress
    ) -> None:
        logins.check(pair)
        vanished = check(pair, PairLists(pair, at_least_s=_LISTS_MAY_BE_S))
        rules = rules_of(pair)
        self._checks = checks_for(pair, rules)
        planner = Planner(
            rules, pair.target, pair.answers, pair.row.activated_at, vanished, checks=self._checks, asked=asked_of(pair)
        )
        self._home, self._run_id, self._pair, self._lease = home, run_id, pair, lease
        self._turn, self._progress = turn, progress
        self._booker = Booker(home, pair, lease, run_id, tally)
        self._reader = Reader(home, pair.row.id, planner, tally)
        self._mark = ReadingMark(home, pair)
        self._share = Share(home, pair)
        self._has_read = False
        self.notice: Text | None = None

    def do(self) -> Finish:
        """Raises what stopped it, once nothing else can be done meanwhile."""
        self._reader.plan_again(self._lease.hold)
        reading = _tried(self._read)
        self._turn.begin_booking()
        booking = _tried(self._book)
        if reading.has_more or booking.has_more or self._checks.has_more:
            return Finish(state="again")
        trouble = booking.trouble or reading.trouble
        if trouble is not None:
            raise trouble
        if not self._has_read:  # whoever found this run queued counts on it for what came since its last reading
            self._mark.grow_stale()
            return Finish(state="again")
        if pay_back(self._home, self._pair, self._lease, self._run_id, self._turn):
            return Finish(state="again")
        follow(self._home, self._pair, self._run_id)
        unclear_until = self._booker.look_again_at()
        return Finish(state="waiting", until=unclear_until) if unclear_until else Finish(state="done")

    def _read(self) -> bool:
        """Read on; True when there is more. A batch that did not move the cursor ends no slice: the next one would begin
        where this one did, and a shop that needs half a slice to say that nothing is new would be asked for ever."""
        if self._mark.is_fresh(self._run_id):
            return False
        since = self._mark.since()
        cursor = since.cursor
        for batch in self._pair.source.documents(since):
            self._lease.hold()
            self._reader.take_in(batch)
            self.notice = batch.notice or self.notice
            self._progress(batch.left)
            if self._checks.has_more or (batch.cursor != cursor and self._turn.reading_is_over()):
                return True
            cursor = batch.cursor
        self._mark.complete(self._run_id)
        self._has_read = True
        return False

    def _book(self) -> bool:
        """Today's documents to their end, then the history as far as its share goes; True when there is more."""
        self._booker.settle()
        after = partial(catch_up, self._home, self._pair, self._lease, self._run_id, self._turn)
        return (
            self._portions(lambda: PORTION, initial=False)
            or after(initial=False)
            or self._portions(lambda: self._share.documents(PORTION), initial=True)
            or after(initial=True, may_go_on=lambda: self._share.documents(1) > 0)
        )

    def _portions(self, most: Callable[[], int], *, initial: bool) -> bool:
        while self._turn.room():
            allowed = most()
            if not allowed or not self._booker.book_planned(self._turn, initial=initial, most=allowed):
                return False
            self._progress(...)
        return True


def _tried(part: Callable[[], bool]) -> _Part:
    try:
        return _Part(has_more=part())
    except (RateLimited, Unavailable, UnknownOutcome) as trouble:
        return _Part(trouble=trouble)

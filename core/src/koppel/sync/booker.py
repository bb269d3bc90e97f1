"""Bringing planned rows into the package: look, write the intent down, create, write down what came of it.

The order is the promise. (1) `find` for the whole portion: what somebody booked before is linked, not repeated. (2) The
rows go to *sending*, on disk, before the first call; what a person kept back meanwhile does not. (3) Before each `create`
the lease is asked for: a worker that was thought dead must not book what its successor books. (4) After anything but a
clear answer the row stays in *sending*, and only `find` brings it out again. When the slice's time is up the rows of
which the call was not made yet are planned again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog

from koppel.booking.booking import Posted
from koppel.connectors import Sought
from koppel.errors import AuthFailed, Bug, KoppelError, RateLimited, Unavailable, UnknownOutcome
from koppel.home import Home
from koppel.store import LedgerRow
from koppel.sync import ledger
from koppel.sync.afterwards import to_do_for
from koppel.sync.agreement import check_found, check_totals
from koppel.sync.codec import booking_from_json
from koppel.sync.due import next_portion
from koppel.sync.lease import Lease
from koppel.sync.pairs import Pair
from koppel.sync.sales import SALE_NOT_BOOKED, sale_waits
from koppel.sync.slices import Turn
from koppel.sync.tally import Tally
from koppel.sync.twins import REASON, Twins

log = structlog.get_logger(__name__)

PORTION = 100
_MOST_ATTEMPTS = 8
_DAY = timedelta(days=1)
_SOLVED_BY_TIME = frozenset({"period_closed"})


@dataclass
class Booker:
    """Books for one run of one integration."""

    home: Home
    pair: Pair
    lease: Lease
    run_id: int
    tally: Tally
    _untold: list[LedgerRow] = field(default_factory=list, init=False)

    def settle(self) -> None:
        """Clear up the rows in *sending*: whoever left them did not hear, or did not live to hear, the answer.

        Found: linked. Not found: planned again, but only once the package's lists can be trusted to show it.
        """
        with self.home.reading() as session:
            rows = list(ledger.in_state(session, self.pair.row.id, ledger.SENDING))
        for portion in _portions(rows):
            found = self._find(portion)
            twins = self._twins(portion, found)
            for row in portion:
                self._settle_one(row, found.get(row.reference or ""), twins)

    def look_again_at(self) -> datetime | None:
        """The moment to settle what is still unclear, None when nothing is."""
        with self.home.reading() as session:
            unclear = ledger.in_state(session, self.pair.row.id, ledger.SENDING, limit=1)
        return self.home.now() + self.home.pace.look_again if unclear else None

    def book_planned(self, turn: Turn, *, initial: bool, most: int = PORTION) -> int:
        """Book one portion of the initial export, or of what came after it; gives how many rows there were, 0 for none."""
        with self.home.reading() as session:
            portion = next_portion(session, self.pair.row.id, initial=initial, most=min(most, PORTION, turn.room()))
        self._strand(portion.stranded)
        rows = portion.rows
        if not rows:
            return 0
        turn.used(len(rows))
        found = self._find(rows)
        twins = self._twins(rows, found)
        for row in rows:
            posted = found.get(row.reference or "")
            if self._is_kept_apart(row, posted, twins):
                continue
            twins.add(row)
            if posted is not None:
                self._link(row, posted)
        self._create_all([row for row in rows if row.state == ledger.PLANNED], turn)
        self._compare_untold()
        return len(rows)

    def _strand(self, rows: Sequence[LedgerRow]) -> None:
        """The sale of these refunds was held or refused after they were planned; they are looked at again in every run."""
        if not rows:
            return
        with self.home.writing() as session:
            still = ledger.still(session, rows, ledger.PLANNED)
            for row in (row for row in rows if row.id in still):
                session.add(row)
                sentence = sale_waits(str(row.document["original"]["number"]))
                ledger.to_held(session, row, SALE_NOT_BOOKED, sentence, run_id=self.run_id, now=self.home.now())
                self.tally.put(row.document_key, ledger.HELD)

    def _compare_untold(self) -> None:
        """Some packages answer a create with a key alone. Their totals are asked for together: one question, not one each."""
        rows, self._untold = self._untold, []
        found = self._find(rows)
        with self.home.writing() as session:
            for row in rows:
                posted = found.get(row.reference or "")
                if posted is not None and posted.target_id == row.target_id:
                    check_totals(session, row, posted, now=self.home.now())

    def _find(self, rows: Sequence[LedgerRow]) -> Mapping[str, Posted]:
        sought = [
            Sought(reference=row.reference, form=row.form or "", journal=row.journal) for row in rows if row.reference
        ]
        return self.pair.target.find(sought) if sought else {}

    def _twins(self, rows: Sequence[LedgerRow], found: Mapping[str, Posted]) -> Twins:
        with self.home.reading() as session:
            return Twins(session, self.pair.row, rows, found)

    def _is_kept_apart(self, row: LedgerRow, posted: Posted | None, twins: Twins) -> bool:
        """Another document has this reference: what is found under it is not this one's, so a person keeps them apart. Only
        what a person does can solve that, so it is looked for once a day and not in every run."""
        told = twins.sentence_for(row, posted)
        if told is None:
            return False
        (sentence, step), now = told, self.home.now()
        with self.home.writing() as session:
            session.add(row)
            ledger.to_held(session, row, REASON, sentence, run_id=self.run_id, now=now, again_at=now + _DAY)
            row.step = step
        self.tally.put(row.document_key, ledger.HELD)
        return True

    def _settle_one(self, row: LedgerRow, posted: Posted | None, twins: Twins) -> None:
        """A row was only sent after `find` had missed it, so what is found now is what we made, whatever its totals."""
        if posted is not None and self._is_kept_apart(row, posted, twins):
            return
        if posted is not None:
            self._booked(row, posted, how="found")
            return
        now, sure_after = self.home.now(), timedelta(seconds=self.home.sure_after_s)
        if row.changed_at > now + sure_after:  # the clock was set back: what it says of then is no use, so begin anew
            with self.home.writing() as session:
                ledger.about_to_send(row, now, session)
        if now - row.changed_at < sure_after:
            return
        with self.home.writing() as session:
            session.add(row)
            ledger.back_to_planned(row, now)

    def _link(self, row: LedgerRow, posted: Posted) -> None:
        """Somebody booked it before us: linked when the totals agree, held when they do not."""
        differs = check_found(row, posted)
        if differs is None:
            self._booked(row, posted, how="found")
            return
        with self.home.writing() as session:
            session.add(row)
            ledger.to_held(session, row, REASON, differs, run_id=self.run_id, now=self.home.now())
        self.tally.put(row.document_key, ledger.HELD)

    def _create_all(self, rows: Sequence[LedgerRow], turn: Turn) -> None:
        """Intents for all, then one call after the other. When the rest cannot be sent, it is planned again.

        A package that takes two seconds for a document would need minutes for a portion, and everybody else's orders
        would wait behind it; so the clock is looked at before each call. One is always made: else a package of which the
        `find` takes a whole slice would never get a booking.
        """
        if not rows:
            return
        self.lease.hold()
        with self.home.writing() as session:
            still = ledger.still(session, rows, ledger.PLANNED)
            rows = [row for row in rows if row.id in still]
            session.add_all(rows)
            ledger.to_sending(rows, self.home.now())
        for place, row in enumerate(rows):
            if place and turn.time_is_up():
                self._not_sent(rows[place:])
                return
            self.lease.hold(partial(ledger.about_to_send, row, self.home.now()))
            try:
                self._create(row)
            except (RateLimited, Unavailable, AuthFailed):
                self._not_sent(rows[place:])
                raise
            except UnknownOutcome as error:
                self._unknown(row, error)

    def _create(self, row: LedgerRow) -> None:
        """One document. A fault of the plugin says nothing of what reached the package, so it counts as a lost answer."""
        booking = booking_from_json(row.booking or {})
        try:
            posted = self.pair.target.create(booking)
        except (RateLimited, Unavailable, AuthFailed, UnknownOutcome):
            raise
        except KoppelError as error:
            self._failed(row, error)
        except Exception as error:
            log.exception("create failed", document=row.document_key)
            raise UnknownOutcome(service=self.pair.target.title, error=type(error).__name__) from error
        else:
            self._booked(row, posted, how="created")

    def _booked(self, row: LedgerRow, posted: Posted, *, how: str) -> None:
        now = self.home.now()
        with self.home.writing() as session:
            session.add(row)
            ledger.to_booked(session, row, posted, run_id=self.run_id, how=how, now=now)
            row.to_do = to_do_for(self.pair.target, booking_from_json(row.booking or {}))
            row.has_to_do = bool(row.to_do)
            check_totals(session, row, posted, now=now)
        if posted.total_incl is None:
            self._untold.append(row)
        self.tally.put(row.document_key, ledger.BOOKED)

    def _failed(self, row: LedgerRow, error: KoppelError) -> None:
        """Refused. A closed period opens again without anybody touching Koppel, so it is tried again, but not each run."""
        log.warning("refused", document=row.document_key, error=error.sentence.en)
        now = self.home.now()
        with self.home.writing() as session:
            session.add(row)
            if error.data.get("reason") in _SOLVED_BY_TIME:
                reason = str(error.data["reason"])
                ledger.to_held(session, row, reason, error.sentence, run_id=self.run_id, now=now, again_at=now + _DAY)
            else:
                ledger.to_failed(session, row, error, run_id=self.run_id, now=now)
        self.tally.put(row.document_key, row.state)

    def _not_sent(self, rows: Sequence[LedgerRow]) -> None:
        with self.home.writing() as session:
            session.add_all(rows)
            for row in rows:
                ledger.not_sent(row, self.home.now())

    def _unknown(self, row: LedgerRow, error: UnknownOutcome) -> None:
        """It stays in *sending*; one look at once, because most lost answers hide a booking that was made."""
        log.warning("outcome unknown", document=row.document_key)
        with self.home.writing() as session:
            ledger.about_to_send(row, self.home.now(), session)  # the call took its time: lists are late from now on
            ledger.note(
                session, row, "UnknownOutcome", error.sentence, run_id=self.run_id, now=self.home.now(), data=error.data
            )
        if row.attempts > _MOST_ATTEMPTS:
            self._failed(row, Bug(what=f"{self.pair.target.key}.create, {row.document_key}"))
            return
        found = self._find([row])
        posted = found.get(row.reference or "")
        if posted is not None and not self._is_kept_apart(row, posted, self._twins([row], found)):
            self._booked(row, posted, how="found")


def _portions(rows: Sequence[LedgerRow]) -> Iterator[Sequence[LedgerRow]]:
    for start in range(0, len(rows), PORTION):
        yield rows[start : start + PORTION]

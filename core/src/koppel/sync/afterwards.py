"""What a booked document still waits for: the shop's own invoice as a file, sending to the customer.

Both are noted on the row when the document is booked and struck off when they are done, so a crash in between forgets
neither. Targets look first at what was already done: doing it again must do nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog
from sqlalchemy import select

from koppel.booking.booking import Booking, Posted
from koppel.connectors import Capability, Target
from koppel.errors import AuthFailed, KoppelError, RateLimited, Unavailable, UnknownOutcome
from koppel.home import Home
from koppel.model import Document
from koppel.store import LedgerRow
from koppel.sync import deliveries, issues, ledger
from koppel.sync.codec import booking_from_json, document_from_json
from koppel.sync.lease import Lease
from koppel.sync.pairs import Pair
from koppel.sync.slices import Turn

log = structlog.get_logger(__name__)

FILES, SEND = "files", "send"
_AT_ONCE = 50


def to_do_for(target: Target, booking: Booking) -> dict[str, object]:
    """What is left after the booking itself. That nothing of the first export is sent out is in the booking: `plan` was
    told, and `send` still has to finish what a lost answer left half done."""
    left: dict[str, object] = {}
    if booking.attachments and Capability.ATTACHMENTS in type(target).capabilities:
        left[FILES] = [attachment.key for attachment in booking.attachments]
    if type(target).send is not Target.send:
        left[SEND] = True
    return left


def catch_up(
    home: Home,
    pair: Pair,
    lease: Lease,
    run_id: int,
    turn: Turn,
    *,
    initial: bool,
    may_go_on: Callable[[], bool] = lambda: True,
) -> bool:
    """Do what is left on booked documents of the initial export, or on those that came after it, while there is time and
    `may_go_on`; True when time ended it. A file that cannot be had becomes an issue, not a stop. The lease is asked for
    before each: what two workers send, a customer gets twice."""
    while rows := _waiting(home, pair.row.id, initial=initial):
        for row in rows:
            if turn.time_is_up():
                return True
            if not may_go_on():
                return False
            lease.hold()
            _finish(home, pair, row, run_id)
    return False


def _finish(home: Home, pair: Pair, row: LedgerRow, run_id: int) -> None:
    document, booking = document_from_json(row.document), booking_from_json(row.booking or {})
    posted = Posted(target_id=row.target_id or "", number=row.target_number, url=row.target_url)
    try:
        _files(home, pair, row, document, booking, posted)
        if SEND in row.to_do:
            posted = pair.target.send(booking, posted)
        _strike_off(home, pair, row, booking, posted)
    except (RateLimited, Unavailable, AuthFailed, UnknownOutcome):
        raise  # still to do: the next run asks again, and the target looks first at what was already done
    except KoppelError as error:
        _tell(home, row, error, run_id)


def _waiting(home: Home, integration_id: int, *, initial: bool) -> list[LedgerRow]:
    """Some of them, oldest first. Each is struck off when it is done, so the next ones follow by asking again."""
    with home.reading() as session:
        booked = session.scalars(
            select(LedgerRow)
            .where(
                LedgerRow.integration_id == integration_id,
                LedgerRow.state == ledger.BOOKED,
                LedgerRow.has_to_do.is_(True),
                LedgerRow.initial.is_(initial),
            )
            .order_by(LedgerRow.id)
            .limit(_AT_ONCE)
        )
        return list(booked)


def _files(home: Home, pair: Pair, row: LedgerRow, document: Document, booking: Booking, posted: Posted) -> None:
    wanted = row.to_do.get(FILES, [])
    for attachment in booking.attachments:
        if attachment.key not in wanted:
            continue
        content = pair.source.file(document, attachment.key)
        pair.target.attach(booking, posted, attachment.name, content)
        wanted = [key for key in wanted if key != attachment.key]
        with home.writing() as session:
            session.add(row)
            row.to_do = {**row.to_do, FILES: wanted}


def _strike_off(home: Home, pair: Pair, row: LedgerRow, booking: Booking, posted: Posted) -> None:
    with home.writing() as session:
        session.add(row)
        deliveries.begin(row, pair.target, booking, home.now())
        row.to_do, row.has_to_do = {}, False
        row.target_number = posted.number or row.target_number
        row.target_url = posted.url or row.target_url
        issues.solve(session, home.now(), subject=f"document:{row.id}", kind="afterwards")


def _tell(home: Home, row: LedgerRow, error: KoppelError, run_id: int) -> None:
    """Struck off all the same: a shop that refuses its file today will refuse it at every run."""
    log.warning("left undone", document=row.document_key, error=error.sentence.en)
    with home.writing() as session:
        session.add(row)
        row.to_do, row.has_to_do = {}, False
        ledger.note(session, row, "afterwards", error.sentence, run_id=run_id, now=home.now())
        issues.raise_issue(
            session,
            home.now(),
            subject=f"document:{row.id}",
            kind="afterwards",
            sentence=error.sentence,
            integration_id=row.integration_id,
            document_key=row.document_key,
        )

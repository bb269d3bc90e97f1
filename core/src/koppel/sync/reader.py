"""Taking a batch of documents into the ledger: every document gets its row, and only then does the cursor move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from koppel.booking.outcome import Held, Skipped
from koppel.connectors import Batch
from koppel.home import Home
from koppel.model import Document
from koppel.store import Integration, JsonObject, LedgerRow
from koppel.sync import issues, keeping, ledger
from koppel.sync.changes import change_of, to_data
from koppel.sync.codec import document_from_json, document_hash, document_to_json
from koppel.sync.planner import Planned, Planner
from koppel.sync.sales import after_its_sale
from koppel.sync.tally import Tally

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class _Seen:
    document: Document
    data: JsonObject
    plan: Planned | Held | Skipped


@dataclass
class Reader:
    """Writes plans into the ledger of one integration. The only calls are those of the planner's checks."""

    home: Home
    integration_id: int
    planner: Planner
    tally: Tally

    def take_in(self, batch: Batch) -> None:
        """Rows for all documents of the batch and the cursor, in one transaction.

        If the cursor were saved first, a crash in between would lose the batch for ever; if it were saved later, the
        worst is that the batch is read again, and the ledger knows it.
        """
        self._look_up(batch.documents)
        seen = [self._look_at(document) for document in batch.documents]
        with self.home.writing() as session:
            keys = [item.document.key for item in seen]
            rows = ledger.rows_of(session, self.integration_id, keys, to_write=True)
            for item in sorted(seen, key=lambda item: item.document.is_credit):  # a sale before its refunds
                key = item.document.key  # it may be there twice, when it moved on a page that was being read
                rows[key] = self._enter(session, rows.get(key), item)
            session.get_one(Integration, self.integration_id).cursor = batch.cursor

    def plan_again(self, hold: Callable[[], None]) -> None:
        """Look again at what is held or is to be retried: settings, rates or time may have solved it.

        Costs no call of shop or package. `hold` keeps the lease: tens of thousands that wait for one setting take minutes.
        """
        after_id = 0
        while True:
            hold()
            with self.home.reading() as session:
                rows = ledger.due_again(
                    session, self.integration_id, self.home.now(), after_id=after_id, limit=_AT_ONCE
                )
            if not rows:
                return
            self._plan_rows(rows)
            after_id = rows[-1].id

    def _plan_rows(self, rows: Sequence[LedgerRow]) -> None:
        plans = [(row, document_from_json(row.document)) for row in rows]
        self._look_up([document for _, document in plans])
        planned = [(row, document, self.planner.plan(document)) for row, document in plans]
        with self.home.writing() as session:
            still = ledger.still(session, rows, ledger.HELD, ledger.FAILED)
            for row, document, plan in planned:
                if row.id not in still:
                    continue
                session.add(row)
                self._write(row, document, after_its_sale(session, self.integration_id, document, plan))

    def _look_up(self, documents: Sequence[Document]) -> None:
        if self.planner.checks is not None:
            self.planner.checks.look_up(documents)

    def _look_at(self, document: Document) -> _Seen:
        return _Seen(document, document_to_json(document), self.planner.plan(document))

    def _enter(self, session: Session, row: LedgerRow | None, item: _Seen) -> LedgerRow:
        key = item.document.key
        self.tally.saw(key)
        if row is None:
            row = ledger.new_row(self.integration_id, item.document, self.home.now())
            ledger.write_document(row, item.document, item.data)
            self._write(row, item.document, self._gated(session, item))
            session.add(row)
            session.flush()
        elif row.state in (ledger.BOOKED, ledger.SENDING) or keeping.is_by_hand(row):
            self._compare(session, row, item)
        else:
            self._renew(session, row, item)
        return row

    def _gated(self, session: Session, item: _Seen) -> Planned | Held | Skipped:
        return after_its_sale(session, self.integration_id, item.document, item.plan)

    def _renew(self, session: Session, row: LedgerRow, item: _Seen) -> None:
        before = (row.document_hash, row.state, row.reason)
        if self._stays(row) and row.document_hash == document_hash(item.data):
            self.tally.put(row.document_key, row.state)
            return
        ledger.write_document(row, item.document, item.data)
        self._write(row, item.document, self._gated(session, item))
        if row.attempts:  # it changed while it might have been in the package; it is not, and is booked as it is now
            issues.solve(session, self.home.now(), subject=f"document:{row.id}", kind="changed_after_booking")
        if before == (row.document_hash, row.state, row.reason) and row.state == ledger.SKIPPED:
            self.tally.put(row.document_key, "unchanged")

    def _stays(self, row: LedgerRow) -> bool:
        """Refused by the package, or kept back, and its time has not come: seeing the same document again changes nothing."""
        if row.on_hold_at is not None:
            return True
        later = row.again_at is not None and row.again_at > self.home.now()
        return later if row.state == ledger.HELD else row.state == ledger.FAILED

    def _compare(self, session: Session, row: LedgerRow, item: _Seen) -> None:
        """A document that is in the package, or may be, or that a person booked there: its booking stays as it is, whatever
        the shop says now."""
        self.tally.outcomes.setdefault(row.document_key, "unchanged")
        if row.document_hash == document_hash(item.data):
            return
        row.document, row.document_hash = item.data, document_hash(item.data)
        row.revision = item.document.revision[:120]
        self._tell(session, row, item)

    def _tell(self, session: Session, row: LedgerRow, item: _Seen) -> None:
        subject, now = f"document:{row.id}", self.home.now()
        zone = ZoneInfo(self.planner.rules.seller.time_zone)
        change = change_of(row, item.document, item.plan, today=now.astimezone(zone).date())
        if change is None:
            issues.solve(session, now, subject=subject, kind="changed_after_booking")
            return
        issues.raise_issue(
            session,
            now,
            subject=subject,
            kind="changed_after_booking",
            sentence=change.sentence,
            integration_id=self.integration_id,
            document_key=row.document_key,
            data=to_data(change.correction),
        )

    def _write(self, row: LedgerRow, document: Document, plan: Planned | Held | Skipped) -> None:
        ledger.write_plan(row, plan, initial=self.planner.is_initial(document), now=self.home.now())
        keeping.keep_back(row)
        if row.state != ledger.PLANNED:
            self.tally.put(row.document_key, row.state)

"""The shop's side: its own documents, read anew from the beginning of the period, as slim rows. Nothing is written.

Sources read by what changed since, and a document was changed at its issue or later; so a reading that begins at the
period's first day shows every document of the period that still exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from koppel.booking.heading import issued_on
from koppel.booking.outcome import Held, Skipped
from koppel.home import Home
from koppel.model import Document
from koppel.store import Issue, LedgerRow
from koppel.sync import ledger
from koppel.sync.changes import change_of
from koppel.sync.codec import document_hash, document_to_json
from koppel.sync.planner import Planned, Planner
from koppel.sync.reconciliation.rows import ShopRow
from koppel.sync.sales import after_its_sale

_MARGIN = timedelta(days=1)
"""A shop may write its moments in another zone than the seller's books."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopReader:
    """Turns documents of one integration into rows of the period; asks the database, and no service."""

    home: Home
    integration_id: int
    planner: Planner
    begin: date
    until: date

    @property
    def start_at(self) -> datetime:
        """Where the reading begins."""
        return datetime.combine(self.begin, time(), self._zone).astimezone(UTC) - _MARGIN

    def rows(self, documents: Iterable[Document]) -> list[ShopRow]:
        """The rows of those documents that belong to the period."""
        listed = list(documents)
        with self.home.reading() as session:
            known = ledger.rows_of(session, self.integration_id, [one.key for one in listed])
            changed = set(
                session.scalars(
                    select(Issue.document_key).where(
                        Issue.integration_id == self.integration_id,
                        Issue.kind == "changed_after_booking",
                        Issue.solved_at.is_(None),
                        Issue.document_key.in_(list(known)),
                    )
                )
            )
        rows = [self._row(one, known.get(one.key), is_changed=one.key in changed) for one in listed]
        return [row for row in rows if row is not None]

    def _row(self, document: Document, row: LedgerRow | None, *, is_changed: bool) -> ShopRow | None:
        """A booked document has the day of its booking; any other the day that it would be booked on."""
        if row is not None and row.state == ledger.BOOKED and row.issued_on is not None:
            if not self.begin <= row.issued_on <= self.until:
                return None
            same = not is_changed and row.document_hash == document_hash(document_to_json(document))
            return _as_booked(row, row.issued_on) if same else self._booked(document, row, row.issued_on)
        day = issued_on(document, self.planner.rules)
        return self._unbooked(document, day) if self.begin <= day <= self.until else None

    def _booked(self, document: Document, row: LedgerRow, day: date) -> ShopRow:
        """A booked document that the shop changed since. What touches nothing that was booked is no change."""
        plan = self.planner.plan(document)
        change = change_of(row, document, plan, today=self.home.now().astimezone(self._zone).date())
        if change is None:
            return _as_booked(row, day)
        planned = plan.booking if isinstance(plan, Planned) else None
        return ShopRow(
            key=document.key,
            number=document.number,
            day=day,
            currency=planned.currency if planned else document.currency,
            total=planned.total_incl if planned else document.total_incl,
            reference=row.reference,
            change=change.sentence,
        )

    def _unbooked(self, document: Document, day: date) -> ShopRow:
        with self.home.reading() as session:
            plan = after_its_sale(session, self.integration_id, document, self.planner.plan(document))
        booking = plan.booking if isinstance(plan, Planned) else None
        return ShopRow(
            key=document.key,
            number=document.number,
            day=booking.issued_on if booking else day,
            currency=booking.currency if booking else document.currency,
            total=booking.total_incl if booking else document.total_incl,
            counts=not isinstance(plan, Skipped),
            reason=plan.reason if isinstance(plan, (Held, Skipped)) else None,
            sentence=plan.sentence if isinstance(plan, (Held, Skipped)) else None,
            reference=booking.reference if booking else None,
        )

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.planner.rules.seller.time_zone)


def _as_booked(row: LedgerRow, day: date) -> ShopRow:
    """The shop still says exactly what was booked, so what the booking came to is what the shop's document comes to."""
    return ShopRow(
        key=row.document_key,
        number=row.number,
        day=day,
        currency=row.currency,
        total=row.total_incl,
        reference=row.reference,
    )


def by_key(rows: Iterable[ShopRow]) -> Mapping[str, ShopRow]:
    """Each document once, as it was read last: readings overlap."""
    return {row.key: row for row in rows}

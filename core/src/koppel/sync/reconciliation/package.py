"""The package's side: its own list of a period, and looking by hand for bookings that the list did not show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from koppel.booking.booking import Posted
from koppel.connectors import BookedDocument, Sought, Target
from koppel.errors import RateLimited
from koppel.sync.reconciliation.rows import BookRow

Range = tuple[date, date]

_AT_ONCE = 40


class CutShort(Exception):
    """The list of a range did not come to its end before the limit. `halves` are what to ask for next time."""

    def __init__(self, limited: RateLimited, halves: Sequence[Range]) -> None:
        super().__init__(limited.sentence.en)
        self.limited = limited
        self.halves = halves


def listed(target: Target, period: Range) -> list[BookedDocument]:
    """Everything that the package lists in a range of days.

    A list cannot be resumed in its middle. Where a whole minute's calls do not suffice for it, asking for the same range
    again would never end; so it is asked for in halves then. Raises CutShort, or RateLimited when that cannot help.
    """
    found: list[BookedDocument] = []
    pages = 0
    try:
        for page in target.documents(*period):
            pages += 1
            found.extend(page)
    except RateLimited as limited:
        if pages == 0 or period[0] == period[1]:
            raise
        raise CutShort(limited, halves(period)) from limited
    return found


def halves(period: Range) -> list[Range]:
    """Two ranges that together are this one."""
    begin, until = period
    middle = begin + (until - begin) // 2
    return [(begin, middle), (middle + timedelta(days=1), until)]


def look_for(target: Target, rows: Sequence[BookRow]) -> Iterator[tuple[BookRow, BookedDocument | None]]:
    """Bookings that the list did not show: moved to another day or journal, or gone.

    Many at once by their references; what that does not show is asked for by its key, for somebody may have changed the
    reference too. Only then is it gone.
    """
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        sought = [
            Sought(reference=row.reference, form=row.form, journal=row.journal)
            for row in some
            if row.reference and row.form
        ]
        found = target.find(sought) if sought else {}
        for row in some:
            posted = found.get(row.reference or "")
            if posted is None or posted.target_id != row.target_id:
                posted = target.read(row.target_id or "", row.form or "")
            yield row, _document(row, posted) if posted else None


def _document(row: BookRow, posted: Posted) -> BookedDocument:
    """What the package does not tell of it is taken to be as booked."""
    total = posted.total_incl if posted.total_incl is not None else row.total
    return BookedDocument(
        target_id=row.target_id or posted.target_id,
        form=row.form or "",
        issued_on=posted.issued_on or row.day or date.min,
        total_incl=total,
        currency=posted.currency or row.currency,
        number=posted.number,
        reference=posted.reference,
        is_credit=total < 0,
        url=posted.url,
    )

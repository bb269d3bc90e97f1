"""One reading: the lists of its depth, walked one after the other, each order given once.

After each page the cursor says how far the walk is, so that a reading that is broken off goes on where it was. The dates of
the last readings move only at the very end: whatever was missed until then comes again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from koppel.api import Batch, Document, Since, Text, Unavailable, fingerprint, moment_of
from koppel_plugandpay.cursor import Cursor, Underway
from koppel_plugandpay.lists import Lists, Page
from koppel_plugandpay.mapping import is_for_books
from koppel_plugandpay.originals import Originals, number_of
from koppel_plugandpay.refusals import BROKEN_OFF
from koppel_plugandpay.sweeps import OVERLAP, Sweep, depth_of, sweeps_of

RESTLESS: Final = Text(
    en="The list of orders in Plug&Pay kept changing while Koppel read it. The next full reading reads it again.",
    nl="De lijst van bestellingen in Plug&Pay bleef veranderen terwijl Koppel haar las. De volgende volledige lezing leest "
    "haar opnieuw.",
)
TRIES: Final = 3
"""How often a list is walked when orders seem to slip through."""

_PARTS: Final = ("billing", "items", "payment", "taxes")


class Reading:
    """One reading, from a cursor on."""

    def __init__(self, lists: Lists, originals: Originals, since: Since, now: datetime) -> None:
        self._lists = lists
        self._originals = originals
        self._cursor = Cursor.parse(since.cursor)
        begun = self._cursor.underway
        self._way = begun or Underway(began=now, depth=depth_of(self._cursor, now))
        self._sweeps = sweeps_of(self._cursor, self._way.depth, self._way.began, since)
        self._given: set[tuple[int | None, str]] = set()

    def batches(self) -> Iterator[Batch]:
        """Everything made or changed. The last batch comes too when it is empty."""
        while self._way.sweep < len(self._sweeps):
            yield from self._walked(self._sweeps[self._way.sweep])
            self._way = Underway(began=self._way.began, depth=self._way.depth, sweep=self._way.sweep + 1)
        done = self._cursor.finished(self._way.began, self._way.depth)
        yield Batch(documents=(), cursor=done.text(), left=0)

    def _walked(self, sweep: Sweep) -> Iterator[Batch]:
        """One list, again when fewer different orders were seen than it is long."""
        if self._is_walked():
            return
        for attempt in range(1, TRIES + 1):
            seen: set[int | None] = set()
            before = self._way.read
            for page in self._lists.walk(sweep.params, start=self._way.place, known=self._way.total):
                seen |= {number_of(row) for row in page.rows}
                self._way = replace(self._way, place=page.end, total=page.total, read=before + len(seen))
                is_short = page.is_last and self._way.read < page.total
                yield self._batch(sweep, page, RESTLESS if is_short and attempt == TRIES else None)
            if self._is_walked():
                return
            self._way = Underway(began=self._way.began, depth=self._way.depth, sweep=self._way.sweep)

    def _is_walked(self) -> bool:
        """True at the end of a list of which nothing slipped through, also when a reading is taken up again there."""
        way = self._way
        return way.total is not None and way.place >= way.total and way.read >= way.total

    def _batch(self, sweep: Sweep, page: Page, notice: Text | None) -> Batch:
        rows = [row for row in page.rows if self._is_wanted(sweep, row)]
        check_complete(rows)
        documents = tuple(self._documents(rows))
        cursor = replace(self._cursor, underway=self._way)
        return Batch(documents=documents, cursor=cursor.text(), left=max(0, page.total - page.end), notice=notice)

    def _documents(self, rows: Sequence[Any]) -> list[Document]:
        found = self._originals.documents(rows)
        return sorted(found, key=lambda document: document.created_at)

    def _is_wanted(self, sweep: Sweep, row: Any) -> bool:
        """False for what is not for the books, and for what this reading gave already: its lists overlap."""
        if not is_for_books(row) or (sweep.deleted and not self._is_newly_deleted(row)):
            return False
        known = (number_of(row), fingerprint(row))
        if known in self._given:
            return False
        self._given.add(known)
        return True

    def _is_newly_deleted(self, row: Any) -> bool:
        """Deleted since Koppel first looked; what was gone before that was never seen."""
        deleted_at = moment_of(row.get("deleted_at")) if isinstance(row, dict) else None
        first_at = self._cursor.first_at
        return deleted_at is not None and (first_at is None or deleted_at >= first_at - OVERLAP)


def check_complete(rows: Sequence[Any]) -> None:
    """Raise Unavailable when a part that was asked for is missing from every order: the service answers by halves.

    Missing from one order among others it is that order's own fault, and that one is held.
    """
    for part in _PARTS:
        if rows and all(isinstance(row, dict) and part not in row for row in rows):
            raise Unavailable(BROKEN_OFF, service="Plug&Pay", missing=part)

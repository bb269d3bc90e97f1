"""Reading what changed: orders by their date of change, with their refunds, so that none is missed and few come twice.

The next request begins a second before the last change that was seen, instead of asking for the next page: an order that
changes while it is read moves to the end of the list, and with page numbers all orders behind it would move up, one of
them into a page that was already read. Only a second that fills a whole page is walked by page numbers, within that second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from koppel.api import Batch, Document, Rejected, Since, Text, Unavailable, moment_of
from koppel_woocommerce.cursor import ONE_SECOND, Cursor
from koppel_woocommerce.lists import SIZES, Lists, Page
from koppel_woocommerce.mapping import document_of
from koppel_woocommerce.refund_lists import RefundLists
from koppel_woocommerce.refunds import credit_notes
from koppel_woocommerce.shop import Shop
from koppel_woocommerce.wire import gmt_text

OLD_SHOP: Final = Text(
    en="This WooCommerce is too old to say what changed. Koppel reads all orders of the last 90 days each time, which is "
    "slow; changes to older orders are not seen. Update WooCommerce.",
    nl="Deze WooCommerce is te oud om te zeggen wat er is gewijzigd. Koppel leest elke keer alle bestellingen van de laatste "
    "90 dagen, en dat is traag; wijzigingen in oudere bestellingen worden niet gezien. Werk WooCommerce bij.",
)
NO_DATES: Final = Text(
    en="The shop sends orders without a date of change. A plugin of the shop probably removes it; ask its maker.",
    nl="De winkel stuurt bestellingen zonder wijzigingsdatum. Waarschijnlijk haalt een plug-in die weg; vraag de maker ervan.",
)

_BY_CHANGE: Final = {"orderby": "modified", "order": "asc", "dates_are_gmt": "true"}
_FILTERS: Final = frozenset({"orderby", "modified_after", "dates_are_gmt"})
_OLD_SHOP_WINDOW: Final = timedelta(days=90)
_ANY_ZONE: Final = timedelta(days=1)


class IgnoresChanges(Exception):
    """The shop does not know the filter by date of change (before about 5.8) and gives whatever it has."""


class Reading:
    """One reading, from a cursor on. Its batches hold sales and, right behind each, its credit notes, oldest first."""

    def __init__(self, shop: Shop, lists: Lists, since: Since) -> None:
        self._shop = shop
        self._lists = lists
        self._since = since
        self._refunds = RefundLists(lists, has_list=shop.has_refunds_list)
        self._given = self._cursor = Cursor.parse(since.cursor)
        self._begin = self._given.begin(since)
        self._seen: set[tuple[object, object]] = set()

    def batches(self) -> Iterator[Batch]:
        """Everything made or changed. The last batch comes too when it is empty."""
        try:
            if self._given.place:
                raise IgnoresChanges
            yield from self._by_change()
        except IgnoresChanges:
            yield from self._by_number()
        else:
            yield Batch(documents=tuple(self._trashed()), cursor=self._cursor.text(), left=0)

    def _by_change(self) -> Iterator[Batch]:
        begin = self._begin
        while True:
            page = self._ask({"modified_after": gmt_text(begin)})
            changed = _changes(page.rows, begin)
            if not page.is_all:
                self._refunds.read_ahead(begin)
            if page.rows:
                yield self._batch(page, changed[-1])
            if page.is_all:
                return
            if changed[0] < changed[-1]:
                begin = changed[-1] - ONE_SECOND
            else:
                yield from self._within(changed[-1])
                begin = changed[-1]

    def _within(self, second: datetime) -> Iterator[Batch]:
        """All orders of one second, more than fit a page: an import, or an update of many orders at once."""
        window = {"modified_after": gmt_text(second - ONE_SECOND), "modified_before": gmt_text(second + ONE_SECOND)}
        for page in self._lists.walk("orders", {**_BY_CHANGE, **window}):
            yield self._batch(page, second)

    def _by_number(self) -> Iterator[Batch]:
        """All orders made within the last 90 days, keeping those that changed: the way for a shop that cannot tell.

        The order of numbers is not that of changes, so `changed_at` stays where it was until everything has been read. A
        walk that was broken off goes on a page before its place: orders that left the list meanwhile moved the others up.
        """
        given, reached = self._given, self._given.reached
        made_after = max(self._since.start_at, self._begin - _OLD_SHOP_WINDOW) - _ANY_ZONE
        params = {"after": gmt_text(made_after), "orderby": "id", "order": "asc"}
        for page in self._lists.walk("orders", params, start=max(0, given.place - SIZES[0])):
            stamps = [_stamp(row) for row in page.rows]
            changed = [row for row, at in zip(page.rows, stamps, strict=True) if at is None or at > self._begin]
            reached = max((at for at in (*stamps, reached) if at is not None), default=None)
            documents = self._documents(changed)
            cursor = replace(given, place=page.start + len(page.rows), reached=reached)
            yield Batch(documents=documents, cursor=cursor.text(), left=page.left, notice=OLD_SHOP)
        done = Cursor(changed_at=given.changed_at).moved_to(reached)
        yield Batch(documents=(), cursor=done.text(), left=0, notice=OLD_SHOP)

    def _trashed(self) -> Iterator[Document]:
        """Orders put in the trash since: they are in no other list. At the first reading none can have been booked."""
        if self._since.cursor is None:
            return
        params = {**_BY_CHANGE, "status": "trash", "modified_after": gmt_text(self._begin)}
        for page in self._lists.walk("orders", params):
            yield from self._documents(page.rows)

    def _ask(self, params: dict[str, str]) -> Page:
        try:
            return self._lists.ask("orders", {**_BY_CHANGE, **params})
        except Rejected as error:
            if _FILTERS & error.fields.keys():
                raise IgnoresChanges from error
            raise

    def _batch(self, page: Page, changed_at: datetime) -> Batch:
        documents = self._documents(page.rows)
        self._cursor = self._cursor.moved_to(changed_at)
        return Batch(documents=documents, cursor=self._cursor.text(), left=page.left)

    def _documents(self, rows: Sequence[Any]) -> tuple[Document, ...]:
        fresh = [row for row in rows if self._is_new(row)]
        return documents_of(fresh, self._refunds, self._shop)

    def _is_new(self, row: Any) -> bool:
        """False for what this reading gave already: each request overlaps the one before."""
        known = (row.get("id"), row.get("date_modified_gmt")) if isinstance(row, dict) else (None, str(row))
        if known in self._seen:
            return False
        self._seen.add(known)
        return True


def documents_of(rows: Sequence[Any], refunds: RefundLists, shop: Shop) -> tuple[Document, ...]:
    """The documents of some orders: each sale, then its credit notes, oldest first."""
    given_back = refunds.of(rows)
    made: list[Document] = []
    for row in rows:
        sale, order = document_of(row, shop)
        bodies = given_back.get(_number(row), [])
        made += [sale, *credit_notes(sale, order, bodies, shop)]
    return tuple(made)


def _changes(rows: Sequence[Any], begin: datetime) -> list[datetime]:
    """The dates of change of a page. Raises IgnoresChanges when they do not obey what was asked."""
    stamps = [at for row in rows if (at := _stamp(row)) is not None]
    if rows and not stamps:
        raise Unavailable(NO_DATES)
    if any(at <= begin for at in stamps) or stamps != sorted(stamps):
        raise IgnoresChanges
    return stamps


def _number(row: Any) -> int:
    number = row.get("id") if isinstance(row, dict) else None
    return number if isinstance(number, int) else 0


def _stamp(row: Any) -> datetime | None:
    return moment_of(row.get("date_modified_gmt")) if isinstance(row, dict) else None

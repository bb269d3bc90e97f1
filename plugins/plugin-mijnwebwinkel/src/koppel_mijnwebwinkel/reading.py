"""Carrying out a reading: its lists one after the other, each in batches with the cursor to save after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from koppel.api import Batch, Document, Since, fingerprint
from koppel_mijnwebwinkel import plans
from koppel_mijnwebwinkel.cursor import Cursor, Walk
from koppel_mijnwebwinkel.lists import Lists
from koppel_mijnwebwinkel.originals import Originals
from koppel_mijnwebwinkel.walking import name_of, pages_of


class Reading:
    """One reading, from a cursor on: what was left of a broken off one first, then everything since."""

    def __init__(self, lists: Lists, originals: Originals, since: Since, now: datetime) -> None:
        self._lists = lists
        self._originals = originals
        self._since = since
        self._now = now
        self._cursor = Cursor.parse(since.cursor)
        self._given: set[tuple[str, str]] = set()

    def batches(self) -> Iterator[Batch]:
        """Everything made or changed. The last batch comes too when it is empty."""
        if self._cursor.plan is not None:
            yield from self._carry_out()
        self._begin()
        yield from self._carry_out()

    def _begin(self) -> None:
        cursor = self._cursor
        if cursor.covered is None:
            plan = plans.first_plan(self._since, self._now)
        else:
            plan = plans.next_plan(cursor, cursor.covered, self._since, self._now)
        if cursor.archived_apart:
            plan = replace(plan, walks=plans.walks_of(plans.apart(plan.lists, "0", "1")))
        self._cursor = replace(cursor, plan=plan)

    def _carry_out(self) -> Iterator[Batch]:
        yield from self._walks()
        lists = self._cursor.plan.lists if self._cursor.plan else ()
        if self._leaves_out_archived():
            self._cursor = self._cursor.at(*plans.walks_of(plans.apart(lists, "1")))
            yield from self._walks()
        self._cursor = self._cursor.done()
        yield Batch(documents=(), cursor=self._cursor.text(), left=0)

    def _walks(self) -> Iterator[Batch]:
        left = self._cursor.plan.walks if self._cursor.plan else ()
        while left:
            yield from self._walk(left[0], left[1:])
            left = left[1:]
            self._cursor = self._cursor.at(*left)

    def _walk(self, walk: Walk, others: Sequence[Walk]) -> Iterator[Batch]:
        for page in pages_of(self._lists, walk):
            if self._cursor.archived_apart is None and any(_is_archived(row) for row in page.rows):
                self._cursor = replace(self._cursor, archived_apart=False)
            documents = self._documents(page.rows)
            self._cursor = self._cursor.at(page.walk, *others)
            yield Batch(documents=documents, cursor=self._cursor.text(), left=page.left)

    def _documents(self, rows: Sequence[Any]) -> tuple[Document, ...]:
        return self._originals.documents([row for row in rows if self._is_new(row)])

    def _is_new(self, row: Any) -> bool:
        """False for what this reading gave already: its lists overlap."""
        known = (name_of(row), fingerprint(row))
        if known in self._given:
            return False
        self._given.add(known)
        return True

    def _leaves_out_archived(self) -> bool:
        """Whether lists hold archived orders that were not asked for is not documented; counting the whole shop tells.

        Asked as long as no archived order was met. When lists do leave them out, they are read after all.
        """
        if self._cursor.archived_apart is not None or self._lists.count({plans.ARCHIVED: "1"}) == 0:
            return False
        is_apart = self._lists.count({}) == self._lists.count({plans.ARCHIVED: "0"})
        self._cursor = replace(self._cursor, archived_apart=is_apart)
        return is_apart


def _is_archived(row: Any) -> bool:
    return isinstance(row, dict) and row.get("archived") is True

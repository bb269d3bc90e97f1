"""The steps of a reconciliation: read the shop, list the package, look for what is missing, compare.

Each step puts its rows aside and has its place saved before the next, so that it can be gone on with after any interruption.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from koppel.connectors import BookedDocument, Since
from koppel.home import Home
from koppel.sync.pairs import Pair
from koppel.sync.planner import Planner
from koppel.sync.reconciliation import ledger_rows, rows
from koppel.sync.reconciliation.matching import Sides, match, missing_at_shop, missing_in_package
from koppel.sync.reconciliation.package import CutShort, Range, listed, look_for
from koppel.sync.reconciliation.progress import Aside, Progress, Shape, as_ranges, range_of
from koppel.sync.reconciliation.report import Report
from koppel.sync.reconciliation.rows import BookRow, ShopRow
from koppel.sync.reconciliation.shop import ShopReader
from koppel.sync.rules import rules_of

_SHOP, _PACKAGE, _ASKED, _SOUGHT = "shop", "package", "asked", "sought"

Key = tuple[str, str]


class SliceOver(Exception):
    """Time for others; the place to go on from is on record."""


class Reading:
    """One slice's work. `save` writes the place down; `rest` may raise SliceOver, and is called where that costs little."""

    def __init__(
        self,
        home: Home,
        pair: Pair,
        record_id: int,
        period: Range,
        progress: Progress,
        *,
        save: Callable[[], None],
        rest: Callable[[], None],
    ) -> None:
        self._home = home
        self._pair = pair
        self._period = period
        self._progress = progress
        self._save = save
        self._rest = rest
        self._aside = Aside(home, pair.source_row.id, record_id, progress)
        planner = Planner(rules_of(pair), pair.target, pair.answers, pair.row.activated_at)
        begin, until = period
        self._reader = ShopReader(home=home, integration_id=pair.row.id, planner=planner, begin=begin, until=until)

    def outcome(self) -> Report:
        """All steps that are still to be done, then the comparison."""
        if self._progress.ranges is None:
            self._read_shop()
        while self._progress.ranges:
            self._list_package(range_of(self._progress.ranges[0]), self._progress.ranges[1:])
            self._rest()
        shop, package = self._aside.get(_SHOP), self._aside.get(_PACKAGE)
        if shop is None or package is None:
            self._begin_anew()
            return self.outcome()
        return self._compare(
            {row.key: row for row in map(rows.shop_row, shop)},
            {(one.form, one.target_id): one for one in map(rows.booked_document, package)},
        )

    def _read_shop(self) -> None:
        """Batch by batch. At least one per slice, so that it ends however short the slices are."""
        since = Since(start_at=self._reader.start_at, cursor=self._progress.cursor)
        for number, batch in enumerate(self._pair.source.documents(since)):
            if number:
                self._rest()
            found = self._reader.rows(batch.documents)
            if found:
                self._aside.put(_SHOP, [rows.to_json(row) for row in found])
            self._progress.read += len(batch.documents)
            self._progress.cursor, self._progress.left = batch.cursor, batch.left
            self._save()
        self._progress.ranges, self._progress.left = as_ranges([self._period]), None
        self._save()

    def _list_package(self, period: Range, left: list[list[str]]) -> None:
        try:
            found = listed(self._pair.target, period)
        except CutShort as cut:
            self._progress.ranges = [*as_ranges(cut.halves), *left]
            raise
        if found:
            self._aside.put(_PACKAGE, [rows.to_json(one) for one in found])
        self._progress.listed += len(found)
        self._progress.ranges = left
        self._save()

    def _compare(self, shop: dict[str, ShopRow], package: dict[Key, BookedDocument]) -> Report:
        begin, until = self._period
        ledger = self._ledger(shop, package.values())
        booked = [row for row in ledger.values() if row.day is not None and begin <= row.day <= until]
        gone = self._ask_shop(missing_at_shop(booked, shop), shop)
        self._ask_package(missing_in_package(booked, package.values()), package)
        return match(
            Sides(
                begin=begin,
                until=until,
                shop=shop,
                ledger=ledger,
                package=list(package.values()),
                gone_at_shop=frozenset(gone),
            )
        )

    def _ledger(self, keys: Iterable[str], package: Iterable[BookedDocument]) -> dict[str, BookRow]:
        """Read after both services, so that what was booked meanwhile is known."""
        integration_id, (begin, until) = self._pair.row.id, self._period
        found = {row.key: row for row in ledger_rows.of_period(self._home, integration_id, begin, until)}
        known = {(row.form, row.target_id) for row in found.values()}
        others = [one for one in package if (one.form, one.target_id) not in known]
        found |= {row.key: row for row in ledger_rows.of_documents(self._home, integration_id, others)}
        unknown = [key for key in keys if key not in found]
        return found | {row.key: row for row in ledger_rows.of_keys(self._home, integration_id, unknown)}

    def _ask_shop(self, missing: Iterable[BookRow], shop: dict[str, ShopRow]) -> list[str]:
        """Booked documents that the reading did not show: asked for one by one, since few are ever removed."""
        known, gone = self._answers(_ASKED), []
        for row in missing:
            if row.key not in known:
                document = self._pair.source.document(row.key)
                shown = [] if document is None else [rows.to_json(one) for one in self._reader.rows([document])]
                known[row.key] = self._keep(_ASKED, {"key": row.key, "gone": document is None, "rows": shown})
            if known[row.key]["gone"]:
                gone.append(row.key)
            shop |= {one.key: one for one in map(rows.shop_row, known[row.key]["rows"])}
        return gone

    def _ask_package(self, missing: Iterable[BookRow], package: dict[Key, BookedDocument]) -> None:
        """Booked documents that the list did not show."""
        known = self._answers(_SOUGHT)
        unknown = [row for row in missing if row.key not in known]
        for row, found in look_for(self._pair.target, unknown):
            kept = rows.to_json(found) if found else None
            known[row.key] = self._keep(_SOUGHT, {"key": row.key, "found": kept})
        there = [rows.booked_document(answer["found"]) for answer in known.values() if answer["found"]]
        package |= {(one.form, one.target_id): one for one in there}

    def _answers(self, name: str) -> dict[str, Shape]:
        return {answer["key"]: answer for answer in self._aside.get(name) or []}

    def _keep(self, name: str, answer: Shape) -> Shape:
        self._aside.put(name, [answer])
        self._save()
        self._rest()
        return answer

    def _begin_anew(self) -> None:
        """What was put aside is gone: somebody emptied the memory of the connection."""
        self._aside.forget()
        self._progress.cursor, self._progress.ranges, self._progress.parts = None, None, {}
        self._save()

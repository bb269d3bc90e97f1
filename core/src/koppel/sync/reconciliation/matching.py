"""Comparing the three sides, document by document. Pure: what it needs to know has been read before.

Shop and ledger meet by the document's key, ledger and package by the package's own key, and what is left over by the
reference that a booking is found back by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from koppel.connectors import BookedDocument
from koppel.model import plain
from koppel.sync import ledger
from koppel.sync.reconciliation.kinds import Kind, sentence_of
from koppel.sync.reconciliation.report import Finding, Line, Report, Sum, assemble
from koppel.sync.reconciliation.rows import BookRow, ShopRow
from koppel.text import Text

_UNBOOKED = {
    ledger.PLANNED: Kind.WAITING,
    ledger.SENDING: Kind.WAITING,
    ledger.HELD: Kind.HELD,
    ledger.FAILED: Kind.FAILED,
    ledger.SKIPPED: Kind.WAITING,
}
"""What a row that is not booked means for a document that should be. A skipped one changed since it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Everything that was read. `ledger` has the rows of the period, and those that anything in the others belongs to.

    `gone_at_shop` are keys that the shop was asked for and does not have any more. `package` has each document once, also
    those that were found outside the period when a booking was looked for.
    """

    begin: date
    until: date
    shop: Mapping[str, ShopRow]
    ledger: Mapping[str, BookRow]
    package: Sequence[BookedDocument]
    gone_at_shop: frozenset[str] = frozenset()

    def covers(self, day: date | None) -> bool:
        """Is it a day of the period?"""
        return day is not None and self.begin <= day <= self.until


def match(sides: Sides) -> Report:
    """The report of a period."""
    return _Match(sides).report()


def missing_in_package(rows: Iterable[BookRow], listed: Iterable[BookedDocument]) -> list[BookRow]:
    """Booked rows that the package's list did not show."""
    there = {(one.form, one.target_id) for one in listed}
    return [row for row in rows if row.state == ledger.BOOKED and (row.form, row.target_id) not in there]


def missing_at_shop(rows: Iterable[BookRow], shown: Mapping[str, ShopRow]) -> list[BookRow]:
    """Booked rows that the shop's reading did not show."""
    return [row for row in rows if row.state == ledger.BOOKED and row.key not in shown]


class _Match:
    """One comparison under way."""

    def __init__(self, sides: Sides) -> None:
        self._sides = sides
        self._lines: dict[date, dict[str, Line]] = {}
        self._findings: list[Finding] = []
        self._found: dict[str, BookedDocument] = {}
        self._booked = {(row.form, row.target_id): row for row in sides.ledger.values() if row.state == ledger.BOOKED}
        self._rows = {row.reference: row for row in sides.ledger.values() if row.reference}
        self._expected = {row.reference: row for row in sides.shop.values() if row.reference and row.counts}

    def report(self) -> Report:
        """Package first, so that the others know what stands there."""
        for one in self._sides.package:
            self._of_package(one)
        for row in self._sides.ledger.values():
            self._of_ledger(row)
        for shown in self._sides.shop.values():
            self._of_shop(shown)
        return assemble(self._sides.begin, self._sides.until, self._lines, self._findings)

    def _of_package(self, one: BookedDocument) -> None:
        row = self._booked.get((one.form, one.target_id))
        if row is None:
            self._unknown(one)
            return
        self._found[row.key] = one
        if self._sides.covers(one.issued_on):
            self._add("package", one.issued_on, one.currency, one.total_incl)
        elif not self._sides.covers(row.day):
            return
        if (one.total_incl, one.currency) != (row.total, row.currency):
            shown = plain(one.total_incl) + ("" if one.currency == row.currency else f" {one.currency}")
            self._find(Kind.TOTAL, row, package=shown)
        if row.day is not None and one.issued_on != row.day:
            self._find(Kind.DAY, row, found=one.issued_on.isoformat())

    def _unknown(self, one: BookedDocument) -> None:
        """A document of the package that is no booking of ours, by its key."""
        if not self._sides.covers(one.issued_on):
            return
        row, expected = self._rows.get(one.reference or ""), self._expected.get(one.reference or "")
        if row is not None and row.state == ledger.BOOKED and row.form != one.form:
            row = expected = None  # the same sale in another list of the package, such as the entry of an invoice
        if row is None and expected is None:
            self._tell(Kind.NOT_OURS, one, None)
            return
        self._add("package", one.issued_on, one.currency, one.total_incl)
        key = row.key if row is not None else expected.key if expected is not None else None
        is_booked = row is not None and row.state == ledger.BOOKED
        self._tell(Kind.TWICE if is_booked else Kind.UNLINKED, one, key)

    def _of_ledger(self, row: BookRow) -> None:
        """A booked row of the period: the ledger's column, and whether its document still exists on both sides."""
        if row.state != ledger.BOOKED or row.day is None or not self._sides.covers(row.day):
            return
        self._add("ledger", row.day, row.currency, row.total)
        if row.key not in self._found:
            self._find(Kind.GONE, row)
        if row.key in self._sides.gone_at_shop:
            self._find(Kind.REMOVED, row)

    def _of_shop(self, shown: ShopRow) -> None:
        """A document of the shop: the shop's column, and what there is to say of it when it is not simply booked."""
        row = self._sides.ledger.get(shown.key)
        if row is not None and row.state == ledger.BOOKED:
            self._add("shop", shown.day, shown.currency, shown.total)
            if shown.change is not None or (shown.total, shown.currency) != (row.total, row.currency):
                self._find(Kind.CHANGED, row, shown.change, shop=plain(shown.total))
        elif not shown.counts:
            self._not_booked(Kind.SKIPPED, shown, row)
        else:
            self._add("shop", shown.day, shown.currency, shown.total)
            self._not_booked(Kind.MISSING if row is None else _UNBOOKED[row.state], shown, row)

    def _not_booked(self, kind: Kind, shown: ShopRow, row: BookRow | None) -> None:
        known = row if kind in (Kind.HELD, Kind.FAILED) else None
        own = (known.sentence if known else None) or (shown.sentence if kind in (Kind.SKIPPED, Kind.HELD) else None)
        self._findings.append(
            Finding(
                kind=kind,
                day=shown.day,
                number=shown.number,
                currency=shown.currency,
                sentence=sentence_of(kind, own, number=shown.number, day=shown.day),
                document=shown.key,
                reason=(known.reason if known else None) or shown.reason,
                shop=shown.total,
            )
        )

    def _tell(self, kind: Kind, one: BookedDocument, key: str | None) -> None:
        """A finding about a document of the package, on its day there."""
        number = one.number or one.reference or one.target_id
        self._findings.append(
            Finding(
                kind=kind,
                day=one.issued_on,
                number=number,
                currency=one.currency,
                sentence=sentence_of(kind, number=number, reference=one.reference, day=one.issued_on),
                document=key,
                package=one.total_incl,
                target_id=one.target_id,
                url=one.url,
            )
        )

    def _find(self, kind: Kind, row: BookRow, own: Text | None = None, **said: str) -> None:
        """A finding about a booked row, on the day of its booking; when that is outside the period, on the package's."""
        shown, there = self._sides.shop.get(row.key), self._found.get(row.key)
        day = row.day if row.day is not None and self._sides.covers(row.day) else None
        data = {"number": row.number, "ledger": plain(row.total), "currency": row.currency, "day": row.day, **said}
        self._findings.append(
            Finding(
                kind=kind,
                day=day or (there.issued_on if there else self._sides.begin),
                number=row.number,
                currency=row.currency,
                sentence=sentence_of(kind, own, **data),
                document=row.key,
                shop=shown.total if shown else None,
                ledger=row.total,
                package=there.total_incl if there else None,
                target_id=row.target_id,
                url=row.url,
            )
        )

    def _add(self, side: str, day: date, currency: str, total: Decimal) -> None:
        of_day = self._lines.setdefault(day, {})
        line = of_day.get(currency, Line(currency=currency))
        of_day[currency] = replace(line, **{side: getattr(line, side) + Sum(count=1, total=total)})

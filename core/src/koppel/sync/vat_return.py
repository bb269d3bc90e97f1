"""What the booked documents of a period add up to in the VAT return: per box, per Union-scheme country, per EU business.

It comes from the ledger, to be laid beside the package's own figures; filing is left to the package and its owner.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from koppel.booking.boxes import UNION_RETURN
from koppel.errors import WrongUse
from koppel.home import Home
from koppel.model import ZERO
from koppel.store import LedgerRow
from koppel.sync import ledger
from koppel.sync.lists import seller_country
from koppel.sync.pairs import open_pair
from koppel.text import Text

_AT_ONCE = 500
_LISTED = {"IC-GOODS": "goods", "IC-SERV": "services"}

_BACKWARDS = Text(
    en="The period ends ({until}) before it begins ({begin}).",
    nl="De periode eindigt ({until}) voordat zij begint ({begin}).",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxTotal:
    """One box of the return of the seller's country."""

    box: str
    base: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class UnionTotal:
    """One line of the return of the Union scheme. `corrects` is the quarter ("2026-Q1") of the sale that was taken back,
    when that is an earlier one: such a refund is reported apart, with the original's rate."""

    country: str
    rate: Decimal
    base: Decimal
    vat: Decimal
    corrects: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessTotal:
    """One line of the list of sales to businesses in other member states."""

    vat_number: str
    goods: Decimal
    services: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class VatReturn:
    """The totals of a period, both days included. `waiting` documents of the period are held or failed: not in it."""

    country: str
    begin: date
    until: date
    documents: int
    waiting: int
    boxes: tuple[BoxTotal, ...]
    union_scheme: tuple[UnionTotal, ...]
    businesses: tuple[BusinessTotal, ...]


class _Sums:
    """The sums while they grow; amounts come out of stored bookings as text."""

    def __init__(self) -> None:
        self.boxes: dict[str, list[Decimal]] = {}
        self.union: dict[tuple[str, Decimal, str | None], list[Decimal]] = {}
        self.businesses: dict[str, dict[str, Decimal]] = {}

    def add(self, booking: dict[str, Any], corrects: str | None) -> None:
        for line in booking["lines"]:
            for box in line.get("boxes", []):
                self._add_box(box, corrects)
            kind = _LISTED.get(line["treatment"])
            number = (booking.get("debtor") or {}).get("vat_number")
            if kind and number:
                sums = self.businesses.setdefault(number, {"goods": ZERO, "services": ZERO})
                sums[kind] += Decimal(line["net"])

    def _add_box(self, box: dict[str, Any], corrects: str | None) -> None:
        base, vat = Decimal(box["base"]), Decimal(box["vat"])
        if box["box"] != UNION_RETURN:
            _plus(self.boxes.setdefault(box["box"], [ZERO, ZERO]), base, vat)
            return
        key = (box["country"], Decimal(box["rate"] or 0), corrects)
        _plus(self.union.setdefault(key, [ZERO, ZERO]), base, vat)


def vat_return(home: Home, name: str, *, begin: date, until: date) -> VatReturn:
    """The totals of the documents booked in an integration with a booking date in the period."""
    if until < begin:
        raise WrongUse(_BACKWARDS, begin=begin.isoformat(), until=until.isoformat())
    with open_pair(home, name) as pair:
        country, integration_id = seller_country(pair), pair.row.id
    sums, count = _Sums(), 0
    for row in _booked(home, integration_id, begin, until):
        count += 1
        sums.add(row.booking or {}, _corrected_quarter(home, row))
    return VatReturn(
        country=country,
        begin=begin,
        until=until,
        documents=count,
        waiting=_waiting(home, integration_id, begin, until),
        boxes=tuple(BoxTotal(box=box, base=base, vat=vat) for box, (base, vat) in sorted(sums.boxes.items())),
        union_scheme=tuple(
            UnionTotal(country=land, rate=rate, base=base, vat=vat, corrects=corrects)
            for (land, rate, corrects), (base, vat) in sorted(
                sums.union.items(), key=lambda item: (item[0][0], item[0][1], item[0][2] or "")
            )
        ),
        businesses=tuple(
            BusinessTotal(vat_number=number, goods=found["goods"], services=found["services"])
            for number, found in sorted(sums.businesses.items())
        ),
    )


def quarter(day: date) -> str:
    """2026-Q2."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _booked(home: Home, integration_id: int, begin: date, until: date) -> Iterator[LedgerRow]:
    after_id = 0
    while True:
        with home.reading() as session:
            rows = session.scalars(
                select(LedgerRow)
                .where(
                    LedgerRow.integration_id == integration_id,
                    LedgerRow.state == ledger.BOOKED,
                    LedgerRow.issued_on.between(begin, until),
                    LedgerRow.id > after_id,
                )
                .order_by(LedgerRow.id)
                .limit(_AT_ONCE)
            ).all()
        if not rows:
            return
        yield from rows
        after_id = rows[-1].id


def _corrected_quarter(home: Home, row: LedgerRow) -> str | None:
    """For a credit note: the quarter of its sale, when that is not the credit note's own."""
    original = (row.document or {}).get("original")
    if not original or row.issued_on is None:
        return None
    with home.reading() as session:
        sold_on = session.scalar(
            select(LedgerRow.issued_on).where(
                LedgerRow.integration_id == row.integration_id, LedgerRow.document_key == original["key"]
            )
        )
    if sold_on is None or quarter(sold_on) == quarter(row.issued_on):
        return None
    return quarter(sold_on)


def _waiting(home: Home, integration_id: int, begin: date, until: date) -> int:
    """Held documents have no booking date yet; the day the shop made them is near enough to warn."""
    with home.reading() as session:
        rows = session.scalars(
            select(LedgerRow).where(
                LedgerRow.integration_id == integration_id, LedgerRow.state.in_((ledger.HELD, ledger.FAILED))
            )
        ).all()
    return sum(begin <= date.fromisoformat(row.document["created_at"][:10]) <= until for row in rows)


def _plus(sums: list[Decimal], base: Decimal, vat: Decimal) -> None:
    sums[0] += base
    sums[1] += vat

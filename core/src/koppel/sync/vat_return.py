"""What the booked documents of a period add up to in the VAT return: per box, per Union-scheme country, per EU business.

It comes from the ledger, to be laid beside the package's own figures; filing is left to the package and its owner.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import aliased

from koppel.booking.boxes import UNION_RETURN
from koppel.errors import WrongUse
from koppel.home import Home
from koppel.model import ZERO, DocumentKind
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

    def add(self, lines: Sequence[Mapping[str, Any]], vat_number: str | None, corrects: str | None) -> None:
        for line in lines:
            for box in line.get("boxes", []):
                self._add_box(box, corrects)
            kind = _LISTED.get(line["treatment"])
            if kind and vat_number:
                sums = self.businesses.setdefault(vat_number, {"goods": ZERO, "services": ZERO})
                sums[kind] += Decimal(line["net"])

    def _add_box(self, box: Mapping[str, Any], corrects: str | None) -> None:
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
    for lines, vat_number, corrects in _booked(home, integration_id, begin, until):
        count += 1
        sums.add(lines, vat_number, corrects)
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


_Summed = tuple[Sequence[Mapping[str, Any]], str | None, str | None]
"""The lines of a booking, the VAT number of its debtor, and the quarter that it corrects."""


def _booked(home: Home, integration_id: int, begin: date, until: date) -> Iterator[_Summed]:
    """What is added up of each booking. The database cuts it out, because a quarter of a busy shop has thousands, and of
    each only a part is looked at; the day of a credit note's sale comes along in the same question."""
    sale = aliased(LedgerRow)
    sale_key = case(
        (LedgerRow.kind == str(DocumentKind.CREDIT_NOTE), LedgerRow.document["original"]["key"].as_string())
    )
    query = (
        select(
            LedgerRow.booking["lines"],
            LedgerRow.booking["debtor"]["vat_number"].as_string(),
            LedgerRow.issued_on,
            sale.issued_on,
        )
        .outerjoin(sale, and_(sale.integration_id == integration_id, sale.document_key == sale_key))
        .where(
            LedgerRow.integration_id == integration_id,
            LedgerRow.state == ledger.BOOKED,
            LedgerRow.issued_on.between(begin, until),
        )
    )
    with home.reading() as session:
        for lines, vat_number, issued_on, sold_on in session.execute(query.execution_options(yield_per=_AT_ONCE)):
            yield lines or (), vat_number, _corrected_quarter(issued_on, sold_on)


def _corrected_quarter(issued_on: date, sold_on: date | None) -> str | None:
    """For a credit note: the quarter of its sale, when that is not the credit note's own."""
    if sold_on is None or quarter(sold_on) == quarter(issued_on):
        return None
    return quarter(sold_on)


def _waiting(home: Home, integration_id: int, begin: date, until: date) -> int:
    """Held documents have no booking date yet; the day the shop made them is near enough to warn."""
    made_on = func.substr(LedgerRow.document["created_at"].as_string(), 1, 10)
    waiting = select(func.count()).where(
        LedgerRow.integration_id == integration_id,
        LedgerRow.state.in_((ledger.HELD, ledger.FAILED)),
        made_on.between(begin.isoformat(), until.isoformat()),
    )
    with home.reading() as session:
        return session.scalar(waiting) or 0


def _plus(sums: list[Decimal], base: Decimal, vat: Decimal) -> None:
    sums[0] += base
    sums[1] += vat

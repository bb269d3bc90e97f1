"""What the booked documents of a period add up to in the VAT return: per box, per Union-scheme country, per EU business.

It comes from the ledger, to be laid beside the package's own figures; filing is left to the package and its owner.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ColumnElement, TableValuedAlias, and_, case, func, select, true, type_coerce
from sqlalchemy.orm import Session, aliased

from koppel.booking.boxes import UNION_RETURN
from koppel.errors import WrongUse
from koppel.home import Home
from koppel.model import ZERO, DocumentKind
from koppel.store import LedgerRow
from koppel.sync import ledger
from koppel.sync.lists import seller_country
from koppel.sync.pairs import open_pair
from koppel.text import Text

_AT_ONCE = 100
_LISTED = {"IC-GOODS": "goods", "IC-SERV": "services"}
_PARTS = ("treatment", "net", "boxes")
_SALE, _VAT_NUMBER = ("original", "key"), ("debtor", "vat_number")

_Line = tuple[str, str, Sequence[Mapping[str, Any]] | None]
"""Of a line of a booking: its treatment, its net amount and its boxes."""

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

    def add(self, line: _Line, vat_number: str | None, corrects: str | None) -> None:
        treatment, net, boxes = line
        for box in boxes or ():
            self._add_box(box, corrects)
        kind = _LISTED.get(treatment)
        if kind and vat_number:
            sums = self.businesses.setdefault(vat_number, {"goods": ZERO, "services": ZERO})
            sums[kind] += Decimal(net)

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
    chosen = and_(
        LedgerRow.integration_id == integration_id,
        LedgerRow.state == ledger.BOOKED,
        LedgerRow.issued_on.between(begin, until),
    )
    sums = _Sums()
    with home.reading() as session:
        count = session.scalar(select(func.count()).select_from(LedgerRow).where(chosen)) or 0
        for line, vat_number, corrects in _booked(session, chosen):
            sums.add(line, vat_number, corrects)
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


def _booked(session: Session, chosen: ColumnElement[bool]) -> Iterator[tuple[_Line, str | None, str | None]]:
    """The lines of the chosen documents, each with the VAT number of its debtor and the quarter that it corrects.

    The database cuts out what is added up: a quarter of a busy shop has thousands of bookings, and to read each whole
    takes most of the time. The day of a credit note's sale comes along in the same question.
    """
    line, cut_out, treatment = _lines_in(session.get_bind().dialect.name)
    vat_number = case((treatment.in_(list(_LISTED)), LedgerRow.booking[_VAT_NUMBER].as_string()))
    sale = aliased(LedgerRow)
    sale_key = case((LedgerRow.kind == str(DocumentKind.CREDIT_NOTE), LedgerRow.document[_SALE].as_string()))
    query = (
        select(cut_out, vat_number, LedgerRow.issued_on, sale.issued_on)
        .select_from(LedgerRow)
        .join(line, true())
        .outerjoin(sale, and_(sale.integration_id == LedgerRow.integration_id, sale.document_key == sale_key))
        .where(chosen)
    )
    for found, number, issued_on, sold_on in session.execute(query.execution_options(yield_per=_AT_ONCE)):
        yield found, number, _corrected_quarter(issued_on, sold_on)


def _lines_in(database: str) -> tuple[TableValuedAlias, ColumnElement[_Line], ColumnElement[str]]:
    """The lines of bookings as rows, what is wanted of each, and its treatment alone; databases have names of their own
    for it."""
    if database == "sqlite":
        line = func.json_each(LedgerRow.booking, "$.lines").table_valued("value", name="line")
        cut_out = func.json_extract(line.c.value, *(f"$.{part}" for part in _PARTS))
        return line, type_coerce(cut_out, JSON), func.json_extract(line.c.value, "$.treatment")
    line = func.json_array_elements(LedgerRow.booking["lines"]).table_valued("value", name="line")
    parts = (func.json_extract_path(line.c.value, part) for part in _PARTS)
    return (
        line,
        type_coerce(func.json_build_array(*parts), JSON),
        func.json_extract_path_text(line.c.value, "treatment"),
    )


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

"""VAT numbers looked up before documents are planned, and remembered, so that the engine itself asks nobody.

Only numbers that decide something are asked: of a business that was charged nothing on a sale to another member state.
What a check says is laid beside the document while it is planned and never kept in it: a document is what the shop says,
and must not look changed because a month has passed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from koppel.booking.heading import skip
from koppel.booking.rates import NORTHERN_IRELAND, member_states
from koppel.booking.rules import Rules
from koppel.booking.territories import iso_code, place_of
from koppel.booking.vat_numbers import buyer_number
from koppel.home import Home
from koppel.model import CheckResult, Document, VatNumberCheck
from koppel.store import VatNumberCheck as CheckRow
from koppel.sync.vies import Said, Verdict, Vies

log = structlog.get_logger(__name__)

VALID_FOR: Final = timedelta(days=30)
"""A business keeps its number for years; a month bounds how long a deregistered one goes unnoticed."""

INVALID_FOR: Final = timedelta(days=1)
"""A new registration shows up within days: asked again soon, so that the order comes loose by itself."""

FAILED_FOR: Final = timedelta(minutes=10)
"""So that one run asks a number once, however many slices it takes."""

MOST_CALLS: Final = 10
"""Per slice. The service is free and shared by all of Europe, and it refuses those who ask much at a time."""

_NUMBER: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{2,12}")
_SETTLED: Final = frozenset({CheckResult.VALID, CheckResult.INVALID})


_Change = Callable[[CheckRow], None]


class NumberChecks:
    """The numbers of one slice. `has_more`: some were left for the next slice, because this one asked its share.

    Without `uses_vies` documents stay as they are; without `may_ask` what is not known already stays unknown.
    """

    def __init__(self, home: Home, rules: Rules, *, uses_vies: bool, may_ask: bool = True) -> None:
        self.has_more = False
        self._home = home
        self._rules = rules
        self._uses_vies = uses_vies
        self._may_ask = may_ask
        self._rows: dict[str, CheckRow] = {}
        self._calls = 0
        self._is_away = False
        self._states_away: set[str] = set()

    def look_up(self, documents: Sequence[Document]) -> None:
        """Find out what these documents need to know. Asks VIES where that is chosen, within its share of calls."""
        if self._may_ask:
            self._note_shop_checks(documents)
        if not self._uses_vies:
            return
        wanted = list(dict.fromkeys(number for one in documents if (number := _number_asked(one, self._rules))))
        sold = (one.original for one in documents if one.original is not None)
        self._load([*wanted, *(buyer_number(sale).number for sale in sold)])
        if self._may_ask:
            self._ask_all([number for number in wanted if self._is_open(number)])

    def checked(self, document: Document) -> Document:
        """The document with the result of the check on its buyer; the same where there is nothing to add."""
        if not self._uses_vies:
            return document
        if document.original is not None:
            return replace(document, original=self._as_sold(document.original))
        number = _number_asked(document, self._rules)
        result = self._result(number) if number else None
        return document if result is None else _with_check(document, result)

    def _as_sold(self, sale: Document) -> Document:
        """A refund follows its sale. That the number was valid once is enough: what is given back was sold on it."""
        row = self._rows.get(buyer_number(sale).number)
        if row is None or row.valid_at is None or _own_result(sale) in _SETTLED:
            return sale
        return _with_check(sale, VatNumberCheck(result=CheckResult.VALID, checked_on=self._day(row.valid_at)))

    def _result(self, number: str) -> VatNumberCheck | None:
        row = self._rows.get(number)
        if row is not None and not self._is_open(number) and not _has_failed(row):
            result = CheckResult.VALID if row.is_valid else CheckResult.INVALID
            return VatNumberCheck(result=result, checked_on=self._day(row.checked_at))
        return VatNumberCheck(result=CheckResult.UNAVAILABLE) if self._may_ask else None

    def _is_open(self, number: str) -> bool:
        """Whether to ask: never asked, or too long ago."""
        row = self._rows.get(number)
        if row is None:
            return True
        if _has_failed(row):
            return self._home.now() - datetime.fromisoformat(row.data["failed_at"]) >= FAILED_FOR
        return self._home.now() - row.checked_at >= (VALID_FOR if row.is_valid else INVALID_FOR)

    def _ask_all(self, numbers: Iterable[str]) -> None:
        open_numbers = [number for number in numbers if not self._is_away and number[:2] not in self._states_away]
        if not open_numbers:
            return
        vies = Vies(self._home)
        try:
            for number in open_numbers:
                if self._is_away or number[:2] in self._states_away:
                    continue
                if self._calls >= MOST_CALLS:
                    self.has_more = True
                    return
                self._ask(vies, number)
        finally:
            vies.close()

    def _ask(self, vies: Vies, number: str) -> None:
        self._calls += 1
        verdict = vies.check(number)
        self._is_away = verdict.said is Said.AWAY
        if verdict.said is Said.STATE_AWAY:
            self._states_away.add(number[:2])
        now = self._home.now()
        self._keep(number, partial(_write, verdict=verdict, now=now))

    def _keep(self, number: str, change: _Change) -> None:
        """One row per number, whoever asked. When another worker makes it at the same moment, its row is changed."""
        for is_last in (False, True):
            try:
                with self._home.writing() as session:
                    row = session.get(CheckRow, number) or self._new_row(number)
                    change(row)
                    session.add(row)
            except IntegrityError:
                if is_last:
                    raise
            else:
                self._rows[number] = row
                return

    def _new_row(self, number: str) -> CheckRow:
        return CheckRow(number=number, is_valid=False, checked_at=self._home.now(), data={})

    def _load(self, numbers: Sequence[str]) -> None:
        unknown = sorted({number for number in numbers if number} - set(self._rows))
        if unknown:
            with self._home.reading() as session:
                found = session.scalars(select(CheckRow).where(CheckRow.number.in_(unknown)))
                self._rows |= {row.number: row for row in found}

    def _note_shop_checks(self, documents: Sequence[Document]) -> None:
        """What the shop's own check proved counts later, when no service answers."""
        proven = {
            buyer_number(one).number: one.buyer.vat_number_check.checked_on
            for one in documents
            if one.buyer and one.buyer.vat_number_check and one.buyer.vat_number_check.result is CheckResult.VALID
        }
        self._load(list(proven))
        zone = ZoneInfo(self._rules.seller.time_zone)
        for number, day in proven.items():
            row = self._rows.get(number)
            if not _NUMBER.fullmatch(number) or day is None or (row is not None and row.is_valid):
                continue
            at = datetime.combine(day, time(12), zone)
            if row is None or _has_failed(row) or row.checked_at < at:
                self._keep(number, partial(_write_valid, at=at, kept={"by": "shop"}))

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self._rules.seller.time_zone)).date()


def valid_before(home: Home) -> frozenset[str]:
    """The numbers whose last answer was that they are valid, however long ago."""
    with home.reading() as session:
        return frozenset(session.scalars(select(CheckRow.number).where(CheckRow.is_valid.is_(True))))


def _number_asked(document: Document, rules: Rules) -> str:
    """The buyer's number when a look-up can decide something; "" else."""
    if document.is_credit or document.is_pos or _own_result(document) in _SETTLED:
        return ""
    buyer, abroad = buyer_number(document), (member_states() | {NORTHERN_IRELAND}) - {rules.seller.country}
    if buyer.country not in abroad or not _NUMBER.fullmatch(buyer.number):
        return ""
    decides = _goes_to(document, abroad) and _is_untaxed(document)
    return buyer.number if decides and skip(document, rules) is None else ""


def _goes_to(document: Document, countries: frozenset[str]) -> bool:
    addresses = [address for address in (document.delivery, document.billing) if address is not None]
    places = [place_of(address.country, address.postcode) for address in addresses]
    found = {place.country for place in places if place is not None}
    return bool((found | {iso_code(address.country) for address in addresses}) & countries)


def _is_untaxed(document: Document) -> bool:
    """Something on it was charged without VAT. What the shop does not say of a line, the order's total says."""
    taxes = [document.total_tax if line.amounts.tax is None else line.amounts.tax for line in document.lines]
    return any(line.amounts.gross and tax == 0 for line, tax in zip(document.lines, taxes, strict=True))


def _own_result(document: Document) -> CheckResult:
    """What the shop itself says of the number."""
    check = document.buyer.vat_number_check if document.buyer else None
    return check.result if check else CheckResult.NOT_CHECKED


def _with_check(document: Document, check: VatNumberCheck) -> Document:
    return replace(document, buyer=replace(document.buyer, vat_number_check=check)) if document.buyer else document


def _has_failed(row: CheckRow) -> bool:
    return "failed_at" in row.data


def _write(row: CheckRow, verdict: Verdict, now: datetime) -> None:
    """A failure leaves the last answer as it was: it says nothing of the number."""
    if verdict.said is Said.VALID:
        _write_valid(row, now, verdict.kept)
    elif verdict.said is Said.INVALID:
        row.is_valid, row.checked_at, row.data = False, now, {**verdict.kept, "code": verdict.code}
    else:
        row.data = {**row.data, "failed_at": now.isoformat(), "code": verdict.code}


def _write_valid(row: CheckRow, at: datetime, kept: Mapping[str, str]) -> None:
    row.is_valid, row.checked_at, row.valid_at, row.data = True, at, at, dict(kept)

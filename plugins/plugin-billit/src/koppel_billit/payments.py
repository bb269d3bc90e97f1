"""What Billit says is paid, for the shop: by what changed since, and once a day by everything that is paid.

That every way of paying moves the moment of the last change is likely but not documented; hence the second reading.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from koppel.api import PaymentBatch, ReportedPayment, Since, money_of, text_of
from koppel_billit import wire
from koppel_billit.books import PATH, Books
from koppel_billit.company import Company
from koppel_billit.wire import Row

_OVERLAP: Final = timedelta(hours=3)
"""Whether a filter reads a moment in the zone that it was shown in is not documented. Belgium is two hours off at most."""
_LOOKS_BACK: Final = timedelta(days=120)
_INVOICES: Final = "OrderDirection eq 'Income' and OrderType eq 'Invoice'"


def payments(company: Company, books: Books, since: Since, now: datetime) -> Iterator[PaymentBatch]:
    """Invoices that are paid in full, those left out that were paid at the shop before they were booked.

    The mark is the service's own moment of the last change; our clock may be another one.
    """
    mark, swept_on = _read_cursor(since)
    start = mark - _OVERLAP if mark else wire.local(since.start_at)
    where = f"{_INVOICES} and LastModified ge {wire.moment_literal(start)}"
    for page in company.pages(PATH, where=where, order="LastModified asc,OrderID asc"):
        changed = [at for row in page if (at := _changed(row)) is not None]
        mark = max([*([mark] if mark else []), *changed], default=None)
        yield PaymentBatch(payments=_paid(page, books), cursor=_cursor(mark or start, swept_on))
    today = now.date().isoformat()
    if swept_on != today:
        yield from _sweep(company, books, now, _cursor(mark or start, swept_on))
        yield PaymentBatch(payments=(), cursor=_cursor(mark or start, today))


def _sweep(company: Company, books: Books, now: datetime, cursor: str) -> Iterator[PaymentBatch]:
    first = wire.local(now - _LOOKS_BACK)
    where = f"{_INVOICES} and Paid eq true and OrderDate ge {wire.moment_literal(first)}"
    for page in company.pages(PATH, where=where, order="OrderID asc"):
        yield PaymentBatch(payments=_paid(page, books), cursor=cursor)


def _paid(rows: list[Row], books: Books) -> tuple[ReportedPayment, ...]:
    return tuple(
        ReportedPayment(
            target_id=text_of(row.get("OrderID")),
            amount=amount,
            currency=text_of(row.get("Currency")) or "EUR",
            paid_at=wire.moment(row.get("PaidDate")),
        )
        for row in rows
        if _is_settled(row)
        and (amount := money_of(row.get("TotalIncl"))) is not None
        and not books.is_prepaid(text_of(row.get("OrderID")))
    )


def _is_settled(row: Row) -> bool:
    """Paid, with nothing left to pay: some say that a partial payment sets the mark too. Credited is not money."""
    if row.get("Paid") is not True or text_of(row.get("OrderStatus")) == "Credited":
        return False
    left = money_of(row.get("ToPay"))
    return left is None or left <= 0


def _changed(row: Row) -> datetime | None:
    try:
        return datetime.fromisoformat(text_of(row.get("LastModified"))).replace(tzinfo=None)
    except ValueError:
        return None


def _cursor(mark: datetime, swept_on: str) -> str:
    return json.dumps({"changed_at": mark.isoformat(), "swept_on": swept_on})


def _read_cursor(since: Since) -> tuple[datetime | None, str]:
    if since.cursor is None:
        return None, ""
    kept = json.loads(since.cursor)
    return datetime.fromisoformat(kept["changed_at"]), str(kept["swept_on"])

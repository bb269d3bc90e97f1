"""All sales invoices and credit notes of a period as they stand in a company, whoever made them: 120 to a page.

Offers, delivery notes and order forms are no bookings, and neither is a draft or what was cancelled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from koppel.api import BookedDocument, text_of
from koppel_billit import bodies, wire
from koppel_billit.books import PATH, posted
from koppel_billit.company import Company
from koppel_billit.mapping import CREDIT_NOTE, INVOICE
from koppel_billit.wire import Row

_FORMS: Final = {bodies.ORDER_TYPES[False]: INVOICE, bodies.ORDER_TYPES[True]: CREDIT_NOTE}
_NOT_BOOKED: Final = frozenset({"Draft", "Canceled"})


def documents(company: Company, begin: date, until: date) -> Iterator[Sequence[BookedDocument]]:
    """Page by page. Numbers only grow, so a document that is made meanwhile shifts none that is still to come."""
    first, last = _moment(begin), _moment(until + timedelta(days=1)) - timedelta(seconds=1)
    days = f"OrderDate ge {wire.moment_literal(first)} and OrderDate le {wire.moment_literal(last)}"
    types = " or ".join(f"OrderType eq '{kind}'" for kind in _FORMS)
    seen: set[str] = set()
    for page in company.pages(PATH, where=f"OrderDirection eq 'Income' and ({types}) and {days}", order="OrderID asc"):
        found = [one for row in page if (one := _document(row)) is not None and one.target_id not in seen]
        seen |= {one.target_id for one in found}
        yield found


def _moment(day: date) -> datetime:
    """Without a zone, as the service writes its days."""
    return datetime.combine(day, time())


def _document(row: Row) -> BookedDocument | None:
    form = _FORMS.get(text_of(row.get("OrderType")))
    made = posted(row)
    if form is None or not made.target_id or made.issued_on is None or made.total_incl is None:
        return None
    if text_of(row.get("OrderStatus")) in _NOT_BOOKED:
        return None
    return BookedDocument(
        target_id=made.target_id,
        form=form,
        issued_on=made.issued_on,
        total_incl=made.total_incl,
        currency=made.currency or "EUR",
        number=made.number,
        reference=made.reference or made.number,
        total_vat=made.total_vat,
        is_credit=form == CREDIT_NOTE,
    )

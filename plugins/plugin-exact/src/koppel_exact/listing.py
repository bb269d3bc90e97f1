"""All sale documents of a period as they stand in an administration, whoever made them, within the chosen journals.

By the ordinary lists, sixty to a page: there is no bulk list of sales entries, and the bulk lists of invoices and orders
take no filter but on the key and the moment of the last change, which would miss what was dated ahead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from koppel.api import Answers, BookedDocument
from koppel_exact import wire
from koppel_exact.books import posted
from koppel_exact.division import Division, either
from koppel_exact.forms import FORMS, INVOICE, ORDER, SALES_ENTRY, Form
from koppel_exact.wire import Row

_ORDERED_ON: Final = "OrderDate"
_DRAFT: Final = 10


def documents(division: Division, answers: Answers, begin: date, until: date) -> Iterator[Sequence[BookedDocument]]:
    """The documents that the settings' way of booking makes; credits of sales orders are invoices."""
    chosen = answers.text("insertion_type") or SALES_ENTRY
    for name in dict.fromkeys((chosen, INVOICE if chosen == ORDER else chosen)):
        yield from _of_form(division, answers, name, begin, until)


def _of_form(
    division: Division, answers: Answers, name: str, begin: date, until: date
) -> Iterator[Sequence[BookedDocument]]:
    form = FORMS[name]
    days = (form.day, _ORDERED_ON) if form.types else (form.day,)
    select = tuple(dict.fromkeys((*form.fields, *days)))
    for page in division.pages(form.path, select=select, where=_where(form, answers, days, begin, until)):
        found = [_document(row, name, days) for row in page if _is_kind(row, form)]
        yield [one for one in found if one is not None and begin <= one.issued_on <= until]


def _where(form: Form, answers: Answers, days: Sequence[str], begin: date, until: date) -> str:
    first, after = _literal(begin), _literal(until + timedelta(days=1))
    within = " or ".join(f"({day} ge {first} and {day} lt {after})" for day in days)
    journals = [answers.text("journal"), answers.text("credit_journal")] if form.journal else []
    there = "".join(f" and {one}" for one in either(form.journal or "", _quoted(journals)))
    return f"({within}){there}"


def _quoted(journals: Sequence[str | None]) -> list[str]:
    return [wire.quoted(one) for one in dict.fromkeys(journals) if one]


def _literal(day: date) -> str:
    return f"datetime'{day.isoformat()}'"


def _is_kind(row: Row, form: Form) -> bool:
    """Direct invoices stand in one list with the others, and so do drafts, which nobody is owed anything by."""
    return form.types is None or (
        wire.number(row.get("Type")) in form.types and wire.number(row.get("Status")) != _DRAFT
    )


def _document(row: Row, name: str, days: Sequence[str]) -> BookedDocument | None:
    """An invoice that was not processed yet has no invoice date; the day of the order is what it was booked with."""
    made = posted(row, FORMS[name])
    day = next((found for field in days if (found := wire.day(row.get(field))) is not None), None)
    if day is None or not made.target_id:
        return None
    total = made.total_incl if made.total_incl is not None else Decimal(0)
    return BookedDocument(
        target_id=made.target_id,
        form=name,
        issued_on=day,
        total_incl=total,
        currency=made.currency or "EUR",
        number=made.number,
        reference=made.reference,
        total_vat=made.total_vat,
        is_credit=total < 0,
    )

"""All sales of a period as they stand in the administration, whoever made them: 2,000 to a page.

Mutations are those of type 2 (factuur verstuurd) on the debtor account of the settings. An invoice books a mutation of its
own, so only the kind that the settings make is listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from koppel.api import Answers, BookedDocument, Client, day_of, money_of, text_of
from koppel_eboekhouden import wire
from koppel_eboekhouden.forms import FORMS, INVOICE, MUTATION, Form, form_of
from koppel_eboekhouden.wire import Row


def documents(client: Client, answers: Answers, begin: date, until: date) -> Iterator[Sequence[BookedDocument]]:
    """Page by page. The order of a list is not documented, so a row that moved between two pages is given once."""
    name = form_of(answers.text("insertion_type"))
    form, seen = FORMS[name], set[str]()
    period = f"{begin.isoformat()},{until.isoformat()}"
    for page in wire.pages(client, form.path, {**form.only, "date[range]": period}):
        rows = [row for row in page if text_of(row.get("id")) not in seen and _is_ours(row, name, answers)]
        seen |= {text_of(row.get("id")) for row in rows}
        found = [_document(row, name, form) for row in rows]
        yield [one for one in found if one is not None and begin <= one.issued_on <= until]


def _is_ours(row: Row, name: str, answers: Answers) -> bool:
    """On the debtor account of the settings. A row without an account, and an invoice, cannot tell."""
    debtors = answers.option("debtor_ledger")
    wanted = wire.whole(debtors.data.get("id")) if debtors and name == MUTATION else None
    found = wire.whole(row.get("ledgerId"))
    return wanted is None or found is None or found == wanted


def _document(row: Row, name: str, form: Form) -> BookedDocument | None:
    """The list of mutations has no VAT; that of invoices shows none where it stands on an account of its own."""
    day, total = day_of(row.get("date")), money_of(row.get(form.total))
    key, number = text_of(row.get("id")), text_of(row.get("invoiceNumber")) or None
    if day is None or total is None or not key:
        return None
    return BookedDocument(
        target_id=key,
        form=name,
        issued_on=day,
        total_incl=total,
        number=number,
        reference=number,
        total_vat=(money_of(row.get("vatAmount")) or None) if name == INVOICE else None,
        is_credit=total < 0,
    )

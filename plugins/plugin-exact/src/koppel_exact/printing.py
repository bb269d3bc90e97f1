"""Processing a sales invoice, and having Exact send it. Until then an invoice is a draft: no number, not in the ledger."""

from __future__ import annotations

from typing import Any, Final

from koppel.api import Booking, Posted, Rejected, Text, money_of, text_of
from koppel_exact import wire
from koppel_exact.books import Books, posted
from koppel_exact.division import Division
from koppel_exact.forms import FORMS, SALES_ENTRY
from koppel_exact.steps import BY_CUSTOMER, EMAIL, OPEN, PEPPOL
from koppel_exact.wire import Row

_PATH: Final = "salesinvoice/PrintedSalesInvoices"
_PROCESSED: Final = 50
_SENDING: Final = {
    EMAIL: "SendEmailToCustomer",
    PEPPOL: "SendInvoiceViaPeppol",
    BY_CUSTOMER: "SendOutputBasedOnAccount",
}
_FAILURES: Final = ("EmailCreationError", "PeppolCreationError", "PostboxMessageCreationError", "DocumentCreationError")

_NOT_SENT = Text(
    en="Invoice {number} is booked in Exact Online but was not sent (“{message}”). Send it from there.",
    nl="Factuur {number} is geboekt in Exact Online maar niet verstuurd (“{message}”). Verstuur die daar.",
)
_WRONG_SIGN = Text(
    en="Credit invoice {number} was booked by Exact Online as a sale. Correct it there and tell the makers of Koppel.",
    nl="Creditfactuur {number} is door Exact Online als verkoop geboekt. Verbeter die daar en meld het aan de makers van "
    "Koppel.",
)


def process(division: Division, books: Books, booking: Booking, made: Posted) -> Posted:
    """Process the invoice as the settings ask, once. Raises Rejected when it is booked but could not be sent.

    A processed invoice refuses to be processed again, and one call both processes and sends: so after a lost answer it is
    enough to look at its status.
    """
    delivery, form = booking.extras.get("delivery", OPEN), FORMS[booking.form]
    if delivery == OPEN:
        return made
    if books.take_fresh(made.target_id) is None:
        row = books.read(made.target_id, form)
        if row is None or wire.number(row.get("Status")) == _PROCESSED:
            return posted(row, form) if row else made
    told = _print(division, _body(booking, made, delivery))
    row = books.read(made.target_id, form)
    done = posted(row, form) if row else made
    _check_sent(told, done)
    if booking.is_credit:
        _check_sign(division, done)
    return done


def _print(division: Division, body: dict[str, Any]) -> Row:
    try:
        return division.post(_PATH, body)
    except Rejected as refused:
        if refused.data.get("reason") != "already_processed":
            raise
        return {}


def _body(booking: Booking, made: Posted, delivery: str) -> dict[str, Any]:
    sending = {_SENDING[delivery]: True} if delivery in _SENDING else {}
    return {"InvoiceID": made.target_id, "InvoiceDate": booking.issued_on, **sending}


def _check_sent(told: Row, made: Posted) -> None:
    """What could not be sent is told in the answer, while the call itself succeeds."""
    said = [text_of(told.get(name)) for name in _FAILURES if told.get(name)]
    if said:
        raise Rejected(_NOT_SENT, reason="not_sent", number=made.number or "", message=" ".join(said))


def _check_sign(division: Division, made: Posted) -> None:
    """No page says whether a credit invoice wants positive or negative quantities, so its ledger entry is looked at."""
    where = f"InvoiceNumber eq {made.number}" if made.number else ""
    select = ("EntryID", "InvoiceNumber", "AmountFC", "YourRef")
    rows = division.rows(FORMS[SALES_ENTRY].path, select=select, where=where) if where else []
    mine = [row for row in rows if text_of(row.get("YourRef")) == made.reference]
    if any((money_of(row.get("AmountFC")) or 0) > 0 for row in mine):
        raise Rejected(_WRONG_SIGN, reason="credit_sign", number=made.number or "")

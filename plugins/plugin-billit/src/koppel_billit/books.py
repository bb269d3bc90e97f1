"""The documents of one company: making one, finding it back by its reference, reading what stands there.

What Billit makes of the amounts is read for many documents in one call, see `review`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from koppel.api import AuthFailed, Booking, Memory, Posted, Rejected, Sought, UnknownOutcome, day_of, money_of, text_of
from koppel_billit import bodies, highest, wire
from koppel_billit.company import Company, key_of
from koppel_billit.debtors import Debtors
from koppel_billit.mapping import CREDIT_NOTE, INVOICE
from koppel_billit.parties import Known
from koppel_billit.refusals import KEY_USED, UNCLEAR
from koppel_billit.review import Review
from koppel_billit.wire import Row

PATH: Final = "v1/orders"
_SALES: Final = "OrderDirection eq 'Income'"
_NUMBERS: Final = "numbers"
_PREPAID: Final = "prepaid"
_SPENT: Final = "order keys spent"


class Books:
    """Writing and reading the documents of one company."""

    def __init__(self, company: Company, memory: Memory, now: datetime) -> None:
        self._company = company
        self._memory = memory
        self._debtors = Debtors(company, memory, now)
        self.review = Review(company, memory, now)

    def find(self, sought: Sequence[Sought]) -> dict[str, Posted]:
        """What stands there under these references: by the key that Koppel gives, else by the document's number.

        The second finds what another program, or a person, booked of the same sale before. The newest counts. Invoices have
        their reference as number, so they are asked for by that alone: addresses are short. One that was renumbered since
        is found by `create`, whose key Billit knows.
        """
        found: dict[str, Posted] = {}
        for form in sorted({one.form for one in sought}):
            wanted = {one.reference for one in sought if one.form == form}
            rows = self._rows(form, wanted, by_key=form == CREDIT_NOTE)
            for name in ("OrderNumber", "ExternalProviderID"):
                found |= {text_of(row.get(name)): posted(row) for row in rows if text_of(row.get(name)) in wanted}
        return found

    def read(self, target_id: str) -> Posted | None:
        """One document as it stands there now. By a filter: asking for a key that is gone looks like a refused login."""
        row = next(iter(self._company.rows(PATH, where=f"OrderID eq {target_id}")), None) if target_id else None
        return posted(row) if row else None

    def create(self, booking: Booking) -> Posted:
        """Book it: the customer first, then the document.

        What is remembered of a customer may be out of date. The service then refuses as if the login were wrong; so that
        is looked into, and after mending it the document is sent once more: a refusal is a clear answer, so nothing can be
        booked twice.
        """
        party = self._debtor(booking)
        try:
            return self._write(booking, party)
        except AuthFailed as refused:
            if refused.data.get("reason") != UNCLEAR or not self._debtors.is_gone(party):
                raise
        self._debtors.index.forget(party.id)
        return self._write(booking, self._debtor(booking))

    def is_prepaid(self, target_id: str) -> bool:
        """Whether it was paid at the shop already when it was booked, as far as is remembered."""
        return self._memory.get(_PREPAID, target_id) is not None

    def _rows(self, form: str, references: Iterable[str], *, by_key: bool = True) -> list[Row]:
        """The documents with these references or numbers, oldest first."""
        order_type = bodies.ORDER_TYPES[form == CREDIT_NOTE]
        literals = [wire.quoted(one) for one in sorted(references)]
        names = ("ExternalProviderID", "OrderNumber") if by_key else ("OrderNumber",)
        tests = [" or ".join(f"{name} eq {one}" for name in names) for one in literals]
        rows = [
            row
            for where in wire.either(tests, before=f"OrderType eq '{order_type}' and {_SALES}")
            for row in self._company.rows(PATH, where=where)
        ]
        return sorted(rows, key=lambda row: wire.whole(row.get("OrderID")) or 0)

    def _debtor(self, booking: Booking) -> Known:
        return self._debtors.place(booking.debtor, by_email=booking.extras.get("email_check") != "no")

    def _write(self, booking: Booking, party: Known) -> Posted:
        about = self._about(booking)
        try:
            number = self._post(booking, party, about)
        except Rejected as refused:
            if about is None or refused.data.get("reason") != "refused" or self._sale(booking) is not None:
                raise
            number = self._post(booking, party, None)
        self._remember(booking, number)
        return Posted(
            target_id=str(number),
            number=booking.extras["number"],
            reference=booking.reference,
            issued_on=booking.issued_on,
            currency=booking.currency,
        )

    def _post(self, booking: Booking, party: Known, about: str | None) -> int:
        """The number of the new document. The key keeps Billit from doing the same thing twice, whatever gets lost."""
        body = bodies.order(booking, party=party.id, due_days=party.due_days, about=about)
        attempt = wire.whole(self._memory.get(_SPENT, _name(booking))) or 0
        key = key_of("order", self._company.number, booking.form, booking.reference, attempt)
        try:
            number = wire.created(self._company.post(PATH, body, key=key))
        except Rejected as refused:
            if refused.data.get("reason") != KEY_USED:
                raise
            return self._done_before(booking, attempt, refused)
        return highest.sure(self._memory, "order", number, lambda: self._number_of(booking))

    def _done_before(self, booking: Booking, attempt: int, refused: Rejected) -> int:
        """A key that was used: the document is there, unless somebody deleted it. Then the next key may be tried."""
        number = self._number_of(booking)
        if number is not None:
            return number
        if self._was_deleted(booking):
            self._memory.put(_SPENT, {_name(booking): attempt + 1})
        raise UnknownOutcome(service="Billit", path=PATH, reference=booking.reference) from refused

    def _was_deleted(self, booking: Booking) -> bool:
        pages = self._company.pages(f"{PATH}/deleted")
        return any(text_of(row.get("ExternalProviderID")) == booking.reference for page in pages for row in page)

    def _number_of(self, booking: Booking) -> int | None:
        """What stands there with the key that only Koppel gives."""
        rows = [
            row
            for row in self._rows(booking.form, [booking.reference])
            if text_of(row.get("ExternalProviderID")) == booking.reference
        ]
        return wire.whole(rows[-1].get("OrderID")) if rows else None

    def _about(self, booking: Booking) -> str | None:
        """The number of the invoice that is taken back, when Billit has it: naming one that it does not have is refused."""
        sale = booking.extras.get("about")
        if not sale:
            return None
        known = self._memory.get(_NUMBERS, sale)
        return str(known) if known else self._sale(booking)

    def _sale(self, booking: Booking) -> str | None:
        sale = booking.extras.get("about", "")
        rows = self._rows(INVOICE, [sale]) if sale else []
        return text_of(rows[-1].get("OrderNumber")) or None if rows else None

    def _remember(self, booking: Booking, number: int) -> None:
        if not booking.is_credit:
            self._memory.put(_NUMBERS, {booking.reference: booking.extras["number"]})
        if "paid_on" in booking.extras:
            self._memory.put(_PREPAID, {str(number): True})
        self.review.announce(number)


def posted(row: Row) -> Posted:
    """What a document comes to, as Billit computed it. A credit note states positive amounts; here they are negative."""
    sign = -1 if text_of(row.get("OrderType")) == bodies.ORDER_TYPES[True] else 1
    total, vat = money_of(row.get("TotalIncl")), money_of(row.get("TotalVAT"))
    return Posted(
        target_id=str(wire.whole(row.get("OrderID")) or ""),
        number=text_of(row.get("OrderNumber")) or None,
        total_incl=None if total is None else total * sign,
        total_vat=None if vat is None else vat * sign,
        reference=text_of(row.get("ExternalProviderID")) or None,
        issued_on=day_of(row.get("OrderDate")),
        currency=text_of(row.get("Currency")) or None,
    )


def _name(booking: Booking) -> str:
    return f"{booking.form}:{booking.reference}"

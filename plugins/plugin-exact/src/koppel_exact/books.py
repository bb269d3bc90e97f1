"""The documents of one administration: making one, finding it back by its reference, reading what stands there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from koppel.api import Booking, Memory, Posted, Rejected, Sought, UnknownOutcome, money_of, text_of
from koppel_exact import bodies, wire
from koppel_exact.accounts import Known
from koppel_exact.debtors import CUSTOMER, Debtors
from koppel_exact.defaults import Defaults
from koppel_exact.division import Division, either
from koppel_exact.forms import DIRECT_INVOICE, FORMS, ORDER, SALES_ENTRY, Form
from koppel_exact.items import Items
from koppel_exact.ledgers import Ledgers
from koppel_exact.wire import Row

_CREDIT_TYPES: Final = frozenset({8021, 8024})
_GONE: Final = frozenset({"customer_unknown", "gone"})


class Books:
    """Writing and reading the documents of one administration."""

    def __init__(self, division: Division, memory: Memory, now: datetime) -> None:
        self._division = division
        self._memory = memory
        self._debtors = Debtors(division, memory, now)
        self._defaults = Defaults(division, memory)
        self._ledgers = Ledgers(division, memory)
        self._items = Items(division, memory)
        self._made = f"made:{division.code}"

    def create(self, booking: Booking) -> Posted:
        """Book it: debtor first, then the document, then the totals as Exact computed them.

        What is remembered of a debtor may be out of date. Exact's refusal then says so, and after mending it the document
        is sent once more: a refusal is a clear answer, so nothing can be booked twice.
        """
        account = self._debtor(booking)
        try:
            return self._write(booking, account)
        except Rejected as refused:
            mended = self._mended(booking, account, refused)
            if mended is None:
                raise
        return self._write(booking, mended)

    def find(self, sought: Sequence[Sought]) -> dict[str, Posted]:
        """What stands there under these references. Exact does not keep them unique; the newest document counts.

        Within one journal where there is one: another program may use the same order numbers in a journal of its own.
        """
        found: dict[str, Posted] = {}
        places = sorted({(one.form, one.journal or "") for one in sought})
        for form, journal in places:
            wanted = [one.reference for one in sought if (one.form, one.journal or "") == (form, journal)]
            for row in self._rows(FORMS[form], wanted, journal):
                if text_of(row.get("YourRef")) in wanted:
                    found[text_of(row.get("YourRef"))] = posted(row, FORMS[form])
        return found

    def read(self, target_id: str, form: Form) -> Row | None:
        """One document as it stands there now. A filter, since asking for a key that is gone counts as an error."""
        where = f"{form.key} eq {wire.guid_literal(target_id)}"
        return next(iter(self._division.rows(form.path, select=form.fields, where=where)), None)

    def take_fresh(self, target_id: str) -> str | None:
        """The account of a document that was made just now and that nothing was done with yet; None afterwards.

        What follows a booking (sending, files) may skip looking for what was already done, once.
        """
        account = self._memory.get(self._made, target_id)
        if account is not None:
            self._memory.put(self._made, {target_id: None})
        return str(account) if account else None

    def _rows(self, form: Form, references: Iterable[str], journal: str) -> Iterator[Row]:
        """The documents with these references, oldest first."""
        there = f" and {form.journal} eq {wire.quoted(journal)}" if journal and form.journal else ""
        rows = [
            row
            for where in either("YourRef", map(wire.quoted, references))
            for row in self._division.rows(form.path, select=form.fields, where=where + there)
        ]
        return iter(sorted(rows, key=lambda row: wire.moment_ms(row.get("Created"))))

    def _debtor(self, booking: Booking) -> Known:
        by_email = booking.extras.get("email_check") != "no"
        return self._debtors.place(booking.debtor, by_email=by_email, condition=lambda: self._condition(booking))

    def _condition(self, booking: Booking) -> str | None:
        return booking.payment_condition.value if booking.payment_condition else self._defaults.payment_condition()

    def _mended(self, booking: Booking, account: Known, refused: Rejected) -> Known | None:
        """The debtor to try once more with; None when the refusal is about something else."""
        reasons = set(_reasons(refused))
        if reasons & _GONE:
            self._debtors.index.forget(account.id)
            return self._debtor(booking)
        if "customer_type" in reasons:
            self._division.put("crm/Accounts", account.id, {"Status": CUSTOMER})
            return self._debtors.index.change(account, {"status": CUSTOMER})
        if "item_missing" in reasons:
            self._items.forget()
        return None

    def _write(self, booking: Booking, account: Known) -> Posted:
        form = FORMS[booking.form]
        row = self._division.post(form.path, self._body(booking, account))
        key = wire.guid(row.get(form.key))
        if key and row.get("AmountFC") is None:
            row = self.read(key, form) or row
        if key is None:
            row = self._found_back(booking, form)
        made = posted(row, form)
        if booking.attachments or booking.extras.get("delivery", "open") != "open":
            self._memory.put(self._made, {made.target_id: account.id})
        return made

    def _found_back(self, booking: Booking, form: Form) -> Row:
        """An answer without a key: the document was made, so it is looked for like after a lost answer."""
        journal = booking.journal.value if booking.journal else ""
        rows = list(self._rows(form, [booking.reference], journal))
        if not rows:
            raise UnknownOutcome(service="Exact Online", reference=booking.reference)
        return rows[-1]

    def _body(self, booking: Booking, account: Known) -> bodies.Body:
        chosen = booking.payment_condition is not None
        condition = self._condition(booking) if chosen or not account.condition else None
        if booking.form == SALES_ENTRY:
            ledgers = self._ledgers.keys(bodies.ledger_values(booking.lines))
            return bodies.entry(booking, account=account.id, condition=condition, ledgers=ledgers)
        items = self._items.of(booking.lines, create=booking.extras.get("create_items") == "yes")
        if booking.form == ORDER:
            return bodies.order(booking, account=account.id, condition=condition, items=items)
        return bodies.invoice(
            booking,
            account=account.id,
            condition=condition,
            ledgers=self._ledgers.keys(bodies.ledger_values(booking.lines)),
            items=items,
            warehouse=self._defaults.warehouse() if booking.form == DIRECT_INVOICE else None,
        )


def posted(row: Row, form: Form) -> Posted:
    """What a document comes to, as Exact computed it. A credit invoice states positive amounts; here they are negative."""
    total, vat = money_of(row.get("AmountFC")), _vat(row, form)
    sign = -1 if wire.number(row.get("Type")) in _CREDIT_TYPES and form.types and (total or 0) > 0 else 1
    number = text_of(row.get(form.number))
    return Posted(
        target_id=wire.guid(row.get(form.key)) or "",
        number=number or None,
        total_incl=None if total is None else total * sign,
        total_vat=None if vat is None else vat * sign,
        reference=text_of(row.get("YourRef")) or None,
        issued_on=wire.day(row.get(form.day)),
        currency=text_of(row.get("Currency")) or None,
    )


def _vat(row: Row, form: Form) -> Decimal | None:
    if form.vat:
        return money_of(row.get(form.vat))
    total, net = money_of(row.get("AmountFC")), money_of(row.get(form.net or ""))
    return None if total is None or net is None else total - net


def _reasons(refused: Rejected) -> list[str]:
    several = refused.data.get("reasons")
    return [str(reason) for reason in several] if isinstance(several, list) else [str(refused.data.get("reason"))]

"""The documents of the administration: making one, finding it back by its number, reading what stands there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from koppel.api import (
    Answers,
    Booking,
    Bug,
    Client,
    KoppelError,
    Memory,
    Posted,
    Rejected,
    Sought,
    Text,
    day_of,
    money_of,
    text_of,
)
from koppel_eboekhouden import bodies, oss, vat, wire
from koppel_eboekhouden.calculation import Calculation
from koppel_eboekhouden.cents import is_open, settled
from koppel_eboekhouden.customers import Customers
from koppel_eboekhouden.forms import FORMS, INVOICE, Form
from koppel_eboekhouden.ledgers import Ledgers
from koppel_eboekhouden.numbers import is_wild, patterns
from koppel_eboekhouden.refusals import SHAPE

_LEDGER_REASONS: Final = frozenset({"ledger_refused", "debtor_ledger_refused"})
_NUMBER_IN_USE = Text(
    en="The number {number} stands in e-Boekhouden.nl already, with another amount or date ({found}). Correct or remove that "
    "one, then try again.",
    nl="Het nummer {number} staat al in e-Boekhouden.nl, met een ander bedrag of een andere datum ({found}). Corrigeer of "
    "verwijder die, en probeer het dan opnieuw.",
)


class Books:
    """Writing and reading the documents of the administration."""

    def __init__(self, client: Client, memory: Memory, answers: Answers) -> None:
        self._client = client
        self._answers = answers
        self._customers = Customers(client, memory)
        self._ledgers = Ledgers(client, memory)
        self._calculation = Calculation(client, memory)

    def create(self, booking: Booking) -> Posted:
        """Book it: customer first, then the document.

        What is remembered of a customer or an account may be out of date. The service's refusal then says so, and after
        mending it the document is sent once more: a refusal is a clear answer, so nothing can be booked twice.
        """
        relation = self._customers.place(booking.debtor, booking.extras["customer_codes"])
        try:
            return self._write(booking, relation.id)
        except Rejected as refused:
            reasons = set(_reasons(refused))
            if "number_in_use" in reasons:
                return self._made_before(booking, refused)
            if not self._forgotten(reasons, relation.id):
                raise
        relation = self._customers.place(booking.debtor, booking.extras["customer_codes"])
        return self._write(booking, relation.id)

    def find(self, sought: Sequence[Sought]) -> dict[str, Posted]:
        """What stands there under these numbers. Should there be several of one number, the newest counts."""
        found: dict[str, Posted] = {}
        for name in dict.fromkeys(one.form for one in sought):
            wanted = {one.reference for one in sought if one.form == name}
            for row in self._numbered(FORMS[name], wanted):
                found[text_of(row.get("invoiceNumber"))] = self._posted(row, FORMS[name])
        return found

    def read(self, target_id: str, form: str) -> Posted | None:
        """One document as it stands there now."""
        row = wire.one(self._client, FORMS[form].path, target_id)
        return None if row is None else self._read(row, form)

    def _write(self, booking: Booking, relation: int) -> Posted:
        """The POST answers with an id only; the totals are read back for all of a portion at once, by `find`."""
        rows = bodies.rows_of(booking, self._ledgers.of(booking))
        debtors = self._ledgers.debtors(booking)
        depends = is_open(rows)
        settled_rows = settled(rows, per_row=self._calculation.is_per_row() if depends else False)
        make = bodies.invoice if booking.form == INVOICE else bodies.mutation
        body = make(booking, settled_rows, relation=relation, debtors=debtors)
        made = wire.made(self._client.post(FORMS[booking.form].path, body))
        key = text_of(made.get("id"))
        if depends and not self._calculation.is_known():
            return self._read_back(booking, key)
        return Posted(target_id=key, number=booking.reference, reference=booking.reference)

    def _read_back(self, booking: Booking, key: str) -> Posted:
        """The first document whose VAT depends on the setting shows what the setting is.

        It stands already, so a fault of this look must not pass for a fault of the booking.
        """
        try:
            row = wire.one(self._client, FORMS[booking.form].path, key)
        except KoppelError:
            row = None
        if row is None:
            return Posted(target_id=key, number=booking.reference, reference=booking.reference)
        self._calculation.learn(row)
        return self._read(row, booking.form)

    def _read(self, row: wire.Row, form: str) -> Posted:
        return self._posted(row, FORMS[form]) if form == INVOICE else self._posted_mutation(row)

    def _made_before(self, booking: Booking, refused: Rejected) -> Posted:
        """The number is taken. By this very booking, when an earlier answer was lost: same amount, same day.

        Numbers are unique at the service, which is why nothing can be booked twice even where `find` saw nothing.
        """
        rows = self._numbered(FORMS[booking.form], {booking.reference})
        for row in rows:
            posted = self._posted(row, FORMS[booking.form])
            if (posted.total_incl, posted.issued_on) == (booking.total_incl, booking.issued_on):
                return posted
        found = "; ".join(f"{row.get(FORMS[booking.form].total)}, {text_of(row.get('date'))[:10]}" for row in rows)
        raise Rejected(
            _NUMBER_IN_USE, reason="number_in_use", step="number_source", number=booking.reference, found=found or "-"
        ) from refused

    def _forgotten(self, reasons: set[str], relation: int) -> bool:
        """Whether something that was remembered turned out to be wrong, so that trying once more makes sense."""
        if "customer_unknown" in reasons:
            self._customers.index.forget(relation)
            return True
        if reasons & _LEDGER_REASONS:
            return self._ledgers.forget()
        return False

    def _numbered(self, form: Form, numbers: set[str]) -> list[wire.Row]:
        """The documents with these numbers, oldest first."""
        alone = {number for number in numbers if is_wild(number)}
        together = numbers - alone
        rows = self._alike(form, together) if len(together) > 1 else None
        asked = alone if rows is not None else numbers
        rows = [*(rows or []), *self._one_by_one(form, asked)]
        exact = [row for row in rows if text_of(row.get("invoiceNumber")) in numbers]
        return sorted(exact, key=lambda row: wire.whole(row.get("id")) or 0)

    def _alike(self, form: Form, numbers: set[str]) -> list[wire.Row] | None:
        """By patterns. None when the service does not take them on this parameter: it is documented, never seen."""
        rows: list[wire.Row] = []
        for pattern in patterns(numbers):
            try:
                rows += wire.rows(self._client, form.path, {**form.only, "invoiceNumber[like]": pattern})
            except Bug as refused:
                if not SHAPE & set(_codes(refused.data)):
                    raise
                return None
        return rows

    def _one_by_one(self, form: Form, numbers: Iterable[str]) -> list[wire.Row]:
        found: list[wire.Row] = []
        for number in sorted(numbers):
            found += wire.rows(self._client, form.path, {**form.only, "invoiceNumber": number})
        return found

    def _posted(self, row: wire.Row, form: Form) -> Posted:
        """From a list, or of an invoice. An invoice without VAT may be one whose VAT stands on an account: then the list
        does not tell how much it is.
        """
        vat_amount = money_of(row.get("vatAmount"))
        if not vat_amount and self._answers.text("eu_consumer_vat") == "oss":
            vat_amount = self._own_vat(row.get("items"), "pricePerUnit")
        number = text_of(row.get("invoiceNumber"))
        return Posted(
            target_id=text_of(row.get("id")),
            number=number or None,
            total_incl=money_of(row.get(form.total)),
            total_vat=vat_amount,
            reference=number or None,
            issued_on=day_of(row.get("date")),
            currency="EUR",
        )

    def _posted_mutation(self, row: wire.Row) -> Posted:
        """The detail has no total: its rows, and its VAT per code, add up to it."""
        per_code = [money_of(one.get("amount")) for one in _parts(row.get("vat"))]
        computed = sum((amount for amount in per_code if amount is not None), Decimal(0))
        given = sum((money_of(one.get("amount")) or Decimal(0) for one in _parts(row.get("rows"))), Decimal(0))
        own = self._own_vat(row.get("rows"), "amount") or Decimal(0)
        number = text_of(row.get("invoiceNumber"))
        return Posted(
            target_id=text_of(row.get("id")),
            number=number or None,
            total_incl=given if row.get("inExVat") == "IN" else given + computed,
            total_vat=computed + own,
            reference=number or None,
            issued_on=day_of(row.get("date")),
            currency="EUR",
        )

    def _own_vat(self, rows: object, amount: str) -> Decimal | None:
        """The VAT of other countries: what stands on their accounts. None when there are no rows to see it by."""
        if not isinstance(rows, list):
            return None
        ledgers = {wire.whole(option.data.get("id")) for option in self._answers.mapping(oss.STEP).values()}
        found = [one for one in _parts(rows) if wire.whole(one.get("ledgerId")) in ledgers - {None}]
        return sum((_worth(one, amount) for one in found if one.get("vatCode") == vat.NOTHING), Decimal(0))


def _worth(row: wire.Row, amount: str) -> Decimal:
    value = money_of(row.get(amount)) or Decimal(0)
    quantity = row.get("quantity")
    return value * Decimal(quantity) if isinstance(quantity, (int, Decimal)) else value


def _parts(value: object) -> list[wire.Row]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _reasons(refused: Rejected) -> list[str]:
    several = refused.data.get("reasons")
    return [str(reason) for reason in several] if isinstance(several, list) else [str(refused.data.get("reason"))]


def _codes(data: Mapping[str, object]) -> list[str]:
    codes = data.get("codes")
    return [str(code) for code in codes] if isinstance(codes, list) else []

"""The entries and customers of one company: finding, making, reading. What goes into an entry is left to `mapping`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from koppel.api import BookedDocument, Booking, Client, Debtor, Memory, Posted, WrongUse, clip
from koppel_mybooks import wire
from koppel_mybooks.mapping import FORM
from koppel_mybooks.wire import Entry

_AT_ONCE: Final = 50
_PAGE: Final = 100
_NOT_FOUND: Final = 404
_CUSTOMERS: Final = "customers"


class Books:
    """One company's books, for one run."""

    def __init__(self, client: Client, memory: Memory) -> None:
        self._client = client
        self._memory = memory

    def find(self, references: Sequence[str]) -> Mapping[str, Posted]:
        """Always asks: after a lost answer this is what keeps an entry from being made twice."""
        found: dict[str, Posted] = {}
        for start in range(0, len(references), _AT_ONCE):
            asked = list(references[start : start + _AT_ONCE])
            rows = wire.ENTRY.read_all(self._client.get("v1/entries", params={"reference": asked}))
            found |= {row.reference: _posted(row) for row in rows}
        return found

    def create(self, booking: Booking) -> Posted:
        """Only this call writes an entry."""
        body = _body(booking, self._customer(booking.debtor))
        return _posted(wire.ENTRY.read(self._client.post("v1/entries", body)))

    def read(self, target_id: str) -> Posted | None:
        """One entry, None when there is none."""
        try:
            return _posted(wire.ENTRY.read(self._client.get(f"v1/entries/{target_id}")))
        except WrongUse as error:
            if error.data.get("status") == _NOT_FOUND:
                return None
            raise

    def between(self, begin: date, until: date) -> Iterator[Sequence[BookedDocument]]:
        """Both days included. The next page is asked for by the last row, so a new entry shifts nothing."""
        after = 0
        while True:
            params: dict[str, str | int] = {"from": str(begin), "to": str(until), "after": after, "limit": _PAGE}
            rows = wire.ENTRY.read_all(self._client.get("v1/entries", params=params))
            if rows:
                yield [_booked(row) for row in rows]
                after = rows[-1].id
            if len(rows) < _PAGE:
                return

    def _customer(self, debtor: Debtor) -> int:
        """Remembered, else found, else made: `key` is the same for all documents of one buyer."""
        known = self._memory.get(_CUSTOMERS, debtor.key)
        if isinstance(known, int):
            return known
        rows = wire.CUSTOMER.read_all(self._client.get("v1/customers", params={"key": debtor.key}))
        made = rows[0] if rows else wire.CUSTOMER.read(self._client.post("v1/customers", _person(debtor)))
        self._memory.put(_CUSTOMERS, {debtor.key: made.id})
        return made.id


def _body(booking: Booking, customer: int) -> dict[str, Any]:
    """Amounts as text, signed: a credit note is an entry below zero."""
    return {
        "reference": booking.reference,
        "day": booking.issued_on.isoformat(),
        "currency": booking.currency,
        "customer_id": customer,
        "description": clip(booking.description, 100),
        "lines": [
            {
                "description": clip(line.description, 100),
                "ledger": line.ledger.value if line.ledger else None,
                "vat_code": line.vat_code.value if line.vat_code else None,
                "net": f"{line.net:f}",
                "vat": f"{line.vat_amount:f}",
            }
            for line in booking.lines
        ],
    }


def _person(debtor: Debtor) -> dict[str, Any]:
    return {"key": debtor.key, "name": clip(debtor.name, 100), "email": debtor.email, "vat_number": debtor.vat_number}


def _posted(row: Entry) -> Posted:
    return Posted(
        target_id=str(row.id),
        number=row.number,
        total_incl=row.total,
        total_vat=row.total_vat,
        reference=row.reference,
        issued_on=row.day,
        currency=row.currency,
    )


def _booked(row: Entry) -> BookedDocument:
    return BookedDocument(
        target_id=str(row.id),
        form=FORM,
        issued_on=row.day,
        total_incl=row.total,
        currency=row.currency,
        number=row.number,
        reference=row.reference,
        is_credit=row.total < Decimal(0),
    )

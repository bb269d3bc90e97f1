"""Which order a credit invoice takes back.

The service links the two. Where it does not say so, the one credited order of the same buyer with the opposite amount is
it; when several are, none is chosen and the credit invoice stands by itself. Originals may be years old: when many are
needed, the list of credited orders is read once, a hundred per call, and kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from koppel.api import Document, Memory
from koppel_plugandpay.lists import Lists, Params
from koppel_plugandpay.mapping import credit_note_of, document_of
from koppel_plugandpay.records import CREDIT_INVOICE, CREDITED

NAMESPACE: Final = "credited-orders"
ONE_BY_ONE: Final = 3
"""So many unknown originals of a reading are asked for by number; for more the list of credited orders is read."""

_CREDITED: Final[Params] = {
    "mode": "live",
    "invoice_status": "final",
    "payment_status": CREDITED,
    "sort": "invoice_number",
    "direction": "asc",
}


@dataclass(slots=True)
class Originals:
    """Finds originals for one reading. `_known` holds orders by number, as the service sent them."""

    lists: Lists
    memory: Memory
    _known: dict[int, Any] = field(default_factory=dict)
    _kept: set[int] = field(default_factory=set)
    _asked: int = 0
    _has_list: bool = False

    def documents(self, rows: Sequence[Any]) -> list[Document]:
        """The documents of some orders, each credit invoice with the order that it takes back."""
        self._remember(rows)
        taken_back = [row for row in rows if is_credit(row)]
        self._look_up(taken_back)
        made = {id(row): self._credit_note(row) for row in taken_back}
        return [made.get(id(row)) or document_of(row) for row in rows]

    def _remember(self, rows: Iterable[Any]) -> None:
        credited = {
            number: row for row in rows if (number := number_of(row)) and not is_credit(row) and _is_linked(row)
        }
        self._known |= credited
        self._keep(credited)

    def _look_up(self, rows: Sequence[Any]) -> None:
        """Know every original that these credit invoices name; those that name none need the list as well."""
        missing = {number: row for row in rows for number in related(row) if number not in self._known}
        kept = self.memory.get_many(NAMESPACE, [str(number) for number in missing])
        usable = {int(number): body for number, body in kept.items() if _knows(body, missing[int(number)])}
        self._known |= usable
        self._kept |= usable.keys()
        unnamed = sum(1 for row in rows if not related(row))
        self._asked += len(missing.keys() - self._known.keys()) + unnamed
        if self._asked > ONE_BY_ONE:
            self._read_list()
        asked = {number: self.lists.order(number) for number in missing.keys() - self._known.keys()}
        self._known |= asked
        self._keep({number: self._known[number] for row in rows for number in related(row)})

    def _read_list(self) -> None:
        if self._has_list:
            return
        self._has_list = True
        for page in self.lists.walk(_CREDITED):
            found = {number: row for row in page.rows if (number := number_of(row))}
            self._known |= found
            self._keep(found)

    def _keep(self, found: Mapping[int, Any]) -> None:
        """Keep orders for later readings: a credit invoice is read again for days, its original is not."""
        fresh = {number: row for number, row in found.items() if row is not None and number not in self._kept}
        self._kept |= fresh.keys()
        if fresh:
            self.memory.put(NAMESPACE, {str(number): _as_json(row) for number, row in fresh.items()})

    def _credit_note(self, row: Any) -> Document:
        named = [self._known.get(number) for number in related(row)]
        sales = [one for one in named if one is not None and not is_credit(one)]
        original = sales[0] if sales else None if named else self._alike(row)
        return credit_note_of(row, original, self._earlier(row, original))

    def _earlier(self, row: Any, original: Any) -> list[Any]:
        """Credit invoices on the same order from before this one, the oldest first."""
        own = number_of(row)
        numbers = sorted(number for number in related(original) if own and number < own)
        found = (self._known[number] if number in self._known else self.lists.order(number) for number in numbers)
        return [one for one in found if is_credit(one)]

    def _alike(self, row: Any) -> Any | None:
        """The only credited order of the same buyer with the opposite total; None when there is no or more than one."""
        email, total = _email(row), _total(row)
        if not email or total is None:
            return None
        if not self._has_list:
            pages = self.lists.walk({**_CREDITED, "email": email})
            self._known |= {number: one for page in pages for one in page.rows if (number := number_of(one))}
        candidates = [
            one
            for one in self._known.values()
            if _status(one) == CREDITED and _email(one) == email and _total(one) == -total and _age(one) <= _age(row)
        ]
        return candidates[0] if len(candidates) == 1 else None


def is_credit(row: Any) -> bool:
    """True for a credit invoice, and for anything else with a negative total."""
    total = _total(row)
    return _status(row) == CREDIT_INVOICE or (total is not None and total < 0)


def number_of(row: Any) -> int | None:
    """The number of an order."""
    number = row.get("id") if isinstance(row, Mapping) else None
    return number if isinstance(number, int) else None


def related(row: Any) -> tuple[int, ...]:
    """The numbers of the orders that the service links to it."""
    entries = row.get("related_orders") if isinstance(row, Mapping) else None
    ids = (entry.get("id") if isinstance(entry, Mapping) else entry for entry in entries or ())
    return tuple(number for number in ids if isinstance(number, int) and number != number_of(row))


def _as_json(row: Any) -> Any:
    """The order as plain JSON: a number with a fraction arrived as a decimal, which reads back from its text."""
    return json.loads(json.dumps(row, default=str))


def _knows(original: Any, credit: Any) -> bool:
    """False for an order that was kept before this credit invoice was made on it: there may be others by now."""
    return number_of(credit) in related(original) or (not related(original) and _status(original) == CREDITED)


def _is_linked(row: Any) -> bool:
    return bool(related(row)) or _status(row) == CREDITED


def _status(row: Any) -> str:
    return str(_part(row, "payment").get("status") or "")


def _email(row: Any) -> str:
    return str(_part(_part(row, "billing"), "contact").get("email") or "").strip().lower()


def _total(row: Any) -> Decimal | None:
    try:
        return Decimal(str(row["amount_with_tax"]))
    except (KeyError, TypeError, ArithmeticError):
        return None


def _age(row: Any) -> str:
    return str(row.get("created_at") or "")


def _part(row: Any, name: str) -> Mapping[str, Any]:
    found = row.get(name) if isinstance(row, Mapping) else None
    return found if isinstance(found, Mapping) else {}

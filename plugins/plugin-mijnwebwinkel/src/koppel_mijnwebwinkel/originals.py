"""Which order a credit order takes back, and which credit orders came before it on that order.

Both are named by the shop. Rows that a reading meets anyway cost nothing; an order from before it is asked for by number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from koppel.api import Document, amount
from koppel_mijnwebwinkel.lists import Lists
from koppel_mijnwebwinkel.mapping import credit_note_of, document_of, is_for_books


@dataclass(slots=True)
class Originals:
    """Finds originals for one reading. `credit_statuses` are the statuses that only credit orders have."""

    lists: Lists
    credit_statuses: frozenset[str] = frozenset()
    _known: dict[str, Any] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)

    def documents(self, rows: Sequence[Any]) -> tuple[Document, ...]:
        """The documents of some orders, each credit order with what it takes back; test orders are left out."""
        for row in rows:
            self._remember(row)
        return tuple(
            self._credit_note(row) if self.is_credit(row) else document_of(row) for row in rows if is_for_books(row)
        )

    def is_credit(self, row: Any) -> bool:
        """By the order that it names, by its status, or by a total below zero: each alone is enough."""
        if not isinstance(row, Mapping):
            return False
        return bool(credited_number(row)) or str(row.get("status")) in self.credit_statuses or _total(row) < 0

    def _remember(self, row: Any) -> None:
        """Only credit orders and what they are for; a long reading must not keep all orders."""
        if isinstance(row, Mapping) and (credit_numbers(row) or self.is_credit(row)):
            self._known[number_of(row)] = row

    def _credit_note(self, row: Mapping[str, Any]) -> Document:
        number = credited_number(row)
        original = self._original(number, number_of(row)) if number else None
        return credit_note_of(row, original, self._earlier(row, original) if original is not None else ())

    def _original(self, number: str, credit: str) -> Any | None:
        """The order; asked for anew when it was met before this credit order was made on it."""
        known = self._known.get(number)
        if known is None or credit not in credit_numbers(known):
            return self._ask(number) or known
        return known

    def _ask(self, number: str) -> Any | None:
        if number not in self._asked:
            self._asked.add(number)
            body = self.lists.order(number)
            if body is not None:
                self._known[number] = body
        return self._known.get(number)

    def _earlier(self, row: Mapping[str, Any], original: Mapping[str, Any]) -> list[Any]:
        """Credit orders on the same order from before this one, the oldest first."""
        own, number = number_of(row), number_of(original)
        named = [*credit_numbers(original), *self._crediting(number)]
        numbers = [one for one in dict.fromkeys(named) if one != own]
        found = [self._known.get(one) or self._ask(one) for one in numbers]
        before = [one for one in found if isinstance(one, Mapping) and _age(one) < _age(row)]
        return sorted(before, key=_age)

    def _crediting(self, number: str) -> Iterable[str]:
        return [one for one, row in self._known.items() if credited_number(row) == number]


def number_of(row: Mapping[str, Any]) -> str:
    """The number of an order: a text, or a number in older answers."""
    return str(row.get("number") or "").strip()


def credited_number(row: Mapping[str, Any]) -> str:
    """The number of the order that a credit order is for; "" for any other order."""
    number = row.get("credited_order_number")
    return str(number).strip() if number and isinstance(number, (str, int)) else ""


def credit_numbers(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The numbers of the credit orders that were made for an order."""
    numbers = row.get("credit_order_numbers")
    return tuple(str(one).strip() for one in numbers or ()) if isinstance(numbers, (list, type(None))) else ()


def _age(row: Mapping[str, Any]) -> tuple[str, str, int, str]:
    number = number_of(row)
    return (str(row.get("date")), str(row.get("time")), len(number), number)


def _total(row: Mapping[str, Any]) -> Decimal:
    price = row.get("price")
    try:
        return amount(price["total"]) if isinstance(price, Mapping) else Decimal(0)
    except (KeyError, TypeError, ValueError):
        return Decimal(0)

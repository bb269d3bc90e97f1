"""The rows of one entity by key, with an index on the fields that are looked up for every booking.

Without the index the time of a booking grows with the number of bookings, and a large import would crawl.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from .catalogue import catalogue

Row = dict[str, Any]
_LOOKED_UP = {
    "TransactionLines": ("EntryID",),
    "Receivables": ("TransactionEntryID", "InvoiceNumber"),
    "SalesEntries": ("EntryNumber",),
    "Documents": ("HID",),
    "DocumentAttachments": ("Document",),
    "Addresses": ("Account",),
}


class Table(dict[Any, Row]):
    """A dict of rows; `put`, `change` and `drop` keep the indexes right, direct changes do for other fields."""

    def __init__(self, entity: str) -> None:
        super().__init__()
        kind = catalogue()[entity]
        parent = (kind.parent[1],) if kind.parent else ()
        code = ("Code",) if "Code" in kind.properties else ()
        self._index: dict[str, dict[Any, dict[Any, Row]]] = {
            name: defaultdict(dict) for name in (*parent, *code, *_LOOKED_UP.get(entity, ()))
        }

    def put(self, key: Any, row: Row) -> None:
        """Keep a row."""
        self[key] = row
        for name, found in self._index.items():
            found[row.get(name)][key] = row

    def drop(self, key: Any) -> None:
        """Forget a row."""
        row = self.pop(key)
        for name, found in self._index.items():
            found[row.get(name)].pop(key, None)

    def change(self, key: Any, values: Row) -> None:
        """Change fields of a row."""
        row = self[key]
        for name, found in self._index.items():
            found[row.get(name)].pop(key, None)
        row.update(values)
        self.put(key, row)

    def where(self, wanted: Row) -> list[Row]:
        """The rows whose fields have these values."""
        name = next((name for name in wanted if name in self._index), None)
        candidates: Iterable[Row] = self.values() if name is None else self._index[name].get(wanted[name], {}).values()
        return [row for row in candidates if all(row.get(field) == value for field, value in wanted.items())]

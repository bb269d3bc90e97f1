"""The state of the fake: one administration, its tables, and the ids that it gives out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from .query import Row
from .refusal import not_found
from .switches import Switches

Table = dict[int, Row]


@dataclass(slots=True, kw_only=True)
class Administration:
    """Tables by id. Tests read them and may change them; `mailed` lists invoices that were sent to anybody."""

    clock: Callable[[], datetime]
    switches: Switches
    country: str = "NL"
    company: str = "De Voorbeeldwinkel"
    guid: str = "6d1f3c52-1f0e-4c2b-9a44-0c3a5d7e9b11"
    ledgers: Table = field(default_factory=dict)
    relations: Table = field(default_factory=dict)
    invoices: Table = field(default_factory=dict)
    mutations: Table = field(default_factory=dict)
    opening: list[Row] = field(default_factory=list)
    templates: Table = field(default_factory=dict)
    email_templates: Table = field(default_factory=dict)
    units: Table = field(default_factory=dict)
    cost_centers: Table = field(default_factory=dict)
    products: Table = field(default_factory=dict)
    product_groups: Table = field(default_factory=dict)
    payment_references: dict[str, int] = field(default_factory=dict)
    mailed: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    next_number: int = 1
    _next_ids: dict[str, int] = field(default_factory=dict)

    def today(self) -> date:
        """The day by the fake's clock."""
        return self.clock().date()

    def new_id(self, kind: str) -> int:
        """The next id of a kind; ids are large and have nothing to do with codes."""
        starts = {"ledger": 22206400, "relation": 40994900, "invoice": 7310200, "mutation": 6000}
        taken = self._next_ids.get(kind, starts.get(kind, 752000)) + 1
        self._next_ids[kind] = taken
        return taken

    def add(self, kind: str, table: Table, row: Row) -> Row:
        """Keep a new row under a new id."""
        made = {"id": self.new_id(kind), **row}
        table[made["id"]] = made
        return made

    def ledger(self, code: str) -> Row:
        """The ledger account with that code."""
        return next(row for row in self.ledgers.values() if row["code"] == code)

    def relation(self, code: str) -> Row:
        """The relation with that code."""
        return next(row for row in self.relations.values() if row["code"] == code)

    def category_of(self, ledger_id: Any) -> str | None:
        """The category of a ledger account; None for an unknown id."""
        row = self.ledgers.get(ledger_id)
        return str(row["category"]) if row else None


def found(table: Table, key: int, code: str) -> Row:
    """The row of an id in the path."""
    row = table.get(key)
    if row is None:
        raise not_found(code)
    return row


def without_empty(row: Row) -> Row:
    """Details leave out fields that are empty."""
    return {name: value for name, value in row.items() if value not in (None, "")}

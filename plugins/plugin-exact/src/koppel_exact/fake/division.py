"""One administration of the fake: its tables, its row versions and its settings.

Rows are plain dicts with Python values: Guids as lower-case text, moments as naive wall-clock time in Amsterdam (as the
service keeps them), amounts as Decimal. Names that start with an underscore are the fake's own and never on the wire.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from .catalogue import catalogue
from .switches import Switches
from .table import Row, Table

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
USER_ID = str(uuid.uuid5(uuid.NAMESPACE_URL, "exact-fake/user"))
_NUMBERS = frozenset({"EntryNumber", "OrderNumber", "HID"})
DELETED_TYPES = {
    "TransactionLines": 1,
    "Accounts": 2,
    "Addresses": 3,
    "Contacts": 5,
    "Documents": 6,
    "GLAccounts": 7,
    "Items": 9,
    "SalesInvoices": 13,
    "SalesOrders": 32,
    "SalesOrderLines": 33,
    "BankAccounts": 48,
}


@dataclass(slots=True, kw_only=True)
class Division:
    """The state of one division. `profile` holds what system/Divisions tells about it."""

    code: int
    profile: Row
    clock: Callable[[], datetime]
    switches: Switches
    user_name: str = "Koppelgebruiker"
    features: set[str] = field(default_factory=set)
    cost_centres: set[str] = field(default_factory=set)
    cost_units: set[str] = field(default_factory=set)
    currencies: dict[str, Decimal] = field(default_factory=dict)
    closed: set[tuple[int, int]] = field(default_factory=set)
    debtor_account: str = ""
    shipping_account: str = ""
    number_invoices_at_entry: bool = False
    tables: dict[str, Table] = field(default_factory=dict)
    version: int = 0
    highest: dict[tuple[Any, ...], int] = field(default_factory=dict)

    @property
    def currency(self) -> str:
        """The default currency."""
        return str(self.profile["Currency"])

    def now(self) -> datetime:
        """The wall clock as the service writes it."""
        return self.clock().astimezone(AMSTERDAM).replace(tzinfo=None)

    def today(self) -> datetime:
        """Midnight of the present day, the form in which dates are kept."""
        return self.now().replace(hour=0, minute=0, second=0, microsecond=0)

    def table(self, entity: str) -> Table:
        """The rows of an entity by key."""
        if entity not in self.tables:
            self.tables[entity] = Table(entity)
        return self.tables[entity]

    def rows(self, entity: str, **where: Any) -> Iterator[Row]:
        """The rows whose fields have the given values."""
        return iter(self.table(entity).where(where))

    def one(self, entity: str, **where: Any) -> Row | None:
        """The first row whose fields have the given values."""
        return next(self.rows(entity, **where), None)

    def new_id(self, entity: str) -> str:
        """A Guid that is the same on every start, so that a demo looks the same twice."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"exact-fake/{self.code}/{entity}/{self.version}"))

    def add(self, entity: str, values: Row) -> Row:
        """Keep a new row under a key of its own, with the marks of who made it and when."""
        kind, now = catalogue()[entity], self.now()
        self.version += 1
        key = values.get(kind.key) or self.new_id(entity)
        made = {"Created": now, "Modified": now, "Creator": USER_ID, "Modifier": USER_ID}
        marks = {name: value for name, value in made.items() if name in kind.properties}
        row = {**values, kind.key: key, **marks, "_version": self.version, "_added": now}
        self.table(entity).put(key, row)
        self._note_numbers(entity, row)
        return row

    def change(self, entity: str, row: Row, values: Row) -> None:
        """Change fields of a row; it gets a new version."""
        self.version += 1
        marks = {"Modified": self.now(), "Modifier": USER_ID} if "Modified" in catalogue()[entity].properties else {}
        self.table(entity).change(row[catalogue()[entity].key], {**values, **marks, "_version": self.version})
        self._note_numbers(entity, row)

    def remove(self, entity: str, row: Row) -> None:
        """Drop a row; the sync service remembers it for the entities it covers."""
        self.table(entity).drop(row[catalogue()[entity].key])
        if entity in DELETED_TYPES:
            self.version += 1
            gone = {"EntityKey": row[catalogue()[entity].key], "EntityType": DELETED_TYPES[entity]}
            who = {"DeletedBy": USER_ID, "DeletedDate": self.now(), "ID": self.new_id("Deleted")}
            self.add("Deleted", {"Timestamp": self.version, **gone, **who})

    def children(self, entity: str, parent: Row) -> list[Row]:
        """The rows of a line entity that belong to a parent row, in line order."""
        owner = catalogue()[entity].parent
        if owner is None:
            raise KeyError(entity)
        key = parent[catalogue()[owner[0]].key]
        return sorted(self.rows(entity, **{owner[1]: key}), key=lambda row: row.get("LineNumber") or 0)

    def listed(self, row: Row) -> bool:
        """Whether lists show the row already."""
        return bool(row["_added"] + timedelta(seconds=self.switches.read_lag_s) <= self.now())

    def next_number(self, entity: str, name: str, first: int) -> int:
        """One more than the highest number that was used."""
        return self.highest.get((entity, name), first - 1) + 1

    def _note_numbers(self, entity: str, row: Row) -> None:
        """Remember the highest number of each series; booking numbers also per journal and block of ten thousand."""
        for name in _NUMBERS & row.keys():
            number = row[name] or 0
            series = ((entity, name), (entity, name, row.get("Journal"), number // 10_000))
            self.highest |= {key: max(number, self.highest.get(key, 0)) for key in series}

    @property
    def accounts(self) -> list[Row]:
        """The relations, for a test to read."""
        return list(self.rows("Accounts"))

    @property
    def entries(self) -> list[Row]:
        """The sales entries, each with its SalesEntryLines."""
        return self._with_lines("SalesEntries", "SalesEntryLines")

    @property
    def invoices(self) -> list[Row]:
        """The sales invoices, each with its lines and charge lines."""
        return self._with_lines("SalesInvoices", "SalesInvoiceLines", "SalesInvoiceOrderChargeLines")

    @property
    def orders(self) -> list[Row]:
        """The sales orders, each with its SalesOrderLines."""
        return self._with_lines("SalesOrders", "SalesOrderLines")

    @property
    def items(self) -> list[Row]:
        """The items."""
        return list(self.rows("Items"))

    @property
    def documents(self) -> list[Row]:
        """The documents, each with its attachments under "Attachments"."""
        found = self.rows("Documents")
        return [{**row, "Attachments": list(self.rows("DocumentAttachments", Document=row["ID"]))} for row in found]

    @property
    def receivables(self) -> list[Row]:
        """The payment terms, paid and unpaid."""
        return list(self.rows("Receivables"))

    def _with_lines(self, entity: str, *lines: str) -> list[Row]:
        return [{**row, **{name: self.children(name, row) for name in lines}} for row in self.rows(entity)]

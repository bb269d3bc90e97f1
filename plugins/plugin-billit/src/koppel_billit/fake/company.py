"""One company in the fake: its own data, its customers, its documents, and what the service remembers of writes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from .refusal import GENERIC, Refusal
from .switches import Switches
from .totals import Rules
from .values import Row


@dataclass(slots=True)
class Numbers:
    """The keys that the service gives out: one row of numbers for all parties, one for all orders, of all companies."""

    parties: Iterator[int] = field(default_factory=lambda: itertools.count(700001))
    orders: Iterator[int] = field(default_factory=lambda: itertools.count(261000001))
    files: Iterator[int] = field(default_factory=lambda: itertools.count(1))


@dataclass(slots=True, kw_only=True)
class Company:
    """A company. `decimals` is the setting for quantities and unit prices; `open_to_api` whether its owner allows it."""

    profile: Row
    clock: Callable[[], datetime]
    switches: Switches
    numbers: Numbers
    decimals: int = 2
    open_to_api: bool = True
    parties: dict[int, Row] = field(default_factory=dict)
    orders: dict[int, Row] = field(default_factory=dict)
    deleted: dict[int, Row] = field(default_factory=dict)
    used_keys: set[str] = field(default_factory=set)
    sequences: dict[str, int] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """Its PartyID, which goes into the header."""
        return int(self.profile["PartyID"])

    @property
    def country(self) -> str:
        """Whose VAT rates it may use."""
        return str(self.profile["CountryCode"])

    def rules(self) -> Rules:
        """What totals depend on."""
        return Rules(country=self.country, decimals=self.decimals, switches=self.switches)

    def now(self) -> datetime:
        """The present moment as the service writes it: without a zone."""
        return self.clock().astimezone(ZoneInfo(self.switches.time_zone)).replace(tzinfo=None)

    def order(self, number: int) -> Row:
        """One document. Another company's looks the same as none."""
        if number not in self.orders:
            raise self._foreign()
        return self.orders[number]

    def party(self, number: int) -> Row:
        """One customer."""
        if number not in self.parties:
            raise self._foreign()
        return self.parties[number]

    def order_by_number(self, number: str, order_type: str) -> Row | None:
        """The document of that kind with that OrderNumber."""
        found = (one for one in self.orders.values() if one["OrderNumber"] == number and one["OrderType"] == order_type)
        return next(found, None)

    def next_number(self, kind: str, *, consume: bool) -> str:
        """The next number of a sequence (`Income-Invoice`, `Income-CreditNote`)."""
        number = self.sequences.get(kind, 0) + 1
        if consume:
            self.sequences[kind] = number
        return f"{'CN' if 'Credit' in kind else 'V'}-{self.now().year}-{number:04}"

    def touch(self, row: Row) -> None:
        """Note a change."""
        row["LastModified"] = self.now()

    def _foreign(self) -> Refusal:
        status = self.switches.foreign_object_status
        return Refusal(status, (GENERIC, "You have no access to this object"))

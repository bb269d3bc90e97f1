"""What a connector is given to work with: a signed-in client, the answers, who it is connected to, and a memory.

Everything here is made by the core; a connector keeps no state of its own between two calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from koppel.http.client import Client
from koppel.steps.answers import Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who a connection turned out to be. `key` is the service's own: after a new login it must be the same.

    `data` is what the connector wants to remember of it (the shop's own address, its currency, a version).
    """

    key: str
    name: str
    country: str | None = None
    currency: str | None = None
    data: Mapping[str, str] = field(default_factory=dict)


class Memory(Protocol):
    """A table of the connection's own, kept between runs: known debtors, sync marks. Values are JSON.

    It is a cache: a connector must be right, only slower, when it is empty.
    """

    def get(self, namespace: str, key: str) -> object | None:
        """The value, or None."""

    def get_many(self, namespace: str, keys: Iterable[str]) -> dict[str, object]:
        """The values of the keys that are known."""

    def put(self, namespace: str, values: Mapping[str, object]) -> None:
        """Store or replace, durably, in one go."""

    def forget(self, namespace: str) -> None:
        """Drop everything in that namespace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Handed to a connector's constructor. `answers` is empty while a connection is verified.

    `fields` are the values of the connection's own form, but for the secrets.
    """

    client: Client
    memory: Memory
    answers: Answers = field(default_factory=Answers)
    account: Account | None = None
    fields: Mapping[str, str] = field(default_factory=dict)

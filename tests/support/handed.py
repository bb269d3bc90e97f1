"""What the core hands to a connector, for tests without an installation: a signature and a memory; and what was handed back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from koppel.api import Booking, Draft, Held
from koppel.testing import Fake


@dataclass(frozen=True)
class Header:
    """Signs each request with one header that never expires."""

    value: str
    name: str = "Authorization"

    def sign(self, request: Any) -> Any:
        request.headers[self.name] = self.value
        return request

    def refused(self) -> bool:
        return False


class KeptMemory:
    """A connection's memory for as long as a test lasts; values go through JSON, as in the database."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, str]] = {}

    def get(self, namespace: str, key: str) -> object | None:
        return self.get_many(namespace, [key]).get(key)

    def get_many(self, namespace: str, keys: Iterable[str]) -> dict[str, object]:
        table = self.tables.get(namespace, {})
        return {key: json.loads(table[key]) for key in keys if key in table}

    def put(self, namespace: str, values: Mapping[str, object]) -> None:
        self.tables.setdefault(namespace, {}).update({key: json.dumps(value) for key, value in values.items()})

    def forget(self, namespace: str) -> None:
        self.tables.pop(namespace, None)


class NoMemory(KeptMemory):
    """A memory that forgets everything: a connector must be right without one."""

    def put(self, namespace: str, values: Mapping[str, object]) -> None:
        return


class Planner:
    """What the kits of all targets do with a draft; which target, and with which answers, is each kit's own.

    A kit has `fake`, `answers(**more)` and `plan`.
    """

    fake: Fake

    def plan(self, draft: Draft, *, initial: bool = False, **answers: object) -> Booking | Held:
        """The booking of a draft, or why it is held."""
        raise NotImplementedError

    def booking(self, draft: Draft, *, initial: bool = False, **answers: object) -> Booking:
        """The booking of a draft."""
        planned = self.plan(draft, initial=initial, **answers)
        assert isinstance(planned, Booking), planned
        return planned

    def held(self, draft: Draft, **answers: object) -> Held:
        """Why a draft is held."""
        planned = self.plan(draft, initial=False, **answers)
        assert isinstance(planned, Held), planned
        return planned

    def bodies(self, method: str, fits: Callable[[str], bool]) -> list[dict[str, Any]]:
        """The bodies that were sent to the paths that fit."""
        found = [call for call in self.fake.calls if call.method == method and fits(call.path)]
        return [json.loads(call.body, parse_float=Decimal) for call in found]

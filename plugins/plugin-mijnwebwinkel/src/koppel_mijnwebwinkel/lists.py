"""Asking the service: lists, counts and single orders, always in one language and without test orders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from koppel.api import Client, Unavailable, WrongUse
from koppel_mijnwebwinkel.refusals import BROKEN_OFF, GONE

API: Final = "v1"
LARGEST: Final = 100
"""The largest page; without asking the service gives ten."""

_ALWAYS: Final[Mapping[str, str]] = {"format": "json", "language": "nl_NL"}
"""One language, so that words that are kept do not change with the setting of the shop."""

Params = Mapping[str, str]


@dataclass(slots=True)
class Lists:
    """Asks for what a connector needs."""

    client: Client

    def orders(self, params: Params, *, start: int = 0, limit: int = LARGEST, newest_first: bool = False) -> list[Any]:
        """A page of orders by number, from a place in the list on."""
        paging = {"limit": limit, "offset": start, "ordering": "desc" if newest_first else "asc"}
        return self.rows("orders", {**params, **paging, "test": "0"})

    def count(self, params: Params) -> int:
        """How many orders there are."""
        body = self._ask("orders/count", {**params, "test": "0"})
        count = body.get("count") if isinstance(body, dict) else None
        if not isinstance(count, int):
            raise self._broken("orders/count")
        return count

    def order(self, number: str) -> dict[str, Any] | None:
        """One order; None when it is gone."""
        path = f"orders/{number}"
        try:
            body = self._ask(path, {})
        except WrongUse as error:
            if error.data.get("code") == GONE:
                return None
            raise
        if not isinstance(body, dict) or "number" not in body:
            raise self._broken(path)
        return body

    def one(self, path: str) -> dict[str, Any]:
        """A single thing."""
        body = self._ask(path, {})
        if not isinstance(body, dict):
            raise self._broken(path)
        return body

    def rows(self, path: str, params: Mapping[str, str | int] | None = None, *, inside: str = "") -> list[Any]:
        """A list. Some come bare, some inside an object, and some have been seen both ways."""
        body = self._ask(path, params or {})
        found = body.get(inside) if inside and isinstance(body, dict) else body
        if not isinstance(found, list):
            raise self._broken(path)
        return found

    def objects(self, path: str, *, inside: str = "") -> Iterator[dict[str, Any]]:
        """The rows of a list that are objects."""
        return (row for row in self.rows(path, inside=inside) if isinstance(row, dict))

    def _ask(self, path: str, params: Mapping[str, str | int]) -> Any:
        return self.client.get(f"{API}/{path}", params={**_ALWAYS, **params}).json()

    def _broken(self, path: str) -> Unavailable:
        return Unavailable(BROKEN_OFF, service=self.client.service, path=path)

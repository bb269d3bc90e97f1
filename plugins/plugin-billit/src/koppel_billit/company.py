"""Calls for one company: its number goes along with each, so that nothing lands in another one's books."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from koppel.api import Answer, Client, path_and_query
from koppel_billit import wire
from koppel_billit.wire import Row


class Company:
    """The company of a connection."""

    def __init__(self, client: Client, number: str) -> None:
        self.client = client
        self.number = number

    def pages(self, path: str, *, where: str = "", order: str = "") -> Iterator[list[Row]]:
        """The pages of a list. The service says whether there is another one; a short page says nothing."""
        params = {name: value for name, value in (("$filter", where), ("$orderby", order)) if value}
        found, following = wire.rows(self.client.get(path, params=params, headers=self._headers()))
        yield found
        while following:
            found, following = wire.rows(self.client.get(path_and_query(following, "/v1/"), headers=self._headers()))
            yield found

    def rows(self, path: str, *, where: str) -> list[Row]:
        """All rows that a filter holds for."""
        return [row for page in self.pages(path, where=where) for row in page]

    def one(self, path: str) -> Row:
        """One thing, whole."""
        body = self.client.get(path, headers=self._headers()).json()
        return body if isinstance(body, dict) else {}

    def post(self, path: str, body: object, *, key: str, **headers: str) -> Answer:
        """A write that the service does once for each key."""
        sent = {**self._headers(), "Idempotency-Key": key, **headers}
        return self.client.post(path, body, headers=sent)

    def patch(self, path: str, body: Mapping[str, Any]) -> None:
        """Change a part."""
        self.client.patch(path, body, headers=self._headers())

    def _headers(self) -> dict[str, str]:
        return {"PartyID": self.number}


def key_of(*parts: object) -> str:
    """An idempotency key: letters and digits, the same for the same parts. Its longest length is not documented."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:32]

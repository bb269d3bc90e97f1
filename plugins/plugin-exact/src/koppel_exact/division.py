"""One administration of Exact: reading lists page by page, posting and changing rows.

Every path carries the number of the administration that the owner chose. What Exact calls the current division follows
what somebody last opened on the screen, and a booking must not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import quote

from koppel.api import Client, KoppelError, Memory, path_and_query, text_of
from koppel_exact import wire
from koppel_exact.breaker import Breaker
from koppel_exact.wire import Row

ROOT: Final = "api/v1"
_LONGEST_FILTER: Final = 5000  # of the 6000 characters that an address may have
_WHOLE: Final = {"Prefer": "return=representation"}


class Division:
    """The calls of one administration. They are made one after the other: parallel ones repeat and miss rows."""

    def __init__(self, client: Client, code: str, memory: Memory) -> None:
        self.client = client
        self.code = str(int(code))
        self._breaker = Breaker(memory, self.code)

    def rows(self, path: str, *, select: Sequence[str], where: str = "", top: int | None = None) -> list[Row]:
        """All rows of a list; see `pages`."""
        return [row for page in self.pages(path, select=select, where=where, top=top) for row in page]

    def pages(
        self, path: str, *, select: Sequence[str], where: str = "", top: int | None = None
    ) -> Iterator[list[Row]]:
        """A list page by page, each row once.

        A list whose length is a multiple of the page size ends with an empty page; rows that move while we read come
        twice.
        """
        seen: set[str] = set()
        address: str | None = f"{self.path(path)}?{_options(select, where, top)}"
        while address:
            with self._watched(path):
                found, following = wire.rows(self.client.get(address))
            yield [row for row in found if _is_new(row, seen)]
            address = path_and_query(following, "/api/") if following and found else None

    def function(self, path: str, arguments: str) -> list[Row]:
        """A function of the service, called with its arguments in the query."""
        with self._watched(path):
            return wire.rows(self.client.get(f"{self.path(path)}?{arguments}"))[0]

    def post(self, path: str, body: Mapping[str, Any]) -> Row:
        """Make a row; the answer holds the whole row, computed fields included, where the service keeps to its word."""
        with self._watched(path):
            return wire.single(self.client.post(self.path(path), filled(body), headers=_WHOLE))

    def put(self, path: str, key: str, body: Mapping[str, Any]) -> None:
        """Change the fields of a row that are sent; the others stay."""
        with self._watched(path):
            self.client.put(f"{self.path(path)}({wire.guid_literal(key)})", dict(body))

    def path(self, path: str) -> str:
        """The path below the administration."""
        return f"{ROOT}/{self.code}/{path}"

    @contextmanager
    def _watched(self, path: str) -> Iterator[None]:
        """Make a call, unless this address refused too many lately."""
        self._breaker.check(path, self.client.now())
        try:
            yield
        except KoppelError as error:
            self._breaker.note(path, error.data.get("status"), self.client.now())
            raise


def filled(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body without empty fields: an empty text where a Guid belongs is refused."""
    return {name: value for name, value in body.items() if value is not None and value != ""}


def either(field: str, literals: Iterable[str]) -> Iterator[str]:
    """Filters `field eq a or field eq b`, as few as fit in an address; bracketed, so that they can be combined."""
    part: list[str] = []
    for literal in literals:
        test = f"{field} eq {literal}"
        if part and len(quote(" or ".join([*part, test]), safe="")) > _LONGEST_FILTER:
            yield f"({' or '.join(part)})"
            part = []
        part.append(test)
    if part:
        yield f"({' or '.join(part)})"


def _options(select: Sequence[str], where: str, top: int | None) -> str:
    """The query, blanks as %20. `$select` is always sent: some lists refuse to be read without it."""
    options = {"$filter": where, "$select": ",".join(select), "$top": "" if top is None else str(top)}
    return "&".join(f"{name}={quote(value, safe=',()')}" for name, value in options.items() if value)


def _is_new(row: Row, seen: set[str]) -> bool:
    metadata = row.get("__metadata")
    uri = text_of(metadata.get("uri")) if isinstance(metadata, dict) else ""
    if not uri:
        return True
    fresh = uri not in seen
    seen.add(uri)
    return fresh

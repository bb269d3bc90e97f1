"""Asking the service for orders: one, or a list page by page, in a walk that loses nothing when the list shrinks.

What was asked for is not trusted: how large a page is and how many rows there are is read from the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from koppel.api import Client, Rejected, Unavailable, WrongUse
from koppel_plugandpay.refusals import BROKEN_OFF, GONE, WRONG_PAGE

ORDERS: Final = "v2/orders"
LARGEST: Final = 100

PROVEN: Final = ("billing", "discounts", "items", "payment", "tags", "taxes")
"""Parts of an order that the service's own program asks for."""

WANTED: Final = (*PROVEN, "products", "subscriptions", "shipping", "related_orders", "collection_costs")
"""All parts that Koppel reads, in one call with the order itself."""

_TRIES: Final = 3

Params = Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A piece of a list. `start` is its place in the whole list, `total` the length of that."""

    rows: list[Any]
    start: int
    size: int
    total: int

    @property
    def end(self) -> int:
        """The place of the first row that is not in it."""
        return self.start + len(self.rows)

    @property
    def is_last(self) -> bool:
        """True when nothing comes after it."""
        return not self.rows or self.end >= self.total


@dataclass(slots=True)
class Lists:
    """Asks; remembers for the rest of a reading which parts of an order the service knows and how large its pages are."""

    client: Client
    includes: tuple[str, ...] = WANTED
    _sizes: dict[int, int] = field(default_factory=dict)
    """How many rows a page has that so many were asked for."""

    def order(self, number: int | str) -> Any | None:
        """One order with its parts; None when it is gone."""
        try:
            return self._data(f"{ORDERS}/{number}", {})["data"]
        except WrongUse as error:
            if error.data.get("code") == GONE:
                return None
            raise

    def ask(self, params: Params, *, start: int = 0, limit: int = LARGEST) -> Page:
        """The page of orders that holds the place `start`; asked again where pages turn out larger than was thought."""
        for _ in range(_TRIES):
            number = start // self._sizes.get(limit, limit) + 1
            page = _page(self._data(ORDERS, {**params, "limit": limit, "page": number}), number)
            self._sizes[limit] = page.size
            if page.start <= start:
                return page
        raise Unavailable(WRONG_PAGE, service=self.client.service, path=ORDERS)

    def walk(self, params: Params, *, start: int = 0, known: int | None = None) -> Iterator[Page]:
        """All pages of a list from a place on; `known` is how long the list was when that place was reached.

        When rows leave the list meanwhile, those after them move up and some would slip through between two pages. The
        total tells: the walk then goes back by as many places. Rows may come twice for it.
        """
        while True:
            page = self.ask(params, start=start)
            gone = known - page.total if known is not None else 0
            known = page.total
            if gone > 0 and page.start > 0:
                start = max(0, page.start - gone)
                continue
            yield page
            if page.is_last:
                return
            start = page.end

    def _data(self, path: str, params: Params) -> Any:
        """The body; asked again with fewer parts when the service does not know one of them."""
        while True:
            try:
                body = self.client.get(path, params={**params, "include": ",".join(self.includes)}).json()
            except Rejected as error:
                if self.includes == PROVEN or not any(name.startswith("include") for name in error.fields):
                    raise
                self.includes = PROVEN
                continue
            if not isinstance(body, dict) or "data" not in body:
                raise Unavailable(BROKEN_OFF, service=self.client.service, path=path)
            return body


def _page(body: Any, number: int) -> Page:
    rows, meta = body["data"], body.get("meta")
    known = meta if isinstance(meta, dict) else {}
    counts = [known.get(name) for name in ("current_page", "per_page", "total")]
    current, size, total = (
        int(count) if isinstance(count, (int, str)) and str(count).isdigit() else -1 for count in counts
    )
    if not isinstance(rows, list) or size < 1 or total < 0:
        raise Unavailable(BROKEN_OFF, path=ORDERS)
    if current != number:
        raise Unavailable(WRONG_PAGE, path=ORDERS, asked=number, given=current)
    return Page(rows=rows, start=(number - 1) * size, size=size, total=total)

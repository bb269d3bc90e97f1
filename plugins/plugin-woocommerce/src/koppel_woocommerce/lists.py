"""Asking the shop for lists: pages as large as its server can bear, and walks that lose nothing when a list shrinks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from koppel.api import Answer, Client, Text, Unavailable

API: Final = "wp-json/wc/v3"
SIZES: Final = (100, 50, 25, 10)
"""The largest page that WooCommerce gives, and what to fall back to when the shop's server cannot bear it."""

NOT_WHOLE: Final = Text(
    en="The shop counts more orders than it hands out, so some would be missed. A plugin of the shop probably hides them. "
    "Koppel tries again by itself.",
    nl="De winkel telt meer bestellingen dan zij geeft, dus er zouden bestellingen worden gemist. Waarschijnlijk verbergt een "
    "plug-in van de winkel ze. Koppel probeert het vanzelf opnieuw.",
)

_TOO_MUCH: Final = frozenset({"ReadTimeout", "RemoteProtocolError"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A piece of a list: page `number` of `pages`, of a list of `total` rows; None where the shop does not tell."""

    rows: list[Any]
    number: int
    size: int
    total: int | None
    pages: int | None

    @property
    def start(self) -> int:
        """The place of its first row in the list."""
        return (self.number - 1) * self.size

    @property
    def left(self) -> int:
        """How many rows come after it, as far as the shop tells."""
        return max(0, (self.total or 0) - self.start - len(self.rows))

    @property
    def is_all(self) -> bool:
        """True for a first page with nothing after it. The total counts, not the size: some sites cut pages short."""
        if not self.rows or self.total is None:
            return len(self.rows) < self.size
        return len(self.rows) >= self.total

    @property
    def is_last(self) -> bool:
        """True when there is no page after it."""
        if not self.rows or self.pages is None:
            return len(self.rows) < self.size
        return self.number >= self.pages


@dataclass(slots=True)
class Lists:
    """Asks for pages; remembers for the rest of a reading how large they may be."""

    client: Client
    sizes: list[int] = field(default_factory=lambda: list(SIZES))

    def ask(self, path: str, params: Mapping[str, str | int], *, start: int = 0) -> Page:
        """The page around the place `start`; it begins a little before it when pages had to become smaller.

        After a fault of the server, or no answer in time, the same is asked in smaller pieces; only when even the smallest
        fails the fault is passed on.
        """
        while True:
            size = self.sizes[0]
            number = start // size + 1
            try:
                answer = self.client.get(f"{API}/{path}", params={**params, "dp": 2, "per_page": size, "page": number})
                rows = answer.json()
            except Unavailable as error:
                if len(self.sizes) == 1 or not _too_much(error):
                    raise
                self.sizes.pop(0)
                continue
            total, pages = _count(answer, "x-wp-total"), _count(answer, "x-wp-totalpages")
            return Page(rows=_rows(rows, answer), number=number, size=size, total=total, pages=pages)

    def walk(self, path: str, params: Mapping[str, str | int], *, start: int = 0) -> Iterator[Page]:
        """All pages of a list from a place on, one after the other, in an order in which new rows come last.

        When rows leave the list meanwhile, those after them move up and some would slip through between two pages. The
        total tells: the walk then goes back by as many places. Rows may come twice for it.
        """
        known: int | None = None
        empty: set[int] = set()
        while True:
            page = self.ask(path, params, start=start)
            if not page.rows and page.number in empty:
                raise Unavailable(NOT_WHOLE, service=self.client.service, path=path)
            yield page
            # Past the end the shop tells a total of 0; the walk then begins anew, once.
            gone = known - page.total if known is not None and page.total is not None else 0
            known = page.total
            if not page.rows:
                empty.add(page.number)
            if gone > 0:
                start = max(0, page.start - gone)
            elif page.is_last:
                return
            else:
                start = page.start + page.size


def _too_much(error: Unavailable) -> bool:
    """True for what a smaller question may cure."""
    status = error.data.get("status")
    failed = isinstance(status, int) and status >= 500
    return failed or error.data.get("code") == "empty" or error.data.get("error") in _TOO_MUCH


def _rows(body: Any, answer: Answer) -> list[Any]:
    if not isinstance(body, list):
        raise Unavailable(service=answer.service, status=answer.status, path=answer.url, begins=answer.text[:200])
    return body


def _count(answer: Answer, header: str) -> int | None:
    text = answer.headers.get(header, "")
    return int(text) if text.isdigit() else None

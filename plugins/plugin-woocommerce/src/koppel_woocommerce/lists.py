"""Asking the shop for lists: pages as large as its server can bear, and walks that lose nothing when a list shrinks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from koppel.api import Answer, Client, Unavailable

API: Final = "wp-json/wc/v3"
SIZES: Final = (100, 50, 25, 10)
"""The largest page that WooCommerce gives, and what to fall back to when the shop's server cannot bear it."""

_TOO_MUCH: Final = frozenset({"ReadTimeout", "RemoteProtocolError"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A piece of a list. `start` is its place in the whole list, `total` the length of that, None where it is not told."""

    rows: list[Any]
    start: int
    size: int
    total: int | None

    @property
    def end(self) -> int:
        """The place of the first row that is not in it."""
        return self.start + len(self.rows)

    @property
    def is_last(self) -> bool:
        """True when nothing comes after it. The total goes before the size: some sites cut pages shorter than asked."""
        if not self.rows:
            return True
        return len(self.rows) < self.size if self.total is None else self.end >= self.total

    @property
    def left(self) -> int:
        """How many rows come after it, as far as the shop tells."""
        return max(0, (self.total or 0) - self.end)


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
            return Page(rows=_rows(rows, answer), start=(number - 1) * size, size=size, total=_total(answer))

    def walk(self, path: str, params: Mapping[str, str | int], *, start: int = 0) -> Iterator[Page]:
        """All pages of a list from a place on, one after the other, in an order in which new rows come last.

        When rows leave the list meanwhile, those after them move up and some would slip through between two pages. The
        total tells: the walk then goes back by as many places. Rows may come twice for it.
        """
        known: int | None = None
        while True:
            page = self.ask(path, params, start=start)
            if not page.rows and page.start and known is not None:
                # So much left the list that this place is past its end, where the shop no longer tells the total.
                start, known = max(0, page.start - page.size), None
                continue
            yield page
            gone = known - page.total if known is not None and page.total is not None else 0
            known = page.total
            if gone > 0:
                start = max(0, page.start - gone)
            elif page.is_last:
                return
            else:
                start = page.end


def _too_much(error: Unavailable) -> bool:
    """True for what a smaller question may cure."""
    status = error.data.get("status")
    failed = isinstance(status, int) and status >= 500
    return failed or error.data.get("code") == "empty" or error.data.get("error") in _TOO_MUCH


def _rows(body: Any, answer: Answer) -> list[Any]:
    if not isinstance(body, list):
        raise Unavailable(service=answer.service, status=answer.status, path=answer.url, begins=answer.text[:200])
    return body


def _total(answer: Answer) -> int | None:
    text = answer.headers.get("x-wp-total", "")
    return int(text) if text.isdigit() else None

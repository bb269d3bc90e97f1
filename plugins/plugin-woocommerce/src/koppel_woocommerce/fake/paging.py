"""One page of a list, with the totals and the next and prev links the shop sends along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from koppel_woocommerce.fake.query import Query, Raw, encode


@dataclass(frozen=True, slots=True)
class Page:
    """A slice of a list and its headers."""

    items: list[dict[str, Any]]
    headers: dict[str, str]


def cut(
    records: Sequence[dict[str, Any]], query: Query, *, address: str, defaults: Raw, true_total_past_the_end: bool
) -> Page:
    """The page a query asks for.

    `defaults` are what the server fills in while it prepares an item, and so what the links repeat. Whatever was sent
    is repeated too, keys in the query string included. Past the end a shop with order tables says that there is
    nothing at all.
    """
    page, size, offset = query.values["page"], query.values["per_page"], query.values["offset"]
    start = offset if offset is not None else (page - 1) * size
    items = list(records[start : start + size])
    total = len(records) if items or true_total_past_the_end else 0
    pages = -(-total // size)
    headers = {"X-WP-Total": str(total), "X-WP-TotalPages": str(pages)}
    shown = defaults if items else {name: value for name, value in defaults.items() if name == "status"}
    link = _links(address, query, shown, page=page, pages=pages)
    return Page(items, {**headers, "Link": link} if link else headers)


def _links(address: str, query: Query, defaults: Raw, *, page: int, pages: int) -> str:
    known: Raw = {**query.sent, **{name: value for name, value in defaults.items() if name not in query.sent}}

    def link(number: int, rel: str) -> str:
        separator = "&" if "?" in address else "?"
        return f'<{address}{separator}{encode({**known, "page": str(number)})}>; rel="{rel}"'

    links = []
    if page > 1:
        links.append(link(min(page - 1, pages), "prev"))
    if pages > page:
        links.append(link(page + 1, "next"))
    return ", ".join(links)

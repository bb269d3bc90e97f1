"""The service on the wire: lists in pages, one thing by its id, what a POST answers.

Half-written answers are found here: a list without `items` or a booking without `id` is no answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from koppel.api import Answer, Client, Rejected

Row = Mapping[str, Any]
Filters = Mapping[str, str | int]

PAGE: Final = 2000


def rows(client: Client, path: str, filters: Filters | None = None) -> list[Row]:
    """All rows of a list."""
    return [row for page in pages(client, path, filters or {}) for row in page]


def pages(client: Client, path: str, filters: Filters) -> Iterator[list[Row]]:
    """A list page by page. `count` is that of the page and there is no total, so the first page that is not full is the last."""
    offset = 0
    while True:
        page = _items(client.get(path, params={**filters, "limit": PAGE, "offset": offset}))
        yield page
        if len(page) < PAGE:
            return
        offset += PAGE


def first_rows(client: Client, path: str, count: int, filters: Filters | None = None) -> list[Row]:
    """The first few rows, in whatever order the service has them."""
    return _items(client.get(path, params={**(filters or {}), "limit": count}))


def one(client: Client, path: str, key: int | str) -> Row | None:
    """One thing by its id; None when it is gone."""
    try:
        answer = client.get(f"{path}/{key}")
    except Rejected as refused:
        if refused.data.get("reason") == "gone":
            return None
        raise
    body = answer.json()
    if isinstance(body, dict) and body.get("id"):
        return body
    raise answer.not_understood()


def made(answer: Answer) -> Row:
    """What a POST made. An answer without an id does not tell whether it was done."""
    body = answer.json()
    if isinstance(body, dict) and whole(body.get("id")):
        return body
    raise answer.not_understood()


def _items(answer: Answer) -> list[Row]:
    body = answer.json()
    found = body.get("items") if isinstance(body, dict) else None
    if not isinstance(found, list):
        raise answer.not_understood()
    return [row for row in found if isinstance(row, dict)]


def whole(value: object) -> int | None:
    """An id, whether it came as a number or as text; 0 stands for none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)
    return value if isinstance(value, int) and value else None


def filled(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body without its empty fields."""
    return {name: value for name, value in body.items() if value not in (None, "")}

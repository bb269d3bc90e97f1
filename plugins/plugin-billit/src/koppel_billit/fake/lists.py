"""Lists: filter, order, page. A page never holds more than 120 rows, whatever was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from werkzeug.wrappers import Request

from .filters import parse, unknown_property, value_of
from .refusal import GENERIC, bad
from .schemas import filterable
from .values import Row

MOST_ROWS: Final = 120
_TYPES: Final = {
    "orders": "Domain.Order.OrderPartyPerformanceSafeColumns",
    "parties": "Domain.Party.Party",
}


def page(request: Request, table: str, rows: Iterable[Row], show: Callable[[Row], Mapping[str, Any]]) -> dict[str, Any]:
    """One page of a list, with the address of the next one while there is more."""
    args = request.args
    found = list(rows)
    if args.get("$filter"):
        test = parse(args["$filter"], filterable(table), _TYPES[table])
        found = [row for row in found if test(row)]
    if args.get("fullTextSearch"):
        found = [row for row in found if args["fullTextSearch"].casefold() in str(row).casefold()]
    for name, descending in reversed(_order(args.get("$orderby", ""), table)):
        found.sort(key=lambda row, name=name: _sort_key(value_of(row, name)), reverse=descending)  # type: ignore[misc]
    top, skip = min(_number(request, "$top", MOST_ROWS), MOST_ROWS), _number(request, "$skip", 0)
    answer: dict[str, Any] = {"Items": [show(row) for row in found[skip : skip + top]]}
    if skip + top < len(found):
        query = urlencode({**args.to_dict(), "$skip": str(skip + top)})
        answer["NextPageLink"] = f"{request.base_url}?{query}"
    return answer


def _order(text: str, table: str) -> list[tuple[str, bool]]:
    found = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, direction = part.partition(" ")
        if name not in filterable(table):
            raise unknown_property(name, _TYPES[table])
        found.append((name, direction.strip() == "desc"))
    return found


def _sort_key(value: object) -> tuple[bool, Any]:
    return value is not None, value


def _number(request: Request, name: str, default: int) -> int:
    text = request.args.get(name, str(default))
    if not text.isdigit():
        raise bad(GENERIC, f"{name} is not valid")
    return int(text)

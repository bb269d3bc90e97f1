"""The query options of a GET: what to select, expand, filter and order, and the cutting into pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .catalogue import Entity, catalogue
from .filter import UNSUPPORTED, Filter, parse
from .refusal import bad_request, bad_syntax

KNOWN = frozenset({"$select", "$filter", "$expand", "$top", "$orderby", "$inlinecount", "$skiptoken"})
_SELECT_NEEDED = "Please add a $select or a $top=1 statement to the query string."
_FILTER_NEEDED = (
    "This endpoint has mandatory filtering applied. A GET request for this endpoint must have a $filter parameter "
    "with one of the following fields in the url: "
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """The options of one request; without any, everything is shown."""

    select: tuple[str, ...] = ()
    expand: tuple[str, ...] = ()
    filter: Filter | None = None
    top: int | None = None
    order: tuple[str, bool] | None = None
    count: bool = False
    after: str | None = None

    def names(self, entity: Entity) -> list[str]:
        """The properties to show; children of an expanded collection stand under their own name."""
        if not self.select or "*" in self.select:
            return list(entity.properties)
        wanted = {name.partition("/")[0] for name in self.select}
        return [name for name in entity.properties if name in wanted]

    def below(self, collection: str) -> Query:
        """The options for the rows of an expanded collection."""
        if not self.select or collection in self.select or "*" in self.select:
            return Query()
        start = f"{collection}/"
        return Query(select=tuple(name.removeprefix(start) for name in self.select if name.startswith(start)))


def read_query(entity: Entity, args: Mapping[str, str]) -> Query:
    """Read and check the options; raises a Refusal with status 400 for what the service does not take."""
    if any(name.startswith("$") and name not in KNOWN for name in args):
        raise bad_syntax()
    query = Query(
        expand=_names(args.get("$expand")),
        filter=parse(args["$filter"], entity.properties) if "$filter" in args else None,
        top=_whole(args.get("$top")),
        order=_order(entity, args.get("$orderby")),
        count=_count(args.get("$inlinecount")),
        after=args.get("$skiptoken"),
        select=_names(args.get("$select")),
    )
    _check_names(entity, query)
    return query


def check_demands(entity: Entity, query: Query) -> None:
    """The demands that some lists make: a $select, a filter on certain fields, or on no others."""
    fields = query.filter.fields if query.filter else frozenset()
    if entity.filter_only and fields - set(entity.filter_only):
        others = ", ".join(sorted(fields - set(entity.filter_only)))
        raise bad_request(f"Filtering on these fields is not supported: {others}")
    if entity.filter_one_of and not fields & set(entity.filter_one_of):
        raise bad_request(_FILTER_NEEDED + ", ".join(entity.filter_one_of))
    if entity.kind == "sync" and query.filter and query.filter.operators != {"gt"}:
        raise bad_request(UNSUPPORTED)
    if entity.select_required and not query.select and (entity.kind != "crud" or query.top != 1):
        raise bad_request(_SELECT_NEEDED)
    if entity.kind == "sync" and "*" in query.select:
        raise bad_request(_SELECT_NEEDED)


def _names(text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    names = tuple(name.strip() for name in text.split(","))
    if not all(names):
        raise bad_syntax()
    return names


def _whole(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdigit():
        raise bad_syntax()
    return int(text)


def _count(text: str | None) -> bool:
    if text not in {None, "allpages", "none"}:
        raise bad_syntax()
    return text == "allpages"


def _order(entity: Entity, text: str | None) -> tuple[str, bool] | None:
    if text is None:
        return None
    name, _, direction = text.strip().partition(" ")
    known = entity.properties.get(name)
    if known is None or known.edm == "Collection" or direction not in {"", "asc", "desc"}:
        raise bad_syntax()
    return name, direction == "desc"


def _check_names(entity: Entity, query: Query) -> None:
    if any(name not in entity.collections for name in query.expand):
        raise bad_syntax()
    for name in query.select:
        head, slash, tail = name.partition("/")
        if slash and head in query.expand and tail in catalogue()[entity.collections[head]].properties:
            continue
        if slash or (name != "*" and name not in entity.properties):
            raise bad_syntax()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows and the key of the last one, given only when more may follow."""

    rows: list[Any]
    last: Any
    total: int


def cut(rows: list[Any], query: Query, size: int, key: Callable[[Any], Any], order: Callable[[Any], Any]) -> Page:
    """Order the rows and take the page after the token. A page that is exactly full always names a next one."""
    ordered = sorted(rows, key=key)
    if query.order:
        ordered = sorted(ordered, key=lambda row: _sortable(order(row)), reverse=query.order[1])
    start = 0 if query.after is None else _start([key(row) for row in ordered], query)
    wanted = len(ordered) if query.top is None else start + query.top
    page = ordered[start : min(wanted, start + size if size else wanted)]
    full = bool(size) and len(page) == size and (query.top is None or query.top > size)
    return Page(page, key(page[-1]) if full else None, len(ordered))


def next_options(args: Mapping[str, str], query: Query, size: int, token: str) -> dict[str, str]:
    """The options of the address of the next page."""
    kept = {name: text for name, text in args.items() if name not in {"$skiptoken", "$top"}}
    left = {"$top": str(query.top - size)} if query.top is not None else {}
    return {**kept, **left, "$skiptoken": token}


def _start(keys: list[Any], query: Query) -> int:
    """Where the page begins: in key order even when the row of the token is gone by now."""
    token = _token(query.after or "")
    if query.order is None:
        return sum(1 for key in keys if (key <= token if isinstance(key, str) else key <= int(token)))
    return next((place for place, key in enumerate(keys, 1) if str(key) == token), len(keys))


def _token(text: str) -> str:
    return text.removeprefix("guid").strip("'").removesuffix("L")


def _sortable(value: Any) -> tuple[bool, Any]:
    return (value is not None, value if value is not None else 0)

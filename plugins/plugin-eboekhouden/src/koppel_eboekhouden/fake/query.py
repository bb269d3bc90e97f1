"""The query of a list: paging, filters with their operators, and the envelope of the answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from .refusal import bad_request
from .switches import Switches

Row = dict[str, Any]
Test = Callable[[Any], bool]
MOST: Final = 2000
_PARAMETER: Final = re.compile(r"(?P<name>\w+)(\[(?P<operator>\w+)\])?")
_TEXT_OPERATORS: Final = frozenset({"eq", "not_eq", "like", "not_like"})
_ORDER_OPERATORS: Final = frozenset({"eq", "not_eq", "gt", "gte", "lt", "lte", "range"})
PROVEN: Final = frozenset(
    {("relation", "name"), ("relation", "contact"), ("relation", "email"), ("mutation", "description"),
     ("mutation", "date"), ("invoice", "date")}
)  # fmt: skip
"""Where operators were seen to work."""


def listed(
    rows: Sequence[Row],
    args: MultiDict[str, str],
    filters: Mapping[str, type],
    switches: Switches,
    *,
    of: str = "",
    look: Callable[[Row, str], Sequence[Any]] | None = None,
) -> dict[str, Any]:
    """The page that the query asks for, as `{items, count}`.

    `filters` gives the type of each parameter; `look` the values of a row that a parameter is compared with, where that
    is not the field of the same name.
    """
    limit, offset = _paging(args)
    kept = list(rows)
    for name, test in _tests(args, filters, switches, of).items():
        kept = [row for row in kept if any(test(value) for value in _values(row, name, look))]
    kept.sort(key=lambda row: row.get("id", 0), reverse=switches.list_order == "descending")
    page = kept[offset : offset + limit]
    return {"items": page, "count": len(page)}


def _values(row: Row, name: str, look: Callable[[Row, str], Sequence[Any]] | None) -> Sequence[Any]:
    return look(row, name) if look else [row.get(name)]


def _paging(args: MultiDict[str, str]) -> tuple[int, int]:
    limit, offset = args.get("limit", "100"), args.get("offset", "0")
    if not limit.isdigit() or not 1 <= int(limit) <= MOST:
        raise bad_request("PAGE_001", "limit")
    if not offset.isdigit():
        raise bad_request("PAGE_002", "offset")
    return int(limit), int(offset)


def _tests(args: MultiDict[str, str], filters: Mapping[str, type], switches: Switches, of: str) -> dict[str, Test]:
    found: dict[str, Test] = {}
    for parameter, value in args.items(multi=True):
        match = _PARAMETER.fullmatch(parameter)
        name = match["name"] if match else ""
        if name in {"limit", "offset"}:
            continue
        if match is None or name not in filters or (name in found and switches.two_filters == "refused"):
            raise bad_request("ERR_002", parameter)
        operator = match["operator"] or "eq"
        if operator != "eq" and (of, name) not in PROVEN and switches.operators != "all":
            if switches.operators == "refused":
                raise bad_request("ERR_002", parameter)
            continue
        found[name] = _test(operator, value, filters[name], parameter)
    return found


def _test(operator: str, value: str, kind: type, parameter: str) -> Test:
    if operator not in (_TEXT_OPERATORS if kind in (str, bool) else _ORDER_OPERATORS):
        raise bad_request("ERR_002", parameter)
    if kind is str:
        return _text_test(operator, value)
    try:
        wanted = [_read(part, kind) for part in (value.split(",") if operator == "range" else [value])]
    except ValueError as error:
        raise bad_request("ERR_002", parameter) from error
    if operator == "range" and len(wanted) != 2:
        raise bad_request("ERR_002", parameter)
    return _order_test(operator, wanted)


def _text_test(operator: str, value: str) -> Test:
    """Capitals do not count; `%` is any run of characters and `?` one."""
    if operator.endswith("like"):
        pattern = "".join({"%": ".*", "?": "."}.get(sign, re.escape(sign)) for sign in value)
        matches = re.compile(pattern, re.IGNORECASE | re.DOTALL).fullmatch
        return lambda text: bool(matches(str(text or ""))) is (operator == "like")
    return lambda text: (str(text or "").casefold() == value.casefold()) is (operator == "eq")


def _order_test(operator: str, wanted: list[Any]) -> Test:
    first, last = wanted[0], wanted[-1]
    tests: dict[str, Test] = {
        "eq": lambda value: bool(value == first),
        "not_eq": lambda value: bool(value != first),
        "gt": lambda value: value is not None and value > first,
        "gte": lambda value: value is not None and value >= first,
        "lt": lambda value: value is not None and value < first,
        "lte": lambda value: value is not None and value <= first,
        "range": lambda value: value is not None and first <= value <= last,
    }
    return tests[operator]


def _read(text: str, kind: type) -> Any:
    if kind is bool:
        if text.lower() not in {"true", "false"}:
            raise ValueError(text)
        return text.lower() == "true"
    return date.fromisoformat(text) if kind is date else kind(text)

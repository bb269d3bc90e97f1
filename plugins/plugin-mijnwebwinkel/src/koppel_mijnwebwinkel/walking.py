"""A walk through one list of orders that loses none while the list shrinks.

The list is sorted by order number and cut in pages by place. An order whose status changes meanwhile leaves the window that
is read, and those after it move up: one of them would slip through between two pages. So each page begins with the order
that ended the one before. When another one stands there the list has moved, and the walk goes back until it meets an
order that it knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from koppel.api import Unavailable, fingerprint
from koppel_mijnwebwinkel.cursor import Walk
from koppel_mijnwebwinkel.lists import LARGEST, Lists
from koppel_mijnwebwinkel.originals import number_of
from koppel_mijnwebwinkel.refusals import NOT_WHOLE

_ROUND: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some rows, how far the walk is after them, and about how many are to come."""

    rows: list[Any]
    walk: Walk
    left: int


@dataclass(slots=True)
class _Progress:
    """What a walk knows while it is under way: the orders it met, and how long the list was at its first full page."""

    lists: Lists
    walk: Walk
    met: set[str]
    total: int | None = None


def pages_of(lists: Lists, walk: Walk) -> Iterator[Page]:
    """The rest of a list, from where the walk is. Raises Unavailable when the service holds some of it back."""
    progress = _Progress(lists, walk, {walk.last} if walk.last else set())
    while True:
        start = max(0, progress.walk.place - 1)
        rows = lists.orders(progress.walk.filters, start=start)
        if start and progress.met.isdisjoint(map(name_of, rows)):
            progress.walk = replace(progress.walk, place=max(0, start - LARGEST + 1))
            continue
        is_new = _take(progress, rows, start)
        if rows:
            yield Page(rows=rows, walk=progress.walk, left=max(0, (progress.total or 0) - progress.walk.place))
        if not _goes_on(progress, rows, is_new=is_new):
            return


def name_of(row: Any) -> str:
    """What tells a row from others: its number, or its content when it has none."""
    return (number_of(row) if isinstance(row, dict) else "") or fingerprint(row)


def _take(progress: _Progress, rows: Sequence[Any], start: int) -> bool:
    """Note the rows; True when there is one among them that was not met before."""
    if len(rows) == LARGEST and progress.total is None:
        progress.total = progress.lists.count(progress.walk.filters)
    names = [name_of(row) for row in rows]
    is_new = not progress.met.issuperset(names)
    progress.met.update(names)
    last = names[-1] if names else progress.walk.last
    progress.walk = replace(progress.walk, place=start + len(rows), last=last)
    return is_new


def _goes_on(progress: _Progress, rows: Sequence[Any], *, is_new: bool) -> bool:
    """True while there may be more. A page that is not full is the last one, unless the service says that there is more, or
    the size is a round number: that may be the most that the service gives at once.
    """
    total, place = progress.total, progress.walk.place
    if total is not None and place >= total:
        return False
    if len(rows) == LARGEST or (is_new and len(rows) % _ROUND == 0):
        return True
    if total is None or place >= progress.lists.count(progress.walk.filters):
        return False
    if not is_new:
        raise Unavailable(NOT_WHOLE, path="orders", place=place)
    return True

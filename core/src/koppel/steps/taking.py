"""One given answer against the lists: its options by value, its rows by value, and what is wrong with each part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from koppel.steps.choosing import Before, Chosen, choose
from koppel.steps.errors import FieldErrors
from koppel.steps.form import Bound
from koppel.steps.lists import Listing
from koppel.steps.options import Option
from koppel.steps.rows import find_row, rows_of
from koppel.steps.sentences import CANNOT_CHECK, NO_ROWS_YET, ROW_TWICE, UNKNOWN_ROW, nearest, worded
from koppel.steps.walk import Standing, Walk, codes_in
from koppel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What is left of a given answer: the good part and the errors.

    `only_default`: no more than the default, from a list that cannot confirm it; it is not worth storing.
    """

    value: object
    options: tuple[Option, ...] = ()
    errors: FieldErrors | None = None
    only_default: bool = False


def take(walk: Walk, old: Standing, given: object, *, moved: bool = False, extra_rows: Sequence[Option] = ()) -> Taken:
    """Look up an answer of the right form. `moved`: an answer that its list depends on has changed."""
    bound = old.bound
    if bound.options is None:
        return Taken(value=given)
    listing = walk.listing(bound, bound.options)
    before = Before(values=frozenset(codes_in(old.value)), known=old.known, moved=moved)
    if isinstance(given, Mapping):
        return _table(given, listing, before, _rows(walk, old, extra_rows))
    chosen = [choose(code, listing, before) for code in codes_in(given)]
    good = [item for item in chosen if isinstance(item, Chosen)]
    wrong = [item for item in chosen if isinstance(item, Text)]
    codes = list(dict.fromkeys(item.value for item in good))
    value = codes if isinstance(given, (list, tuple)) else next(iter(codes), None)
    return Taken(
        value=None if wrong else value,
        options=_options(good),
        errors=FieldErrors(message=wrong[0]) if wrong else None,
        only_default=not old.answered and value == old.value and any(item.option is None for item in good),
    )


def confirm(walk: Walk, old: Standing) -> Taken:
    """An answer that stays while its list has become another one: the options that the new list has by the same value.

    The others lose what was known of them: the data of a ledger of one administration must not be used in another.
    """
    listing = walk.listing(old.bound, old.bound.options or ())
    complete = listing.fresh and listing.problem is None
    found = [listing.find(code) for code in codes_in(old.value)] if complete else []
    return Taken(value=old.value, options=tuple(option for option in found if option is not None))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    bound: Bound
    rows: tuple[Option, ...]
    problem: Text | None

    def find(self, given: str) -> Option | Text:
        """The row that was given by its value or label, or the sentence that refuses it."""
        row = find_row(self.bound, given, self.rows)
        if row is not None:
            return row
        if self.problem is not None:
            return worded(CANNOT_CHECK, given=given, problem=self.problem)
        if not self.rows:
            return worded(NO_ROWS_YET, given=given)
        return worded(UNKNOWN_ROW, given=given, near=nearest(given, self.rows))


def _rows(walk: Walk, old: Standing, extra_rows: Sequence[Option]) -> _Rows:
    listing = walk.listing(old.bound, old.bound.rows)
    rows = rows_of(old.bound, listing.options, old.value, extra_rows)
    return _Rows(bound=old.bound, rows=rows, problem=listing.problem)


def _table(given: Mapping[object, object], listing: Listing, before: Before, rows: _Rows) -> Taken:
    value: dict[str, Chosen] = {}
    errors: dict[str, Text] = {}
    for name, code in given.items():
        row, chosen = rows.find(str(name)), choose(str(code), listing, before)
        if isinstance(row, Text):
            errors[str(name)] = row
        elif isinstance(chosen, Text):
            errors[row.value] = chosen
        elif value.setdefault(row.value, chosen) != chosen:
            errors[row.value] = ROW_TWICE
    return Taken(
        value={row: chosen.value for row, chosen in value.items()},
        options=_options(value.values()),
        errors=FieldErrors(rows=errors) if errors else None,
    )


def _options(chosen: Iterable[Chosen]) -> tuple[Option, ...]:
    return tuple(item.option for item in chosen if item.option is not None)

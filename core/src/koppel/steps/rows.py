"""The rows of a mapping table: those of the list, those always there, those answered before, those documents wait for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Final

from koppel.booking.categories import ALWAYS_SHOWN, SPECIAL_ROWS, parse_row, row_label
from koppel.booking.rates import rate_exists
from koppel.steps.form import Bound
from koppel.steps.options import FromFacet, Option
from koppel.steps.sentences import label_of

NO_ROWS: Final[Mapping[str, Sequence[Option]]] = MappingProxyType({})
YEARS_KEPT: Final = 7
_RATED_LABEL: Final = re.compile(r"(?P<country>[A-Z]{2})[ -]?(?P<rate>\d+(\.\d+)?) ?%?")


def is_vat_table(bound: Bound) -> bool:
    """True when the rows are kinds of VAT: they have keys of their own and some that every table has."""
    return isinstance(bound.rows, FromFacet) and bound.rows.facet == "vat_categories"


def rows_of(bound: Bound, given: Sequence[Option], value: object, extra: Iterable[Option]) -> tuple[Option, ...]:
    """The rows of a table, each once. `given` is what the source or the service lists, in its own order."""
    answered = [Option(value=str(row), label=str(row)) for row in value] if isinstance(value, Mapping) else []
    always = [Option(value=row, label=row) for row in ALWAYS_SHOWN] if is_vat_table(bound) else []
    rows: dict[str, Option] = {}
    for row in (*given, *extra, *answered, *always):
        rows.setdefault(row.value, row)
    if not is_vat_table(bound):
        return tuple(rows.values())
    named = [Option(value=row.value, label=row_label(row.value), data=row.data) for row in rows.values()]
    return tuple(sorted(named, key=lambda row: _place(row.value)))


def find_row(bound: Bound, given: str, rows: Sequence[Option]) -> Option | None:
    """The row with that value or label. Of VAT, also a row that the shop does not have yet but that can exist."""
    for row in rows:
        if given == row.value:
            return row
    for row in rows:
        label = label_of(row)
        if given in (label.en, label.nl):
            return row
    return _possible_row(given) if is_vat_table(bound) else None


def _possible_row(given: str) -> Option | None:
    for row, label in SPECIAL_ROWS.items():
        if given in (row, label.en, label.nl):
            return Option(value=row, label=label)
    match = _RATED_LABEL.fullmatch(given)
    row = f"{match['country']}-{match['rate']}" if match else given
    rated = parse_row(row)
    if rated is None or not (rated.rate == 0 or rate_exists(rated.country, rated.rate, _recent_days())):
        return None
    return Option(value=row, label=row_label(row))


def _recent_days() -> list[date]:
    """Days at which rates change, for as long as books are kept: old orders may carry the rate of their day."""
    today = datetime.now(tz=UTC).date()
    years = range(today.year - YEARS_KEPT, today.year + 1)
    return [*(date(year, month, 1) for year in years for month in (1, 7)), today]


def _place(row: str) -> int:
    special = list(SPECIAL_ROWS)
    return special.index(row) + 1 if row in special else 0

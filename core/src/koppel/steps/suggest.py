"""Suggestions: the first option that says it fits. They are shown; only a person's word makes them answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from koppel.steps.form import Bound, Form
from koppel.steps.lists import Listing, Lists
from koppel.steps.options import Option
from koppel.steps.rows import NO_ROWS, rows_of
from koppel.steps.stored import Stored, to_chosen
from koppel.steps.walk import Standing, Walk, walk_through


def suggestions_for(bound: Bound, value: object, rows: Sequence[Option], listing: Listing) -> dict[str, str]:
    """Row -> option for the open rows of a mapping.

    For an open choice "" -> option: the one whose `fits` names the step, or the only one there is when the step is
    required.
    """
    if bound.step.kind == "mapping":
        answered = value if isinstance(value, Mapping) else {}
        fitting = {row.value: _fitting(row.value, listing) for row in rows if row.value not in answered}
    elif bound.step.kind == "choice" and value is None:
        fitting = {"": _fitting(bound.step.key, listing) or _only(bound, listing)}
    else:
        fitting = {}
    return {row: option.value for row, option in fitting.items() if option is not None}


def apply_suggestions(
    form: Form, stored: Stored, lists: Lists, *, extra_rows: Mapping[str, Sequence[Option]] = NO_ROWS
) -> Stored:
    """Give every open row of the visible mappings its suggestion: the person said yes to all of them.

    Pass the same `extra_rows` as to `evaluate`.
    """
    walk = walk_through(form, stored, lists)
    values, chosen, aside = dict(stored.values), dict(stored.chosen), dict(stored.aside)
    for key, standing in walk.standings.items():
        filled = _filled(walk, standing, extra_rows.get(key, ())) if standing.visible else {}
        if filled:
            before = standing.value if isinstance(standing.value, Mapping) else {}
            values[key] = {**before, **{row: option.value for row, option in filled.items()}}
            chosen[key] = {**chosen.get(key, {}), **to_chosen(filled.values())}
            aside.pop(key, None)
    return Stored(values=values, chosen=chosen, aside=aside)


def _filled(walk: Walk, standing: Standing, extra: Sequence[Option]) -> dict[str, Option]:
    bound = standing.bound
    if bound.step.kind != "mapping" or bound.options is None or standing.fault is not None:
        return {}
    listing = walk.listing(bound, bound.options)
    if not listing.decides:
        return {}
    rows = rows_of(bound, walk.listing(bound, bound.rows).options, standing.value, extra)
    suggested = suggestions_for(bound, standing.value, rows, listing)
    found = {row: listing.find(value) for row, value in suggested.items()}
    return {row: option for row, option in found.items() if option is not None}


def _fitting(row: str, listing: Listing) -> Option | None:
    return next((option for option in listing.options if row in option.fits), None)


def _only(bound: Bound, listing: Listing) -> Option | None:
    return listing.options[0] if bound.step.required and len(listing.options) == 1 else None

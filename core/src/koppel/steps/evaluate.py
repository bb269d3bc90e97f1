"""From what is stored to what is shown, what a connector is given, and what must still be answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from koppel.steps.answers import Answers
from koppel.steps.checks import default_shown, fault_of, required_fault
from koppel.steps.errors import Errors, FieldErrors
from koppel.steps.form import Form
from koppel.steps.lists import Listing, Lists
from koppel.steps.options import Option
from koppel.steps.rows import NO_ROWS, rows_of
from koppel.steps.sentences import label_of
from koppel.steps.stored import Stored, to_stored
from koppel.steps.suggest import suggestions_for
from koppel.steps.view import StepView, to_json
from koppel.steps.walk import Standing, Walk, codes_in, walk_through
from koppel.text import Text, same

__all__ = ["NO_ROWS", "StepView", "answers_of", "evaluate", "missing", "to_json"]


def evaluate(
    form: Form,
    stored: Stored,
    lists: Lists,
    errors: Errors | None = None,
    *,
    extra_rows: Mapping[str, Sequence[Option]] = NO_ROWS,
) -> tuple[StepView, ...]:
    """Every step as it is shown. `errors` are those of a refused change; `extra_rows` rows that documents wait for."""
    walk = walk_through(form, stored, lists)
    return tuple(
        _view(walk, standing, stored, (errors or {}).get(key), extra_rows.get(key, ()))
        for key, standing in walk.standings.items()
    )


def answers_of(form: Form, stored: Stored) -> Answers:
    """What a connector is given: visible steps only, days as dates, defaults filled in, with the chosen options."""
    return walk_through(form, stored).answers()


def missing(form: Form, stored: Stored, lists: Lists | None) -> dict[str, FieldErrors]:
    """What must be answered before the integration can run; also choices that have vanished from a complete list."""
    walk = walk_through(form, stored, lists)
    found: dict[str, FieldErrors] = {}
    for key, standing in walk.standings.items():
        listing = _listing(walk, standing)
        fault = fault_of(standing, listing) or required_fault(standing, listing)
        if fault is not None:
            found[key] = fault
    return found


def _view(
    walk: Walk, standing: Standing, stored: Stored, refused: FieldErrors | None, extra: Sequence[Option]
) -> StepView:
    bound, listing = standing.bound, _listing(walk, standing)
    value = default_shown(standing, listing)
    row_list = walk.listing(bound, bound.rows)
    rows = rows_of(bound, row_list.options, value, extra) if bound.step.kind == "mapping" else ()
    fault = refused or fault_of(standing, listing) or FieldErrors()
    return StepView(
        step=bound.step,
        side=bound.side,
        visible=standing.visible,
        value=_shown_value(standing, stored, value),
        options=_shown_options(standing, listing),
        rows=rows,
        chosen_labels=_labels(value, standing, listing) if bound.options is not None else {},
        suggestions=suggestions_for(bound, value, rows, listing) if standing.visible else {},
        error=fault.message,
        row_errors=fault.rows,
        problem=listing.problem or row_list.problem,
    )


def _listing(walk: Walk, standing: Standing) -> Listing:
    return walk.listing(standing.bound, standing.bound.options or ())


def _shown_value(standing: Standing, stored: Stored, value: object) -> object:
    """An answer that has lost its form is shown as it is, with the error beside it."""
    return stored.kept().get(standing.bound.step.key) if standing.fault else to_stored(value)


def _shown_options(standing: Standing, listing: Listing) -> tuple[Option, ...]:
    """A list that is out of reach still shows what was chosen from it."""
    if listing.decides:
        return listing.options
    kept = [option for value, option in standing.known.items() if listing.find(value) is None]
    return (*listing.options, *kept)


def _labels(value: object, standing: Standing, listing: Listing) -> dict[str, Text]:
    options = {code: listing.find(code) or standing.known.get(code) for code in codes_in(value)}
    return {code: label_of(option) if option else same(code) for code, option in options.items()}

"""The bookkeeping choices of an integration as people handle them: looking and changing. Pages, commands and the API call
these.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import update
from sqlalchemy.orm import Session

from koppel.home import Home
from koppel.steps.accept import accept
from koppel.steps.bookkeeping import FOREIGN_STOCK
from koppel.steps.errors import Errors
from koppel.steps.evaluate import StepView, evaluate
from koppel.steps.form import Form
from koppel.steps.stored import Stored
from koppel.store import Integration, JsonObject, LedgerRow
from koppel.sync.bookkeeping import BookkeepingLists, bookkeeping_form, bookkeeping_rows, bookkeeping_stored
from koppel.sync.integrations import StepsRefused
from koppel.sync.pairs import open_pair
from koppel.text import Text

_SEVERAL = Text(
    en="Nothing was changed. Look again at: {choices}.",
    nl="Er is niets gewijzigd. Kijk nog eens naar: {choices}.",
)


def bookkeeping(home: Home, name: str, *, refresh: bool = False) -> tuple[StepView, ...]:
    """The choices as they stand. `refresh` asks for the list of VAT codes anew."""
    with open_pair(home, name) as pair:
        lists = BookkeepingLists(pair, refresh=refresh)
        return evaluate(
            bookkeeping_form(pair), bookkeeping_stored(pair), lists, extra_rows=bookkeeping_rows(home, pair)
        )


def set_bookkeeping(home: Home, name: str, changes: Mapping[str, object]) -> tuple[StepView, ...]:
    """Change choices, all or nothing. Raises StepsRefused with an error per choice and row; then nothing is changed.

    Documents that were held become due again: what they waited for may have been chosen. What is booked stays.
    """
    with open_pair(home, name) as pair:
        form, rows = bookkeeping_form(pair), bookkeeping_rows(home, pair, changes.get(FOREIGN_STOCK))
        result = accept(form, bookkeeping_stored(pair), changes, BookkeepingLists(pair), extra_rows=rows)
        if not isinstance(result, Stored):
            raise StepsRefused(result, _summary(form, result))
        with home.writing() as session:
            session.get_one(Integration, pair.row.id).bookkeeping = to_row(result)
            _due_again(session, home, pair.row.id)
    return bookkeeping(home, name)


def to_row(stored: Stored) -> JsonObject:
    """As the integration keeps it."""
    chosen = {step: {value: dict(entry) for value, entry in values.items()} for step, values in stored.chosen.items()}
    return {"values": dict(stored.values), "chosen": chosen, "aside": dict(stored.aside)}


def _due_again(session: Session, home: Home, integration_id: int) -> None:
    session.execute(
        update(LedgerRow)
        .where(LedgerRow.integration_id == integration_id, LedgerRow.state.in_(("held", "failed")))
        .values(again_at=home.now())
    )


def _summary(form: Form, errors: Errors) -> Text:
    """The sentence of the one error, else the names of the choices."""
    first = next((error.message for error in errors.values() if error.message), None)
    if len(errors) == 1 and first is not None:
        return first
    labels = [bound.step.label if (bound := form.get(key)) else Text(en=key, nl=key) for key in errors]
    return Text(
        en=_SEVERAL.with_data(choices=", ".join(label.en for label in labels)).en,
        nl=_SEVERAL.with_data(choices=", ".join(label.nl for label in labels)).nl,
    )

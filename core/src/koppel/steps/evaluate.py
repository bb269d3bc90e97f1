"""From what is stored to what is shown, what a connector is given, and what must still be answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from koppel.steps.answers import Answers
from koppel.steps.errors import Errors, FieldErrors
from koppel.steps.form import Form
from koppel.steps.lists import Lists
from koppel.steps.options import Option
from koppel.steps.stored import Stored
from koppel.steps.view import StepView, to_json

__all__ = ["StepView", "answers_of", "evaluate", "missing", "to_json"]

NO_ROWS: Final[Mapping[str, Sequence[Option]]] = MappingProxyType({})


def evaluate(
    form: Form,
    stored: Stored,
    lists: Lists,
    errors: Errors | None = None,
    *,
    extra_rows: Mapping[str, Sequence[Option]] = NO_ROWS,
) -> tuple[StepView, ...]:
    """Every step as it is shown. `errors` are those of a refused change; `extra_rows` rows that documents wait for."""
    raise NotImplementedError


def answers_of(form: Form, stored: Stored) -> Answers:
    """What a connector is given: visible steps only, days as dates, defaults filled in, with the chosen options."""
    raise NotImplementedError


def missing(form: Form, stored: Stored, lists: Lists | None) -> dict[str, FieldErrors]:
    """What must be answered before the integration can run; also choices that have vanished from a complete list."""
    raise NotImplementedError

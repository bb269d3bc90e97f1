"""Taking over changed answers: all of them, or none and what is wrong with which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from koppel.steps.errors import Errors
from koppel.steps.evaluate import NO_ROWS
from koppel.steps.form import Form
from koppel.steps.lists import Lists
from koppel.steps.options import Option
from koppel.steps.stored import Stored


def accept(
    form: Form,
    stored: Stored,
    changes: Mapping[str, object],
    lists: Lists,
    *,
    extra_rows: Mapping[str, Sequence[Option]] = NO_ROWS,
) -> Stored | Errors:
    """The new answers, or the errors by step key. Tell them apart with `isinstance(result, Stored)`.

    `changes` are raw values by step key, as a form, the JSON API or the command line gives them. Pass the same
    `extra_rows` as to `evaluate`.
    """
    raise NotImplementedError


def weigh(
    form: Form,
    stored: Stored,
    changes: Mapping[str, object],
    lists: Lists,
    *,
    extra_rows: Mapping[str, Sequence[Option]] = NO_ROWS,
) -> tuple[Stored, Errors]:
    """The same, but with the good changes taken over beside the errors: for showing a refused form again, never to save."""
    raise NotImplementedError

"""Steps as a marshmallow schema: what an answer must look like, whoever gives it.

Whether a choice exists is not decided here: that takes a list, and is left to `choosing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeGuard

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from koppel.steps import kinds
from koppel.steps.errors import FieldErrors
from koppel.steps.fields import Day, Line, Minutes, OneOption, SeveralOptions, Table, Whole, YesNo
from koppel.text import Text


def schema_of(steps: Iterable[kinds.Step]) -> type[Schema]:
    """The schema of a form: one field per step that has an answer; every field may be absent."""
    compiled: dict[str, fields.Field[object]] = {}
    for step in steps:
        field = field_of(step)
        if field is not None:
            compiled[step.key] = field
    return Schema.from_dict(compiled, name="StepsSchema")


def field_of(step: kinds.Step) -> fields.Field[object] | None:
    """The field for one step; None for a note."""
    field: object = None
    match step:
        case kinds.Text():
            field = Line(step)
        case kinds.Number():
            field = Whole(step.minimum, step.maximum)
        case kinds.Schedule():
            field = Minutes(step.least_minutes, None)
        case kinds.Toggle():
            field = YesNo()
        case kinds.Choice():
            field = OneOption()
        case kinds.Choices():
            field = SeveralOptions()
        case kinds.Mapping():
            field = Table()
        case kinds.Date():
            field = Day()
    return field if _is_field(field) else None


def validated(
    steps: Iterable[kinds.Step], raw: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, FieldErrors]]:
    """The answers that have the right form, as Python values, and what is wrong with the others."""
    try:
        loaded: dict[str, object] = schema_of(steps)().load(dict(raw), unknown=EXCLUDE)
    except ValidationError as error:
        good = error.valid_data if isinstance(error.valid_data, dict) else {}
        messages = error.messages if isinstance(error.messages, dict) else {}
        wrong = {str(key): _field_errors(found) for key, found in messages.items()}
        return {str(key): value for key, value in good.items() if key not in wrong}, wrong
    return loaded, {}


def _is_field(field: object) -> TypeGuard[fields.Field[object]]:
    return isinstance(field, fields.Field)


def _field_errors(messages: object) -> FieldErrors:
    """Marshmallow nests a table's messages as {row: {"key"|"value": [sentence]}}."""
    if isinstance(messages, Mapping):
        return FieldErrors(rows={str(row): _sentence(found) for row, found in messages.items()})
    return FieldErrors(message=_sentence(messages))


def _sentence(messages: object) -> Text:
    while not isinstance(messages, Text):
        parts = list(messages.values()) if isinstance(messages, Mapping) else messages
        if not isinstance(parts, list) or not parts:
            raise TypeError(f"not one of our sentences: {messages!r}")
        messages = parts[0]
    return messages

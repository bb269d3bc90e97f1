"""What is kept of an integration's answers, as JSON: the values, the options they were, and what lies aside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from koppel.steps.options import Option
from koppel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """JSON-ready. `values` by step key, dates as YYYY-MM-DD; `chosen` is step -> value -> {label, data}.

    `aside` holds the answers to steps that are hidden just now; they return when the step is shown again. What was
    chosen for them stays in `chosen`. A value in `chosen` has been seen in a list; one that is not has to be chosen
    again, because nobody knows its data.
    """

    values: Mapping[str, object] = field(default_factory=dict)
    chosen: Mapping[str, Mapping[str, Mapping[str, object]]] = field(default_factory=dict)
    aside: Mapping[str, object] = field(default_factory=dict)

    def kept(self) -> dict[str, object]:
        """Every answer, shown or aside."""
        return {**self.aside, **self.values}

    def options(self, key: str) -> dict[str, Option]:
        """The options that were chosen at a step, by value."""
        return {value: _option(value, entry) for value, entry in self.chosen.get(key, {}).items()}


def to_stored(value: object) -> object:
    """An answer as JSON holds it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [str(item) for item in value]
    return dict(value) if isinstance(value, Mapping) else value


def to_chosen(options: Iterable[Option]) -> dict[str, dict[str, object]]:
    """Options as `chosen` keeps them."""
    return {option.value: {"label": _label(option.label), "data": dict(option.data)} for option in options}


def _label(label: str | Text) -> object:
    return label if isinstance(label, str) else {"en": label.en, "nl": label.nl}


def _option(value: str, entry: Mapping[str, object]) -> Option:
    label, data = entry.get("label", value), entry.get("data")
    named: str | Text = str(label)
    if isinstance(label, Mapping):
        named = Text(en=str(label.get("en", value)), nl=str(label.get("nl", value)))
    fields = {str(name): str(item) for name, item in data.items()} if isinstance(data, Mapping) else {}
    return Option(value=value, label=named, data=fields)

"""One step as a page, a command or the JSON API shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from koppel.steps.form import default_of
from koppel.steps.kinds import Side, Step
from koppel.steps.options import Option
from koppel.steps.stored import to_stored
from koppel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """A step with its lists, its answer and what is wrong with it.

    `value` is JSON-ready: text, number, true/false, YYYY-MM-DD, a list, or {row value: option value}; the default when
    there is no answer. A hidden step shows the answer that is kept aside. `chosen_labels` names the chosen values, also
    those that the list lacks. `suggestions` is row -> option value for open rows; for a choice it stands under "".
    `problem` says why the list is not complete. `condition` is for the page's script: a hidden step counts as not
    answered. `step` is the declaration, for its bounds and headings.
    """

    step: Step
    side: Side
    visible: bool
    value: object = None
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    chosen_labels: Mapping[str, Text] = field(default_factory=dict)
    suggestions: Mapping[str, str] = field(default_factory=dict)
    error: Text | None = None
    row_errors: Mapping[str, Text] = field(default_factory=dict)
    problem: Text | None = None

    @property
    def key(self) -> str:
        return self.step.key

    @property
    def kind(self) -> str:
        return self.step.kind

    @property
    def label(self) -> Text:
        return self.step.label

    @property
    def help(self) -> Text | None:
        return self.step.help

    @property
    def group(self) -> Text | None:
        return self.step.group

    @property
    def required(self) -> bool:
        return self.step.required

    @property
    def default(self) -> object:
        return to_stored(default_of(self.step))

    @property
    def condition(self) -> dict[str, object] | None:
        return self.step.when.to_data() if self.step.when else None


def to_json(view: StepView, language: str) -> dict[str, object]:
    """The object of the command line and the JSON API; a part that is empty for most steps is left out there."""
    shown: dict[str, object] = {
        "key": view.key,
        "side": view.side,
        "kind": view.kind,
        "label": view.label.to(language),
        "help": view.help.to(language) if view.help else None,
        "required": view.required,
        "visible": view.visible,
        "options": _options(view.options, language),
    }
    if view.kind == "mapping":
        shown["rows"] = _options(view.rows, language)
    shown |= {"value": view.value, "error": view.error.to(language) if view.error else None}
    if view.suggestions:
        shown["suggestions"] = dict(view.suggestions)
    if view.row_errors:
        shown["row_errors"] = {row: text.to(language) for row, text in view.row_errors.items()}
    if view.problem:
        shown["problem"] = view.problem.to(language)
    return shown


def _options(options: Sequence[Option], language: str) -> list[dict[str, str]]:
    return [{"value": option.value, "label": option.named(language)} for option in options]

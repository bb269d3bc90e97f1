"""The settings of an integration on a terminal: each step with its answer, its choices, and what is still open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as Line

from koppel.cli.tables import table
from koppel.cli.terminal import Terminal
from koppel.steps.options import Option
from koppel.steps.view import StepView
from koppel.text import Text

_MOST_CHOICES: Final = 8

_MORE = Text(en="… and {count} more; --json lists them all", nl="… en nog {count}; --json toont ze allemaal")
_REQUIRED = Text(en="required", nl="verplicht")
_SUGGESTED = Text(en="suggestion: {name}", nl="voorstel: {name}")
_SAVED = Text(en="Saved.", nl="Bewaard.")
_COMPLETE = Text(
    en="Everything required is answered: `koppel preview` shows what would be booked.",
    nl="Al het verplichte is beantwoord: `koppel preview` toont wat er zou worden geboekt.",
)
_OPEN = Text(en="Still to answer: {keys}.", nl="Nog te beantwoorden: {keys}.")
_SUGGESTIONS = Text(
    en="There are suggestions for {keys}: --accept-suggestions takes them over.",
    nl="Er zijn voorstellen voor {keys}: --accept-suggestions neemt ze over.",
)
_YES, _NO = Text(en="yes", nl="ja"), Text(en="no", nl="nee")


def drawn(terminal: Terminal, views: Sequence[StepView]) -> RenderableType:
    """A block per group of steps; hidden steps are left out."""
    return Group(*_blocks(terminal, views), _next(terminal, views))


def choices(terminal: Terminal, views: Sequence[StepView], *, saved: bool) -> RenderableType:
    """The same for choices that all have an answer; after a change what was saved."""
    return Group(*([Line(terminal.text(_SAVED))] if saved else _blocks(terminal, views)))


def _blocks(terminal: Terminal, views: Sequence[StepView]) -> list[RenderableType]:
    blocks: list[RenderableType] = []
    for group, steps in _grouped(terminal, [view for view in views if view.visible]).items():
        block = table(
            terminal,
            Text(en="Key", nl="Sleutel"),
            Text(en="Question", nl="Vraag"),
            Text(en="Answer", nl="Antwoord"),
            Text(en="Choices", nl="Keuzes"),
        )
        block.title, block.title_justify = group or None, "left"
        for view in steps:
            _add(terminal, block, view)
        blocks.append(block)
    return blocks


def after_change(terminal: Terminal, views: Sequence[StepView]) -> RenderableType:
    """What to do next, once answers were saved."""
    return Group(Line(terminal.text(_SAVED)), _next(terminal, views))


def _grouped(terminal: Terminal, views: Sequence[StepView]) -> dict[str, list[StepView]]:
    groups: dict[str, list[StepView]] = {}
    for view in views:
        groups.setdefault(terminal.text(view.group), []).append(view)
    return groups


def _add(terminal: Terminal, block: Table, view: StepView) -> None:
    label = terminal.text(view.label) + (f" ({terminal.text(_REQUIRED)})" if view.required else "")
    answer = Line(_answer(terminal, view))
    for wrong in (view.error, view.problem, *view.row_errors.values()):
        if wrong is not None:
            answer.append(f"\n{terminal.text(wrong)}", style="red")
    block.add_row(view.key, label, answer, _choices(terminal, view))


def _answer(terminal: Terminal, view: StepView) -> str:
    if view.kind == "mapping":
        return "\n".join(_row(terminal, view, row) for row in view.rows)
    if isinstance(view.value, bool):
        return terminal.text(_YES if view.value else _NO)
    if isinstance(view.value, list):
        return ", ".join(_named(terminal, view, str(value)) for value in view.value)
    if view.value is None and "" in view.suggestions:
        return _suggestion(terminal, view, "")
    return "" if view.value is None else _named(terminal, view, str(view.value))


def _row(terminal: Terminal, view: StepView, row: Option) -> str:
    chosen = view.value.get(row.value) if isinstance(view.value, Mapping) else None
    name = row.named(terminal.language)
    if chosen is not None:
        return f"{name} → {_named(terminal, view, str(chosen))}"
    return f"{name} → {_suggestion(terminal, view, row.value)}" if row.value in view.suggestions else f"{name} → …"


def _suggestion(terminal: Terminal, view: StepView, row: str) -> str:
    found = next((option for option in view.options if option.value == view.suggestions[row]), None)
    name = found.named(terminal.language) if found else view.suggestions[row]
    return terminal.text(_SUGGESTED.with_data(name=name))


def _named(terminal: Terminal, view: StepView, value: str) -> str:
    return terminal.text(view.chosen_labels.get(value)) or value


def _choices(terminal: Terminal, view: StepView) -> str:
    lines = [_choice(option, terminal.language) for option in view.options[:_MOST_CHOICES]]
    more = len(view.options) - len(lines)
    return "\n".join([*lines, *([terminal.text(_MORE.with_data(count=more))] if more else [])])


def _choice(option: Option, language: str) -> str:
    label = option.named(language)
    return label if label == option.value or label.startswith(f"{option.value} - ") else f"{option.value}: {label}"


def _next(terminal: Terminal, views: Sequence[StepView]) -> Line:
    """What stands in the way of running, and what is only offered."""
    shown = [view for view in views if view.visible]
    missing = [view.key for view in shown if view.error or view.row_errors or _is_open(view)]
    offered = [view.key for view in shown if view.kind == "mapping" and view.suggestions]
    lines = [_OPEN.with_data(keys=", ".join(missing)) if missing else _COMPLETE]
    if offered:
        lines.append(_SUGGESTIONS.with_data(keys=", ".join(offered)))
    return Line("\n".join(terminal.text(line) for line in lines))


def _is_open(view: StepView) -> bool:
    return view.required and view.value in (None, "", [], {})

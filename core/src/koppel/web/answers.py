"""What a posted form says: the answers that differ from those that are kept, in the raw values that `steps` takes.

Only differences are sent on. An answer that has become invalid elsewhere (an account that vanished) then does not stand
in the way of changing another, and a default that nobody touched stays a default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from werkzeug.datastructures import MultiDict

from koppel.steps.evaluate import StepView
from koppel.steps.options import Option
from koppel.text import LANGUAGES
from koppel.web.questions import labels_of

ANSWER: Final = "a."
ROW: Final = "r."
ASKED: Final = "asked"
EVERY: Final = "*"


def changes_in(posted: MultiDict[str, str], views: Iterable[StepView]) -> dict[str, object]:
    """Raw values by step key. A question that was not on the page (hidden by its condition) is not in it."""
    asked = set(posted.getlist(ASKED))
    changes: dict[str, object] = {}
    for view in views:
        if view.key not in asked or view.kind == "note":
            continue
        given = _given(posted, view)
        if given != _kept(view):
            changes[view.key] = given
    return changes


def with_suggestions(changes: Mapping[str, object], views: Iterable[StepView], wanted: str) -> dict[str, object]:
    """The changes with suggestions taken: of every question (`*`), of one (`key`), or of one row (`key|row`)."""
    key, _, row = wanted.partition("|")
    taken = dict(changes)
    for view in views:
        if not view.visible or not view.suggestions or key not in (EVERY, view.key):
            continue
        if view.kind == "mapping":
            before = taken.get(view.key, view.value)
            table = dict(before) if isinstance(before, Mapping) else {}
            for name, code in view.suggestions.items():
                if row in ("", name):
                    table.setdefault(name, code)
            taken[view.key] = table
        else:
            taken.setdefault(view.key, view.suggestions[""])
    return taken


def _given(posted: MultiDict[str, str], view: StepView) -> object:
    name = ANSWER + view.key
    if view.kind == "toggle":
        return posted.get(name) == "on"
    if view.kind == "choices":
        return posted.getlist(name)
    if view.kind == "mapping":
        return _table(posted, view)
    text = posted.get(name, "").strip()
    return _code(text, view.options) if view.kind == "choice" else text


def _table(posted: MultiDict[str, str], view: StepView) -> dict[str, str]:
    start = f"{ROW}{view.key}."
    rows = {name[len(start) :]: value.strip() for name, value in posted.items() if name.startswith(start)}
    return {row: _code(text, view.options) for row, text in rows.items() if text}


def _code(text: str, options: Sequence[Option]) -> str:
    """A field to type in holds a label; what is no label of this list is left for the steps to judge."""
    if not text or any(option.value == text for option in options):
        return text
    for language in LANGUAGES:
        for code, label in labels_of(options, language).items():
            if label == text:
                return code
    return text


def _kept(view: StepView) -> object:
    """The answer as a form would send it."""
    value = view.value
    if view.kind == "toggle":
        return value is True
    if view.kind == "choices":
        return [str(code) for code in value] if isinstance(value, (list, tuple)) else []
    if view.kind == "mapping":
        return {str(row): str(code) for row, code in value.items()} if isinstance(value, Mapping) else {}
    return "" if value is None else str(value)

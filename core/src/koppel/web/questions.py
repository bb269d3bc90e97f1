"""The form of an integration as a page draws it: questions in groups, with what was typed and what is wrong with it.

A refused form comes back with every good answer taken over, so that lists follow the administration that was just
chosen, and with the refused ones as they were typed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from koppel.home import Home
from koppel.steps.accept import weigh
from koppel.steps.errors import Errors
from koppel.steps.evaluate import StepView, evaluate, missing
from koppel.steps.form import Form
from koppel.steps.lists import Lists
from koppel.steps.options import Live, Option
from koppel.steps.sentences import label_of
from koppel.steps.stored import Stored
from koppel.sync.lists import PairLists
from koppel.sync.pairs import open_pair
from koppel.sync.start_day import STEP as FIRST_DAY
from koppel.sync.waiting_rows import rows_waited_for
from koppel.text import Text

LONG_LIST: Final = {"choice": 30, "mapping": 12}
"""With more options than this a question is a field to type in, with one list for all fields that choose from it.

As lists to click, ten rows of a table with four hundred ledgers each would make a page of megabytes, and nobody would
find one.
"""

FEW: Final = 4
"""So many options at most are shown side by side, where one of them always holds."""

_NOTHING: Final[Mapping[str, object]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One step. `value` is what the field shows: the answer, or what was typed and refused.

    `place` is that in form order, in which conditions are judged. `list_id` names the shared list of a long choice.
    `leads` is true when another question's list depends on this one.
    """

    view: StepView
    value: object
    place: int
    list_id: str | None = None
    leads: bool = False

    @property
    def condition(self) -> str | None:
        """For the page's script."""
        return json.dumps(self.view.condition) if self.view.condition else None

    def table(self) -> Mapping[str, str]:
        """The value of a mapping, by row."""
        return {str(row): str(code) for row, code in self.value.items()} if isinstance(self.value, Mapping) else {}

    def several(self) -> frozenset[str]:
        """The value of a choice of several."""
        return frozenset(str(code) for code in self.value) if isinstance(self.value, (list, tuple)) else frozenset()

    def label_of(self, code: str, language: str) -> str:
        """What a field to type in shows for an option; a code that the list lacks stays as it is."""
        return labels_of(self.view.options, language).get(code, code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Questions under one heading."""

    title: Text | None
    questions: tuple[Question, ...]

    @property
    def visible(self) -> bool:
        """False when none of them is asked just now."""
        return any(question.view.visible for question in self.questions)

    @property
    def keys(self) -> frozenset[str]:
        """The steps in it."""
        return frozenset(question.view.key for question in self.questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """The whole form. `lists` are the shared lists by id; `open` what must be answered before it can run."""

    groups: tuple[Group, ...]
    lists: Mapping[str, tuple[Option, ...]]
    features: str
    errors: Errors
    open: Mapping[str, Text]
    suggestions: int
    labels: Mapping[str, Text] = field(default_factory=dict)
    row_labels: Mapping[tuple[str, str], Text] = field(default_factory=dict)

    @property
    def parts(self) -> tuple[Group, ...]:
        """The form as the guided way asks it, one group after another. The first day has a page of its own there."""
        kept = (
            Group(title=group.title, questions=tuple(one for one in group.questions if one.view.key != FIRST_DAY))
            for group in self.groups
        )
        return tuple(group for group in kept if group.questions)

    def known_beside(self, part: Group) -> str:
        """For the page's script: the answers to what is asked in other parts, since conditions may rest on them."""
        views = [one.view for group in self.groups for one in group.questions]
        known = {view.key: view.value for view in views if view.visible and view.key not in part.keys}
        return json.dumps(known, default=str)

    def suggested_in(self, part: Group) -> int:
        """How many suggestions there are in a part."""
        return sum(len(one.view.suggestions) for one in part.questions if one.view.visible)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """What an integration still waits for before it can run.

    `part` is the number of the first part of the form with an open question; `first_day` the chosen one.
    """

    labels: Mapping[str, Text]
    part: int | None
    first_day: object
    asks_first_day: bool


def questions_of(
    home: Home, name: str, changes: Mapping[str, object] = _NOTHING, *, refresh: bool = False, judge: bool = True
) -> Questions:
    """The form as it stands, with changes that are not saved. Without `judge` their errors are not shown yet."""
    with open_pair(home, name) as pair:
        lists = PairLists(pair, refresh=refresh)
        return weighed(pair.form, pair.stored, changes, lists, rows_waited_for(home, pair), judge=judge)


def weighed(
    form: Form,
    stored: Stored,
    changes: Mapping[str, object],
    lists: Lists,
    extra_rows: Mapping[str, Sequence[Option]],
    *,
    judge: bool = True,
) -> Questions:
    """Any form with its answers, and changes to them that are not saved."""
    after, errors = weigh(form, stored, changes, lists, extra_rows=extra_rows)
    shown = errors if judge else {}
    views = evaluate(form, after, lists, shown, extra_rows=extra_rows)
    unanswered = missing(form, after, lists)
    labels = {bound.step.key: bound.step.label for bound in form}
    features = json.dumps(sorted(form.features))
    shared = _SharedLists()
    leading = _leading(views)
    questions = [
        Question(
            view=view,
            value=_typed(view, changes) if view.key in errors else view.value,
            place=place,
            list_id=shared.id_of(view),
            leads=view.key in leading,
        )
        for place, view in enumerate(views)
    ]
    return Questions(
        groups=_grouped(questions),
        lists=shared.lists,
        features=features,
        errors={key: found for key, found in shown.items() if key in labels},
        open={key: labels[key] for key in unanswered if key in labels},
        suggestions=sum(len(view.suggestions) for view in views if view.visible),
        labels=labels,
        row_labels={(view.key, row.value): label_of(row) for view in views for row in view.rows},
    )


def still_open(home: Home, name: str) -> Open:
    """What must still be answered before the integration can run."""
    with open_pair(home, name) as pair:
        unanswered = missing(pair.form, pair.stored, PairLists(pair))
        asked = [bound.step for bound in pair.form]
        first_day = pair.stored.values.get(FIRST_DAY)
    labels = {step.key: step.label for step in asked if step.key in unanswered}
    parts = list(dict.fromkeys(step.group for step in asked if step.key != FIRST_DAY))
    open_parts = [parts.index(step.group) + 1 for step in asked if step.key in labels and step.group in parts]
    return Open(
        labels=labels,
        part=min(open_parts, default=None),
        first_day=first_day,
        asks_first_day=any(step.key == FIRST_DAY for step in asked),
    )


def labels_of(options: Sequence[Option], language: str) -> dict[str, str]:
    """Value to what a field shows for it. Two options of one name are told apart by their codes."""
    names = {option.value: label_of(option).to(language) for option in options}
    often = Counter(names.values())
    return {code: label if often[label] == 1 else f"{label} ({code})" for code, label in names.items()}


def uses_radios(view: StepView) -> bool:
    """A short fixed choice that always has an answer: seen at a glance, without opening a list."""
    fixed = isinstance(getattr(view.step, "options", None), tuple)
    settled = view.value is not None or view.required
    return view.kind == "choice" and fixed and settled and len(view.options) <= FEW


def _typed(view: StepView, changes: Mapping[str, object]) -> object:
    """What was refused, beside what was not."""
    given = changes.get(view.key)
    if isinstance(given, Mapping) and isinstance(view.value, Mapping):
        return {**view.value, **given}
    return given


def _leading(views: Iterable[StepView]) -> frozenset[str]:
    """The steps that lists of others depend on."""
    found: set[str] = set()
    for view in views:
        for options in (getattr(view.step, "options", None), getattr(view.step, "rows", None)):
            if isinstance(options, Live):
                found.update(options.after)
    return frozenset(found)


def _grouped(questions: Iterable[Question]) -> tuple[Group, ...]:
    """Under their headings. What shop and package ask under the same heading stands together."""
    groups: dict[Text | None, list[Question]] = {}
    for question in questions:
        groups.setdefault(question.view.group, []).append(question)
    return tuple(Group(title=title, questions=tuple(members)) for title, members in groups.items())


class _SharedLists:
    """Long lists, each once however many fields choose from it."""

    def __init__(self) -> None:
        self.lists: dict[str, tuple[Option, ...]] = {}
        self._known: dict[tuple[str, ...], str] = {}

    def id_of(self, view: StepView) -> str | None:
        """The id of the list that a step's fields refer to; None for a short one."""
        if len(view.options) <= LONG_LIST.get(view.kind, len(view.options)):
            return None
        values = tuple(option.value for option in view.options)
        known = self._known.setdefault(values, f"list-{len(self._known) + 1}")
        self.lists.setdefault(known, view.options)
        return known

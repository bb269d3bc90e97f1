"""Going through a form in its order, so that each condition and each list sees the validated answers before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from koppel.steps.answers import Answers
from koppel.steps.compile import validated
from koppel.steps.errors import FieldErrors
from koppel.steps.form import Bound, Form, asked_of, default_of, needed_by
from koppel.steps.kinds import Step
from koppel.steps.lists import Listing, Lists
from koppel.steps.options import Option, Options
from koppel.steps.sentences import ANSWER_FIRST, NOT_KNOWN_NOW, listed, worded
from koppel.steps.stored import Stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One step as it stands.

    `value` is the answer as a Python value, the default when nobody answered, None when it is open. `known` are the
    options of its values, as far as they have been seen in a list. `fault`: the stored answer has no longer the right
    form, as after a new version of a plugin.
    """

    bound: Bound
    visible: bool
    value: object = None
    answered: bool = False
    known: Mapping[str, Option] = field(default_factory=dict)
    fault: FieldErrors | None = None


class Walk:
    """What has been answered so far. Steps must be recorded in form order."""

    def __init__(self, form: Form, lists: Lists | None) -> None:
        self.form = form
        self.standings: dict[str, Standing] = {}
        self._lists = lists
        self._values: dict[str, object] = {}
        self._chosen: dict[str, Mapping[str, Option]] = {}

    def sees(self, step: Step) -> bool:
        """Whether the step is asked, after the answers so far."""
        return step.when is None or step.when.holds(self._values, self.form.features)

    def record(self, standing: Standing) -> None:
        """Go past one step. What a hidden one holds counts for nobody."""
        key = standing.bound.step.key
        self.standings[key] = standing
        if standing.visible and standing.value is not None:
            self._values[key] = standing.value
            self._chosen[key] = standing.known

    def answers(self, keys: Iterable[str] | None = None) -> Answers:
        """The answers so far, or those to some steps only."""
        wanted = set(self._values if keys is None else keys)
        return Answers(
            values={key: value for key, value in self._values.items() if key in wanted},
            chosen={key: known for key, known in self._chosen.items() if key in wanted and known},
        )

    def listing(self, bound: Bound, options: Options) -> Listing:
        """A list as it is now. One whose steps are not all answered is not asked for."""
        if isinstance(options, tuple):
            return Listing(options=options)
        before = needed_by(options)
        open_steps = [self.standings[key] for key in before if key in self.standings and key not in self._values]
        waits_for = [standing.bound.step.label for standing in open_steps if standing.visible]
        if waits_for:
            return Listing(problem=worded(ANSWER_FIRST, steps=listed(waits_for)), fresh=False)
        if self._lists is None:
            return Listing(problem=NOT_KNOWN_NOW, fresh=False)
        return self._lists.options(asked_of(bound, options), options, self.answers(before))


def walk_through(form: Form, stored: Stored, lists: Lists | None = None) -> Walk:
    """Go through the whole form with what is stored."""
    steps = [bound.step for bound in form if bound.asks]
    kept = {key: value for key, value in stored.kept().items() if value is not None}
    defaults = {step.key: default_of(step) for step in steps if default_of(step) is not None}
    values, faults = validated(steps, {**defaults, **kept})
    walk = Walk(form, lists)
    for bound in form:
        key = bound.step.key
        walk.record(
            Standing(
                bound=bound,
                visible=walk.sees(bound.step),
                value=values.get(key),
                answered=key in kept,
                known=known_options(bound, values.get(key), stored),
                fault=faults.get(key),
            )
        )
    return walk


def known_options(bound: Bound, value: object, stored: Stored) -> dict[str, Option]:
    """The options that a value consists of: as declared, or as they were when they were chosen."""
    if bound.options is None:
        return {}
    declared = {option.value: option for option in bound.options} if isinstance(bound.options, tuple) else {}
    seen = {**stored.options(bound.step.key), **declared}
    return {code: seen[code] for code in codes_in(value) if code in seen}


def codes_in(value: object) -> tuple[str, ...]:
    """The option values in an answer to a choice, choices or mapping, each once."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Mapping):
        return tuple(dict.fromkeys(str(code) for code in value.values()))
    return tuple(str(code) for code in value) if isinstance(value, (list, tuple)) else ()

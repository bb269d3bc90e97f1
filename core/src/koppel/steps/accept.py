"""Taking over changed answers: all of them, or none and what is wrong with which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from koppel.steps.compile import validated
from koppel.steps.errors import Errors, FieldErrors
from koppel.steps.form import Bound, Form, default_of, needed_by
from koppel.steps.kinds import Step
from koppel.steps.lists import Lists
from koppel.steps.options import Option
from koppel.steps.rows import NO_ROWS
from koppel.steps.sentences import NO_ANSWER, UNKNOWN_STEP, nearest_keys, worded
from koppel.steps.stored import Stored, to_chosen, to_stored
from koppel.steps.taking import Taken, confirm, take
from koppel.steps.walk import Standing, Walk, known_options, walk_through


def accept(
    form: Form,
    stored: Stored,
    changes: Mapping[str, object],
    lists: Lists,
    *,
    extra_rows: Mapping[str, Sequence[Option]] = NO_ROWS,
) -> Stored | Errors:
    """The new answers, or the errors by step key. Tell them apart with `isinstance(result, Stored)`.

    `changes` are raw values by step key, as a form, the JSON API or the command line gives them; a step that is not
    named keeps its answer, one given as empty loses it. A change to a hidden step is checked like any other and kept
    aside. Pass the same `extra_rows` as to `evaluate`.
    """
    after, errors = weigh(form, stored, changes, lists, extra_rows=extra_rows)
    return errors or after


def weigh(
    form: Form,
    stored: Stored,
    changes: Mapping[str, object],
    lists: Lists,
    *,
    extra_rows: Mapping[str, Sequence[Option]] = NO_ROWS,
) -> tuple[Stored, Errors]:
    """The good changes taken over, and the errors beside them: for showing a refused form again, never to save.

    So the page that is shown again has the lists of the administration that was just chosen, not of the old one.
    """
    asking = {bound.step.key: bound.step for bound in form if bound.asks}
    given = {key: value for key, value in changes.items() if key in asking and not _is_empty(asking[key], value)}
    values, wrong = validated([asking[key] for key in given], given)
    acceptance = _Acceptance(form, stored, lists)
    for bound in form:
        key = bound.step.key
        if key in wrong or key not in changes:
            acceptance.keep(bound)
        else:
            acceptance.change(bound, values.get(key), extra_rows.get(key, ()))
    errors = {**_unknown(form, changes), **wrong, **acceptance.errors}
    return acceptance.result(), {key: errors[key] for key in (*form.keys, *errors) if key in errors}


class _Acceptance:
    """One pass over the form: the old answers beside the new ones, both in form order."""

    def __init__(self, form: Form, stored: Stored, lists: Lists) -> None:
        self.errors: dict[str, FieldErrors] = {}
        self._stored = stored
        self._old = walk_through(form, stored)
        self._new = Walk(form, lists)
        self._kept = stored.kept()
        self._chosen = dict(stored.chosen)
        self._shown: set[str] = set()

    def keep(self, bound: Bound) -> None:
        """The answer stays. When its list has become another one, it is looked up there."""
        old = self._old.standings[bound.step.key]
        if old.answered and old.value is not None and self._moved(bound):
            self._store(bound, confirm(self._new, old))
        else:
            self._record(bound, value=old.value, answered=old.answered, known=old.known, fault=old.fault)

    def change(self, bound: Bound, value: object, extra_rows: Sequence[Option]) -> None:
        """The answer becomes this one; None takes it away."""
        key, old = bound.step.key, self._old.standings[bound.step.key]
        if _is_empty(bound.step, value):
            self._forget(bound)
            return
        taken = take(self._new, old, value, moved=self._moved(bound), extra_rows=extra_rows)
        if taken.errors is not None:
            self.errors[key] = taken.errors
        if taken.errors is not None and not taken.value:
            self.keep(bound)
        else:
            self._store(bound, taken)

    def result(self) -> Stored:
        """What is to be stored. Answers to steps that this pair lacks just now are aside too, not lost."""
        shown = {key: value for key, value in self._kept.items() if key in self._shown}
        aside = {key: value for key, value in self._kept.items() if key not in self._shown}
        chosen = {key: entries for key, entries in self._chosen.items() if key in self._kept and entries}
        return Stored(values=shown, chosen=chosen, aside=aside)

    def _moved(self, bound: Bound) -> bool:
        """Whether an answer that the options depend on has changed in this pass."""
        before, now = self._old.answers().values, self._new.answers().values
        return any(before.get(key) != now.get(key) for key in needed_by(bound.options))

    def _forget(self, bound: Bound) -> None:
        self._kept.pop(bound.step.key, None)
        self._chosen.pop(bound.step.key, None)
        value = _default(bound)
        known = known_options(bound, value, self._stored)
        self._record(bound, value=value, answered=False, known=known, fault=None)

    def _store(self, bound: Bound, taken: Taken) -> None:
        key = bound.step.key
        if not taken.only_default:
            self._kept[key] = to_stored(taken.value)
            self._chosen[key] = to_chosen(taken.options)
        known = {option.value: option for option in taken.options}
        self._record(bound, value=taken.value, answered=not taken.only_default, known=known, fault=None)

    def _record(
        self, bound: Bound, *, value: object, answered: bool, known: Mapping[str, Option], fault: FieldErrors | None
    ) -> None:
        visible = self._new.sees(bound.step)
        if visible:
            self._shown.add(bound.step.key)
        self._new.record(
            Standing(bound=bound, visible=visible, value=value, answered=answered, known=known, fault=fault)
        )


def _is_empty(step: Step, value: object) -> bool:
    """Whether this takes an answer away. Only a step of text can mean the word null by "null".

    An empty list is an answer where a default would otherwise come back although none at all is allowed.
    """
    if isinstance(value, str):
        return value.strip() in ("", "null") if step.kind != "text" else not value.strip()
    if value == [] and step.kind == "choices" and step.default and not step.required:
        return False
    return value is None or value in ([], {}, ())


def _default(bound: Bound) -> object:
    default = default_of(bound.step)
    values, _ = validated([bound.step], {bound.step.key: default} if default is not None else {})
    return values.get(bound.step.key)


def _unknown(form: Form, changes: Mapping[str, object]) -> dict[str, FieldErrors]:
    """A key that no step has, and an answer to a note; a page may send a note's key with nothing."""
    asking = [bound.step.key for bound in form if bound.asks]
    errors = {}
    for key, value in changes.items():
        if form.get(key) is None:
            errors[key] = FieldErrors(message=worded(UNKNOWN_STEP, given=key, near=nearest_keys(key, asking)))
        elif key not in asking and value not in (None, ""):
            errors[key] = FieldErrors(message=worded(NO_ANSWER, given=key))
    return errors

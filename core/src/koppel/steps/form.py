"""The form of one integration: the steps of its source, its target and the core that exist for this pair, in order.

Which of them are asked just now depends on the answers; that is left to `walk`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from koppel.errors import Bug
from koppel.steps.compile import validated
from koppel.steps.kinds import Choice, Choices, Mapping, Note, Side, Step, Toggle
from koppel.steps.options import FromFacet, Live, Options


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A step that exists for this pair, and who asks it."""

    side: Side
    step: Step

    @property
    def options(self) -> Options | None:
        """What can be chosen; None for a step that is no choice."""
        return self.step.options if isinstance(self.step, (Choice, Choices, Mapping)) else None

    @property
    def rows(self) -> Options:
        """The rows of a mapping; empty for another step."""
        return self.step.rows if isinstance(self.step, Mapping) else ()

    @property
    def asks(self) -> bool:
        """True when it has an answer: a note has none."""
        return not isinstance(self.step, Note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Steps in form order (source, target, core) and the source's features."""

    steps: tuple[Bound, ...]
    features: frozenset[str] = field(default_factory=frozenset)

    def __iter__(self) -> Iterator[Bound]:
        return iter(self.steps)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys in form order."""
        return tuple(bound.step.key for bound in self.steps)

    def get(self, key: str) -> Bound | None:
        """The step with that key, if this pair has it."""
        return next((bound for bound in self.steps if bound.step.key == key), None)


def compile_form(
    source_steps: Sequence[Step], target_steps: Sequence[Step], core_steps: Sequence[Step], features: frozenset[str]
) -> Form:
    """Put the steps of a pair together; those whose `source_when` does not hold are dropped.

    Raises Bug when two steps share a key, or one looks at a step that does not come before it. A condition may name
    a step that this pair lacks: it then sees no answer.
    """
    declared = [
        *(Bound(side="source", step=step) for step in source_steps),
        *(Bound(side="target", step=step) for step in target_steps),
        *(Bound(side="core", step=step) for step in core_steps),
    ]
    _check(declared)
    steps = tuple(bound for bound in declared if _exists(bound.step, features))
    return Form(steps=steps, features=frozenset(features))


def _exists(step: Step, features: frozenset[str]) -> bool:
    return step.source_when is None or step.source_when.holds({}, features)


def _check(declared: Sequence[Bound]) -> None:
    before: set[str] = set()
    for bound in declared:
        key = bound.step.key
        if key in before:
            raise Bug(what=f"two steps have the key {key}")
        late = _looks_at(bound) - before
        if late:
            raise Bug(what=f"step {key} looks at {', '.join(sorted(late))}, which does not come before it")
        if bound.step.source_when is not None and bound.step.source_when.names():
            raise Bug(what=f"source_when of step {key} looks at answers; only `when` may")
        _check_default(bound)
        before.add(key)


def _check_default(bound: Bound) -> None:
    key, default = bound.step.key, default_of(bound.step)
    if default is not None and validated([bound.step], {key: default})[1]:
        raise Bug(what=f"the default of step {key} is no answer to it")
    fixed = bound.options if isinstance(bound.step, Choice) and isinstance(bound.options, tuple) else ()
    if default is not None and fixed and default not in {option.value for option in fixed}:
        raise Bug(what=f"the default of step {key} is not one of its options")


def default_of(step: Step) -> object:
    """What counts while nobody has answered; a toggle is off."""
    return False if isinstance(step, Toggle) and step.default is None else step.default


def _looks_at(bound: Bound) -> frozenset[str]:
    named = bound.step.when.names() if bound.step.when else frozenset()
    return named | frozenset(key for options in (bound.options, bound.rows) for key in needed_by(options))


def needed_by(options: Options | None) -> tuple[str, ...]:
    """The keys of the steps whose answers a list depends on."""
    return options.after if isinstance(options, Live) else ()


def asked_of(bound: Bound, options: Options) -> Side:
    """Which side gives a list: facets always come from the source, whoever asks for them."""
    return "source" if isinstance(options, FromFacet) else bound.side

"""Putting the steps of a pair together."""

from __future__ import annotations

import pytest

from koppel.errors import Bug
from koppel.steps import Choice, Date, Equals, Live, Number, Option, SourceGives, Step, Text, Toggle
from koppel.steps.core_steps import CORE_STEPS, SERVICE_LEVEL
from koppel.steps.form import Form, compile_form
from koppel.text import same


def text(key: str, **parts: object) -> Text:
    return Text(key=key, label=same(key), **parts)  # type: ignore[arg-type]


def compiled(*steps: Step, features: frozenset[str] = frozenset()) -> Form:
    return compile_form((), steps, (), features)


def test_steps_stand_in_the_order_source_target_core(form: Form) -> None:
    """The source's steps come first, the core's last."""
    assert [bound.side for bound in form][:4] == ["source", "source", "source", "target"]
    assert form.keys[0] == "order_statuses"
    assert form.keys[-1] == "service_level"


def test_a_step_the_source_gives_no_cause_for_does_not_exist(form: Form) -> None:
    """The shop has a point of sale but no guest checkout."""
    assert form.get("pos_debtor") is not None
    assert form.get("skip_email_check") is None


def test_two_steps_with_one_key_are_refused() -> None:
    """A shop and a package may not both ask under the same key."""
    with pytest.raises(Bug, match="two steps have the key a"):
        compile_form([text("a")], [text("a")], (), frozenset())


def test_a_condition_on_a_later_step_is_refused() -> None:
    """Order is the resolution, so no condition can look ahead."""
    with pytest.raises(Bug, match="step a looks at b"):
        compiled(text("a", when=Equals("b", "x")), text("b"))


def test_options_that_depend_on_a_later_step_are_refused() -> None:
    """The same holds for live lists."""
    with pytest.raises(Bug, match="step a looks at b"):
        compiled(Choice(key="a", label=same("a"), options=Live(name="x", after=("b",))), text("b"))


def test_a_condition_may_look_at_a_step_that_this_pair_lacks() -> None:
    """It then sees no answer, and the form of the pair still compiles."""
    form = compiled(text("a", source_when=SourceGives("periods")), text("b", when=Equals("a", "x")))
    assert form.keys == ("b",)


def test_source_when_may_not_look_at_answers() -> None:
    """Whether a step exists is settled before anyone has answered."""
    with pytest.raises(Bug, match="source_when of step b"):
        compiled(text("a"), text("b", source_when=Equals("a", "x")))


@pytest.mark.parametrize(
    "step",
    [
        Number(key="a", label=same("a"), default="many"),
        Date(key="a", label=same("a"), default="1-2-2026"),
        Toggle(key="a", label=same("a"), default="perhaps"),
        Choice(key="a", label=same("a"), default="y", options=(Option(value="x", label="x"),)),
    ],
)
def test_a_default_that_is_no_answer_is_refused(step: Step) -> None:
    """A default must pass the same test as an answer."""
    with pytest.raises(Bug, match="the default of step a"):
        compiled(step)


def test_the_service_level_belongs_to_the_core() -> None:
    """Three levels, Basic unless chosen otherwise."""
    assert CORE_STEPS == (SERVICE_LEVEL,)
    assert [option.value for option in SERVICE_LEVEL.options] == ["basic", "pro", "premium"]  # type: ignore[union-attr]
    assert SERVICE_LEVEL.default == "basic"

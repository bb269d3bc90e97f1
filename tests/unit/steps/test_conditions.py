"""Conditions: what they decide, and how the page's script reads them."""

from __future__ import annotations

import json

import pytest

from koppel.steps import Answered, Condition, Equals, OneOf, SourceGives

ANSWERS = {"a": "x", "b": True, "none": []}
FEATURES = frozenset({"periods"})


@pytest.mark.parametrize(
    ("condition", "holds", "data"),
    [
        (Equals("a", "x"), True, {"equals": ["a", "x"]}),
        (Equals("b", "on"), False, {"equals": ["b", "on"]}),
        (OneOf("a", ("x", "y")), True, {"one_of": ["a", ["x", "y"]]}),
        (Answered("none"), False, {"answered": "none"}),
        (SourceGives("periods"), True, {"feature": "periods"}),
        (~SourceGives("periods"), False, {"not": {"feature": "periods"}}),
        (Equals("a", "y") | Answered("b"), True, {"any": [{"equals": ["a", "y"]}, {"answered": "b"}]}),
        (Equals("a", "x") & Answered("c"), False, {"all": [{"equals": ["a", "x"]}, {"answered": "c"}]}),
    ],
)
def test_a_condition_decides_and_is_data(condition: Condition, holds: bool, data: dict[str, object]) -> None:
    """The server decides on validated answers; the script gets the same as JSON."""
    assert condition.holds(ANSWERS, FEATURES) is holds
    assert json.loads(json.dumps(condition.to_data())) == data


def test_a_condition_names_every_step_that_it_looks_at() -> None:
    """Also those deep inside; a feature is no step."""
    condition = (Equals("a", 1) | ~OneOf("b", (2,))) & Answered("c") & SourceGives("periods")
    assert condition.names() == {"a", "b", "c"}

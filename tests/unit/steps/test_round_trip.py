"""Saving a form as it is shown changes nothing, whatever was answered before."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koppel.steps.accept import accept
from koppel.steps.evaluate import answers_of, evaluate, missing
from koppel.steps.form import Form
from koppel.steps.stored import Stored

CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "order_statuses": st.sampled_from([[], ["completed"], "on-hold,processing"]),
        "export_from": st.dates().map(str) | st.just(""),
        "group_lines": st.sampled_from(["on", "false", True, None]),
        "administration": st.sampled_from(["1", "2", "Second", ""]),
        "journal": st.sampled_from(["70", "71", "90", "Sales", ""]),
        "vat_mapping": st.dictionaries(
            st.sampled_from(["NL-21", "NL 9%", "export", "exempt"]), st.sampled_from(["V1", "Low 9%", "X1", ""])
        ),
        "payment_condition_mapping": st.dictionaries(
            st.sampled_from(["net14", "30 days"]), st.sampled_from(["A", "B"])
        ),
        "eu_consumer_vat": st.sampled_from(["oss", "home", ""]),
        "oss_ledger": st.sampled_from(["8000", "8001", ""]),
        "oss_note": st.text(max_size=12),
        "days": st.integers(-1, 3) | st.just(""),
        "closed_until": st.just("2025-12-31"),
        "send": st.booleans(),
        "service_level": st.sampled_from(["pro", "Basic"]),
    },
)
RELAXED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def answered(form: Form, lists: Any, rounds: list[dict[str, Any]]) -> Stored:
    stored = Stored()
    for changes in rounds:
        result = accept(form, stored, changes, lists)
        stored = result if isinstance(result, Stored) else stored
    return stored


def as_shown(form: Form, stored: Stored, lists: Any) -> dict[str, object]:
    return {view.key: view.value for view in evaluate(form, stored, lists)}


@RELAXED
@given(rounds=st.lists(CHANGES, max_size=4))
def test_saving_a_form_as_it_is_shown_is_idempotent(form: Form, lists: Any, rounds: list[dict[str, Any]]) -> None:
    """Once saved as shown, saving it again stores the very same; nothing a connector sees changes at all."""
    stored = answered(form, lists, rounds)
    vanished = set(missing(form, stored, lists)) & set(stored.kept())
    shown = {key: value for key, value in as_shown(form, stored, lists).items() if key not in vanished}
    once = accept(form, stored, shown, lists)
    assert isinstance(once, Stored)
    assert answers_of(form, once).values == answers_of(form, stored).values
    again = {key: value for key, value in as_shown(form, once, lists).items() if key not in vanished}
    assert accept(form, once, again, lists) == once


@RELAXED
@given(rounds=st.lists(CHANGES, max_size=3))
def test_a_form_saved_while_the_service_is_away_keeps_every_answer(
    form: Form, lists: Any, rounds: list[dict[str, Any]]
) -> None:
    """An outage takes nothing away and blocks nothing that was not changed."""
    lists.away = False
    stored = answered(form, lists, rounds)
    lists.away = True
    kept = accept(form, stored, as_shown(form, stored, lists), lists)
    assert isinstance(kept, Stored)
    assert answers_of(form, kept).values == answers_of(form, stored).values
    assert {key: kept.chosen[key] for key in stored.chosen} == stored.chosen


@RELAXED
@given(rounds=st.lists(CHANGES, max_size=3))
def test_what_is_stored_is_json_and_each_answer_lies_in_one_place(
    form: Form, lists: Any, rounds: list[dict[str, Any]]
) -> None:
    """Shown or aside, never both."""
    lists.away = False
    stored = answered(form, lists, rounds)
    parts = {"values": stored.values, "chosen": stored.chosen, "aside": stored.aside}
    assert json.loads(json.dumps(parts)) == parts
    assert not set(stored.values) & set(stored.aside)
    assert set(stored.chosen) <= set(stored.kept())

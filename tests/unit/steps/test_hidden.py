"""Conditions: what is asked just now, and what happens to answers of steps that are not."""

from __future__ import annotations

from typing import Any

from koppel.steps.accept import accept
from koppel.steps.evaluate import answers_of, evaluate, missing
from koppel.steps.form import Form, compile_form
from koppel.steps.kinds import Text
from koppel.steps.stored import Stored
from koppel.text import same


def saved(result: object) -> Stored:
    assert isinstance(result, Stored)
    return result


def visible(form: Form, stored: Stored, lists: Any) -> dict[str, bool]:
    return {view.key: view.visible for view in evaluate(form, stored, lists)}


def with_oss(form: Form, ready: Stored, lists: Any) -> Stored:
    changes = {"eu_consumer_vat": "oss", "oss_ledger": "8000", "oss_note": "hello"}
    return saved(accept(form, ready, changes, lists))


def test_conditions_follow_each_other(form: Form, ready: Stored, lists: Any) -> None:
    """The scheme opens the ledger, the ledger opens the note."""
    assert not visible(form, ready, lists)["oss_ledger"]
    scheme = saved(accept(form, ready, {"eu_consumer_vat": "oss"}, lists))
    assert visible(form, scheme, lists)["oss_ledger"]
    assert not visible(form, scheme, lists)["oss_note"]
    assert visible(form, with_oss(form, ready, lists), lists)["oss_note"]


def test_a_hidden_answer_is_kept_aside_and_not_handed_on(form: Form, ready: Stored, lists: Any) -> None:
    """The whole chain goes: the note hangs on a ledger that is hidden itself."""
    home = saved(accept(form, with_oss(form, ready, lists), {"eu_consumer_vat": "home"}, lists))
    assert home.aside == {"oss_ledger": "8000", "oss_note": "hello"}
    assert "oss_ledger" not in home.values
    assert answers_of(form, home).text("oss_ledger") is None
    assert answers_of(form, home).text("oss_note") is None


def test_a_hidden_answer_comes_back_with_its_label(form: Form, ready: Stored, lists: Any) -> None:
    """There and back again is as if nothing happened, whether or not the service answers."""
    before = with_oss(form, ready, lists)
    home = saved(accept(form, before, {"eu_consumer_vat": "home"}, lists))
    lists.away = True
    assert saved(accept(form, home, {"eu_consumer_vat": "oss"}, lists)) == before


def test_conditions_see_validated_values(form: Form, ready: Stored, lists: Any) -> None:
    """A browser says "on" and "1", the conditions say True and 1."""
    shown = saved(accept(form, ready, {"days": "1", "closed_until": "2025-12-31"}, lists))
    assert shown.values["closed_until"] == "2025-12-31"
    hidden = saved(accept(form, shown, {"group_lines": "on"}, lists))
    assert hidden.aside == {"closed_until": "2025-12-31"}


def test_an_answer_given_to_a_hidden_step_is_checked_and_kept_aside(form: Form, ready: Stored, lists: Any) -> None:
    """A page sends hidden fields too, and settings may come in any order."""
    kept = saved(accept(form, ready, {"oss_ledger": "8001"}, lists))
    assert kept.aside == {"oss_ledger": "8001"}
    assert not isinstance(accept(form, ready, {"oss_ledger": "9999"}, lists), Stored)


def test_a_hidden_answer_can_be_taken_away(form: Form, ready: Stored, lists: Any) -> None:
    """Nothing is left to come back."""
    kept = saved(accept(form, ready, {"oss_ledger": "8001"}, lists))
    assert saved(accept(form, kept, {"oss_ledger": ""}, lists)) == ready


def test_nothing_hidden_is_missing_or_wrong(form: Form, ready: Stored, lists: Any) -> None:
    """What is not asked cannot be answered wrongly."""
    home = saved(accept(form, with_oss(form, ready, lists), {"eu_consumer_vat": "home"}, lists))
    lists.lists["ledgers", "1"] = lists.lists["ledgers", "1"][1:]
    assert missing(form, home, lists) == {}
    back = saved(accept(form, home, {"eu_consumer_vat": "oss"}, lists))
    assert list(missing(form, back, lists)) == ["oss_ledger"]


def test_a_hidden_step_has_no_suggestions_but_shows_what_lies_aside(form: Form, ready: Stored, lists: Any) -> None:
    """So that it is there when the page's script shows the step."""
    home = saved(accept(form, with_oss(form, ready, lists), {"eu_consumer_vat": "home"}, lists))
    view = next(view for view in evaluate(form, home, lists) if view.key == "oss_ledger")
    assert (view.visible, view.value, view.suggestions) == (False, "8000", {})
    assert view.condition == {"equals": ["eu_consumer_vat", "oss"]}


def test_the_answer_to_a_step_that_the_pair_lacks_lies_aside(lists: Any) -> None:
    """A shop may lose a feature and get it back; the answer is not lost in between."""
    both = compile_form([Text(key="a", label=same("a")), Text(key="b", label=same("b"))], (), (), frozenset())
    one = compile_form([Text(key="a", label=same("a"))], (), (), frozenset())
    stored = Stored(values={"a": "1", "b": "2"})
    less = saved(accept(one, stored, {"a": "3"}, lists))
    assert less == Stored(values={"a": "3"}, aside={"b": "2"})
    assert answers_of(both, less).text("b") == "2"
    assert saved(accept(both, less, {}, lists)) == Stored(values={"a": "3", "b": "2"})

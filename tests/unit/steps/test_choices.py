"""Choosing from lists: by code or by name, from a list that is complete, empty, out of reach, or another one by now."""

from __future__ import annotations

from typing import Any

import pytest

from koppel.steps import Option
from koppel.steps.accept import accept, weigh
from koppel.steps.evaluate import answers_of, evaluate, missing
from koppel.steps.form import Form
from koppel.steps.stored import Stored

EMPTY = Stored()


def message(result: Any, key: str) -> str:
    assert not isinstance(result, Stored)
    return str(result[key].message.en)


def view(form: Form, stored: Stored, lists: Any, key: str) -> Any:
    return next(view for view in evaluate(form, stored, lists) if view.key == key)


@pytest.mark.parametrize("given", ["71", 71, "Shop"])
def test_an_option_is_named_by_its_code_or_its_exact_label(
    form: Form, ready: Stored, lists: Any, given: object
) -> None:
    """What is stored is the code, with the label and the data of the option."""
    result = accept(form, ready, {"journal": given}, lists)
    assert isinstance(result, Stored)
    assert result.values["journal"] == "71"
    assert result.chosen["journal"] == {"71": {"label": "Shop", "data": {"guid": "b"}}}


def test_a_fixed_option_goes_by_its_label_in_either_language(form: Form, ready: Stored, lists: Any) -> None:
    """Texts of ours have two languages."""
    for given in ("One Stop Shop (OSS)", "Unieregeling (OSS)", "oss"):
        result = accept(form, ready, {"eu_consumer_vat": given}, lists)
        assert isinstance(result, Stored)
        assert result.values["eu_consumer_vat"] == "oss"


def test_an_unknown_option_is_refused_with_the_nearest(form: Form, ready: Stored, lists: Any) -> None:
    """The sentence names what the person probably meant."""
    result = accept(form, ready, {"journal": "Shopp"}, lists)
    assert message(result, "journal") == "Shopp is not in the list. Choose one of: Shop (71)."


def test_a_label_of_several_options_is_refused(form: Form, ready: Stored, lists: Any) -> None:
    """Guessing between two accounts would book on the wrong one."""
    result = accept(form, ready, {"eu_consumer_vat": "oss", "oss_ledger": "Sales"}, lists)
    assert message(result, "oss_ledger").startswith("Several options are called Sales. Give the code")


@pytest.mark.parametrize("given", [["on-hold", "completed"], '["on-hold", "Completed"]', "On hold, completed"])
def test_several_options_come_as_list_json_or_with_commas(form: Form, lists: Any, given: object) -> None:
    """Each once, in the order given."""
    result = accept(form, EMPTY, {"order_statuses": given}, lists)
    assert isinstance(result, Stored)
    assert result.values["order_statuses"] == ["on-hold", "completed"]


def test_one_unknown_option_among_several_is_named(form: Form, lists: Any) -> None:
    """The others are not at fault."""
    result = accept(form, EMPTY, {"order_statuses": ["completed", "shipped"]}, lists)
    assert message(result, "order_statuses").startswith("shipped is not in the list.")


def test_a_live_list_waits_for_the_answers_it_depends_on(form: Form, lists: Any) -> None:
    """Without an administration there are no journals, and nobody asks the service for them."""
    result = accept(form, EMPTY, {"journal": "70"}, lists)
    assert message(result, "journal") == "70 cannot be checked just now. First answer: Administration."
    assert ("target", "journals") not in lists.asked


def test_both_may_be_answered_at_once(form: Form, lists: Any) -> None:
    """Answers are taken in form order, so a list sees those given with it."""
    result = accept(form, EMPTY, {"journal": "90", "administration": "Second"}, lists)
    assert isinstance(result, Stored)
    assert result.values == {"administration": "2", "journal": "90"}


def test_while_the_service_is_away_the_old_answer_stays_and_a_new_one_is_refused(
    form: Form, ready: Stored, lists: Any
) -> None:
    """The person may still save the rest of the form."""
    lists.away = True
    assert accept(form, ready, {"journal": "70"}, lists) == ready
    assert accept(form, ready, {"journal": "Sales"}, lists) == ready
    refused = accept(form, ready, {"journal": "71"}, lists)
    assert message(refused, "journal") == "71 cannot be checked just now. Books did not answer."


def test_an_answer_from_an_unreachable_list_is_shown_with_its_stored_label(
    form: Form, ready: Stored, lists: Any
) -> None:
    """And with the reason why the list is not there; it is no error."""
    lists.away = True
    shown = view(form, ready, lists, "journal")
    assert shown.chosen_labels["70"].en == "Sales"
    assert [option.value for option in shown.options] == ["70"]
    assert shown.problem.nl == "Books antwoordde niet."
    assert shown.error is None


def test_an_empty_list_takes_nothing_away(form: Form, ready: Stored, lists: Any) -> None:
    """Services answer with an empty page on a bad day; the old choice stays, a new one cannot be made."""
    lists.lists["journals", "1"] = []
    assert accept(form, ready, {"journal": "70"}, lists) == ready
    assert view(form, ready, lists, "journal").error is None
    assert message(accept(form, ready, {"journal": "71"}, lists), "journal").startswith(
        "71 is not in the list: the list"
    )


def test_a_value_that_vanished_from_a_complete_list_is_an_error_on_its_step(
    form: Form, ready: Stored, lists: Any
) -> None:
    """It is shown, it is missing, and it is not taken over again."""
    lists.lists["journals", "1"] = [Option(value="71", label="Shop")]
    sentence = "Sales (70) is no longer in the list. Choose another option, for example: Shop (71)."
    shown = view(form, ready, lists, "journal")
    assert shown.error.en == sentence
    assert shown.chosen_labels["70"].en == "Sales"
    assert [option.value for option in shown.options] == ["71"]
    assert message(missing(form, ready, lists), "journal") == sentence
    assert message(accept(form, ready, {"journal": "70"}, lists), "journal") == sentence


def test_a_vanished_value_elsewhere_does_not_stop_other_changes(form: Form, ready: Stored, lists: Any) -> None:
    """Only what is changed is checked."""
    lists.lists["journals", "1"] = [Option(value="71", label="Shop")]
    assert isinstance(accept(form, ready, {"days": 3}, lists), Stored)


def test_a_saved_choice_takes_over_a_new_label_and_new_data(form: Form, ready: Stored, lists: Any) -> None:
    """The service renamed the journal."""
    lists.lists["journals", "1"] = [Option(value="70", label="Web sales", data={"guid": "z"})]
    result = accept(form, ready, {"journal": "70"}, lists)
    assert isinstance(result, Stored)
    assert result.chosen["journal"] == {"70": {"label": "Web sales", "data": {"guid": "z"}}}


def test_the_same_code_in_another_administration_gets_the_data_of_that_one(
    form: Form, ready: Stored, lists: Any
) -> None:
    """Journal 70 of the second administration is another journal, also when only the administration is changed."""
    result = accept(form, ready, {"administration": "2"}, lists)
    assert isinstance(result, Stored)
    option = answers_of(form, result).option("journal")
    assert option is not None
    assert (option.label, option.data) == ("Purchases", {"guid": "c"})


def test_a_code_that_the_new_list_lacks_must_be_chosen_again(form: Form, ready: Stored, lists: Any) -> None:
    """A page sends the old code along with the new administration: it stays, marked, and loses its old data."""
    changes = {"administration": "2", "journal": "70", "vat_mapping": {"NL-21": "V1"}}
    result = accept(form, ready, changes, lists)
    assert isinstance(result, Stored)
    assert answers_of(form, result).mapping("vat_mapping")["NL-21"].data == {}
    assert missing(form, result, lists)["vat_mapping"].rows["NL-21"].en.startswith("V1 is no longer in the list.")


def test_a_code_that_no_list_has_confirmed_must_be_chosen_again(form: Form, ready: Stored, lists: Any) -> None:
    """The journals were out of reach when the administration changed: their old data must never be used."""

    class NoJournals:
        def options(self, side: Any, options: Any, answers: Any) -> Any:
            lists.away = getattr(options, "name", "") == "journals"
            return lists.options(side, options, answers)

    moved = accept(form, ready, {"administration": "2"}, NoJournals())
    assert isinstance(moved, Stored)
    assert message(missing(form, moved, None), "journal").endswith("70 may no longer be right. Choose again.")
    lists.away = False
    chosen = accept(form, moved, {"journal": "70"}, lists)
    assert isinstance(chosen, Stored)
    assert "journal" not in missing(form, chosen, lists)


def test_a_refused_form_is_shown_with_the_lists_of_what_was_just_chosen(form: Form, ready: Stored, lists: Any) -> None:
    """Else nobody could choose a journal of the administration that they have just picked."""
    draft, errors = weigh(form, ready, {"administration": "2", "journal": "71"}, lists)
    assert list(errors) == ["journal"]
    shown = next(view for view in evaluate(form, draft, lists, errors) if view.key == "journal")
    assert [option.value for option in shown.options] == ["70", "90"]
    assert shown.error == errors["journal"].message


def test_a_default_that_cannot_be_confirmed_is_saved_as_it_is(form: Form, lists: Any) -> None:
    """The shop gives no statuses just now; sending the shown default along must not block the page."""
    lists.lists["order_statuses"] = []
    result = accept(form, EMPTY, {"order_statuses": ["processing", "completed"], "days": 1}, lists)
    assert result == Stored(values={"days": 1})


def test_of_a_default_only_what_the_shop_has_is_shown(form: Form, lists: Any) -> None:
    """A shop may lack one of the usual statuses, and nobody chose it."""
    lists.lists["order_statuses"] = [Option(value="completed", label="Completed")]
    shown = view(form, EMPTY, lists, "order_statuses")
    assert (shown.value, shown.error) == (["completed"], None)


def test_a_facet_is_asked_of_the_source(form: Form, lists: Any) -> None:
    """Whoever declares the step."""
    evaluate(form, EMPTY, lists)
    assert ("source", "vat_categories") in lists.asked
    assert ("source", "order_statuses") in lists.asked

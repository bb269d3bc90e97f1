"""Mapping tables: their rows, answers per row, errors per row, suggestions."""

from __future__ import annotations

from typing import Any

import pytest

from koppel.steps import Option
from koppel.steps.accept import accept
from koppel.steps.evaluate import answers_of, evaluate, missing
from koppel.steps.form import Form
from koppel.steps.lists import Listing
from koppel.steps.stored import Stored
from koppel.steps.suggest import apply_suggestions
from koppel.text import Text


def table(form: Form, stored: Stored, lists: Any, key: str = "vat_mapping", **extra: Any) -> Any:
    return next(view for view in evaluate(form, stored, lists, **extra) if view.key == key)


def rows(view: Any) -> list[str]:
    return [row.value for row in view.rows]


def test_rows_are_the_shops_and_those_that_are_always_there(form: Form, ready: Stored, lists: Any) -> None:
    """A shop that has not sold abroad yet still gets a row for it; the labels are those of the rows."""
    view = table(form, ready, lists)
    assert rows(view) == ["NL-21", "NL-9", "DE-19", "reverse-charge-eu", "export", "no-vat"]
    assert [row.named("nl") for row in view.rows[:4]] == ["NL 21%", "NL 9%", "DE 19%", "verlegd EU"]


def test_another_table_has_the_rows_of_its_facet_alone(form: Form, ready: Stored, lists: Any) -> None:
    """The special rows are about VAT."""
    assert rows(table(form, ready, lists, "payment_condition_mapping")) == ["net14", "net30"]


def test_a_row_that_was_answered_stays_when_the_shop_drops_it(form: Form, ready: Stored, lists: Any) -> None:
    """Old orders still need it."""
    lists.lists["vat_categories"] = []
    view = table(form, ready, lists)
    assert rows(view)[0] == "NL-21"
    assert view.value == {"NL-21": "V1"}


def test_a_row_that_documents_wait_for_is_shown_and_accepted(form: Form, ready: Stored, lists: Any) -> None:
    """A new rate was seen; the table opens at its row."""
    extra = {"vat_mapping": [Option(value="GB-20", label="GB-20")]}
    assert "GB-20" in rows(table(form, ready, lists, extra_rows=extra))
    result = accept(form, ready, {"vat_mapping": {"GB 20%": "V0"}}, lists, extra_rows=extra)
    assert isinstance(result, Stored)
    assert result.values["vat_mapping"] == {"GB-20": "V0"}


@pytest.mark.parametrize(
    "given",
    [
        {"NL-21": "V1", "reverse-charge-eu": "V0"},
        {"NL 21%": "High 21%", "reverse charge EU": "V0"},
        {"NL 21%": "V1", "verlegd EU": "Export 0%", "NL-9": None, "DE-19": ""},
        '{"NL 21%": "V1", "reverse-charge-eu": "V0"}',
    ],
)
def test_rows_and_options_go_by_value_or_label(form: Form, ready: Stored, lists: Any, given: object) -> None:
    """A row without an option stays open."""
    result = accept(form, ready, {"vat_mapping": given}, lists)
    assert isinstance(result, Stored)
    assert result.values["vat_mapping"] == {"NL-21": "V1", "reverse-charge-eu": "V0"}
    assert answers_of(form, result).mapping("vat_mapping")["NL-21"].data == {"rate": "21"}


def test_errors_come_back_per_row(form: Form, ready: Stored, lists: Any) -> None:
    """An unknown option under its row, an unknown row under what was given."""
    given = {"NL-21": "V7", "NL-9": "V2", "NL 22%": "V1", "DE-19": ["V1"]}
    result = accept(form, ready, {"vat_mapping": {key: given[key] for key in list(given)[:3]}}, lists)
    assert not isinstance(result, Stored)
    assert list(result["vat_mapping"].rows) == ["NL-21", "NL 22%"]
    assert result["vat_mapping"].rows["NL-21"].en.startswith("V7 is not in the list. Choose one of: ")
    assert "NL 21% (NL-21)" in result["vat_mapping"].rows["NL 22%"].en
    wrong_form = accept(form, ready, {"vat_mapping": given}, lists)
    assert not isinstance(wrong_form, Stored)
    assert list(wrong_form["vat_mapping"].rows) == ["DE-19"]


@pytest.mark.parametrize("given", ["V1", "[1]", "{", ["NL-21"]])
def test_what_is_no_table_is_refused(form: Form, ready: Stored, lists: Any, given: object) -> None:
    """The sentence shows what a table looks like."""
    result = accept(form, ready, {"vat_mapping": given}, lists)
    assert not isinstance(result, Stored)
    assert result["vat_mapping"].message is not None
    assert '{"NL 21%": "1"}' in result["vat_mapping"].message.en


def test_a_row_given_twice_must_say_the_same(form: Form, ready: Stored, lists: Any) -> None:
    """By value and by label one row may be named twice; two options for it is one too many."""
    result = accept(form, ready, {"vat_mapping": {"NL-21": "V1", "NL 21%": "V2"}}, lists)
    assert not isinstance(result, Stored)
    assert list(result["vat_mapping"].rows) == ["NL-21"]


def test_a_rate_that_exists_may_be_answered_before_the_shop_uses_it(form: Form, ready: Stored, lists: Any) -> None:
    """Settings taken along from another installation hold such rows; a rate that no country has is a mistake."""
    result = accept(form, ready, {"vat_mapping": {"BE 21%": "V1", "FR-20": "V1", "vrijgesteld van btw": "V0"}}, lists)
    assert isinstance(result, Stored)
    assert result.values["vat_mapping"] == {"BE-21": "V1", "FR-20": "V1", "exempt": "V0"}


def test_a_row_of_an_empty_table_cannot_be_answered(form: Form, ready: Stored, lists: Any) -> None:
    """The shop has no payment conditions."""
    lists.lists["payment_conditions"] = []
    result = accept(form, ready, {"payment_condition_mapping": {"net14": "A"}}, lists)
    assert not isinstance(result, Stored)
    assert (
        result["payment_condition_mapping"].rows["net14"].en.startswith("There is no row net14: the table has no rows")
    )


def test_while_the_shop_is_away_old_rows_can_be_answered_and_new_ones_cannot(
    form: Form, ready: Stored, lists: Any
) -> None:
    """A row that nobody has seen may be a typing mistake."""

    class ShopAway:
        def options(self, side: Any, options: Any, answers: Any) -> Any:
            away = Listing(problem=Text(en="Shop did not answer.", nl="Shop antwoordde niet."), fresh=False)
            return away if side == "source" else lists.options(side, options, answers)

    kept = accept(form, ready, {"vat_mapping": {"NL-21": "V2"}}, ShopAway())
    assert isinstance(kept, Stored)
    refused = accept(form, ready, {"payment_condition_mapping": {"net14": "A"}}, ShopAway())
    assert not isinstance(refused, Stored)
    sentence = refused["payment_condition_mapping"].rows["net14"].en
    assert sentence == "net14 cannot be checked just now. Shop did not answer."


def test_only_the_row_of_a_vanished_option_is_at_fault(form: Form, ready: Stored, lists: Any) -> None:
    """The other rows are fine."""
    stored = accept(form, ready, {"vat_mapping": {"NL-21": "V1", "NL-9": "V2"}}, lists)
    assert isinstance(stored, Stored)
    lists.lists["vat_codes", "1"] = [Option(value="V2", label="Low 9%")]
    assert list(table(form, stored, lists).row_errors) == ["NL-21"]
    assert list(missing(form, stored, lists)["vat_mapping"].rows) == ["NL-21"]


def test_a_suggestion_is_the_first_option_that_fits_an_open_row(form: Form, ready: Stored, lists: Any) -> None:
    """It is shown and not stored; answered rows get none."""
    view = table(form, ready, lists)
    assert view.suggestions == {"NL-9": "V2", "export": "V0"}
    assert view.value == {"NL-21": "V1"}


def test_applied_suggestions_fill_the_open_rows_and_leave_the_others(form: Form, lists: Any) -> None:
    """A person chose V2 for the high rate, for a reason of their own."""
    stored = accept(form, Stored(), {"administration": "1", "vat_mapping": {"NL-21": "V2"}}, lists)
    assert isinstance(stored, Stored)
    filled = apply_suggestions(form, stored, lists)
    assert filled.values["vat_mapping"] == {"NL-21": "V2", "NL-9": "V2", "export": "V0"}
    assert answers_of(form, filled).mapping("vat_mapping")["export"].data == {"rate": "0"}
    assert apply_suggestions(form, filled, lists) == filled


def test_suggestions_reach_the_rows_that_documents_wait_for(form: Form, ready: Stored, lists: Any) -> None:
    """The new rate is filled in along with the others."""
    lists.lists["vat_codes", "1"] = [Option(value="V3", label="GB", fits=("GB-20",))]
    extra = {"vat_mapping": [Option(value="GB-20", label="GB-20")]}
    filled = apply_suggestions(form, ready, lists, extra_rows=extra)
    assert filled.values["vat_mapping"] == {"NL-21": "V1", "GB-20": "V3"}


def test_no_suggestion_is_applied_while_the_service_is_away(form: Form, ready: Stored, lists: Any) -> None:
    """There is nothing to be sure of."""
    lists.away = True
    assert apply_suggestions(form, ready, lists) == ready


def test_the_only_option_of_a_required_choice_is_suggested(form: Form, lists: Any) -> None:
    """Most people have one administration; it is still theirs to choose."""
    lists.lists["administrations"] = [Option(value="1", label="First")]
    view = table(form, Stored(), lists, "administration")
    assert (view.value, view.suggestions) == (None, {"": "1"})

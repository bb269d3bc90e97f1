"""Answers that need no list: text, numbers, days, toggles, schedules."""

from __future__ import annotations

from datetime import date

import pytest

from koppel.steps.accept import accept
from koppel.steps.evaluate import answers_of
from koppel.steps.form import Form
from koppel.steps.lists import Lists
from koppel.steps.stored import Stored

EMPTY = Stored()


@pytest.mark.parametrize(
    ("key", "raw", "kept"),
    [
        ("days", "14", 14),
        ("days", 0, 0),
        ("every", "5", 5),
        ("send", "false", False),
        ("send", "on", True),
        ("send", True, True),
        ("group_lines", "true", True),
        ("group_lines", "nee", False),
        ("export_from", "2026-02-28", "2026-02-28"),
        ("export_from", date(2026, 2, 28), "2026-02-28"),
        ("prefix", " AB ", "AB"),
        ("pos_debtor", 4711, "4711"),
        ("pos_debtor", "null", "null"),
    ],
)
def test_an_answer_is_read_as_a_browser_a_terminal_or_json_writes_it(
    form: Form, lists: Lists, key: str, raw: object, kept: object
) -> None:
    """What is stored is plain JSON."""
    result = accept(form, EMPTY, {key: raw}, lists)
    assert isinstance(result, Stored)
    assert result.values == {key: kept}


@pytest.mark.parametrize(
    ("key", "raw", "sentence"),
    [
        ("days", "a few", "Fill in a whole number, in digits only."),
        ("days", 1.5, "Fill in a whole number, in digits only."),
        ("days", True, "Fill in a whole number, in digits only."),
        ("days", -1, "Fill in 0 or more."),
        ("days", "91", "Fill in 90 or less."),
        ("every", "4", "Fill in 5 or more."),
        ("send", "perhaps", "Answer with true or false."),
        ("export_from", "28-02-2026", "Write the day as year-month-day, for example 2026-01-31."),
        ("export_from", "20260228", "Write the day as year-month-day, for example 2026-01-31."),
        ("export_from", "2026-02-30", "Write the day as year-month-day, for example 2026-01-31."),
        ("prefix", "abc", "Use two capitals."),
        ("pos_debtor", "x" * 19, "Use at most 18 characters."),
        ("pos_debtor", "a\nb", "Fill in one line of text."),
        ("pos_debtor", ["a"], "Fill in one line of text."),
    ],
)
def test_an_answer_of_the_wrong_form_is_refused_with_a_sentence(
    form: Form, lists: Lists, key: str, raw: object, sentence: str
) -> None:
    """The sentence says what to write, in both languages."""
    result = accept(form, EMPTY, {key: raw}, lists)
    assert not isinstance(result, Stored)
    message = result[key].message
    assert message is not None
    assert message.en == sentence
    assert message.nl not in ("", sentence)


def test_one_wrong_answer_keeps_all_others_out(form: Form, lists: Lists) -> None:
    """All or nothing: the good answer is not in the result either."""
    result = accept(form, EMPTY, {"send": "true", "days": "x", "every": "1"}, lists)
    assert not isinstance(result, Stored)
    assert list(result) == ["days", "every"]


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_an_empty_answer_takes_the_old_one_away(form: Form, lists: Lists, nothing: object) -> None:
    """Nothing of it is left."""
    result = accept(form, Stored(values={"days": 3, "prefix": "AB"}), {"days": nothing}, lists)
    assert result == Stored(values={"prefix": "AB"})


def test_an_unknown_key_is_refused_with_the_nearest(form: Form, lists: Lists) -> None:
    """Also when it comes with nothing: a typing mistake must not pass in silence."""
    result = accept(form, EMPTY, {"jornal": ""}, lists)
    assert not isinstance(result, Stored)
    assert result["jornal"].message is not None
    assert result["jornal"].message.en == "There is no step jornal in this integration. Use one of: journal."


def test_a_note_takes_no_answer(form: Form, lists: Lists) -> None:
    """It may be named with nothing, as a page does."""
    refused = accept(form, EMPTY, {"welcome": "hello"}, lists)
    assert not isinstance(refused, Stored)
    assert list(refused) == ["welcome"]
    assert accept(form, EMPTY, {"welcome": None}, lists) == EMPTY


def test_a_connector_gets_days_as_days_and_defaults_filled_in(form: Form) -> None:
    """What nobody answered is what the step declares; a toggle is then off."""
    answers = answers_of(form, Stored(values={"export_from": "2026-01-31"}))
    assert answers.day("export_from") == date(2026, 1, 31)
    assert answers.several("order_statuses") == ("processing", "completed")
    assert answers.yes("send")
    assert answers.values["group_lines"] is False
    assert answers.text("service_level") == "basic"
    assert "days" not in answers.values


def test_a_stored_answer_of_another_form_is_not_handed_on(form: Form) -> None:
    """A plugin's new version may ask for a number where there was a word."""
    assert answers_of(form, Stored(values={"days": "two weeks"})).number("days") is None

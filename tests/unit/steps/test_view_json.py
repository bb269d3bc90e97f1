"""The object of one step that the command line and the JSON API print."""

from __future__ import annotations

from typing import Any

from koppel.steps.errors import FieldErrors
from koppel.steps.evaluate import evaluate, to_json
from koppel.steps.form import Form
from koppel.steps.stored import Stored
from koppel.text import Text

PLAIN = ["key", "side", "kind", "label", "help", "required", "visible", "options", "value", "error"]


def shown(form: Form, stored: Stored, lists: Any, key: str, errors: Any = None, language: str = "en") -> dict[str, Any]:
    views = evaluate(form, stored, lists, errors)
    return next(to_json(view, language) for view in views if view.key == key)


def test_a_plain_step_has_exactly_the_agreed_fields(form: Form, ready: Stored, lists: Any) -> None:
    """Scripts rely on them."""
    found = shown(form, ready, lists, "service_level")
    assert list(found) == PLAIN
    assert (found["side"], found["kind"], found["value"], found["error"]) == ("core", "choice", "basic", None)
    assert found["options"][1] == {"value": "pro", "label": "Pro"}


def test_texts_are_in_the_readers_language(form: Form, ready: Stored, lists: Any) -> None:
    """What a service itself called an option stays as it is."""
    found = shown(form, ready, lists, "journal", language="nl")
    assert found["label"] == "Dagboek"
    assert found["options"][0] == {"value": "70", "label": "Sales"}


def test_a_table_has_rows_and_suggestions_and_errors_of_rows_when_there_are_any(
    form: Form, ready: Stored, lists: Any
) -> None:
    """What is empty for most steps is left out."""
    errors = {"vat_mapping": FieldErrors(rows={"NL-9": Text(en="Wrong.", nl="Fout.")})}
    found = shown(form, ready, lists, "vat_mapping", errors, "nl")
    assert list(found) == [*PLAIN[:8], "rows", "value", "error", "suggestions", "row_errors"]
    assert found["rows"][0] == {"value": "NL-21", "label": "NL 21%"}
    assert found["value"] == {"NL-21": "V1"}
    assert found["row_errors"] == {"NL-9": "Fout."}
    assert "suggestions" not in shown(form, ready, lists, "payment_condition_mapping")


def test_a_list_that_is_not_known_says_why(form: Form, lists: Any) -> None:
    """First things first."""
    found = shown(form, Stored(), lists, "journal", language="nl")
    assert found["problem"] == "Beantwoord eerst: Administratie."
    assert found["options"] == []


def test_days_are_written_year_month_day(form: Form, lists: Any) -> None:
    """As they are stored."""
    assert shown(form, Stored(values={"export_from": "2026-01-31"}), lists, "export_from")["value"] == "2026-01-31"


def test_a_note_has_no_answer(form: Form, lists: Any) -> None:
    """It stands among the steps all the same."""
    found = shown(form, Stored(), lists, "welcome")
    assert (found["kind"], found["value"], found["options"]) == ("note", None, [])


def test_errors_are_put_into_json_the_same_way(form: Form) -> None:
    """For the answer to a refused change."""
    errors = FieldErrors(message=Text(en="A.", nl="B."), rows={"NL-9": Text(en="C.", nl="D.")})
    assert errors.to_json("nl") == {"error": "B.", "row_errors": {"NL-9": "D."}}
    assert FieldErrors().to_json("en") == {"error": None}

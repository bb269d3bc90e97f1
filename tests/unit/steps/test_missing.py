"""What must be answered before an integration can run."""

from __future__ import annotations

from typing import Any

from koppel.steps.evaluate import missing
from koppel.steps.form import Form
from koppel.steps.stored import Stored


def test_required_steps_without_answer_or_default_are_missing(form: Form, lists: Any) -> None:
    """Statuses and the service level have defaults; a table needs at least one row."""
    found = missing(form, Stored(), lists)
    assert {key: errors.message.en for key, errors in found.items() if errors.message} == {
        "administration": "Choose one of the options.",
        "journal": "Choose one of the options.",
        "vat_mapping": "Choose an option for at least one row.",
    }


def test_one_row_of_a_table_is_enough(form: Form, ready: Stored, lists: Any) -> None:
    """The other rows hold only the documents that need them."""
    assert missing(form, ready, lists) == {}


def test_without_lists_only_what_was_answered_counts(form: Form, ready: Stored) -> None:
    """For a look that must not call any service."""
    assert missing(form, ready, None) == {}
    assert list(missing(form, Stored(), None)) == ["administration", "journal", "vat_mapping"]


def test_a_service_that_is_away_makes_nothing_missing(form: Form, ready: Stored, lists: Any) -> None:
    """Chosen is chosen."""
    lists.away = True
    assert missing(form, ready, lists) == {}


def test_a_default_that_the_shop_has_nothing_of_is_missing(form: Form, ready: Stored, lists: Any) -> None:
    """A shop with statuses of its own: nothing would ever be booked."""
    lists.lists["order_statuses"] = lists.lists["order_statuses"][2:]
    found = missing(form, ready, lists)
    assert found["order_statuses"].message is not None
    assert found["order_statuses"].message.nl == "Kies minstens één optie."


def test_a_stored_answer_that_has_lost_its_form_is_missing(form: Form, ready: Stored, lists: Any) -> None:
    """It is reported where it can be repaired, and not handed to a connector."""
    stored = Stored(values={**ready.values, "days": "two weeks"}, chosen=ready.chosen)
    assert list(missing(form, stored, lists)) == ["days"]


def test_a_fixed_option_that_no_longer_exists_is_missing(form: Form, ready: Stored) -> None:
    """A new version of a connector dropped it; no service is needed to know."""
    stored = Stored(values={**ready.values, "eu_consumer_vat": "none"}, chosen=ready.chosen)
    assert list(missing(form, stored, None)) == ["eu_consumer_vat"]

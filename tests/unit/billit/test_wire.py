"""Billit on the wire: pages, numbers, days, filters that fit into an address."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import quote_plus

import pytest

from koppel.api import Answer, Unavailable, UnknownOutcome
from koppel_billit import lengths, wire


def answer(body, *, wrote=False):
    """A good answer with this body."""
    content = body if isinstance(body, str) else json.dumps(body)
    return Answer(
        service="Billit", method="GET", url="https://api.billit.be/v1/x", status=200, headers={},
        content=content.encode(), wrote=wrote,
    )  # fmt: skip


def test_a_page_has_rows_and_perhaps_a_next_one():
    """Anything else is no answer."""
    assert wire.rows(answer({"Items": [{"A": 1}, 2], "NextPageLink": "x"})) == ([{"A": 1}], "x")
    assert wire.rows(answer({"Items": []})) == ([], None)
    with pytest.raises(Unavailable):
        wire.rows(answer([{"A": 1}]))


@pytest.mark.parametrize("body", [123, "123", {"OrderID": 123}, {"PartyID": "123"}])
def test_a_new_number_is_read(body):
    """In every shape that was met."""
    assert wire.created(answer(json.dumps(body), wrote=True)) == 123


@pytest.mark.parametrize("body", [None, True, 1.5, "", [], {"Items": []}])
def test_what_is_no_number_is_unclear(body):
    """Something was made."""
    with pytest.raises(UnknownOutcome):
        wire.created(answer(json.dumps(body), wrote=True))


def test_moments_without_a_zone_are_taken_for_belgian():
    """One with a zone is taken at its word."""
    assert wire.moment("2026-03-01T12:00:00.5") == datetime(2026, 3, 1, 11, 0, 0, 500000, tzinfo=UTC)
    assert wire.moment("2026-03-01T12:00:00Z") == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert wire.moment("soon") is None
    assert wire.local(datetime(2026, 7, 1, 12, tzinfo=UTC)) == datetime(2026, 7, 1, 14)


def test_filters_come_in_portions_that_fit_into_an_address():
    """Each test is in one of them, with what holds for all."""
    tests = [f"OrderNumber eq {wire.quoted(str(number))}" for number in range(200)]
    filters = list(wire.either(tests, before="OrderType eq 'Invoice'"))

    assert len(filters) > 1
    assert all(len(quote_plus(one)) < 2000 and one.startswith("OrderType eq 'Invoice' and (") for one in filters)
    assert all(sum(f"{test} " in f"{one} ".replace(")", " ") for one in filters) == 1 for test in tests)


def test_no_tests_make_no_filter():
    """Nothing is asked for nothing."""
    assert list(wire.either([])) == []


def test_an_apostrophe_in_a_filter_is_doubled():
    """O'Brien stays a text."""
    assert wire.quoted("O'Brien") == "'O''Brien'"


def test_a_very_long_text_is_cut_in_its_second_part():
    """Two parts of 512, the second with a mark that something is missing."""
    first, second = lengths.parted("x" * 2000)

    assert (len(first), len(second), second[-1]) == (512, 512, "…")

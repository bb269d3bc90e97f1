"""Exact's dialect of OData: envelopes, dates, numbers, padding, filters."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from koppel.api import Answer, Unavailable, UnknownOutcome
from koppel_exact import wire
from koppel_exact.division import either
from koppel_exact.fake import Switches
from support.drafts import draft


def answer(body, *, wrote=False):
    """A good answer with this body."""
    return Answer(
        service="Exact Online",
        method="GET",
        url="https://start.exactonline.nl/x",
        status=200,
        headers={},
        content=(body if isinstance(body, str) else json.dumps(body)).encode(),
        wrote=wrote,
    )


@pytest.mark.parametrize(
    "body", [{"d": {"results": [{"ID": 1}]}}, {"d": [{"ID": 1}]}, {"d": {"ID": 1}}], ids=["results", "bare", "single"]
)
def test_rows_come_in_three_envelopes(body):
    """All three are read alike."""
    assert wire.rows(answer(body)) == ([{"ID": 1}], None)


def test_an_answer_in_another_envelope_is_no_answer():
    """A read is tried again; a write that answers nonsense is unclear."""
    with pytest.raises(Unavailable):
        wire.rows(answer({"value": []}))
    with pytest.raises(UnknownOutcome):
        wire.single(answer({"value": []}, wrote=True))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("/Date(1392163200000)/", date(2014, 2, 12)),
        ("/Date(1392224884577)/", date(2014, 2, 12)),
        ("2026-01-31T00:00:00", date(2026, 1, 31)),
        ("/Date(-86400000)/", date(1969, 12, 31)),
        (None, None),
        ("", None),
    ],
)
def test_dates_are_wall_clock_and_never_move_by_a_day(written, meant):
    """Midnight in the Netherlands is written as midnight UTC."""
    assert wire.day(written) == meant


def test_guids_lose_braces_prefix_and_capitals():
    """What is no Guid is None."""
    plain = "71b9c0aa-1111-2222-3333-444455556666"

    assert wire.guid(f"{{{plain.upper()}}}") == wire.guid(f"guid'{plain}'") == plain
    assert wire.guid("8000") is None


def test_padding_comes_back_where_a_filter_needs_it():
    """A debtor's code is looked for right-aligned in 18 places."""
    assert wire.account_code(" 255") == "               255"


def test_an_empty_last_page_ends_a_list(kit):
    """Two full pages of sixty name a third one, which is empty; every row is there once."""
    division = kit.fake.division()
    for number in range(120 - len(list(division.rows("PaymentConditions")))):
        division.add("PaymentConditions", {"Code": f"Z{number}", "Description": "Z"})
    found = kit.target().options_payment_conditions(kit.answers())

    pages = [call for call in kit.fake.calls if "PaymentConditions" in call.path]
    assert len({option.value for option in found}) == len(found) == 120
    assert len(pages) == 3


def test_blanks_in_a_filter_are_sent_as_percent_20(kit):
    """Not as plus signs."""
    kit.target().create(kit.booking(draft()))

    asked = [call.query for call in kit.api_calls() if "$filter" in call.query]
    assert asked
    assert not any("+" in query for query in asked)


def test_every_read_names_its_fields(kit):
    """Some lists refuse to be read without $select, so none is."""
    for name in ("journals", "vat_codes", "ledgers", "payment_conditions", "items"):
        kit.options(name)
    kit.target().create(kit.booking(draft()))
    reads = [call for call in kit.api_calls() if call.method == "GET" and "UserHasRights" not in call.path]

    assert reads
    assert all("$select=" in call.query for call in reads)


def test_an_apostrophe_in_a_filter_is_doubled():
    """O'Brien stays a text."""
    assert list(either("Name", [wire.quoted("O'Brien")])) == ["(Name eq 'O''Brien')"]


@pytest.mark.parametrize(
    "mood", [{"bare_collections": "children"}, {"int64": "number"}, {"put_representation": "honoured"}]
)
def test_unsettled_habits_of_the_service_make_no_difference(make_kit, mood):
    """Whichever way Exact does it, an order is booked."""
    kit = make_kit(Switches(**mood))

    assert kit.target().create(kit.booking(draft())).total_incl == Decimal("121.00")

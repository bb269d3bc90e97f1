"""Records: what of an answer becomes a dataclass, and what is no answer at all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from marshmallow import Schema, ValidationError, fields

from koppel.api import Answer, Moment, Money, Record, Unavailable, UnknownOutcome, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """Something sold."""

    number: str
    total: Decimal
    tags: tuple[str, ...] = ()
    paid_at: datetime | None = None


class SaleRecord(Record[Sale]):
    makes = Sale
    number = Words(required=True)
    total = Money(required=True)
    tags = fields.List(Words(), load_default=list)
    paid_at = Moment(load_default=None)


SALE = SaleRecord()
GOOD = {"number": "7", "total": "9.90"}


def answer(body, *, wrote=False):
    """A good answer with this body."""
    content = json.dumps(body).encode()
    return Answer(
        service="Shop", method="GET", url="https://shop.example", status=200, headers={}, content=content, wrote=wrote
    )


def loaded(field, value):
    """What a field makes of a value."""
    return Schema.from_dict({"it": field})().load({"it": value})["it"]


def test_a_record_is_made_of_what_is_known():
    """Unknown members are left out, null is as good as absent, a list becomes a tuple."""
    body = {**GOOD, "tags": ["a", 1], "paid_at": None, "colour": "red"}
    assert SALE.of(body) == Sale(number="7", total=Decimal("9.90"), tags=("a", "1"))


def test_an_empty_list_is_an_object_without_members():
    """What is required is then missing, by name."""
    with pytest.raises(ValidationError, match="number"):
        SALE.of([])


@pytest.mark.parametrize("value", ["", "abc", "1e400", True, 1.5, [], {}])
def test_what_is_no_amount_is_named(value):
    """Neither a binary float nor a truth value passes for money."""
    with pytest.raises(ValidationError, match="not an amount"):
        loaded(Money(), value)


@pytest.mark.parametrize("value", [False, Decimal("1.5"), [], {}])
def test_what_is_no_text_is_named(value):
    """Text and whole numbers only; a service with other habits has a field of its own."""
    with pytest.raises(ValidationError, match="not a text"):
        loaded(Words(), value)


def test_a_number_may_stand_where_a_text_belongs():
    """And blanks around a text go."""
    assert (loaded(Words(), 8000), loaded(Words(), " 8000 ")) == ("8000", "8000")


def test_a_moment_is_read_in_utc():
    """A day is not enough to know a moment."""
    assert loaded(Moment(), "2026-03-01T12:00:00+01:00") == datetime(2026, 3, 1, 11, tzinfo=UTC)
    with pytest.raises(ValidationError, match="not a date and time"):
        loaded(Moment(), "2026-03-01")


def test_answers_are_read_as_one_or_as_many():
    """Both are typed."""
    sale = Sale(number="7", total=Decimal("9.90"))
    assert SALE.read(answer(GOOD)) == sale
    assert SALE.read_all(answer([GOOD, GOOD])) == [sale, sale]


@pytest.mark.parametrize("body", [None, 1, "x", {}, {"number": "7"}, {**GOOD, "total": []}])
def test_what_is_not_a_record_is_no_answer(body):
    """A question is asked again; a write may have been done."""
    with pytest.raises(Unavailable):
        SALE.read(answer(body))
    with pytest.raises(UnknownOutcome):
        SALE.read(answer(body, wrote=True))


@pytest.mark.parametrize("body", [None, 1, "x", {}, GOOD, [GOOD, None], [{**GOOD, "total": []}]])
def test_what_is_not_a_list_of_records_is_no_answer(body):
    """An object without members is no list either, whatever else is written as one."""
    with pytest.raises(Unavailable):
        SALE.read_all(answer(body))
    with pytest.raises(UnknownOutcome):
        SALE.read_all(answer(body, wrote=True))


def test_the_log_learns_which_member_was_wrong():
    """The person reads a plain sentence."""
    with pytest.raises(Unavailable) as raised:
        SALE.read_all(answer([{**GOOD, "total": "much"}]))
    assert raised.value.data["problem"] == "0.total: not an amount"

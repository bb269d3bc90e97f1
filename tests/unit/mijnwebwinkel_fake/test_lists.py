"""Lists of orders: pages, filters, and the order they come in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from koppel_mijnwebwinkel.fake import MijnwebwinkelFake, generate
from koppel_mijnwebwinkel.fake.generate import START


def numbers(rows):
    return [row["number"] for row in rows]


@pytest.fixture
def many(empty):
    """A shop with 130 orders, nine minutes apart."""
    generate(empty.store, 130)
    return empty


def test_ten_old_orders_are_what_a_plain_question_gets(many, get):
    """Without asking, a page is ten orders and the oldest come first."""
    assert numbers(get(many, "orders")) == [str(number) for number in range(1001, 1011)]


def test_a_page_is_at_most_a_hundred(many, get, ask):
    """More is cut without a word, or refused: that is not documented."""
    assert len(get(many, "orders", limit=500)) == 100
    many.limit_above_100 = "refused"
    assert ask(many, "orders", limit=101).status_code == 400


def test_pages_are_cut_by_place(many, get):
    """The place counts orders to skip; past the end there is nothing."""
    assert numbers(get(many, "orders", limit=2, offset=128)) == ["1129", "1130"]
    assert get(many, "orders", offset=130) == []


def test_newest_first_on_request(many, get):
    """By order number."""
    assert numbers(get(many, "orders", limit=2, ordering="desc")) == ["1130", "1129"]


def test_numbers_may_sort_as_text(empty, get):
    """How the service sorts 999 and 1000 is not documented; a switch plays the odd way."""
    empty.store.last_number = 998
    generate(empty.store, 2)
    assert numbers(get(empty, "orders")) == ["999", "1000"]
    empty.list_order = "text"
    assert numbers(get(empty, "orders")) == ["1000", "999"]


@pytest.mark.parametrize(
    "params",
    [
        {"limit": 0}, {"limit": "ten"}, {"offset": -1}, {"ordering": "up"}, {"start_date": "01-05-2026"},
        {"start_date": "2026-05-01 10:00:00"}, {"status_changed_start_date": "2026-05-01"}, {"archived": "maybe"},
        {"status_id": "paid"}, {"language": "xx_XX"},
    ],
    ids=str,
)  # fmt: skip
def test_questions_that_make_no_sense_are_refused(fake, ask, params):
    """400 with an error body; nothing is guessed."""
    answer = ask(fake, "orders", **params)

    assert answer.status_code == 400
    assert answer.get_json()["code"] == 400


def test_unknown_names_are_passed_over(fake, get):
    """A filter of articles has no effect on orders: there is no date of change."""
    assert get(fake, "orders", changed_start_date="2030-01-01 00:00:00") == get(fake, "orders")


def test_days_count_whole(many, get):
    """Both days of a range belong to it, on the shop's wall clock."""
    first_day, next_day = {"start_date": "2026-04-01", "end_date": "2026-04-01"}, {"start_date": "2026-04-02"}

    assert get(many, "orders/count", **first_day) == {
        "count": 107
    }  # from 08:00 in Amsterdam on, one every nine minutes
    assert get(many, "orders/count", **next_day) == {"count": 23}


def test_the_window_of_status_changes(empty, get):
    """By the second, both ends belong to it unless the switch says otherwise."""
    generate(empty.store, 3, apart=timedelta(seconds=1))
    window = {"status_changed_start_date": "2026-04-01 08:00:00", "status_changed_end_date": "2026-04-01 08:00:01"}

    assert numbers(get(empty, "orders", **window)) == ["1001", "1002"]
    empty.bounds_excluded = True
    assert numbers(get(empty, "orders", **window)) == []


def test_an_order_leaves_the_window_when_its_status_changes(many, get, clock):
    """The rows behind it move up: the trap of pages by place."""
    window = {"status_changed_end_date": "2026-05-01 00:00:00", "limit": 2, "offset": 2}
    assert numbers(get(many, "orders", **window)) == ["1003", "1004"]

    many.store.set_status("1001", 2)
    assert numbers(get(many, "orders", **window)) == ["1004", "1005"]


def test_edits_leave_no_trace(many, get):
    """Neither an edit nor archiving moves the moment of the status."""
    before = get(many, "orders/1001")
    many.store.change("1001", debtor={"email": "new@example.org"})
    many.store.archive("1001")
    after = get(many, "orders/1001")

    assert (after["debtor"]["email"], after["archived"]) == ("new@example.org", True)
    assert after["status_changed_time"] == before["status_changed_time"]


def test_a_new_order_may_have_no_moment_of_status(clock, get):
    """With the switch off it comes with the first change; until then no window finds it."""
    fake = MijnwebwinkelFake(clock=clock, samples=False, status_from_the_start=False, calls_per_minute=None)
    generate(fake.store, 1)
    window = {"status_changed_start_date": "2020-01-01 00:00:00"}
    assert get(fake, "orders/1001")["status_changed_date"] is None
    assert get(fake, "orders", **window) == []

    fake.store.set_status("1001", 2)
    assert len(get(fake, "orders", **window)) == 1


def test_archived_orders(many, get):
    """Without the filter both kinds come, unless the switch leaves them out."""
    many.store.archive("1002")
    assert get(many, "orders/count")["count"] == 130
    assert numbers(get(many, "orders", archived=1)) == ["1002"]

    many.archived_left_out = True
    assert get(many, "orders/count")["count"] == 129
    assert numbers(get(many, "orders", archived="true")) == ["1002"]


def test_test_orders_show_only_on_request(fake, get):
    """Their numbers end in T."""
    assert not [number for number in numbers(get(fake, "orders", limit=100)) if number.endswith("T")]
    assert numbers(get(fake, "orders", test=1)) == ["1027T"]


def test_orders_by_status_and_buyer(fake, get):
    """An address and an account together mean either; counting has no filter by buyer."""
    by_status = get(fake, "orders", status_id=4, limit=100)
    assert {row["status"] for row in by_status} == {4}

    email, account = "reto.keller@example.ch", "5d3f8e70-1c0a-4f0f-9a6b-6f8d1f0c9e22"
    either = get(fake, "orders", debtor_email=email, debtor_id=account, limit=100)
    assert numbers(either) == ["1012", "1014"]
    assert get(fake, "orders/count", debtor_email=email) == get(fake, "orders/count")


def test_counting(many, get):
    """A count takes the same filters and knows no pages."""
    assert get(many, "orders/count", limit=1) == {"count": 130}
    assert get(many, "orders/count", start_date="2026-04-03") == {"count": 0}


def test_the_same_seed_gives_the_same_orders(empty, clock, get):
    """Load tests can be repeated; another seed gives another shop."""
    other, third = (MijnwebwinkelFake(clock=clock, samples=False, calls_per_minute=None) for _ in range(2))
    generate(empty.store, 40)
    generate(other.store, 40)
    generate(third.store, 40, seed=2)

    assert get(empty, "orders", limit=100) == get(other, "orders", limit=100)
    assert get(empty, "orders", limit=100) != get(third, "orders", limit=100)
    assert empty.orders["1001"]["created_at"] == START

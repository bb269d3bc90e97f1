"""Reading what changed at a service that cannot say so: nothing missed, nothing twice within one reading."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta

import pytest

from koppel.api import Bug, Since
from koppel_mijnwebwinkel.cursor import Cursor
from unit.mijnwebwinkel.world import APRIL, DAY, NOON


def test_everything_once(world):
    """A first reading gives every order and credit order once, the oldest first, and no test order."""
    found = world.read()

    assert found.keys == [f"order:{number}" for number in world.fake.orders if number != "1027T"]
    assert max(Counter(found.keys).values()) == 1


def test_the_questions_are_safe(world):
    """The largest page, the oldest first, one language, no test orders, and switches as the vendor writes them."""
    world.read()
    first = world.questions()[0]

    assert (first["limit"], first["ordering"], first["offset"], first["test"]) == ("100", "asc", "0", "0")
    assert (first["format"], first["language"]) == ("json", "nl_NL")
    assert (first["token"], first["partner_token"]) == (world.fake.token, world.fake.partner_token)


def test_the_first_reading_begins_at_the_start(empty):
    """With the day before it, since it is not certain that the filters include their own bounds."""
    empty.sell(3, start=APRIL)
    older = empty.sell(2, start=APRIL - 9 * DAY)
    found = empty.read(start_at=APRIL)

    assert empty.questions()[0]["start_date"] == "2026-03-31"
    assert not set(older) & set(found.keys)
    assert len(found.keys) == 3


def test_the_first_reading_finds_older_orders_that_changed_since(empty):
    """Made before the start, shipped after it."""
    key = empty.sell(1, start=APRIL - 9 * DAY)[0]
    empty.fake.store.set_status(key.removeprefix("order:"), 2)
    empty.later(minutes=5)

    assert empty.read(start_at=APRIL).keys == [key]


def test_a_change_of_status_is_read(empty):
    """However old the order is."""
    keys = empty.sell(200)
    first = empty.read()
    empty.later(days=20)
    empty.fake.store.set_status("1007", 2)
    empty.later(minutes=15)
    again = empty.read(first.cursor)

    assert "order:1007" in again.keys
    assert again.documents[again.keys.index("order:1007")].status == "2"
    assert set(again.keys) <= set(keys)


def test_a_change_of_the_last_minutes_waits(empty):
    """It may still be under way at the service; the next reading has it."""
    empty.sell(1, start=NOON - 9 * DAY)
    first = empty.read()
    empty.later(hours=3)
    empty.fake.store.set_status("1001", 2)
    empty.later(minutes=1)
    second = empty.read(first.cursor)
    empty.later(minutes=5)
    third = empty.read(second.cursor)

    assert (second.keys, third.keys) == ([], ["order:1001"])


def test_readings_overlap_by_a_day(empty):
    """So clocks may differ, and an hour may come twice."""
    empty.sell(2)
    first = empty.read()
    empty.fake.calls.clear()
    empty.later(minutes=15)
    empty.read(first.cursor)

    window = empty.questions()[0]
    assert window["status_changed_start_date"] == "2026-05-03 12:00:00"
    assert window["status_changed_end_date"] == "2026-05-04 12:13:00"


@pytest.mark.parametrize("switches", [{"status_from_the_start": False}, {"bounds_excluded": True}], ids=str)
def test_a_new_order_is_read(make_world, switches):
    """Though it may have no moment of its status yet."""
    shop = make_world(samples=False, **switches)
    first = shop.read()
    shop.later(hours=1)
    key = shop.sell(1, start=shop.clock())[0]
    shop.later(minutes=15)

    assert shop.read(first.cursor).keys == [key]


def test_an_edit_without_a_trace_is_seen_within_a_day(empty):
    """Orders of 35 days are read whole once a day."""
    empty.sell(1, start=NOON - 30 * DAY)
    first = empty.read()
    empty.fake.store.change("1001", debtor={"email": "new@example.org"})
    empty.later(hours=3)
    second = empty.read(first.cursor)
    empty.later(hours=22)
    third = empty.read(second.cursor)

    assert second.keys == []
    assert [document.buyer.email for document in third.documents] == ["new@example.org"]


def test_an_edit_of_an_older_order_is_seen_within_a_week(empty):
    """Orders of 180 days are read whole once a week."""
    empty.sell(1, start=NOON - 100 * DAY)
    cursor = empty.read().cursor
    seen: list[str] = []
    for _ in range(8):
        empty.later(days=1)
        found = empty.read(cursor)
        cursor, seen = found.cursor, [*seen, *found.keys]

    assert seen == ["order:1001"]


def test_looking_back_stops_at_the_start(empty):
    """Orders from before the start day are nobody's business."""
    empty.read(start_at=NOON - 3 * DAY)
    cursor = empty.read(start_at=NOON - 3 * DAY).cursor
    empty.later(days=8)
    empty.fake.calls.clear()
    empty.read(cursor, start_at=NOON - 3 * DAY)

    assert [asked["start_date"] for asked in empty.questions() if "start_date" in asked] == ["2026-04-30"]


def test_after_a_long_pause_nothing_is_missing(empty):
    """An integration that stood still for months goes on where it was."""
    first = empty.read()
    keys = empty.sell(30, start=NOON + DAY, apart=timedelta(days=3))
    empty.later(days=100)

    assert set(empty.read(first.cursor).keys) == set(keys)


def test_a_quiet_reading_costs_two_calls(world):
    """One list of changes and one of new orders; the last batch comes though it is empty."""
    first = world.read()
    world.later(minutes=15)
    world.fake.calls.clear()
    quiet = world.read(first.cursor)

    assert (quiet.documents, len(world.fake.calls)) == ([], 2)
    assert quiet.batches[-1].left == 0


def test_a_long_history_stays_within_its_calls(empty):
    """A call for a hundred orders, one in a hundred more for the joints between pages, and a handful besides."""
    keys = empty.sell(1500)
    found = empty.read()

    assert sorted(found.keys) == sorted(keys)
    assert len(empty.fake.calls) <= 15 * 1.05 + 4


def test_returns_cost_a_call_for_an_order_from_before(empty):
    """And none when their order is in the same reading."""
    empty.sell(1, start=APRIL - 90 * DAY)
    (key,) = empty.sell(1)
    empty.fake.store.credit("1001")
    empty.fake.store.credit(key.removeprefix("order:"))
    empty.read(start_at=APRIL)

    assert len(empty.questions("orders/1001")) == 1
    assert empty.questions("orders/1002") == []


def test_left_counts_down(empty):
    """Each batch says about how many orders are still to come."""
    empty.sell(250)
    left = [batch.left for batch in empty.source().documents(Since(start_at=APRIL))]

    assert left[:3] == [150, 51, 0]
    assert left[-1] == 0


def test_a_reading_that_broke_off_goes_on(empty):
    """With the cursor of any batch the rest comes, and the place is not begun anew."""
    keys = empty.sell(350)
    whole = empty.read()
    for count in range(1, len(whole.batches)):
        part = empty.read(batches=count)
        rest = empty.read(part.cursor)
        assert {*part.keys, *rest.keys} == set(keys)


def test_a_place_is_kept(empty):
    """Two pages were handled: the rest begins with the last order of the second."""
    empty.sell(350)
    part = empty.read(batches=2)
    empty.fake.calls.clear()
    empty.read(part.cursor)

    assert empty.questions()[0]["offset"] == "198"


def test_what_happens_while_a_broken_off_reading_waits_is_read(empty):
    """After the rest comes everything since."""
    empty.sell(150)
    part = empty.read(batches=1)
    empty.later(days=2)
    fresh = empty.sell(1, start=empty.clock() - DAY)
    empty.fake.store.set_status("1003", 6)
    empty.later(minutes=5)
    rest = empty.read(part.cursor)

    assert {*fresh, "order:1003"} <= set(rest.keys)


def test_a_finished_cursor_says_how_far(empty):
    """Up to the moment at which the reading began."""
    cursor = Cursor.parse(empty.read().cursor)
    assert (cursor.covered, cursor.plan) == (NOON, None)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"covered": "yesterday"}', '{"covered": 1}', "null"])
def test_a_cursor_that_is_none_is_a_bug(world, text):
    """Better stop than read from an unknown place."""
    with pytest.raises(Bug):
        world.read(text)


def test_a_cursor_reads_back_as_it_was_written(empty):
    """Also in the middle of a reading."""
    empty.sell(150)
    for batch in empty.read().batches:
        assert json.loads(Cursor.parse(batch.cursor).text()) == json.loads(batch.cursor)

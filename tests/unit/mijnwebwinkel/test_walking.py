"""Walks through a list that moves: whatever leaves, comes, or is held back, no order slips through."""

from __future__ import annotations

import json
import random

import pytest

from koppel.api import Unavailable
from koppel_mijnwebwinkel.cursor import Walk
from koppel_mijnwebwinkel.lists import Lists
from koppel_mijnwebwinkel.walking import pages_of
from unit.mijnwebwinkel.world import NOON


def walk(shop, filters=None, *, between=None, start=None):
    """The numbers of a walk, in order; `between` is called after each page."""
    met = []
    for count, page in enumerate(pages_of(Lists(shop.source().client), start or Walk(filters=filters or {}))):
        met += [row["number"] for row in page.rows]
        if between is not None:
            between(count)
    return met


def window():
    """Orders whose status changed before today."""
    return {"status_changed_end_date": "2026-05-03 00:00:00"}


def test_each_page_begins_with_the_last_order_of_the_one_before(empty):
    """That is how a list that stands still is read."""
    empty.sell(250)
    met = walk(empty)

    assert (met[99], met[100]) == ("1100", "1100")
    assert len(set(met)) == 250


@pytest.mark.parametrize("leaving", [1, 2, 60, 99, 100, 101, 150])
def test_orders_that_leave_pull_none_along(empty, leaving):
    """So many of those read already get another status while the walk is under way: they leave the window."""
    empty.sell(400)

    def change(page):
        if page == 1:
            for number in range(1001, 1001 + leaving):
                empty.fake.store.set_status(str(number), 2)

    met = walk(empty, window(), between=change)
    assert set(met) == {str(number) for number in range(1001, 1401)}


def test_the_order_at_the_joint_leaves(empty):
    """The one that the next page should begin with is gone: the walk goes back and finds where it was."""
    empty.sell(300)

    def change(page):
        if page == 0:
            empty.fake.store.set_status("1100", 2)

    met = walk(empty, window(), between=change)
    assert set(met) == {str(number) for number in range(1001, 1301)}


@pytest.mark.parametrize("seed", range(5))
def test_whatever_leaves_at_random(empty, seed):
    """After every page some orders leave, anywhere in the list: only those that left before they were reached are missing."""
    empty.sell(350)
    chance, gone = random.Random(seed), set()

    def change(page):
        for number in chance.sample(range(1001, 1351), 12):
            empty.fake.store.set_status(str(number), 2)
            gone.add(str(number))

    met = set(walk(empty, window(), between=change))
    assert {str(number) for number in range(1001, 1351)} - met <= gone


def test_what_left_a_window_is_in_the_next_one(empty):
    """So nothing is missed: the next reading's window holds it."""
    empty.sell(250)
    first = empty.read()
    empty.later(hours=1)

    def change(batch):
        if batch == 0:
            for number in range(1001, 1251, 3):
                empty.fake.store.set_status(str(number), 6)

    second = empty.read(first.cursor, between=change)
    empty.later(minutes=15)
    third = empty.read(second.cursor)
    now = {document.key: document.status for document in (*second.documents, *third.documents)}
    assert {now.get(f"order:{number}") for number in range(1001, 1251, 3)} == {"6"}


def test_all_of_a_window_leaves(empty):
    """The rest of the list is simply empty then."""
    empty.sell(250)

    def change(page):
        if page == 0:
            for number in range(1001, 1251):
                empty.fake.store.set_status(str(number), 2)

    assert len(set(walk(empty, window(), between=change))) == 100


def test_orders_that_come_meanwhile(empty):
    """They stand at the end; those behind the counted ones are left to the next reading, none before them is lost."""
    empty.sell(250)
    met = walk(empty, between=lambda _: empty.sell(2, start=NOON))

    assert {str(number) for number in range(1001, 1251)} <= set(met)


def test_a_broken_off_walk_finds_its_place(empty):
    """By the last order it met, though the list is shorter now."""
    empty.sell(300)
    for number in range(1001, 1031):
        empty.fake.store.set_status(str(number), 2)
    met = walk(empty, start=Walk(filters=window(), place=150, last="1150"))

    assert {str(number) for number in range(1151, 1301)} <= set(met)


def test_a_broken_off_walk_whose_place_is_gone_begins_anew(empty):
    """The last order it met left the list, so nothing tells what was read: all of it comes again."""
    empty.sell(300)
    empty.fake.store.set_status("1150", 2)
    met = walk(empty, start=Walk(filters=window(), place=150, last="1150"))

    assert set(met) == {str(number) for number in range(1001, 1301)} - {"1150"}


@pytest.mark.parametrize("size", [50, 25, 10])
def test_a_service_that_gives_smaller_pages(empty, size):
    """Less than was asked for, without a word: a page that is not full need not be the last."""
    empty.sell(130)

    def cut(request, response):
        if request.path == "/v1/orders":
            rows = response.get_json()
            response.set_data(json.dumps(rows[:size]))
        return response

    empty.fake.after.append(cut)
    assert set(walk(empty)) == {str(number) for number in range(1001, 1131)}


def test_numbers_that_sort_as_text(empty):
    """Any order that stands still will do."""
    empty.fake.list_order = "text"
    empty.fake.store.last_number = 900
    empty.sell(250)

    assert set(walk(empty)) == {str(number) for number in range(901, 1151)}


def test_a_service_that_holds_orders_back(empty):
    """It counts more than it gives: better try again than miss some."""
    empty.sell(150)

    def hide(request, response):
        if request.path == "/v1/orders" and int(request.args["offset"]) > 0:
            response.set_data(json.dumps(response.get_json()[:1]))
        return response

    empty.fake.after.append(hide)
    with pytest.raises(Unavailable) as refused:
        walk(empty)
    assert "counts more orders than it gives" in refused.value.sentence.en


def test_rows_without_numbers_do_no_harm(empty):
    """They are told apart by what is in them."""
    empty.sell(120)
    empty.fake.alter(lambda row: row.pop("number") if row["number"] in {"1100", "1101"} else None)

    found = empty.read()
    assert len(set(found.keys)) == 120

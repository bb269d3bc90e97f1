"""Archived orders: whether lists hold them without being asked is not documented, so it is found out."""

from __future__ import annotations

import pytest

from koppel_mijnwebwinkel.cursor import Cursor


@pytest.fixture(params=[False, True], ids=["in all lists", "left out"])
def shop(make_world, request):
    """A shop that does it either way."""
    return make_world(samples=False, archived_left_out=request.param)


def test_archived_orders_are_read(shop):
    """Either way, and each once."""
    keys = shop.sell(120)
    for number in ("1002", "1050", "1119"):
        shop.fake.store.archive(number)

    assert sorted(shop.read().keys) == sorted(keys)


def test_an_order_that_is_archived_later_is_read(shop):
    """Shipped and archived before the next reading: the commonest thing that merchants do."""
    shop.sell(3)
    first = shop.read()
    shop.later(hours=1)
    shop.fake.store.set_status("1002", 2)
    shop.fake.store.archive("1002")
    shop.later(minutes=15)
    found = shop.read(first.cursor)

    assert [(document.key, document.status) for document in found.documents] == [("order:1002", "2")]


def test_what_was_found_out_is_kept(shop):
    """The counts are asked once, not at every reading."""
    shop.sell(3)
    shop.fake.store.archive("1002")
    first = shop.read()
    shop.fake.calls.clear()
    shop.later(minutes=15)
    second = shop.read(first.cursor)

    assert Cursor.parse(first.cursor).archived_apart is shop.fake.archived_left_out
    assert Cursor.parse(second.cursor).archived_apart is shop.fake.archived_left_out
    assert shop.questions("orders/count") == []


def test_without_archived_orders_nothing_is_concluded(shop):
    """One count per reading then, until there is one."""
    shop.sell(3)
    first = shop.read()

    assert Cursor.parse(first.cursor).archived_apart is None
    assert [asked["archived"] for asked in shop.questions("orders/count")] == ["1"]


def test_a_reading_that_broke_off_reads_archived_orders_too(shop):
    """With the cursor of any batch."""
    keys = shop.sell(230)
    for number in range(1001, 1231, 10):
        shop.fake.store.archive(str(number))
    whole = shop.read()
    for count in range(1, len(whole.batches)):
        part = shop.read(batches=count)
        assert {*part.keys, *shop.read(part.cursor).keys} == set(keys)


def test_archiving_in_the_middle_of_a_reading(shop):
    """An order that is archived after it was read does not make the service look as if it left out archived ones."""
    shop.sell(3)
    found = shop.read(between=lambda _: shop.fake.store.archive("1001"))

    assert Cursor.parse(found.cursor).archived_apart is shop.fake.archived_left_out

"""Reading what changed: nothing missed, little twice."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from koppel.api import Bug, Since
from koppel_woocommerce.connector import WooCommerceSource
from koppel_woocommerce.cursor import Cursor
from koppel_woocommerce.fake import WooCommerceFake, generate_orders
from support.woocommerce import LAST, asked, fill, keys, sales

MakeSource = Callable[..., WooCommerceSource]
Reader = Callable[..., Any]


def test_everything_once(fake: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """A first reading gives every visible order and every refund once, the oldest change first."""
    found = read(source(fake))
    refunds = sum(len(held) for held in fake.store.refunds.values())
    assert max(Counter(found.keys).values()) == 1
    assert len(found.documents) == 86 + refunds
    stamps = [document.revision.partition("#")[0] for document in found.documents if not document.is_credit]
    assert stamps == sorted(stamps)


def test_question_is_safe(fake: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """Dates are asked as UTC without a Z, in the order of change, with two decimals and the largest page."""
    read(source(fake), start_at=datetime(2026, 10, 1, tzinfo=UTC))
    question = asked(fake)[0]
    assert question["modified_after"] == "2026-09-30T23:59:59"
    assert (question["dates_are_gmt"], question["orderby"], question["order"]) == ("true", "modified", "asc")
    assert (question["dp"], question["per_page"]) == ("2", "100")


def test_change_of_the_first_second_counts(empty: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """An order changed exactly at the start is read."""
    numbers = fill(empty, 1, modified=lambda _: LAST)
    assert read(source(empty), start_at=LAST).keys == keys(numbers)


def test_many_pages(empty: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """A long history comes whole and each order once, moving the date instead of the page."""
    numbers = fill(empty, 450)
    found = read(source(empty))
    assert sorted(found.keys) == sorted(keys(numbers))
    assert {question["page"] for question in asked(empty)} == {"1"}


def test_cursor_goes_on(empty: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """A second reading begins five minutes before the last change that was handled."""
    fill(empty, 3, modified=lambda at: LAST + timedelta(hours=at))
    first = read(source(empty))
    empty.calls.clear()
    again = read(source(empty), cursor=first.cursors[-1])
    assert asked(empty)[0]["modified_after"] == "2026-10-01T13:55:00"
    assert again.keys == first.keys[-1:]


def test_quiet_day(empty: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """A reading without news still ends with a batch, and its cursor stays where it was."""
    cursor = json.dumps({"changed_at": "2026-10-01T12:00:00"})
    found = read(source(empty), cursor=cursor)
    assert (found.documents, found.cursors) == ([], [cursor])


def test_first_reading_of_an_empty_shop(empty: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """Before anything was sold the cursor says that nothing was handled."""
    found = read(source(empty))
    assert found.documents == []
    assert Cursor.parse(found.cursors[-1]) == Cursor()


def test_cursor_only_covers_its_batch(empty: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """A reading broken off after a batch loses nothing: the rest comes with that batch's cursor."""
    numbers = fill(empty, 250)
    batches = source(empty).documents(Since(start_at=LAST - timedelta(days=90)))
    first = next(iter(batches))
    rest = read(source(empty), cursor=first.cursor)
    assert {*sales(first.documents), *sales(rest.documents)} == set(keys(numbers))


def test_left_counts_down(empty: WooCommerceFake, source: MakeSource) -> None:
    """Each batch says about how many orders are still to come."""
    fill(empty, 250)
    left = [batch.left for batch in source(empty).documents(Since(start_at=LAST - timedelta(days=90)))]
    assert left[0] == 150
    assert left[-1] == 0


def test_order_changed_while_reading(empty: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """An order that changes between two pages moves to the end: it comes again and none slips through."""
    numbers = fill(empty, 250)
    changed: list[int] = []

    def change(batch: int) -> None:
        if batch == 0:
            first = min(empty.orders.values(), key=lambda order: order["date_modified_gmt"])
            changed.append(first["id"])
            empty.store.touch(first["id"])

    found = read(source(empty), between=change)
    assert set(found.keys) == set(keys(numbers))
    assert [key for key, times in Counter(found.keys).items() if times > 1] == keys(changed)


def test_order_made_while_reading(empty: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """An order made meanwhile is read at the end of the same reading."""
    fill(empty, 150)
    (late,) = generate_orders(1, first_id=9001)
    late["date_modified_gmt"] = "2026-11-23T10:59:59"
    found = read(source(empty), between=lambda batch: empty.store.add_order(late) if batch == 0 else None)
    assert found.keys[-1] == f"order:{late['id']}"


def test_whole_page_of_one_second(empty: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """An import gave 230 orders one and the same second: they come by page numbers, and what follows comes too."""
    numbers = fill(empty, 300, modified=lambda at: LAST + timedelta(seconds=max(0, at - 229)))
    found = read(source(empty))
    assert sorted(found.keys) == sorted(keys(numbers))
    assert {question["page"] for question in asked(empty)} == {"1", "2", "3"}


def test_second_that_ends_with_a_page(empty: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """Exactly two pages of one second: nothing past their end is asked, and nothing lost."""
    numbers = fill(empty, 200, modified=lambda _: LAST)
    found = read(source(empty))
    assert sorted(found.keys) == sorted(keys(numbers))


def test_second_that_begins_within_a_page(empty: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """A crowded second that begins in the middle of a page."""
    numbers = fill(empty, 330, modified=lambda at: LAST + timedelta(seconds=min(at, 40)))
    assert sorted(read(source(empty)).keys) == sorted(keys(numbers))


def test_order_leaves_a_crowded_second(empty: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """While a crowded second is read by pages, some of its orders change: those behind them are not skipped."""
    numbers = fill(empty, 350, modified=lambda _: LAST)

    def change(batch: int) -> None:
        if batch == 1:
            for number in numbers[:7]:
                empty.store.touch(number)

    found = read(source(empty), between=change)
    assert set(found.keys) == set(keys(numbers))


def test_orders_vanish_while_reading(empty: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """So many orders leave a crowded second that the next page does not exist any more: the rest still comes."""
    numbers = fill(empty, 200, modified=lambda _: LAST)

    def empty_out(batch: int) -> None:
        if batch == 1:
            for number in numbers[:100]:
                empty.store.delete_order(number)

    found = read(source(empty), between=empty_out)
    assert set(keys(numbers[100:])) <= set(found.keys)


def test_trash_after_the_first_reading(fake: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """An order put in the trash is in no list, and is noticed all the same at the next reading."""
    first = read(source(fake))
    fake.store.trash_order(52)
    (trashed,) = [found for found in read(source(fake), cursor=first.cursors[-1]).documents if found.key == "order:52"]
    assert trashed.status == "trash"


def test_first_reading_leaves_trash_alone(fake: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """At the first reading nothing of the trash can have been booked."""
    assert "order:170" not in read(source(fake)).keys


def test_corrupt_cursor(fake: WooCommerceFake, source: MakeSource, read: Reader) -> None:
    """A cursor that is none is our own mistake, not the shop's."""
    with pytest.raises(Bug):
        read(source(fake), cursor="[]")

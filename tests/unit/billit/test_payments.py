"""What Billit says is paid: by what changed, once a day by everything, and only what is really paid."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from koppel.api import Since
from koppel_billit.fake import Switches
from support.drafts import MORNING, draft, refund

START = MORNING - timedelta(days=1)


def read(kit, cursor=None):
    """All payments of one reading, and the cursor that it ends with."""
    found = []
    for batch in kit.target().payments(Since(start_at=START, cursor=cursor)):
        found += batch.payments
        cursor = batch.cursor
    return {one.target_id: one for one in found}, cursor


def book(kit, reference="10001", **more):
    return kit.book(draft(reference=reference, **more))[1].target_id


def test_a_paid_invoice_is_reported(kit, clock):
    """With amount, currency and day."""
    target_id = book(kit)
    assert read(kit)[0] == {}
    clock.advance(hours=1)
    kit.fake.pay(int(target_id))
    found = read(kit)[0][target_id]

    assert (found.amount, found.currency) == (Decimal("121.00"), "EUR")
    assert found.paid_at == clock().replace(microsecond=0)


def test_what_was_paid_at_the_shop_is_not_reported(kit):
    """The shop knows."""
    book(kit, paid_at=MORNING)

    assert read(kit)[0] == {}


def test_what_was_paid_at_the_shop_comes_when_the_memory_is_empty(kit):
    """Then the shop looks for itself; nothing is lost."""
    target_id = book(kit, paid_at=MORNING)
    kit.memory.tables.clear()

    assert set(read(kit)[0]) == {target_id}


@pytest.mark.parametrize("mood", ["open", "paid"])
def test_a_partial_payment_is_not_reported(make_kit, mood):
    """Also where it sets the mark already; the rest makes it whole."""
    kit = make_kit(Switches(part_payment=mood))
    target_id = book(kit)
    kit.fake.pay(int(target_id), Decimal(20))
    assert read(kit)[0] == {}
    kit.fake.pay(int(target_id))

    assert set(read(kit)[0]) == {target_id}


@pytest.mark.parametrize("mood", ["zero", "absent"])
def test_what_is_due_may_be_missing_on_a_paid_one(make_kit, mood):
    """Zero or nothing."""
    kit = make_kit(Switches(to_pay_when_paid=mood))
    target_id = book(kit)
    kit.fake.pay(int(target_id))

    assert set(read(kit)[0]) == {target_id}


@pytest.mark.parametrize("mood", ["credited", "paid"])
def test_a_credited_invoice_is_not_money(make_kit, mood):
    """Even where Billit marks it as paid; nor is a credit note."""
    kit = make_kit(Switches(credited_invoice=mood))
    book(kit)
    kit.book(refund(is_paid=False))

    assert read(kit)[0] == {}


def test_a_quiet_reading_moves_the_cursor(kit, clock):
    """The last batch comes too when it is empty, and the next reading asks for less."""
    book(kit)
    _, cursor = read(kit)
    clock.advance(hours=10)
    kit.fake.calls.clear()
    found, again = read(kit, cursor)

    assert found == {}
    assert again == cursor
    assert len(kit.fake.calls) == 1


def test_a_payment_between_two_readings_is_reported(kit, clock):
    """From the cursor on."""
    target_id = book(kit)
    _, cursor = read(kit)
    clock.advance(hours=5)
    kit.fake.pay(int(target_id))

    assert set(read(kit, cursor)[0]) == {target_id}


def test_a_payment_that_does_not_show_as_a_change_is_found_the_next_day(make_kit, clock):
    """Once a day all that is paid is read."""
    kit = make_kit(Switches(payment_modifies=False))
    target_id = book(kit)
    book(kit, "10002")
    clock.advance(hours=1)
    _, cursor = read(kit)
    clock.advance(hours=6)
    kit.fake.document("10002")["LastModified"] = kit.fake.company().now()
    _, cursor = read(kit, cursor)
    kit.fake.pay(int(target_id))
    assert read(kit, cursor)[0] == {}
    clock.advance(days=1)

    assert set(read(kit, cursor)[0]) == {target_id}


def test_many_pages_are_all_read(kit):
    """More than 120 paid invoices."""
    ids = {book(kit, str(number)) for number in range(130)}
    for one in ids:
        kit.fake.pay(int(one))

    assert set(read(kit)[0]) == ids


@pytest.mark.parametrize("zone", ["Europe/Brussels", "UTC"])
@pytest.mark.parametrize("shown", [True, False])
def test_unsettled_habits_make_no_difference(make_kit, clock, zone, shown):
    """The zone of moments, and whether lists show the day of payment."""
    kit = make_kit(Switches(time_zone=zone, paid_date_in_lists=shown))
    target_id = book(kit)
    _, cursor = read(kit)
    clock.advance(minutes=1)
    kit.fake.pay(int(target_id))
    found = read(kit, cursor)[0]

    assert set(found) == {target_id}
    assert (found[target_id].paid_at is not None) is shown

"""The sales documents of a period in Billit: invoices and credit notes, whoever made them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from support.drafts import draft, line, refund

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


def listed(kit, begin=MARCH[0], until=MARCH[1]):
    """All documents of a period."""
    return [one for page in kit.target().documents(begin, until) for one in page]


def another(kit, **changes):
    """A document of somebody else's, like the first one but for these fields."""
    orders = kit.fake.company().orders
    number = max(orders) + 1
    orders[number] = {**next(iter(orders.values())), "OrderID": number, "ExternalProviderID": None, **changes}
    return str(number)


def test_a_document_is_listed_with_all_that_is_known_of_it(kit):
    """Key, number, reference, day, totals."""
    _, made = kit.book(draft(line("10.00", "2.10")))
    (found,) = listed(kit)

    assert (found.target_id, found.number, found.reference) == (made.target_id, "10001", "10001")
    assert (found.issued_on, found.total_incl, found.total_vat) == (date(2026, 3, 1), Decimal("12.10"), Decimal("2.10"))
    assert (found.form, found.currency, found.is_credit) == ("invoice", "EUR", False)


def test_a_credit_note_is_negative(kit):
    """Billit states it as positive."""
    kit.book(draft())
    kit.book(refund())
    credit = next(one for one in listed(kit) if one.is_credit)

    assert credit.form == "credit_note"
    assert credit.total_incl < 0


def test_what_another_program_made_goes_by_its_number(kit):
    """It has no key of ours; its number is what `find` would find it by."""
    kit.book(draft())
    other = another(kit, OrderNumber="F-77")

    assert next(one for one in listed(kit) if one.target_id == other).reference == "F-77"


@pytest.mark.parametrize(
    "change",
    [
        {"OrderType": "Offer"},
        {"OrderType": "DeliveryNote"},
        {"OrderDirection": "Cost"},
        {"OrderStatus": "Draft"},
        {"OrderStatus": "Canceled"},
    ],
)
def test_what_is_no_booking_is_left_out(kit, change):
    """Offers, delivery notes, purchases, drafts, what was cancelled."""
    kit.book(draft())
    another(kit, **change)

    assert len(listed(kit)) == 1


def test_the_period_has_both_its_ends(kit):
    """The day before and the day after are not in it; an hour on the last day is."""
    kit.book(draft())
    days = (datetime(2026, 2, 28), datetime(2026, 3, 31, 23, 59), datetime(2026, 4, 1))
    others = [another(kit, OrderDate=day) for day in days]

    assert {one.target_id for one in listed(kit)} - {str(min(kit.fake.company().orders))} == {others[1]}


def test_a_hundred_and_twenty_to_a_page_and_none_is_lost(kit):
    """Three pages, each document once."""
    kit.book(draft())
    for number in range(1, 300):
        another(kit, OrderNumber=f"F-{number}")
    kit.fake.calls.clear()
    found = listed(kit)

    assert len({one.target_id for one in found}) == len(found) == 300
    assert len(kit.calls("/v1/orders")) == 3

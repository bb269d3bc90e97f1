"""The documents of a period in Exact Online: of the settings' journals and kind, on their day, whoever made them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from support.drafts import by_code, draft, line
from unit.exact.test_invoices import MUG, SHIPPING

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


def listed(kit, begin=MARCH[0], until=MARCH[1], **answers):
    """All documents of a period."""
    target = kit.target(kit.answers(**answers))
    return [one for page in target.documents(begin, until) for one in page]


def book(kit, reference="10001", on=date(2026, 3, 1), *lines, **answers):
    """A booking, and what was posted."""
    order = draft(*(lines or (line("10.00", "2.10"),)), reference=reference, issued_on=on, debtor=by_code("1000"))
    return kit.target().create(kit.booking(order, **answers))


def test_an_entry_is_listed_with_all_that_is_known_of_it(kit):
    """Key, number, reference, day, totals; a credit note is negative."""
    made = book(kit)
    book(kit, "10001-R1", date(2026, 3, 31), line("-10.00", "-2.10"))
    first, second = sorted(listed(kit), key=lambda one: one.issued_on)

    assert (first.target_id, first.number, first.reference) == (made.target_id, made.number, "10001")
    assert (first.issued_on, first.total_incl, first.total_vat) == (date(2026, 3, 1), Decimal("12.10"), Decimal("2.10"))
    assert (first.form, first.currency, first.is_credit) == ("sales_entry", "EUR", False)
    assert (second.total_incl, second.is_credit) == (Decimal("-12.10"), True)


def test_the_period_has_both_its_ends(kit):
    """The day before and the day after are not in it."""
    for number, on in enumerate((date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1))):
        book(kit, str(number), on)

    assert sorted(one.reference for one in listed(kit)) == ["1", "2"]


def test_other_journals_are_other_book_keeping(kit):
    """Only the journal of the settings, and that for credit notes."""
    book(kit, "1")
    book(kit, "2", journal="71")

    assert [one.reference for one in listed(kit)] == ["1"]
    assert sorted(one.reference for one in listed(kit, credit_journal="71")) == ["1", "2"]


def test_sixty_to_a_page_and_none_is_lost(kit):
    """A hundred and fifty entries take three calls."""
    books = kit.fake.division()
    made = book(kit, "0")
    row = books.table("SalesEntries")[made.target_id]
    for number in range(1, 150):
        books.add("SalesEntries", {**row, "EntryID": None, "YourRef": str(number)})
    kit.fake.calls.clear()
    found = listed(kit)

    assert len({one.target_id for one in found}) == len(found) == 150
    assert len([call for call in kit.fake.calls if "SalesEntries" in call.path]) == 3


def test_an_invoice_that_was_not_processed_stands_on_the_day_of_its_order(kit):
    """It has no invoice date yet, and is the booking all the same."""
    known = {"insertion_type": "sales_invoice", "shipping_item": "VERZEND"}
    made = book(kit, "10001", date(2026, 3, 2), MUG, SHIPPING, **known)
    found = listed(kit, **known)

    assert [(one.target_id, one.issued_on, one.form) for one in found] == [
        (made.target_id, date(2026, 3, 2), "sales_invoice")
    ]


def test_a_processed_invoice_stands_on_its_invoice_date(kit):
    """The day that the customer sees, even where the order was of another month."""
    known = {"insertion_type": "sales_invoice", "shipping_item": "VERZEND"}
    made = book(kit, "10001", date(2026, 2, 27), MUG, SHIPPING, **known)
    books = kit.fake.division()
    books.change("SalesInvoices", books.table("SalesInvoices")[made.target_id], {"InvoiceDate": datetime(2026, 3, 2)})

    assert [one.issued_on for one in listed(kit, **known)] == [date(2026, 3, 2)]
    assert listed(kit, date(2026, 2, 1), date(2026, 2, 28), **known) == []


@pytest.mark.parametrize("change", [{"Type": 8023}, {"Status": 10}])
def test_other_invoices_are_left_out(kit, change):
    """Direct invoices, where these are not what the settings make; and drafts."""
    known = {"insertion_type": "sales_invoice", "shipping_item": "VERZEND"}
    made = book(kit, "10001", date(2026, 3, 2), MUG, SHIPPING, **known)
    books = kit.fake.division()
    books.change("SalesInvoices", books.table("SalesInvoices")[made.target_id], change)

    assert listed(kit, **known) == []


def test_orders_come_with_the_invoices_that_credit_them(kit):
    """There are no credit orders, so what takes one back stands among the invoices."""
    known = {"insertion_type": "sales_order", "shipping_item": "VERZEND"}
    book(kit, "10001", date(2026, 3, 2), MUG, SHIPPING, **known)
    back = line("-8.22", "-1.73", item_code="MOK-01", quantity=Decimal(-1))
    book(kit, "10001-R1", date(2026, 3, 3), back, **known)

    assert [(one.form, one.total_incl) for one in listed(kit, **known)] == [
        ("sales_order", Decimal("24.84")),
        ("sales_invoice", Decimal("-9.95")),
    ]

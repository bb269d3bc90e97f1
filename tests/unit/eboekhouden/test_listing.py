"""The sales of a period in e-Boekhouden.nl: of the kind and the debtor account of the settings, whoever made them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from support.drafts import draft, line

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


def listed(kit, begin=MARCH[0], until=MARCH[1], **answers):
    """All documents of a period."""
    target = kit.target(kit.answers(**answers))
    return [one for page in target.documents(begin, until) for one in page]


def test_a_sale_is_listed_with_what_the_list_tells(kit):
    """Id, number as reference, day, total; VAT is not in the list of mutations."""
    posted = kit.create(draft(line("10.00", "2.10"), issued_on=date(2026, 3, 5)))
    (found,) = listed(kit)

    assert (found.target_id, found.number, found.reference) == (posted.target_id, "10001", "10001")
    assert (found.issued_on, found.total_incl, found.total_vat) == (date(2026, 3, 5), Decimal("12.10"), None)
    assert (found.form, found.currency, found.is_credit) == ("ledger_mutation", "EUR", False)


def test_the_period_is_one_filter_with_both_its_ends(kit):
    """The service takes one filter per parameter; the day before and the day after are not in it."""
    for number, on in enumerate((date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1))):
        kit.create(draft(reference=f"1000{number}", issued_on=on))
    kit.fake.calls.clear()

    assert sorted(one.reference or "" for one in listed(kit)) == ["10001", "10002"]
    (asked,) = [call for call in kit.fake.calls if call.path == "/v1/mutation"]
    assert asked.query.count("date") == 1


def test_two_thousand_to_a_page_and_none_is_lost_or_repeated(kit):
    """Three full pages and a short one, in whatever order the service has them."""
    kit.create(draft())
    row = {name: value for name, value in kit.booked().items() if name != "id"}
    for number in range(1, 6500):
        kit.fake.books.add("mutation", kit.fake.books.mutations, {**row, "invoiceNumber": f"W{number}"})
    kit.fake.calls.clear()
    found = listed(kit)

    assert len({one.target_id for one in found}) == len(found) == 6500
    assert len([call for call in kit.fake.calls if call.path == "/v1/mutation"]) == 4


def test_other_bookings_are_other_book_keeping(kit):
    """Purchases and payments have another type; sales on another debtor account are somebody else's."""
    kit.create(draft())
    row = {name: value for name, value in kit.booked().items() if name != "id"}
    kit.fake.books.add("mutation", kit.fake.books.mutations, {**row, "type": 1, "invoiceNumber": "P1"})
    kit.fake.books.add("mutation", kit.fake.books.mutations, {**row, "ledgerId": 1, "invoiceNumber": "D1"})

    assert [one.reference for one in listed(kit)] == ["10001"]


def test_invoices_are_listed_where_the_settings_make_invoices(kit):
    """With the VAT that their list has; the bookings behind them are not listed as well."""
    posted = kit.create(draft(line("10.00", "2.10"), issued_on=date(2026, 3, 5)), insertion_type="sales_invoice")
    found = listed(kit, insertion_type="sales_invoice")

    assert [(one.target_id, one.form, one.total_incl, one.total_vat) for one in found] == [
        (posted.target_id, "sales_invoice", Decimal("12.10"), Decimal("2.10"))
    ]


def test_a_row_that_moves_between_two_pages_comes_once(kit, monkeypatch):
    """Nothing says in which order the service lists; a row that is given twice counts once."""
    kit.create(draft())
    row = {name: value for name, value in kit.booked().items() if name in ("id", "date", "amount", "invoiceNumber")}
    row = {**row, "date": row["date"].isoformat()}
    monkeypatch.setattr("koppel_eboekhouden.wire.pages", lambda *_: iter([[row], [row]]))

    assert len(listed(kit)) == 1

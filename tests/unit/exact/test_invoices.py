"""Sales invoices, direct invoices, sales orders and their items; processing and sending."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from koppel.api import LineKind, Posted, Rejected, SettingsProblem, Sought, UnknownOutcome
from koppel.testing import LostAnswer
from koppel_exact.books import posted
from koppel_exact.fake import Switches
from koppel_exact.forms import FORMS, INVOICE
from support.drafts import by_code, draft, line

MUG = line("16.44", "3.45", item_code="MOK-01", quantity=Decimal(2))
SHIPPING = line("4.09", "0.86", role="shipping", kind=LineKind.SHIPPING, description="Shipping")


def book(kit, *lines, form="sales_invoice", initial=False, **answers):
    """Book lines as an invoice and give the booking and what was posted."""
    known = {"insertion_type": form, "shipping_item": "VERZEND", **answers}
    order = draft(*(lines or (MUG, SHIPPING)), debtor=by_code("1000"))
    booking = kit.booking(order, initial=initial, **known)
    return booking, kit.target().create(booking)


def test_an_invoice_has_items_quantities_and_the_shops_own_amounts(kit):
    """Open, type 8020, totals to the cent."""
    _, made = book(kit)

    invoice = kit.fake.division().invoices[0]
    sent = kit.sent("SalesInvoices")[0]["SalesInvoiceLines"][0]
    assert (invoice["Type"], invoice["Status"], invoice["YourRef"]) == (8020, 20, "10001")
    assert (sent["Quantity"], sent["NetPrice"], sent["AmountFC"]) == (2, Decimal("8.22"), Decimal("16.44"))
    assert (made.total_incl, made.total_vat) == (Decimal("24.84"), Decimal("4.31"))


def test_a_price_that_does_not_divide_leaves_the_amount_leading(kit):
    """Three for 10.00 net: the amount is kept, the price per piece is rounded."""
    _, made = book(kit, line("10.00", "2.10", item_code="MOK-01", quantity=Decimal(3)))

    assert made.total_incl == Decimal("12.10")


def test_a_credit_invoice_states_positive_amounts_and_is_booked_negative(kit):
    """Type 8021; what Koppel reads back is negative like the booking."""
    lines = line("-8.22", "-1.73", item_code="MOK-01", quantity=Decimal(-1))
    booking, made = book(kit, lines, invoice_delivery="processed")
    kit.target().send(booking, made)

    assert kit.fake.division().invoices[0]["Type"] == 8021
    assert made.total_incl == Decimal("-9.95")
    assert kit.fake.entry_by_ref("10001")["AmountFC"] == Decimal("-9.95")


@pytest.mark.parametrize("stated", ["9.95", "-9.95"])
def test_a_credit_invoice_reads_negative_however_exact_states_it(stated):
    """Positive or negative in the header: it takes back 9.95."""
    row = {"InvoiceID": "71b9c0aa-1111-2222-3333-444455556666", "Type": 8021, "AmountFC": Decimal(stated)}

    assert posted(row, FORMS[INVOICE]).total_incl == Decimal("-9.95")


def test_a_credit_invoice_that_exact_takes_for_a_sale_is_noticed(make_kit):
    """No page tells the sign; where it turns out to be the other one, a person is told at the first credit."""
    kit = make_kit(Switches(credit_invoice_sign="negative"))
    lines = line("-8.22", "-1.73", item_code="MOK-01", quantity=Decimal(-1))
    booking, made = book(kit, lines, invoice_delivery="processed")

    with pytest.raises(Rejected) as refused:
        kit.target().send(booking, made)
    assert refused.value.data["reason"] == "credit_sign"


def test_lines_stand_on_the_ledgers_of_the_settings(kit):
    """The item group of books has another account; the setting goes first."""
    book(kit, line("22.89", "4.81", item_code="BOEK-01"))

    assert kit.fake.division().invoices[0]["SalesInvoiceLines"][0]["GLAccount"] == kit.ledger("8000")


def test_the_ledgers_of_items_go_first_when_asked_for(kit):
    """The account of the item, else of its group, else of the setting."""
    codes = ("KOSTEN", "BOEK-01", "LEEG-01")
    book(kit, *(line("1.00", "0.21", item_code=code) for code in codes), use_item_ledgers=True)

    booked = [one["GLAccount"] for one in kit.fake.division().invoices[0]["SalesInvoiceLines"]]
    assert booked == [kit.ledger(code) for code in ("8110", "8010", "8000")]


def test_all_items_of_an_order_are_looked_up_in_one_call_and_remembered(kit):
    """Three items are one question, and none for the next order."""
    lines = [line("1.00", "0.21", item_code=code) for code in ("MOK-01", "SHIRT-M", "SHIRT-L")]
    for _ in range(2):
        book(kit, *lines)

    assert len([call for call in kit.api_calls() if call.path.endswith("/logistics/Items")]) == 1


def test_an_unknown_item_is_refused_unless_items_may_be_made(kit):
    """The setting is named, and no invoice is made."""
    with pytest.raises(Rejected, match="NEW-1") as refused:
        book(kit, line("1.00", "0.21", item_code="NEW-1"))

    assert (refused.value.data["reason"], refused.value.data["step"]) == ("item_missing", "create_items")
    assert kit.fake.division().invoices == []


def test_an_unknown_item_is_made_once(kit):
    """A sales item with the shop's code and description."""
    for _ in range(2):
        book(kit, line("1.00", "0.21", item_code="NEW-1", description="New mug"), create_items=True)

    made = [item for item in kit.fake.division().items if item["Code"] == "NEW-1"]
    assert [(item["Description"], item["IsSalesItem"]) for item in made] == [("New mug", True)]


def test_a_lost_answer_to_a_new_item_leaves_one_item(make_kit):
    """It exists after all: Exact says so, and it is found by its code."""
    kit = make_kit(Switches(lose_every_nth_post=1))
    with pytest.raises(UnknownOutcome):
        book(kit, line("1.00", "0.21", item_code="NEW-1"), create_items=True)
    kit.fake.after.clear()
    book(kit, line("1.00", "0.21", item_code="NEW-1"), create_items=True)

    assert [item["Code"] for item in kit.fake.division().items].count("NEW-1") == 1


def test_an_item_that_another_worker_made_a_moment_before_is_used(kit):
    """Exact says that the code exists; it is looked for again instead of giving up."""

    def make_first(request):
        if request.method == "POST" and request.path.endswith("/logistics/Items"):
            kit.fake.before.clear()
            kit.fake.division().add("Items", {"Code": "NEW-1", "Description": "New", "IsSalesItem": True})

    kit.fake.before.append(make_first)
    _, made = book(kit, line("1.00", "0.21", item_code="NEW-1"), create_items=True)

    assert made.total_incl == Decimal("1.21")
    assert [item["Code"] for item in kit.fake.division().items].count("NEW-1") == 1


def test_an_open_invoice_is_left_open(kit):
    """Nothing is processed and nothing is called."""
    booking, made = book(kit)
    kit.fake.calls.clear()

    assert kit.target().send(booking, made) == made
    assert kit.fake.calls == []


def test_a_processed_invoice_gets_its_number_its_date_and_its_entry(kit):
    """The day of the order is the day of the invoice; nothing is sent."""
    booking, made = book(kit, invoice_delivery="processed")
    done = kit.target().send(booking, made)

    entry = kit.fake.entry_by_ref("10001")
    assert done.number == str(entry["InvoiceNumber"])
    assert done.issued_on == date(2026, 3, 1)
    assert not any("Send" in name for name in kit.sent("PrintedSalesInvoices")[0])


@pytest.mark.parametrize(
    ("setting", "name"),
    [
        ("email", "SendEmailToCustomer"),
        ("peppol", "SendInvoiceViaPeppol"),
        ("by_customer", "SendOutputBasedOnAccount"),
    ],
)
def test_an_invoice_is_sent_the_way_that_was_chosen(kit, setting, name):
    """One call processes and sends."""
    account = kit.fake.division().one("Accounts", Code="1000")
    account |= {"Email": "x@customers.example", "PeppolIdentifier": "0106:1"}
    booking, made = book(kit, invoice_delivery=setting)
    kit.target().send(booking, made)

    assert kit.sent("PrintedSalesInvoices")[0][name] is True


def test_an_invoice_that_could_not_be_sent_is_told(kit):
    """It is booked, but the customer has no e-mail address: Exact hides that in a good answer."""
    booking, made = book(kit, invoice_delivery="email")

    with pytest.raises(Rejected) as refused:
        kit.target().send(booking, made)
    assert refused.value.data["reason"] == "not_sent"
    assert kit.fake.entry_by_ref("10001") is not None


def test_sending_twice_sends_once(kit):
    """After a restart it looks at the status first."""
    booking, made = book(kit, invoice_delivery="processed")
    for _ in range(2):
        kit.target().send(booking, Posted(target_id=made.target_id))

    assert len(kit.sent("PrintedSalesInvoices")) == 1


def test_an_invoice_that_the_bookkeeper_processed_first_is_done(kit):
    """Reeds verwerkt is no failure: what was wanted has happened."""
    booking, made = book(kit, invoice_delivery="processed")
    body = {"InvoiceID": made.target_id}
    kit.target().client.post("api/v1/1234567/salesinvoice/PrintedSalesInvoices", body)

    assert kit.target().send(booking, made).number == str(kit.fake.entry_by_ref("10001")["InvoiceNumber"])


def test_a_lost_answer_to_processing_is_made_good_by_looking(kit):
    """The invoice was processed, nobody heard: the second try reads its number."""

    def lose(request, response):
        if "PrintedSalesInvoices" in request.path:
            raise LostAnswer
        return response

    booking, made = book(kit, invoice_delivery="processed")
    kit.fake.after.append(lose)
    with pytest.raises(UnknownOutcome):
        kit.target().send(booking, made)
    kit.fake.after.clear()

    assert kit.target().send(booking, made).number == str(kit.fake.entry_by_ref("10001")["InvoiceNumber"])


def test_an_invoice_of_the_first_export_is_processed_at_once_and_never_sent(kit):
    """The setting says e-mail; an initial booking is processed without."""
    _, made = book(kit, initial=True, invoice_delivery="email")

    printed = kit.sent("PrintedSalesInvoices")
    assert made.number
    assert len(printed) == 1
    assert "SendEmailToCustomer" not in printed[0]


def test_an_invoice_is_found_back_by_its_reference(kit):
    """Like an entry, totals included."""
    _, made = book(kit)

    found = kit.target().find([Sought(reference="10001", form="sales_invoice", journal="70")])
    assert found["10001"] == made


def test_a_sales_order_is_made_with_its_own_vat(kit):
    """No journal, no ledgers; net and VAT read back from the header."""
    _, made = book(kit, form="sales_order")

    order = kit.fake.division().orders[0]
    assert (order["YourRef"], order["AmountFC"]) == ("10001", Decimal("24.84"))
    assert (made.total_incl, made.total_vat) == (Decimal("24.84"), Decimal("4.31"))
    assert made.number == str(order["OrderNumber"])


def test_a_sales_order_is_found_back_and_read(kit):
    """It has no journal to look in."""
    booking, made = book(kit, form="sales_order")

    assert booking.journal is None
    assert kit.target().find([Sought(reference="10001", form="sales_order")])["10001"] == made
    assert kit.target().read(made.target_id, "sales_order") == made


def test_a_direct_invoice_takes_the_goods_from_the_main_warehouse(kit):
    """Type 8023 with a warehouse, which is asked for once."""
    kit.fake.division().features.add("direct_invoicing")
    for _ in range(2):
        book(kit, form="direct_sales_invoice")

    first = kit.fake.division().invoices[0]
    assert first["Type"] == 8023
    assert first["Warehouse"] == kit.fake.division().one("Warehouses")["ID"]
    assert len([call for call in kit.api_calls() if "Warehouses" in call.path]) == 1


def test_a_direct_invoice_without_a_warehouse_points_at_the_setting(kit):
    """There is nowhere to take the goods from."""
    kit.fake.division().features.add("direct_invoicing")
    kit.fake.division().table("Warehouses").clear()

    with pytest.raises(SettingsProblem) as problem:
        book(kit, form="direct_sales_invoice")
    assert problem.value.step == "insertion_type"

"""Sections 5.5 to 5.8: sales invoices, booked by printing alone, and sales orders, booked by nothing."""

from __future__ import annotations

import pytest

from koppel_exact.fake import Switches

INVOICES = "salesinvoice/SalesInvoices"
PRINTED = "salesinvoice/PrintedSalesInvoices"
ORDERS = "salesorder/SalesOrders"


def invoice(shop, *lines, **header):
    known = {"OrderedBy": shop.account("1002"), "Journal": "70", "YourRef": "WEB-1"}
    body = {**known, "SalesInvoiceLines": list(lines) or [{"Item": shop.item("SHIRT-M"), "Quantity": 2}], **header}
    return {name: value for name, value in body.items() if value is not None}


def keep(shop, *lines, **header):
    response = shop.post(INVOICES, invoice(shop, *lines, **header))
    assert response.status_code == 201, response.text
    return shop.fake.division().table("SalesInvoices")[response.json["d"]["InvoiceID"]]


def print_it(shop, kept, **more):
    return shop.post(PRINTED, {"InvoiceID": kept["InvoiceID"], **more}, Prefer="return=representation")


def test_an_invoice_is_open_and_books_nothing(shop):
    """No number, no date, no entry."""
    kept = keep(shop)
    assert (kept["Status"], kept["Type"], kept.get("InvoiceNumber"), kept.get("InvoiceDate")) == (20, 8020, None, None)
    assert (str(kept["AmountFC"]), str(kept["VATAmountFC"])) == ("50.00", "8.68")
    assert shop.fake.division().entries == []


def test_lines_take_account_price_and_vat_from_the_item(shop):
    """The group's account, the item's price and code."""
    kept = keep(shop, {"Item": shop.item("BOEK-01")})
    [line] = shop.rows(f"{INVOICES}(guid'{kept['InvoiceID']}')/SalesInvoiceLines")
    assert (line["GLAccount"], line["VATCode"], line["NetPrice"]) == (shop.ledger("8010"), "1  ", 22.89)
    assert (line["ItemCode"], line["Description"], line["Quantity"]) == ("BOEK-01", "Kookboek", 1)


@pytest.mark.parametrize(
    ("line", "amount"),
    [
        ({"Quantity": 3, "UnitPrice": 10}, "30.00"),
        ({"Quantity": 3, "UnitPrice": 10, "Discount": 0.1}, "27.00"),
        ({"Quantity": 3, "UnitPrice": 10, "NetPrice": 9.5}, "28.50"),
        ({"Quantity": 3, "NetPrice": 10, "AmountFC": 29.99}, "29.99"),
    ],
)
def test_the_amount_of_a_line(shop, line, amount):
    """Quantity times net price, unless the amount is sent."""
    kept = keep(shop, {"Item": shop.item("SHIRT-M"), **line})
    assert str(kept["AmountFCExclVat"]) == amount


def test_an_invoice_for_nobody_misses_both_accounts(shop, refused):
    """In the words of the service."""
    body = invoice(shop, OrderedBy=None)
    assert refused(shop.post(INVOICES, body)) == "Verplicht: Factuur voor\r\nVerplicht: Besteld door"


def test_the_invoiced_account_must_be_a_customer(shop, refused):
    """Status C."""
    body = invoice(shop, OrderedBy=shop.account("1006"))
    assert refused(shop.post(INVOICES, body)) == "Ongeldig: Factuur voor (Type)"


@pytest.mark.parametrize(
    ("code", "text"),
    [("DOOS-01", "Ongeldig: Artikel"), ("LEEG-01", "Grootboekrekening is verplicht")],
)
def test_items_must_be_for_sale_and_have_an_account(shop, refused, code, text):
    """Purchase-only items and items without revenue account are refused."""
    assert refused(shop.post(INVOICES, invoice(shop, {"Item": shop.item(code)}))) == text


def test_the_default_journal_is_the_first_open_sales_journal(shop):
    """The page calls it mandatory, samples leave it out."""
    assert keep(shop, Journal=None)["Journal"] == "70"


@pytest.mark.parametrize("kind", [8023, 8024])
def test_direct_invoices_need_the_edition_and_a_warehouse(shop, refused, kind):
    """Without the feature the type is refused; with it the warehouse is mandatory."""
    assert "Ongeldig: Type" in refused(shop.post(INVOICES, invoice(shop, Type=kind)))
    shop.fake.division().features.add("direct_invoicing")
    assert refused(shop.post(INVOICES, invoice(shop, Type=kind))) == "Verplicht: Magazijn"
    [warehouse] = shop.rows("inventory/Warehouses?$select=ID")
    assert keep(shop, Type=kind, Warehouse=warehouse["ID"])["Type"] == kind


def test_ordinary_invoices_have_no_warehouse(shop, refused):
    """It is forbidden there."""
    warehouse = next(shop.fake.division().rows("Warehouses"))["ID"]
    assert refused(shop.post(INVOICES, invoice(shop, Warehouse=warehouse))) == "Ongeldig: Magazijn"


@pytest.mark.parametrize(
    ("charge", "amounts"),
    [
        ({"AmountFCExclVAT": 4.13}, ("4.13", "5.00")),
        ({"AmountFCInclVAT": 5}, ("4.13", "5.00")),
        ({"AmountFCExclVAT": 4, "AmountFCInclVAT": 99}, ("4.00", "4.84")),
    ],
)
def test_charge_lines_work_out_the_other_amount(shop, charge, amounts):
    """The amount without VAT leads."""
    charges = [{"IsShippingCost": True, "VATCode": "2", **charge}]
    keep(shop, SalesInvoiceOrderChargeLines=charges)
    [line] = shop.fake.division().invoices[0]["SalesInvoiceOrderChargeLines"]
    assert (str(line["AmountFCExclVAT"]), str(line["AmountFCInclVAT"])) == amounts


def test_a_charge_that_is_not_shipping_needs_its_kind(shop, refused):
    """OrderCharge is mandatory then."""
    body = invoice(shop, SalesInvoiceOrderChargeLines=[{"AmountFCExclVAT": 1}])
    assert refused(shop.post(INVOICES, body)) == "Verplicht: Orderkosten"


def test_printing_books_the_invoice(shop):
    """It gets number, date and document, and a sales entry appears with all its lines."""
    kept = keep(shop, SalesInvoiceOrderChargeLines=[{"IsShippingCost": True, "VATCode": "2", "AmountFCExclVAT": 10}])
    answer = print_it(shop, kept, InvoiceDate="2026-02-10")
    assert answer.status_code == 201
    assert answer.json["d"]["DocumentCreationSuccess"]
    entry = shop.fake.entry_by_ref("WEB-1")
    assert kept["Status"] == 50
    assert kept["InvoiceNumber"] == entry["EntryNumber"] == entry["InvoiceNumber"] == 26700001
    assert entry["EntryDate"].date().isoformat() == "2026-02-10"
    assert (str(entry["AmountFC"]), entry["Customer"]) == ("62.10", shop.account("1002"))
    assert [line["GLAccount"] for line in entry["SalesEntryLines"]] == [shop.ledger("8000"), shop.ledger("8100")]
    [document] = shop.fake.division().documents
    assert (document["Type"], document["ID"], len(document["Attachments"])) == (10, entry["Document"], 1)


def test_an_invoice_is_printed_once_and_never_changed_again(shop, refused):
    """Processed is processed."""
    kept = keep(shop)
    print_it(shop, kept)
    path = f"{INVOICES}(guid'{kept['InvoiceID']}')"
    for response in (print_it(shop, kept), shop.put(path, {"YourRef": "x"}), shop.delete(path)):
        assert refused(response) == "Reeds verwerkt"
    assert len(shop.fake.division().entries) == 1


def test_printing_into_a_closed_period_is_refused(shop, refused):
    """And nothing is booked."""
    kept = keep(shop)
    assert refused(print_it(shop, kept, InvoiceDate="2024-05-01")) == "Periode is afgesloten: 2024 – 5"
    assert kept["Status"] == 20


@pytest.mark.parametrize(("code", "told"), [("1002", "EmailCreationSuccess"), ("1000", "EmailCreationError")])
def test_sending_tells_how_it_went(shop, code, told):
    """Without an address it is an error in the answer, not in the status."""
    kept = keep(shop, OrderedBy=shop.account(code))
    answer = print_it(shop, kept, SendEmailToCustomer=True)
    assert answer.status_code == 201
    assert answer.json["d"][told]


@pytest.mark.parametrize(("sign", "quantity"), [("positive", 1), ("negative", -1)])
def test_a_credit_note_books_the_other_way(make, sign, quantity):
    """Type 8021 with the sign of the switch."""
    shop = make(Switches(credit_invoice_sign=sign))
    kept = keep(shop, {"Item": shop.item("SHIRT-M"), "Quantity": quantity}, Type=8021)
    print_it(shop, kept)
    entry = shop.fake.entry_by_ref("WEB-1")
    assert (entry["Type"], str(entry["AmountFC"])) == (21, "-25.00")


def test_a_header_discount_goes_off_every_line(shop):
    """In the invoice and in the books."""
    kept = keep(shop, {"Item": shop.item("SHIRT-M"), "NetPrice": 100}, Discount=0.1)
    print_it(shop, kept)
    assert str(kept["AmountFC"]) == str(shop.fake.entry_by_ref("WEB-1")["AmountFC"]) == "108.90"


def test_a_number_may_be_given_at_entry(shop):
    """Where the administration is set that way."""
    shop.fake.division().number_invoices_at_entry = True
    assert (keep(shop)["InvoiceNumber"], keep(shop)["InvoiceNumber"]) == (26700001, 26700002)


def test_lines_of_an_open_invoice_can_be_changed(shop):
    """Added, changed and dropped one by one."""
    kept = keep(shop)
    body = {"InvoiceID": kept["InvoiceID"], "Item": shop.item("MOK-01"), "NetPrice": 10}
    line = shop.post("salesinvoice/SalesInvoiceLines", body).json["d"]["ID"]
    assert str(kept["AmountFCExclVat"]) == "51.32"
    path = f"salesinvoice/SalesInvoiceLines(guid'{line}')"
    shop.put(path, {"Quantity": 2})
    assert str(kept["AmountFCExclVat"]) == "61.32"
    shop.delete(path)
    assert str(kept["AmountFCExclVat"]) == "41.32"


def test_layouts_can_be_chosen(shop):
    """Kind 1 is paper, kind 2 an e-mail."""
    assert {row["Type"] for row in shop.rows("salesinvoice/Layouts?$select=ID,Type")} == {1, 2}


def order(shop, **header):
    lines = [{"Item": shop.item("SHIRT-M"), "Quantity": 2, "NetPrice": 10}]
    return {"OrderedBy": shop.account("1002"), "YourRef": "WEB-1", "SalesOrderLines": lines, **header}


def test_an_order_is_kept_and_not_booked(shop):
    """Open, approved by itself, with totals."""
    assert shop.post(ORDERS, order(shop)).status_code == 201
    [kept] = shop.fake.division().orders
    assert (kept["Status"], kept["ApprovalStatus"], kept["OrderNumber"]) == (12, 1, 1)
    assert (str(kept["AmountFC"]), str(kept["AmountFCExclVat"])) == ("24.20", "20.00")
    assert shop.fake.division().entries == []


def test_orders_call_their_vat_vatamount(shop, refused):
    """VATAmountFC is unknown on their lines."""
    line = {"Item": shop.item("SHIRT-M"), "NetPrice": 10, "VATAmount": 2.11}
    assert shop.post(ORDERS, order(shop, SalesOrderLines=[line])).status_code == 201
    assert str(shop.fake.division().orders[0]["AmountFC"]) == "12.11"
    wrong = {"Item": shop.item("SHIRT-M"), "VATAmountFC": 2.11}
    assert "VATAmountFC" in refused(shop.post(ORDERS, order(shop, SalesOrderLines=[wrong])), 400)


def test_the_customer_of_an_order_is_fixed_and_a_complete_one_too(shop, refused):
    """OrderedBy in a PUT does nothing; a completed order refuses every change."""
    key = shop.post(ORDERS, order(shop)).json["d"]["OrderID"]
    path = f"{ORDERS}(guid'{key}')"
    assert shop.put(path, {"OrderedBy": shop.account("1000"), "YourRef": "WEB-2"}).status_code == 204
    kept = shop.fake.division().table("SalesOrders")[key]
    assert (kept["OrderedBy"], kept["YourRef"]) == (shop.account("1002"), "WEB-2")
    kept["Status"] = 21
    assert refused(shop.put(path, {"YourRef": "x"})) == "Reeds verwerkt"


def test_orders_need_their_module(shop):
    """Without it they are forbidden."""
    shop.fake.division().features.remove("orders")
    assert shop.post(ORDERS, order(shop)).status_code == 403

"""Section 5.16: open items, receivable terms and the bank entries that settle them."""

from __future__ import annotations

import pytest

from koppel_exact.fake import Switches

OPEN = "read/financial/ReceivablesList?$select=HID,Amount,InvoiceNumber,YourRef,AccountName"
TERMS = "cashflow/Receivables?$select=ID,Status,IsFullyPaid,LastPaymentDate,TransactionEntryID,AmountDC"


def receive(shop, entry, amount, **header):
    line = {"AmountFC": amount, "GLAccount": shop.ledger("1300"), "Account": entry["Customer"], "Date": "2026-02-15"}
    line["OurRef"] = entry["InvoiceNumber"]
    return shop.post("financialtransaction/BankEntries", {"JournalCode": "20", "BankEntryLines": [line], **header})


def test_an_entry_is_an_open_item(shop):
    """With amount and reference."""
    shop.book()
    [row] = shop.rows(OPEN)
    assert (row["Amount"], row["YourRef"], row["InvoiceNumber"]) == (121, "WEB-1", 26700001)
    assert isinstance(row["HID"], str)


def test_a_paid_entry_leaves_the_open_items(shop):
    """Its term is matched and tells the date."""
    entry = shop.book()
    assert receive(shop, entry, 121).status_code == 201
    assert shop.rows(OPEN) == []
    [term] = shop.rows(TERMS)
    assert (term["Status"], term["IsFullyPaid"], term["TransactionEntryID"]) == (50, True, entry["EntryID"])
    assert term["LastPaymentDate"] == "/Date(1771113600000)/"


def test_a_partial_payment_leaves_the_rest(shop):
    """The list shows what is still open."""
    receive(shop, shop.book(), 100)
    assert [row["Amount"] for row in shop.rows(OPEN)] == [21]


def test_receipts_may_be_negative(make):
    """By the switch."""
    shop = make(Switches(bank_receipt_sign="negative"))
    receive(shop, shop.book(), -121)
    assert shop.rows(OPEN) == []


def test_balances_must_agree(shop, refused):
    """Opening plus lines is closing."""
    response = receive(shop, shop.book(), 121, OpeningBalanceFC=0, ClosingBalanceFC=100)
    assert refused(response) == "Ongeldig: Eindsaldo"


@pytest.mark.parametrize(("journal", "text"), [("70", "Ongeldig: Dagboek"), ("99", "Ongeldige referentie: Journals")])
def test_bank_entries_need_a_bank_journal(shop, refused, journal, text):
    """Bank or payment service."""
    assert refused(receive(shop, shop.book(), 121, JournalCode=journal)) == text


def test_a_dropped_receipt_opens_the_item_again(shop):
    """There is no PUT."""
    key = receive(shop, shop.book(), 121).json["d"]["EntryID"]
    path = f"financialtransaction/BankEntries(guid'{key}')"
    assert shop.put(path, {}).status_code == 405
    shop.delete(path)
    assert [row["Amount"] for row in shop.rows(OPEN)] == [121]


def test_only_three_fields_of_a_term_can_be_changed(shop):
    """The amount is not one of them."""
    shop.book()
    [term] = shop.rows(TERMS)
    path = f"cashflow/Receivables(guid'{term['ID']}')"
    assert shop.put(path, {"Description": "Herinnering", "AmountDC": 1}).status_code == 204
    [kept] = shop.fake.division().receivables
    assert (kept["Description"], kept["AmountDC"]) == ("Herinnering", 121)

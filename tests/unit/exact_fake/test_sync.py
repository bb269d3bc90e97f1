"""Section 3.8: bulk and sync endpoints, deletions and timestamps."""

from __future__ import annotations

import pytest


def sync(shop, path, since=1, select="Timestamp"):
    return shop.rows(f"{path}?$filter=Timestamp gt {since}L&$select={select}")


def test_sync_takes_only_timestamp_gt(shop, refused):
    """Other fields and comparisons are refused, and no filter at all too."""
    path = "sync/CRM/Accounts?$select=Name"
    assert refused(shop.get(f"{path}&$filter=Name eq 'x'"), 400) == "Filtering on these fields is not supported: Name"
    assert refused(shop.get(f"{path}&$filter=Timestamp ge 1"), 400).startswith(
        "This $filter parameter is not supported"
    )
    assert shop.get(path).status_code == 400


@pytest.mark.parametrize("select", ["", "&$select=*"])
def test_sync_wants_its_fields_named(shop, select):
    """No star, and not everything."""
    assert shop.get(f"sync/CRM/Accounts?$filter=Timestamp gt 1{select}").status_code == 400


def test_sync_gives_what_changed_since(shop):
    """The highest timestamp is where the next read begins."""
    rows = sync(shop, "sync/CRM/Accounts")
    assert len(rows) == 80
    highest = max(int(row["Timestamp"]) for row in rows)
    assert sync(shop, "sync/CRM/Accounts", highest) == []
    shop.put(f"crm/Accounts(guid'{shop.account('1000')}')", {"Phone": "030"})
    assert [row["Name"] for row in sync(shop, "sync/CRM/Accounts", highest, "Name")] == ["Webwinkelklanten"]


@pytest.mark.parametrize("path", ["sync/Financial/GLAccounts", "sync/Logistics/Items"])
def test_other_masters_can_be_synchronised(shop, path):
    """In one page of up to a thousand."""
    assert sync(shop, path)


def test_transaction_lines_mix_header_and_lines(shop):
    """Line 0 is the header; the lines of an entry sum to zero."""
    shop.book(shop.line(100), shop.line(10, "1", "8010"))
    rows = sync(shop, "sync/Financial/TransactionLines", select="LineNumber,AmountDC,GLAccountCode,YourRef")
    assert sum(round(row["AmountDC"] * 100) for row in rows) == 0
    [header] = [row for row in rows if row["LineNumber"] == 0]
    assert (header["AmountDC"], header["GLAccountCode"], header["YourRef"]) == (131.9, "1300", "WEB-1")


def test_sales_invoices_mix_header_and_lines(shop):
    """In one list, the header as line 0."""
    body = {"OrderedBy": shop.account("1002"), "SalesInvoiceLines": [{"Item": shop.item("SHIRT-M")}]}
    shop.post("salesinvoice/SalesInvoices", body)
    rows = sync(shop, "sync/SalesInvoice/SalesInvoices", select="LineNumber,ItemCode,Status")
    assert sorted((row["LineNumber"], row["ItemCode"]) for row in rows) == [(0, None), (1, "SHIRT-M")]


def test_deletions_are_told_apart(shop):
    """By type and key of the row."""
    entry = shop.book()
    shop.delete(f"salesentry/SalesEntries(guid'{entry['EntryID']}')")
    key = shop.account("1006")
    shop.delete(f"crm/Accounts(guid'{key}')")
    rows = sync(shop, "sync/Deleted", select="EntityType,EntityKey,Timestamp")
    assert {row["EntityType"] for row in rows} == {1, 2}
    assert [row["EntityKey"] for row in rows if row["EntityType"] == 2] == [key]


@pytest.mark.parametrize("path", ["bulk/CRM/Accounts", "bulk/Financial/GLAccounts", "bulk/Logistics/Items"])
def test_bulk_has_big_pages_and_few_filters(shop, refused, path):
    """Key and Modified can be filtered on, and $select is mandatory."""
    recent = "$filter=Modified gt datetime'2020-01-01'"
    response = shop.get(f"{path}?$select=ID&{recent}").json["d"]
    assert "__next" not in response
    assert response["results"]
    assert shop.get(f"{path}?{recent}").status_code == 400
    text = refused(shop.get(f"{path}?$select=ID&$filter=Code eq '1'"), 400)
    assert text == "Filtering on these fields is not supported: Code"


def test_a_date_has_a_timestamp_to_start_from(shop):
    """For the endpoints that know it."""
    shop.book()
    path = "read/sync/Sync/SyncTimestamp?modified=datetime'2026-01-01'&endPoint='TransactionLines'"
    [row] = shop.rows(path)
    assert (row["API"], row["TimeStampAsBigInt"]) == (
        "TransactionLines",
        sync(shop, "sync/Financial/TransactionLines")[0]["Timestamp"],
    )
    assert shop.get("read/sync/Sync/SyncTimestamp?modified=datetime'2026-01-01'&endPoint='Nothing'").status_code == 400

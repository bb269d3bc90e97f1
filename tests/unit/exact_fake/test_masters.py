"""Sections 5.9 to 5.15: journals, ledger accounts, conditions, items, documents and periods."""

from __future__ import annotations

import base64

import pytest

PDF = base64.b64encode(b"%PDF-1.4 invoice").decode()


def test_sales_journals_are_listed_with_their_block(shop):
    """A client drops the blocked one itself."""
    rows = shop.rows("financial/Journals?$select=Code,IsBlocked&$filter=Type eq 20")
    assert {row["Code"]: row["IsBlocked"] for row in rows} == {"70": False, "71": False, "79": True}


def test_the_chart_has_the_accounts_of_a_web_shop(shop):
    """Revenue per rate, OSS, shipping, discounts, cash desk and rounding differences."""
    rows = shop.rows("financial/GLAccounts?$select=Code,Type&$filter=BalanceType eq 'W' and IsBlocked eq false")
    known = {row["Code"]: row["Type"] for row in rows}
    assert {code: known[code] for code in ("8000", "8050", "8100", "8200", "8300", "8900")} == {
        "8000": 110,
        "8050": 110,
        "8100": 110,
        "8200": 110,
        "8300": 110,
        "8900": 90,
    }


def test_payment_conditions_can_be_read_and_made(shop, refused):
    """A code exists once."""
    assert "30" in {row["Code"] for row in shop.rows("cashflow/PaymentConditions?$select=Code")}
    body = {"Code": "60", "Description": "60 dagen"}
    assert shop.post("cashflow/PaymentConditions", body).status_code == 201
    assert refused(shop.post("cashflow/PaymentConditions", body)) == "Gegeven bestaat reeds."


def test_an_item_falls_into_the_default_group(shop):
    """Its group brings the revenue account."""
    key = shop.post("logistics/Items", {"Code": "NIEUW", "Description": "Nieuw", "IsSalesItem": True}).json["d"]["ID"]
    path = f"logistics/Items(guid'{key}')?$select=ItemGroupCode,Unit,IsSalesItem"
    row = shop.get(path).json["d"]
    assert (row["ItemGroupCode"], row["Unit"], row["IsSalesItem"]) == ("ART", "pc", True)


def test_an_item_code_exists_once(shop, refused):
    """Neither a POST nor a PUT may repeat it."""
    body = {"Code": "SHIRT-M", "Description": "x"}
    assert refused(shop.post("logistics/Items", body)) == "Gegeven bestaat reeds."
    path = f"logistics/Items(guid'{shop.item('SHIRT-M')}')"
    assert refused(shop.put(path, {"Code": "SHIRT-M"})) == "Gegeven bestaat reeds."


def test_item_codes_are_found_without_padding(shop):
    """Unlike account codes."""
    assert len(shop.rows("logistics/Items?$filter=Code eq 'VERZEND'&$select=ID")) == 1


def test_item_groups_show_their_revenue_account(shop):
    """One of them is the default."""
    rows = shop.rows("logistics/ItemGroups?$select=Code,GLRevenueCode,IsDefault")
    assert {row["Code"]: (row["GLRevenueCode"], row["IsDefault"]) for row in rows}["ART"] == ("8000", 1)


def test_a_pdf_goes_onto_an_entry_in_three_steps(shop):
    """Document, attachment, entry."""
    document = shop.post("documents/Documents", {"Subject": "Factuur", "Type": 10}).json["d"]["ID"]
    file = {"Document": document, "FileName": "factuur.pdf", "Attachment": PDF}
    assert shop.post("documents/DocumentAttachments", file).status_code == 201
    assert shop.book(Document=document)["Document"] == document
    [kept] = shop.fake.division().documents
    assert kept["Attachments"][0]["Attachment"] == b"%PDF-1.4 invoice"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({}, "Verplicht: Onderwerp\r\nVerplicht: Type"),
        ({"Subject": "x", "Type": 999}, "Ongeldige referentie: Type"),
        ({"Subject": "x", "Type": 110}, "Document Type not allowed"),
    ],
)
def test_documents_are_checked(shop, refused, body, text):
    """Subject and a type that may be made."""
    assert refused(shop.post("documents/Documents", body)) == text


def test_an_attachment_needs_its_document_first(shop, refused):
    """And its content must be base64."""
    body = {"Document": "0f5d2c9a-6d6f-4b43-8a63-6d2b8a0e9c10", "FileName": "x.pdf", "Attachment": PDF}
    assert refused(shop.post("documents/DocumentAttachments", body)) == "Ongeldige referentie: Document"
    assert "type 'Binary'" in refused(shop.post("documents/DocumentAttachments", {**body, "Attachment": "!"}), 400)


def test_attachments_have_no_put(shop):
    """Replacing is deleting and posting."""
    assert shop.put("documents/DocumentAttachments(guid'0f5d2c9a-6d6f-4b43-8a63-6d2b8a0e9c10')", {}).status_code == 405


def test_document_types_tell_what_may_be_made(shop):
    """By their flags."""
    rows = shop.rows("documents/DocumentTypes?$select=ID,DocumentIsCreatable")
    assert {row["ID"]: row["DocumentIsCreatable"] for row in rows} == {10: True, 20: True, 55: True, 110: False}


def test_periods_and_their_state_are_listed(shop):
    """2024 is closed, 2026 open, in every journal."""
    periods = shop.rows("financial/FinancialPeriods?$select=FinYear,FinPeriod,StartDate&$filter=FinYear eq 2026")
    assert {row["FinPeriod"] for row in periods} == set(range(1, 13))
    states = shop.rows("read/financial/JournalStatusList?$filter=Journal eq '70'&$select=Year,Status")
    assert {(row["Year"], row["Status"]) for row in states} == {(2024, 1), (2025, 0), (2026, 0), (2027, 0)}
    assert len(states) == 48


def test_a_vat_code_can_be_made_with_its_dated_percentages(shop):
    """And booked on at once."""
    rates = [{"StartDate": "2026-01-01", "Percentage": 0.18}]
    body = {"Code": "MTH", "Description": "OSS MT 18 %", "Type": "E", "VATTransactionType": "S", "OssCountry": "MT"}
    assert shop.post("vat/VATCodes", {**body, "VATPercentages": rates}).status_code == 201
    assert shop.book(shop.line(100, "MTH", "8050"))["VATAmountFC"] == 18


def test_a_ledger_account_and_a_journal_without_a_type_are_of_no_use(shop):
    """They can be made, but nothing can be booked in that journal."""
    shop.post("financial/Journals", {"Code": "72", "Description": "Nieuw"})
    assert shop.refused(Journal="72") == "Ongeldig: Dagboek"

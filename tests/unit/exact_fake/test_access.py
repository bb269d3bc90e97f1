"""Sections 2 and 3.9: who is signed in, which divisions there are, and what is refused with which Reason."""

from __future__ import annotations

import pytest

ME = "/api/v1/current/Me?$select=CurrentDivision,FullName,ServerTime,ServerUtcOffset"


def test_me_is_a_list_with_one_row(shop):
    """The current division is what the user opened last, which is not the shop's own here."""
    [me] = shop.rows(ME)
    assert me["CurrentDivision"] == 1234568
    assert me["ServerTime"] == "2026-03-02T10:00:10"
    assert me["ServerUtcOffset"] == 3600


def test_me_below_a_division_is_not_found(shop):
    """A division in the path of Me is a 404."""
    assert shop.get("current/Me").status_code == 404


def test_divisions_come_from_all_licences(shop):
    """system/Divisions lists what was granted, whatever number stands in its path."""
    shop.division = 99
    rows = shop.rows("system/Divisions?$select=Code,Status,Country,Current")
    assert {row["Code"]: row["Status"] for row in rows} == {1234567: 1, 1234568: 1, 1234500: 2}
    assert {row["Country"] for row in rows} == {"NL ", "BE "}


def test_hrm_divisions_are_those_of_one_licence_with_other_status_codes(shop):
    """There 0 is regular and 1 archived, and the number is called HID."""
    rows = shop.rows("hrm/Divisions?$select=Code,Status,HID,Main")
    assert {row["Code"]: row["Status"] for row in rows} == {1234567: 0, 1234500: 1}
    assert {row["HID"] for row in rows} == {"1", "3"}


@pytest.mark.parametrize(("division", "reason"), [(7654321, "NoDivisionAccess"), (1234500, "DivisionBlocked")])
def test_a_division_without_access_is_forbidden(shop, division, reason):
    """The Reason header tells why."""
    shop.division = division
    response = shop.get("financial/Journals?$select=Code")
    assert (response.status_code, response.headers["Reason"]) == (403, reason)


def test_a_division_that_was_not_granted_is_hidden_and_forbidden(shop):
    """The consent may cover a part of the divisions."""
    shop.fake.user.granted.remove(1234568)
    assert 1234568 not in {row["Code"] for row in shop.rows("system/Divisions?$select=Code")}
    shop.division = 1234568
    assert shop.get("financial/Journals?$select=Code").headers["Reason"] == "NoDivisionAccess"


def test_a_blocked_user_is_refused_everywhere(shop):
    """Status and Reason as the test sets them."""
    shop.fake.block("BlockedUser")
    response = shop.get(ME)
    assert (response.status_code, response.headers["Reason"]) == (401, "BlockedUser")


def test_a_missing_scope_is_named(shop, refused):
    """The app lacks a scope."""
    shop.fake.user.scopes = {"Crm accounts"}
    text = refused(shop.get("vat/VATCodes?$select=Code"), 403)
    assert text == "Forbidden - Application Scope Violated. Cannot read"


def test_a_missing_module_is_forbidden(shop, refused):
    """Without the invoicing module nothing of sales invoices can be used."""
    shop.fake.division().features.remove("invoicing")
    assert refused(shop.get("salesinvoice/SalesInvoices?$top=1"), 403) == "Forbidden"


def test_a_get_without_right_is_an_empty_list(shop):
    """And UserHasRights tells it."""
    shop.fake.user.denied.add(("logistics/items", "GET"))
    assert shop.rows("logistics/Items?$filter=Code ne ''&$select=Code") == []
    ask = "users/UserHasRights?endpoint='Logistics/Items'&action='{}'"
    assert shop.get(ask.format("GET")).json["d"]["UserHasRights"] is False
    assert shop.get(ask.format("POST")).json["d"]["UserHasRights"] is True


def test_a_post_without_right_is_forbidden(shop):
    """Writing without the right is refused."""
    shop.fake.user.denied.add(("salesentry/salesentries", "POST"))
    assert shop.post("salesentry/SalesEntries", shop.entry()).status_code == 403


def test_the_features_of_the_licence_are_listed(shop):
    """A feature that is absent is not in the list."""
    texts = {row["Description"] for row in shop.rows("system/AvailableFeatures?$select=ID,Description")}
    assert "OneStopShop" in texts
    assert "Handel Plus" not in texts


def test_unknown_addresses_are_not_found(shop):
    """Also a wrong verb is refused, with 405."""
    assert shop.get("nothing/Here").status_code == 404
    assert shop.get("/api/v1/beta/1234567/crm/Accounts").status_code == 404
    assert shop.put("cashflow/PaymentConditions(guid'00000000-0000-0000-0000-000000000001')", {}).status_code == 405

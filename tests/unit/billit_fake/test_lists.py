"""Lists: filters in the documented dialect, order, pages of 120 rows, rows that are summaries."""

from __future__ import annotations

import pytest

from koppel_billit.fake import Switches
from unit.billit_fake.conftest import code_of


def numbers(response):
    assert response.status_code == 200, response.text
    return [row["OrderNumber"] for row in response.json["Items"]]


@pytest.fixture
def filled(shop, clock):
    """Three invoices a day apart, and a credit note."""
    for place in (1, 2, 3):
        shop.book(OrderNumber=str(place), ExternalProviderID=f"key'{place}", Paid=True if place == 2 else None)
        clock.advance(days=1)
    shop.book(OrderNumber="C1", OrderType="CreditNote")
    return shop


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("OrderNumber eq '2'", ["2"]),
        ("ExternalProviderID eq 'key''3'", ["3"]),
        ("Paid eq true", ["2"]),
        ("Paid eq false and OrderType eq 'Invoice'", ["1", "3"]),
        ("OrderType eq 'CreditNote' or OrderNumber eq '1'", ["1", "C1"]),
        ("OrderType eq 'Invoice' and (OrderNumber eq '1' or OrderNumber eq 'C1')", ["1"]),
        ("LastModified ge DateTime'2026-03-03'", ["2", "3", "C1"]),
        ("LastModified gt datetime'2026-03-03T10:00:00'", ["3", "C1"]),
        ("TotalIncl le 121", ["1", "2", "3", "C1"]),
        ("CounterParty/PartyID eq 1", []),
    ],
)
def test_a_filter_is_understood(filled, where, found):
    """Comparisons, and, or, brackets, doubled quotes, moments of the old form."""
    assert sorted(numbers(filled.filtered("orders", where))) == sorted(found)


@pytest.mark.parametrize(
    "where",
    [
        "VATNumber eq 'BE1'",
        "OrderTitle eq 'x'",
        "OrderDate ge 2026-03-01",
        "OrderNumber eq 1",
        "Paid eq 'true'",
        "OrderNumber ne '1'",
        "startswith(OrderNumber,'1')",
        "(OrderNumber eq '1'",
        "OrderNumber eq",
        "OrderNumber eq '1' OrderNumber eq '2'",
        "LastModified ge DateTime'yesterday'",
    ],
)
def test_what_the_documentation_does_not_name_is_refused(filled, where):
    """Properties outside the list, bare dates, values of another kind, other operators, bad syntax."""
    assert code_of(filled.filtered("orders", where)) == "GenericError"


def test_the_refusal_of_a_property_names_it(shop):
    """And the type that lacks it."""
    (error,) = shop.filtered("orders", "OrderTitle eq 'x'").json["errors"]

    assert "OrderTitle" in error["Description"]
    assert "Domain.Order.OrderPartyPerformanceSafeColumns" in error["Description"]


def test_rows_come_in_the_asked_order(filled):
    """A comma list, with `desc` behind a name."""
    assert numbers(filled.get("orders", **{"$orderby": "OrderType asc,OrderID desc"})) == ["C1", "3", "2", "1"]
    assert filled.get("orders", **{"$orderby": "OrderTitle asc"}).status_code == 400


def test_a_page_never_holds_more_than_120_rows(shop):
    """Whatever was asked for; the next page's address stands only where there is one."""
    first = shop.get("parties", **{"$top": "200"}).json
    second = shop.client.get(first["NextPageLink"], headers=shop.headers()).json

    assert (len(first["Items"]), len(second["Items"])) == (120, 15)
    assert "NextPageLink" not in second


def test_pages_can_be_smaller_and_begin_later(shop):
    """`$top` and `$skip`, which must be numbers."""
    page = shop.get("parties", **{"$top": "2", "$skip": "1"}).json

    assert [row["Nr"] for row in page["Items"]] == ["1002", "1003"]
    assert shop.get("parties", **{"$top": "two"}).status_code == 400


def test_a_next_page_keeps_filter_and_order(shop):
    """Following it gives the rest of the same list."""
    where = {"$filter": "PartyType eq 'Customer'", "$orderby": "PartyID desc"}
    first = shop.get("parties", **where).json
    second = shop.client.get(first["NextPageLink"], headers=shop.headers()).json

    found = [row["PartyID"] for row in [*first["Items"], *second["Items"]]]
    assert found == sorted(found, reverse=True)


def test_a_row_is_a_summary(filled):
    """No lines, no VAT groups; the other side has a DisplayName."""
    row = filled.filtered("orders", "OrderNumber eq '1'").json["Items"][0]

    assert not {"OrderLines", "VatGroups", "Messages", "Customer"} & set(row)
    assert row["CounterParty"]["DisplayName"] == "Losse verkopen"
    assert "Name" not in row["CounterParty"]
    assert row["CurrentDocumentDeliveryDetails"] == {"IsDocumentDelivered": False}


@pytest.mark.parametrize("shown", [True, False])
def test_the_day_of_payment_may_be_missing_in_lists(make, shown):
    """It is probably there."""
    shop = make(Switches(paid_date_in_lists=shown))
    shop.book(Paid=True, PaidDate="2026-03-01")

    assert ("PaidDate" in shop.get("orders").json["Items"][0]) is shown


def test_a_search_looks_into_everything(shop):
    """Any text of a row."""
    found = shop.get("parties", fullTextSearch="jo@klanten.example").json["Items"]

    assert [row["Name"] for row in found] == ["Jo Klant"]


@pytest.mark.parametrize(("zone", "hour"), [("Europe/Brussels", "10"), ("UTC", "09")])
def test_moments_have_no_zone(make, zone, hour):
    """Which one they mean is not known."""
    shop = make(Switches(time_zone=zone))

    assert shop.book()["Created"].startswith(f"2026-03-02T{hour}:00:00")

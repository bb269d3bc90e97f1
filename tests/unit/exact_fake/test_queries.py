"""Sections 3.2 to 3.8: addresses, query options, envelopes, pages and the shape of values."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from koppel_exact.fake import Switches

SYNTAX = "Bad Request - Error in query syntax."
ACCOUNTS = "crm/Accounts?$select=Code,Name&$filter="


def codes(shop, path):
    return sorted(row["Code"].strip() for row in shop.rows(path))


def test_without_accept_json_the_answer_is_atom(shop):
    """Rows are entries with properties in the data namespace."""
    response = shop.get("financial/Journals?$select=Code,IsBlocked", Accept="*/*")
    assert response.mimetype == "application/atom+xml"
    space = {"d": "http://schemas.microsoft.com/ado/2007/08/dataservices"}
    found = {element.text for element in ET.fromstring(response.text).iterfind(".//d:Code", space)}
    assert {"70", "71", "90"} <= found


def test_errors_are_xml_too(shop):
    """An error without Accept is no JSON."""
    response = shop.get("financial/Journals?$select=No", Accept="*/*")
    assert (response.status_code, response.mimetype) == (400, "application/xml")
    assert SYNTAX in response.text


def test_paths_do_not_depend_on_case(shop):
    """CRM/Accounts and crm/accounts are the same."""
    assert shop.get("CRM/accounts?$filter=Code eq 'x'&$select=ID").status_code == 200


def test_a_list_comes_in_results_with_metadata(shop):
    """Each row tells its address and type."""
    [row] = shop.rows(f"{ACCOUNTS}Code eq '              1000'")
    key = shop.account("1000")
    assert row["__metadata"] == {
        "uri": f"http://localhost/api/v1/1234567/crm/Accounts(guid'{key}')",
        "type": "Exact.Web.Api.Models.Account",
    }


def test_one_row_comes_without_results(shop):
    """Reading by key gives the row itself, and an unknown key is a 404."""
    key = shop.account("1000")
    row = shop.get(f"crm/Accounts(guid'{key}')?$select=Name").json["d"]
    assert row["Name"] == "Webwinkelklanten"
    assert shop.get("crm/Accounts(guid'00000000-0000-0000-0000-000000000001')").status_code == 404


@pytest.mark.parametrize(
    ("key", "message"),
    [("guid'abc'", "Niet herkende GUID-indeling."), ("'1'", SYNTAX), ("7", SYNTAX)],
)
def test_a_malformed_key_is_a_bad_request(shop, refused, key, message):
    """A key is a guid literal."""
    assert refused(shop.get(f"crm/Accounts({key})"), 400) == message


def test_fixed_width_columns_show(shop):
    """Account codes are right-aligned to 18, VAT codes left-aligned to 3, countries and languages padded."""
    row = shop.get(f"crm/Accounts(guid'{shop.account('1000')}')").json["d"]
    assert row["Code"] == "1000".rjust(18)
    assert (row["Country"], row["Language"]) == ("NL ", "NL".ljust(10))
    assert "2  " in {row["Code"] for row in shop.rows("vat/VATCodes?$select=Code&$filter=Percentage eq 0.21")}


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("Code eq '1000'", []),
        ("trim(Code) eq '1000'", ["1000"]),
        ("Email eq 'inkoop@amersfoort.example'", ["1002"]),
        ("startswith(Name,'Prospect') eq true", ["1006"]),
        ("substringof('Lie', Name) or substringof('Liège', Name)", ["1003"]),
        ("Status eq 'P' and Blocked eq false", ["1006"]),
        ("(Status eq 'P' or Status eq 'A') and Country eq 'NL '", ["1006", "1009"]),
        ("EndDate lt datetime'2024-01-01'", ["1008"]),
        ("Name eq 'it''s nobody'", []),
        ("VATNumber ne null and Status ne 'C'", []),
    ],
)
def test_filters_select_rows(shop, condition, found):
    """Operators, functions and literals of OData 2."""
    assert codes(shop, ACCOUNTS + condition) == found


def test_a_guid_is_compared_with_a_guid_literal(shop, refused):
    """A text in its place is a syntax error."""
    key = shop.account("1000")
    assert codes(shop, f"{ACCOUNTS}ID eq guid'{key}'") == ["1000"]
    assert refused(shop.get(f"{ACCOUNTS}ID eq '{key}'"), 400) == SYNTAX


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("", "This $filter parameter is not supported for this resource"),
        ("Nonsense eq 1", SYNTAX),
        ("Name eq", SYNTAX),
        ("Name eq 'open", SYNTAX),
        ("Name", SYNTAX),
        ("Name eq 'a' Code", SYNTAX),
        ("Blocked eq 'x'", SYNTAX),
        ("BankAccounts/IBAN eq 'x'", "This $filter parameter is not supported for this resource"),
        ("year(Created) eq 2026", "This $filter parameter is not supported for this resource"),
    ],
)
def test_filters_that_cannot_be_read_are_refused(shop, refused, condition, message):
    """The service refuses rather than guesses."""
    assert refused(shop.get(ACCOUNTS + condition), 400) == message


@pytest.mark.parametrize("path", ["crm/Accounts", "logistics/Items", "bulk/CRM/Accounts", "bulk/Logistics/Items"])
def test_accounts_and_items_demand_a_filter(shop, refused, path):
    """Without one the fields that would do are listed."""
    text = refused(shop.get(f"{path}?$select=ID"), 400)
    assert text.startswith("This endpoint has mandatory filtering applied.")
    assert "Modified" in text


def test_a_filter_on_another_field_does_not_meet_the_demand(shop):
    """Remarks is not on the list of crm/Accounts."""
    assert shop.get(f"{ACCOUNTS}Remarks eq 'x'").status_code == 400


@pytest.mark.parametrize("path", ["salesentry/SalesEntries", "salesinvoice/SalesInvoices", "salesorder/SalesOrders"])
def test_transactions_demand_a_select_or_top_one(shop, refused, path):
    """The service wants to know what to read."""
    text = "Please add a $select or a $top=1 statement to the query string."
    assert refused(shop.get(path), 400) == text
    assert shop.get(f"{path}?$top=1").status_code == 200


@pytest.mark.parametrize(
    "option", ["$skip=5", "$format=json", "$select=", "$select=No", "$top=x", "$orderby=No", "$expand=No"]
)
def test_other_options_are_syntax_errors(shop, refused, option):
    """Unknown options and names are not passed over."""
    assert refused(shop.get(f"financial/Journals?{option}"), 400) == SYNTAX


def test_pages_hold_sixty_rows_and_name_the_next(shop):
    """Following __next to the word gives every row once."""
    first = shop.get(f"{ACCOUNTS}Status eq 'C'").json["d"]
    assert len(first["results"]) == 60
    assert "$skiptoken=guid'" in first["__next"]
    second = shop.get(first["__next"]).json["d"]
    assert "__next" not in second
    found = [row["Code"] for row in first["results"] + second["results"]]
    assert len(set(found)) == len(found) == 78


def test_an_exactly_full_page_names_an_empty_one(shop):
    """Sixty rows: the next page has none."""
    path = f"{ACCOUNTS}trim(Code) ge '2001' and trim(Code) le '2060'"
    first = shop.get(path).json["d"]
    assert len(first["results"]) == 60
    assert shop.get(first["__next"]).json["d"] == {"results": []}


def test_top_goes_over_pages(shop):
    """A top above the page size is counted down in __next."""
    first = shop.get(f"{ACCOUNTS}Status eq 'C'&$top=62").json["d"]
    assert "$top=2" in first["__next"]
    assert len(shop.get(first["__next"]).json["d"]["results"]) == 2


def test_order_and_count(shop):
    """The total is text and counts all pages."""
    answer = shop.get(f"{ACCOUNTS}Status eq 'C'&$orderby=Name desc&$inlinecount=allpages&$top=2").json["d"]
    assert answer["__count"] == "78"
    assert [row["Name"] for row in answer["results"]] == ["Webwinkelklanten", "Webwinkelklant 070"]


def test_an_ordered_list_goes_on_in_its_order(shop):
    """The next page begins after the last row of the one before."""
    first = shop.get(f"{ACCOUNTS}startswith(Name,'Webwinkelklant 0')&$orderby=Name").json["d"]
    second = shop.get(first["__next"]).json["d"]["results"]
    assert [row["Name"][-3:] for row in second][:2] == ["061", "062"]


def test_count_is_a_plain_number(shop):
    """It wants no JSON."""
    path = "financial/Journals/$count?$filter=Type eq 20"
    response = shop.get(path, Accept="text/plain")
    assert response.text == "3"
    assert shop.get(path).status_code == 415


def test_children_are_deferred_or_expanded(shop):
    """Without $expand only the address of the lines is given."""
    shop.book(shop.line(100), shop.line(10, "1", "8010"))
    [row] = shop.rows("salesentry/SalesEntries?$select=EntryID,SalesEntryLines&$filter=YourRef eq 'WEB-1'")
    uri = row["SalesEntryLines"]["__deferred"]["uri"]
    assert uri == f"{row['__metadata']['uri']}/SalesEntryLines"
    assert len(shop.rows(uri)) == 2
    select = "$select=EntryID,SalesEntryLines/AmountFC&$expand=SalesEntryLines"
    [row] = shop.rows(f"salesentry/SalesEntries?{select}")
    lines = row["SalesEntryLines"]["results"]
    assert [line["AmountFC"] for line in lines] == [100, 10]
    assert "VATCode" not in lines[0]


def test_lines_cannot_be_selected_without_expanding(shop, refused):
    """A path in $select needs its $expand."""
    path = "salesentry/SalesEntries?$select=SalesEntryLines/AmountFC"
    assert refused(shop.get(path), 400) == SYNTAX


def test_child_collections_may_come_bare(make):
    """The switch leaves out "results"."""
    shop = make(Switches(bare_collections="children"))
    entry = shop.book()
    answer = shop.get(f"salesentry/SalesEntries(guid'{entry['EntryID']}')/SalesEntryLines").json
    assert isinstance(answer["d"], list)


def test_dates_are_wall_clock_time_in_milliseconds(shop):
    """Decoding as UTC gives the date itself, and Created the time in Amsterdam."""
    shop.book(EntryDate="2026-01-31")
    [row] = shop.rows("salesentry/SalesEntries?$select=EntryDate,Created")
    assert row["EntryDate"] == "/Date(1769817600000)/"
    assert row["Created"] == "/Date(1772445610000)/"


@pytest.mark.parametrize(("written", "kind"), [("string", str), ("number", int)])
def test_int64_is_text_unless_switched(make, written, kind):
    """Timestamps are Int64."""
    shop = make(Switches(int64=written))
    [row] = shop.rows("sync/CRM/Accounts?$filter=Timestamp gt 1&$select=Timestamp&$top=1")
    assert isinstance(row["Timestamp"], kind)


def test_addresses_are_at_most_6000_characters(shop):
    """A longer one is refused."""
    assert shop.get(f"{ACCOUNTS}Name eq '{'x' * 6000}'").status_code == 414


def test_a_posted_row_may_lag_in_lists(make, clock):
    """With the switch a list shows it after two seconds, while the key finds it at once."""
    shop = make(Switches(read_lag_s=2))
    entry = shop.book()
    path = "salesentry/SalesEntries?$select=EntryID&$filter=YourRef eq 'WEB-1'"
    assert shop.rows(path) == []
    assert shop.get(f"salesentry/SalesEntries(guid'{entry['EntryID']}')").status_code == 200
    clock.pass_s(2)
    assert len(shop.rows(path)) == 1


def test_lists_without_pages_may_come_bare_too(make):
    """The same switch, on a list without a key of its own."""
    shop = make(Switches(bare_collections="children"))
    assert isinstance(shop.get("read/financial/JournalStatusList?$select=Year").json["d"], list)

"""Sections 2.1 and 2.2: pages and filters."""

from __future__ import annotations

import pytest


def test_count_is_that_of_the_page(books):
    """No total and no next link: a page that is not full is the last."""
    answer = books.get("ledger", limit=5, offset=0).json
    assert set(answer) == {"items", "count"}
    assert answer["count"] == 5
    assert len(books.items("ledger", limit=2000)) == len(books.fake.books.ledgers)


@pytest.mark.parametrize(
    ("query", "code"),
    [({"limit": "0"}, "PAGE_001"), ({"limit": "2001"}, "PAGE_001"), ({"offset": "-1"}, "PAGE_002")],
)
def test_pages_have_bounds(books, refusal, query, code):
    """At most 2000 at once."""
    assert refusal(books.get("ledger", **query)) == code


def test_offset_goes_on_where_the_last_page_ended(books):
    """Two pages hold no row twice."""
    first, second = (books.items("ledger", limit=10, offset=offset) for offset in (0, 10))
    assert not {row["id"] for row in first} & {row["id"] for row in second}


@pytest.mark.parametrize(("order", "reverse"), [("ascending", False), ("descending", True)])
def test_the_order_of_a_list_is_not_promised(make, order, reverse):
    """A client that counts on newest first is wrong."""
    ids = [row["id"] for row in make(list_order=order).items("ledger")]
    assert ids == sorted(ids, reverse=reverse)


def test_a_filter_without_operator_is_equality(books):
    """And capitals do not count."""
    assert [row["code"] for row in books.items("ledger", code="8000")] == ["8000"]
    assert [row["code"] for row in books.items("relation", code="janse")] == ["JANSE"]


@pytest.mark.parametrize(
    ("pattern", "found"), [("%jansen%", ["JANSE"]), ("?. jansen", ["JANSE"]), ("jansen", []), ("%", 4)]
)
def test_wildcards(books, pattern, found):
    """`%` is any run of characters, `?` exactly one."""
    codes = [row["code"] for row in books.items("relation", **{"name[like]": pattern})]
    assert (len(codes) if isinstance(found, int) else codes) == found


def test_a_wildcard_that_is_encoded_twice_finds_nothing(books):
    """The second encoding makes it a literal text."""
    assert books.call("GET", "relation?name[like]=%2525jansen%2525").json["items"] == []
    assert len(books.call("GET", "relation?name[like]=%25jansen%25").json["items"]) == 1


def test_ranges_hold_both_ends(books):
    """One filter for a period: from and to, both included."""
    for day in (1, 2, 3, 4):
        books.made("mutation", books.sale(invoiceNumber=f"N{day}", date=f"2026-03-0{day}"))
    found = books.items("mutation", **{"type": 2, "date[range]": "2026-03-02,2026-03-03"})
    assert [row["invoiceNumber"] for row in found] == ["N2", "N3"]


@pytest.mark.parametrize(("two", "outcome"), [("refused", "ERR_002"), ("last", ["N2"])])
def test_two_filters_on_one_parameter(make, refusal, two, outcome):
    """Documented as not allowed; what really happens is not known."""
    books = make(two_filters=two)
    for day in (1, 2):
        books.made("mutation", books.sale(invoiceNumber=f"N{day}", date=f"2026-03-0{day}"))
    answer = books.call("GET", "mutation?type=2&date[gte]=2026-03-01&date[gte]=2026-03-02")
    if two == "refused":
        assert refusal(answer) == outcome
    else:
        assert [row["invoiceNumber"] for row in answer.json["items"]] == outcome


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("mutation", {"relationId": 1}),
        ("mutation", {"entryNumber": "1"}),
        ("invoice", {"reference": "1"}),
        ("relation", {"vatNumber": "1"}),
        ("ledger", {"code[gt]": "1"}),
        ("mutation", {"date[like]": "2026%"}),
    ],
)
def test_what_cannot_be_filtered_on(books, refusal, path, query):
    """Neither these fields nor operators of another kind."""
    assert refusal(books.get(path, **query)) == "ERR_002"


@pytest.mark.parametrize(("operators", "outcome"), [("all", 1), ("ignored", 2), ("refused", "ERR_002")])
def test_operators_that_nobody_has_seen_work(make, refusal, operators, outcome):
    """`like` on an invoice number is documented; it may work, be ignored, or be refused."""
    books = make(operators=operators)
    for number in ("WS-1", "WS-2"):
        books.made("mutation", books.sale(invoiceNumber=number))
    answer = books.get("mutation", **{"type": 2, "invoiceNumber[like]": "%-1"})
    assert (refusal(answer) if answer.status_code == 400 else answer.json["count"]) == outcome


@pytest.mark.parametrize(("searches", "found"), [("main", 0), ("any", 1)])
def test_which_address_the_email_filter_looks_at(make, searches, found):
    """Not documented: the main one, or any of the three."""
    books = make(email_filter=searches)
    books.made("relation", {"name": "Test", "emailAddressInvoice": "bills@customers.example"})
    assert len(books.items("relation", email="bills@customers.example")) == found


def test_the_opening_balance_stands_in_unfiltered_lists(books):
    """With type 0 and id 0: a filter on the type leaves it out."""
    assert {(row["type"], row["id"]) for row in books.items("mutation")} == {(0, 0)}
    assert books.items("mutation", type=2) == []


def test_templates_can_be_asked_for_by_being_active(books):
    """Old templates stay in the list."""
    assert len(books.items("invoicetemplate")) == 2
    assert [row["type"] for row in books.items("invoicetemplate", active="true")] == ["E"]

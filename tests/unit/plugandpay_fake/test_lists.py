"""Lists of orders: pages, filters, sorting and includes, as the API's file says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from koppel_plugandpay.fake import PlugAndPayFake

Ask = Callable[..., TestResponse]


def ids(answer: TestResponse) -> list[int]:
    """The numbers in a list."""
    return [row["id"] for row in answer.get_json()["data"]]


def test_page(shop: PlugAndPayFake, ask: Ask) -> None:
    """Rows, links and counts."""
    body = ask(shop, "/orders?mode=live&limit=10&page=2").get_json()
    assert len(body["data"]) == 10
    assert body["meta"] == {
        "current_page": 2, "from": 11, "last_page": 3, "path": "https://api.plugandpay.com/v2/orders", "per_page": 10,
        "to": 20, "total": 26,
    }  # fmt: skip
    assert body["links"]["next"].endswith("?mode=live&limit=10&page=3")


def test_the_last_page_has_no_next(shop: PlugAndPayFake, ask: Ask) -> None:
    """And a page beyond it is empty."""
    assert ask(shop, "/orders?limit=10&page=3").get_json()["links"]["next"] is None
    assert ask(shop, "/orders?limit=10&page=9").get_json()["data"] == []


@pytest.mark.parametrize(("most", "given"), [(25, 25), (100, 100), (500, 200)])
def test_larger_pages_are_cut(ask: Ask, most: int, given: int) -> None:
    """How many rows a page has is told, not what was asked for; the largest page is not documented."""
    shop = PlugAndPayFake(max_limit=most)
    assert ask(shop, "/orders?limit=200").get_json()["meta"]["per_page"] == given


def test_links_may_forget_the_filters(ask: Ask) -> None:
    """Whether the next link repeats the query is not proven."""
    shop = PlugAndPayFake(links_keep_filters=False)
    assert ask(shop, "/orders?mode=live&limit=5").get_json()["links"]["next"].endswith("/v2/orders?page=2")


@pytest.mark.parametrize(
    "query",
    ["mode=sandbox", "sort=updated_at", "direction=up", "invoice_status=sent", "payment_status=paid,lost", "page=0",
     "since_invoice_date=01-02-2026", "since_paid_at=2026-02-01", "is_deleted=true", "source=unknown", "limit=all"],
)  # fmt: skip
def test_wrong_values_are_named(shop: PlugAndPayFake, ask: Ask, query: str) -> None:
    """422 with the parameter and what is wrong with it."""
    answer = ask(shop, f"/orders?{query}")
    name = query.partition("=")[0]
    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, [name])


def test_an_unknown_filter_is_passed_over(shop: PlugAndPayFake, ask: Ask) -> None:
    """There is no filter by date of change, and nobody says so: everything comes."""
    everything = ask(shop, "/orders?limit=1").get_json()["meta"]["total"]
    assert ask(shop, "/orders?limit=1&since_updated_at=2100-01-01").get_json()["meta"]["total"] == everything


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("mode=test", ["test"]),
        ("invoice_status=concept", ["concept"]),
        ("payment_status=credited,credit_invoice", ["part_credit", "credit", "credited"]),
        ("payment_status=reversed", ["reversed"]),
        ("since_invoice_date=2026-03-09", ["part_credit", "credit"]),
        ("since_invoice_date=2026-02-02&until_invoice_date=2026-02-03", ["without_vat_inside", "shipped"]),
        ("until_paid_at=2026-02-02+18:41:07", ["shipped", "mixed"]),
        ("email=JUERGEN@example.test", ["german"]),
        ("country=DE", ["german"]),
        ("discount_code=START10", ["mixed"]),
        ("has_tax=0&payment_status=paid&country=BE", ["reverse_charge"]),
        ("is_deleted=1", []),
        ("contract_id=70412&source=recurring", ["monthly"]),
    ],
)
def test_filters(shop: PlugAndPayFake, ask: Ask, named: dict[str, int], query: str, expected: list[str]) -> None:
    """Filters work together; both ends of a window count; without a sort the newest comes first."""
    assert ids(ask(shop, f"/orders?{query}")) == [named[name] for name in expected]


def test_mode_left_out(ask: Ask) -> None:
    """Without a mode test orders come too, or do not: not documented."""
    assert 900320 in ids(ask(PlugAndPayFake(), "/orders?limit=100"))
    assert 900320 not in ids(ask(PlugAndPayFake(default_mode="live"), "/orders?limit=100"))


def test_the_zone_of_moments(ask: Ask) -> None:
    """A moment in a filter is UTC or Dutch: an hour apart in winter."""
    query = "/orders?since_paid_at=2026-02-02+19:00:00&until_paid_at=2026-02-02+20:00:00"
    assert ids(ask(PlugAndPayFake(filters_in_local_time=True), query)) == [900302]
    assert ids(ask(PlugAndPayFake(), query)) == []


def test_sorting(shop: PlugAndPayFake, ask: Ask) -> None:
    """By invoice number as text; what has none comes first."""
    numbers = [row["invoice_number"] for row in ask(shop, "/orders?sort=invoice_number&limit=3").get_json()["data"]]
    assert numbers == [None, "WEB-2026-000301", "WEB-2026-000302"]
    assert ids(ask(shop, "/orders?sort=invoice_date&direction=desc&limit=2")) == [900326, 900327]


def test_ties_may_come_in_any_order(ask: Ask) -> None:
    """Sorted by a day that many share, two calls need not agree."""
    shop = PlugAndPayFake(shuffle_ties=True)
    for number in range(900301, 900311):
        shop.store.change(number, invoice_date=shop.orders[900301]["invoice_date"])
    answers = {tuple(ids(ask(shop, "/orders?sort=invoice_date&limit=8"))) for _ in range(4)}
    assert len(answers) > 1


def test_without_includes_there_is_only_the_head(shop: PlugAndPayFake, ask: Ask) -> None:
    """Nothing of buyer, lines, VAT or payment."""
    body = ask(shop, "/orders/900301").get_json()["data"]
    assert not {"billing", "items", "taxes", "payment", "total_discounts", "shipping"} & body.keys()


def test_includes(shop: PlugAndPayFake, ask: Ask) -> None:
    """Discounts answer under another name; a line's VAT needs taxes besides items."""
    body = ask(shop, "/orders/900301?include=items,discounts").get_json()["data"]
    assert body["total_discounts"][0]["code"] == "START10"
    assert body["items"][0]["discounts"]
    assert "tax" not in body["items"][0]
    assert "tax" in ask(shop, "/orders/900301?include=items,taxes").get_json()["data"]["items"][0]


@pytest.mark.parametrize(("refuse", "status"), [(True, 422), (False, 200)])
def test_an_unknown_include(ask: Ask, refuse: bool, status: int) -> None:
    """Refused or passed over: not documented."""
    shop = PlugAndPayFake(refuse_unknown_includes=refuse)
    answer = ask(shop, "/orders/900301?include=items,nonsense")
    assert answer.status_code == status
    assert refuse or "items" in answer.get_json()["data"]

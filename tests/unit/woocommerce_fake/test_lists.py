"""Lists where no recording exists: paging, filters, fields and switches, as documented."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from koppel_woocommerce.fake import WooCommerceFake

Ask = Callable[..., TestResponse]


def ids(answer: TestResponse) -> list[int]:
    """The ids of a list."""
    return [item["id"] for item in answer.get_json()]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("modified_after=2026-10-21T08:59:59&dates_are_gmt=true", True),
        ("modified_after=2026-10-21T09:00:00&dates_are_gmt=true", False),
        ("modified_after=2026-10-21T08:59:59Z&dates_are_gmt=true", False),
        ("modified_after=2026-10-21T06:59:59Z&dates_are_gmt=1", True),
        ("modified_after=2026-10-21T08:59:59Z", True),
        ("modified_after=2026-10-21T10:59:59%2B02:00", True),
        ("modified_after=2026-10-21T11:00:00%2B02:00", False),
        ("modified_after=2026-10-21T10:59:59", True),
        ("modified_after=2026-10-21T11:00:00", False),
        ("modified_after=2026-10-21T08:59:59.000Z", True),
        ("modified_after=2026-10-21T11:59:59.000Z", False),
        ("modified_before=2026-10-21T11:00:01", True),
        ("modified_before=2026-10-21T11:00:00", False),
    ],
)
def test_the_date_trap(shop: WooCommerceFake, ask: Ask, query: str, found: bool) -> None:
    """Order 150 was modified at 09:00:00 UTC, 11:00:00 in Amsterdam: who sees it depends on how it is asked."""
    assert (ids(ask(shop, f"/orders?include=150&{query}")) == [150]) is found


@pytest.mark.parametrize(
    "query",
    [
        "dates_are_gmt=yes", "after=2026-10-01", "after=2026-13-01T00:00:00", "modified_after=2026-10-21T10:59:59+02:00",
        "page=x", "include=50,a", "order=up", "status=completed,nope", "per_page=",
    ],
)  # fmt: skip
def test_wrong_values_are_named(shop: WooCommerceFake, ask: Ask, query: str) -> None:
    """A 400 names the parameter; an unencoded plus is a blank and so a wrong date."""
    answer = ask(shop, f"/orders?{query}")
    assert (answer.status_code, list(answer.get_json()["data"]["params"])) == (400, [query.partition("=")[0]])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status[]=packed&status[]=on-hold&orderby=id", [110, 106]),
        ("status=packed,trash&orderby=id", [170, 110]),
        ("include=50,51,52&exclude=51&orderby=id&order=asc", [50, 52]),
        ("include=52,50,51&orderby=include", [52, 50, 51]),
        ("include=50,51,52&offset=1&orderby=id&order=asc&per_page=1", [51]),
        ("search=213", []),
        ("search=jeroen@example", [51]),
        ("number=50&include=51", [51]),
        ("product=22&include=50,51", [50]),
        ("include=50&status=trash", []),
    ],
)
def test_filters(shop: WooCommerceFake, ask: Ask, query: str, expected: list[int]) -> None:
    """Lists with commas or brackets; filters work together; what the shop does not know is passed over."""
    assert ids(ask(shop, f"/orders?{query}")) == expected


def test_offset_leaves_the_number_of_pages_alone(shop: WooCommerceFake, ask: Ask) -> None:
    """Only the start moves."""
    answer = ask(shop, "/orders?per_page=40&offset=80")
    assert (len(answer.get_json()), answer.headers["X-WP-Total"], answer.headers["X-WP-TotalPages"]) == (6, "86", "3")


def test_equal_seconds_are_told_apart_by_id_in_the_same_direction(shop: WooCommerceFake, ask: Ask) -> None:
    """Orders 94 and 100 were modified in the same second, and 95 and 104."""
    query = "/orders?include=94,95,100,104&orderby=modified&_fields=id&order="
    assert ids(ask(shop, query + "asc")) == [94, 100, 95, 104]
    assert ids(ask(shop, query + "desc")) == [104, 95, 100, 94]


def test_past_the_end_legacy_storage_tells_the_true_total(shop: WooCommerceFake, ask: Ask) -> None:
    """With order tables the total is nought there, with posts it is what it is."""
    shop.legacy_storage = True
    answer = ask(shop, "/orders?per_page=40&page=9")
    assert (answer.get_json(), answer.headers["X-WP-Total"], answer.headers["X-WP-TotalPages"]) == ([], "86", "3")


def test_the_secret_stands_in_the_paging_link(shop: WooCommerceFake, ask: Ask) -> None:
    """Keys sent in the query come back in a header, and so must be kept out of logs."""
    keys = f"consumer_key={shop.consumer_key}&consumer_secret={shop.consumer_secret}"
    assert shop.consumer_secret in ask(shop, f"/orders?{keys}").headers["Link"]


def test_sent_lists_and_flags_come_back_cleaned(shop: WooCommerceFake, ask: Ask) -> None:
    """The link repeats what the server made of the query."""
    link = ask(shop, "/orders?status=completed,processing&dates_are_gmt=true&per_page=5").headers["Link"]
    assert "?status%5B0%5D=completed&status%5B1%5D=processing&dates_are_gmt=1&per_page=5&dp=2" in link


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("id,total", {"id": 50, "total": "53.87"}),
        ("id,billing.country", {"id": 50, "billing": {"country": "NL"}}),
        ("id,line_items.id", {"id": 50}),
    ],
)
def test_fields(shop: WooCommerceFake, ask: Ask, fields: str, expected: dict[str, object]) -> None:
    """One level into objects, none into lists; a single order keeps its links as well."""
    assert ask(shop, f"/orders?include=50&_fields={fields}").get_json() == [expected]
    alone = ask(shop, f"/orders/50?_fields={fields}").get_json()
    assert alone.pop("_links")
    assert alone == expected


def test_meta_data_can_be_limited(shop: WooCommerceFake, ask: Ask) -> None:
    """Lists take commas; a single order takes only brackets and reads a comma list as one key."""

    def keys(answer: TestResponse) -> list[str]:
        body = answer.get_json()
        return [entry["key"] for entry in (body[0] if isinstance(body, list) else body)["meta_data"]]

    wanted = "_mollie_payment_id,is_vat_exempt"
    assert keys(ask(shop, f"/orders?include=50&include_meta={wanted}")) == wanted.split(",")
    assert keys(ask(shop, f"/orders/50?include_meta={wanted}")) == []
    assert keys(ask(shop, "/orders/50?include_meta[]=is_vat_exempt")) == ["is_vat_exempt"]
    assert "is_vat_exempt" not in keys(ask(shop, "/orders?include=50&exclude_meta=is_vat_exempt"))


def test_any_number_of_decimals(shop: WooCommerceFake, ask: Ask) -> None:
    """Money follows dp; coupon strings and fees as entered do not."""
    order = ask(shop, "/orders/81?dp=4").get_json()
    assert order["total"].partition(".")[2] == order["total"][-4:]
    assert order["fee_lines"][0]["amount"] == "1.2397"
    assert ask(shop, "/orders/74?dp=4").get_json()["coupon_lines"][0]["discount"] == "4.28"
    assert ask(shop, "/orders/50?dp=0").get_json()["total"] == "54"


def test_an_old_shop_ignores_modified_filters_silently(shop: WooCommerceFake, ask: Ask) -> None:
    """It returns everything, whatever the value, and has no list of all refunds."""
    shop.old_version_ignores_modified = True
    assert ask(shop, "/orders?modified_after=2030-01-01").headers["X-WP-Total"] == "86"
    assert ask(shop, "/refunds").status_code == 404


def test_before_10_8_a_refund_in_the_order_has_no_tax(shop: WooCommerceFake, ask: Ask) -> None:
    """Only the refund itself tells it then."""
    shop.refunds_have_total_tax = False
    assert set(ask(shop, "/orders/121").get_json()["refunds"][0]) == {"id", "reason", "total"}


def test_without_the_invoice_plugin_nothing_speaks_of_invoices(shop: WooCommerceFake, ask: Ask) -> None:
    """No member, no meta data, no link."""
    shop.pdf_plugin = False
    order = ask(shop, "/orders/150").get_json()
    assert "wpo_wcpdf_invoice_number" not in order
    assert not [entry for entry in order["meta_data"] if "wcpdf" in entry["key"]]


def test_settings_can_be_changed_by_a_test(shop: WooCommerceFake, ask: Ask) -> None:
    """The shop then answers with that value."""
    shop.settings["woocommerce_tax_based_on"] = "billing"
    values = {row["id"]: row["value"] for row in ask(shop, "/settings/tax").get_json()}
    assert values["woocommerce_tax_based_on"] == "billing"


def test_the_log_counts_calls_and_writes(shop: WooCommerceFake, ask: Ask) -> None:
    """What the base of the fakes keeps works here as well."""
    ask(shop, "/orders")
    ask(shop, "/orders/50/notes", method="POST", json={"note": "x"})
    assert [(call.path, call.status) for call in shop.writes()] == [("/wp-json/wc/v3/orders/50/notes", 201)]
    assert len(shop.calls) == 2

"""A shop in trouble, moved, or hidden behind a page: the answers that are no answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from koppel_woocommerce.fake import WooCommerceFake

Ask = Callable[..., TestResponse]
KINDS = {"maintenance": "maintenance", "fatal-error-in-a-plugin": "fatal_error", "database-down": "database_down"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("accept", "suffix"), [("*/*", ""), ("application/json", "-accept-json")])
def test_trouble_is_json_only_for_who_asks_for_it(
    shop: WooCommerceFake, ask: Ask, recording: Callable[[str], dict[str, Any]], kind: str, accept: str, suffix: str
) -> None:
    """Status, body and kind are the recorded ones, as a page or as data."""
    recorded = recording(f"trouble/{kind}{suffix}")
    getattr(shop, KINDS[kind])()
    answer = ask(shop, "/orders", headers={"Accept": accept})
    body = answer.get_json() if suffix else answer.get_data(as_text=True)
    headers = dict(recorded["headers"])
    assert (answer.status_code, body) == (recorded["status"], recorded["body"])
    assert (answer.content_type, answer.headers.get("Retry-After")) == (
        headers["content-type"],
        headers.get("retry-after"),
    )


def test_trouble_can_last_a_number_of_calls_or_until_recovery(shop: WooCommerceFake, ask: Ask) -> None:
    """Twice refused by the hoster, then well; then down until told otherwise."""
    shop.hoster_says(429, retry_after_s=30, times=2)
    assert [ask(shop, "/orders").status_code for _ in range(3)] == [429, 429, 200]
    shop.database_down()
    assert [ask(shop, "/orders").status_code for _ in range(3)] == [500, 500, 500]
    shop.recover()
    assert ask(shop, "/orders").status_code == 200


def test_text_in_front_of_the_data(shop: WooCommerceFake, ask: Ask) -> None:
    """A plugin's warning or a BOM stands before the JSON of a 200."""
    shop.text_before_json("\ufeff")
    answer = ask(shop, "/orders?include=50&_fields=id")
    assert json.loads(answer.get_data().decode("utf-8-sig")) == [{"id": 50}]
    assert answer.get_data().startswith(b"\xef\xbb\xbf")


def test_a_page_instead_of_data(shop: WooCommerceFake, ask: Ask) -> None:
    """A log-in wall answers 200 in HTML."""
    shop.html_instead_of_json = True
    answer = ask(shop, "/orders")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")


def test_a_shop_that_moved_redirects_with_path_and_query(shop: WooCommerceFake, ask: Ask) -> None:
    """301 to the same call at the other address; there it answers, and the root tells the new address."""
    shop.redirect_to = "https://www.winkel.example"
    answer = ask(shop, "/orders?per_page=1")
    assert (answer.status_code, answer.headers["Location"]) == (
        301,
        "https://www.winkel.example/wp-json/wc/v3/orders?per_page=1",
    )
    root = Client(shop).get("/wp-json/", base_url="https://www.winkel.example")
    assert root.get_json()["home"] == "https://www.winkel.example"


def test_a_shop_behind_a_proxy_knows_its_own_address(shop: WooCommerceFake) -> None:
    """The root tells the https address although the links are http."""
    shop.tls_proxy = True
    root = Client(shop).get("/wp-json/", base_url="https://winkel.example")
    assert root.get_json()["home"] == "https://winkel.example"
    assert root.headers["Link"] == '<http://winkel.example/wp-json/>; rel="https://api.w.org/"'


def test_a_site_without_woocommerce_says_so_at_its_root(shop: WooCommerceFake) -> None:
    """No wc/v3 among the namespaces."""
    shop.not_woocommerce = True
    assert not [name for name in Client(shop).get("/wp-json/").get_json()["namespaces"] if name.startswith("wc")]


def test_the_home_page_points_to_the_api(shop: WooCommerceFake) -> None:
    """The REST root can be found from the site's own page."""
    answer = Client(shop).get("/", base_url="https://winkel.example")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert answer.headers["Link"] == '<https://winkel.example/wp-json/>; rel="https://api.w.org/"'

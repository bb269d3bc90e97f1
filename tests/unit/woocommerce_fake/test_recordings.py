"""The fake's answers are the recorded ones, header by header; all these were recorded while the shop stood still.

Not comparable and left out: the one page of the recorded theme, and the value of an OAuth signature in a paging link,
which was replaced after recording.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from koppel_woocommerce.fake import WooCommerceFake

RECORDINGS = Path(__file__).parents[2] / "recordings" / "woocommerce"
Recording = Callable[[str], dict[str, Any]]
Shop = Callable[..., WooCommerceFake]
Replay = Callable[[WooCommerceFake, dict[str, Any]], TestResponse]
Same = Callable[[TestResponse, dict[str, Any]], None]


def names(*patterns: str, without: tuple[str, ...] = ()) -> list[str]:
    """The recordings that match, as the fixture loads them."""
    found = [path for pattern in patterns for path in sorted(RECORDINGS.glob(f"{pattern}.json"))]
    return [name for path in found if (name := str(path.relative_to(RECORDINGS))[:-5]) not in without]


@pytest.mark.parametrize("name", names("orders/*", "orders-dp6/*", without=("orders/--options-schema",)))
def test_every_recorded_order_is_served_as_it_was(
    name: str, recording: Recording, recorded_shop: Shop, replay: Replay, same: Same
) -> None:
    """GET /orders/{id} gives each of the 88 orders, and with dp=6 the six that were asked so."""
    recorded = recording(name)
    same(replay(recorded_shop(recorded), recorded), recorded)


@pytest.mark.parametrize("name", names("orders-list/*", "orders-filter/*", "other/head"))
def test_every_recorded_list_is_served_as_it_was(
    name: str, recording: Recording, recorded_shop: Shop, replay: Replay, same: Same
) -> None:
    """Pages, filters, the date trap, totals and paging links agree."""
    recorded = recording(name)
    same(replay(recorded_shop(recorded), recorded), recorded)


@pytest.mark.parametrize("name", names("refunds/*", "refunds-list/*"))
def test_every_recorded_refund_is_served_as_it_was(
    name: str, recording: Recording, recorded_shop: Shop, replay: Replay, same: Same
) -> None:
    """Refunds of one order, of all orders and by themselves agree."""
    recorded = recording(name)
    same(replay(recorded_shop(recorded), recorded), recorded)


@pytest.mark.parametrize("name", names("errors/*"))
def test_every_recorded_error_is_served_as_it_was(
    name: str, recording: Recording, recorded_shop: Shop, replay: Replay, same: Same
) -> None:
    """Error bodies agree, with the odd 500s whose data is a number."""
    recorded = recording(name)
    same(replay(recorded_shop(recorded), recorded), recorded)


@pytest.mark.parametrize("name", names("auth/*", without=("auth/oauth1-http-same-nonce-2",)))
def test_every_recorded_way_of_signing_in_ends_as_it_did(
    name: str, recording: Recording, recorded_shop: Shop, replay: Replay
) -> None:
    """Each key, header, query and signature is taken or refused as recorded; signatures are the recorded ones."""
    recorded = recording(name)
    answer = replay(recorded_shop(recorded), recorded)
    link = {key.lower(): value for key, value in recorded["headers"]}["link"]
    assert (answer.status_code, answer.get_json()) == (recorded["status"], recorded["body"])
    assert unsigned(answer.headers["Link"]) == unsigned(link)
    assert answer.headers.get("Vary") == dict(recorded["headers"]).get("vary")


def unsigned(link: str) -> str:
    """A link without the value of its signature."""
    return re.sub(r"oauth_signature=[^&]*", "", link)


def test_a_nonce_counts_once(recording: Recording, recorded_shop: Shop, replay: Replay) -> None:
    """The same signed call a second time is refused with the recorded words."""
    first, second = recording("auth/oauth1-http-same-nonce-1"), recording("auth/oauth1-http-same-nonce-2")
    shop = recorded_shop(first)
    assert replay(shop, first).status_code == 200
    answer = replay(shop, second)
    assert (answer.status_code, answer.get_json()) == (second["status"], second["body"])


@pytest.mark.parametrize(
    "name",
    names(
        "taxes/*",
        "settings/general",
        "settings/tax",
        "payment_gateways/*",
        "root/*",
        "reports/orders-totals",
        "system_status/*",
        "products/all",
        "products/one-full",
    ),
)
def test_what_stands_around_the_orders_is_served_as_it_was(
    name: str, recording: Recording, recorded_shop: Shop, replay: Replay, same: Same
) -> None:
    """Tax rates, classes, settings, gateways, products, totals and the root agree, as far as they were recorded."""
    recorded = recording(name)
    same(replay(recorded_shop(recorded), recorded), recorded)


@pytest.mark.parametrize(
    ("name", "switches"),
    [
        ("plain-permalinks/wp-json-nginx", {"plain_permalinks": "nginx"}),
        ("plain-permalinks/rest_route-basic", {"plain_permalinks": "nginx"}),
        ("plain-permalinks/rest_route-query-keys", {"plain_permalinks": "nginx"}),
        ("plain-permalinks/rest_route-with-marker", {"plain_permalinks": "nginx"}),
        ("plain-permalinks/root-rest_route", {"plain_permalinks": "nginx"}),
        ("trouble/woocommerce-not-active", {"not_woocommerce": True}),
    ],
)
def test_other_setups_answer_as_recorded(
    name: str, switches: dict[str, Any], recording: Recording, recorded_shop: Shop, replay: Replay, same: Same
) -> None:
    """A shop with plain permalinks, and a site without WooCommerce."""
    recorded = recording(name)
    same(replay(recorded_shop(recorded, **switches), recorded), recorded)


def test_apache_without_rewriting_knows_no_api(recording: Recording, recorded_shop: Shop, replay: Replay) -> None:
    """With plain permalinks Apache answers 404 by itself, in HTML."""
    recorded = recording("plain-permalinks/wp-json-apache")
    answer = replay(recorded_shop(recorded, plain_permalinks="apache"), recorded)
    assert (answer.status_code, answer.get_data(as_text=True)) == (recorded["status"], recorded["body"])


def test_with_plain_permalinks_the_followed_redirect_is_a_page(
    recording: Recording, recorded_shop: Shop, replay: Replay
) -> None:
    """nginx ends at 200 text/html: the theme's page was not kept, its kind is compared."""
    recorded = recording("plain-permalinks/wp-json-nginx-followed")
    answer = replay(recorded_shop(recorded, plain_permalinks="nginx"), recorded)
    assert (answer.status_code, answer.content_type) == (200, dict(recorded["headers"])["content-type"])
    assert answer.headers["Link"] == dict(recorded["headers"])["link"]

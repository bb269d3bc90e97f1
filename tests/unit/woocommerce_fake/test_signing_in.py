"""Which way of signing in works where: the table of what the shop sees, with signatures by a client's library."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from oauthlib.oauth1 import SIGNATURE_TYPE_AUTH_HEADER, SIGNATURE_TYPE_QUERY
from oauthlib.oauth1 import Client as Signer
from werkzeug.test import Client, TestResponse

from koppel_woocommerce.fake import WooCommerceFake

ROUTE = "/wp-json/wc/v3/orders?per_page=1&_fields=id"
SETUPS: dict[str, dict[str, Any]] = {
    "https": {"https": True},
    "http": {},
    "proxy": {"https": True, "tls_proxy": True},
    "proxy that is believed": {"tls_proxy": True, "forwarded_proto": True},
    "header dropped": {"https": True, "header_dropped": True},
}


def call(shop: WooCommerceFake, route: str = ROUTE, headers: dict[str, str] | None = None) -> TestResponse:
    """A call as it leaves the client, always to the https address but for a shop on http."""
    scheme = "http" if not (shop.https or shop.tls_proxy) else "https"
    return Client(shop).get(route, base_url=f"{scheme}://winkel.example", headers=headers)


def signed(
    shop: WooCommerceFake, scheme: str, *, method: str = "HMAC-SHA256", route: str = ROUTE, at: datetime | None = None
) -> str:
    """The route with a signature made for one form of the address."""
    stamp = str(int((at or datetime.now(UTC)).timestamp()))
    signer = Signer(
        shop.consumer_key,
        shop.consumer_secret,
        signature_method=method,
        signature_type=SIGNATURE_TYPE_QUERY,
        timestamp=stamp,
    )
    address, _, _ = signer.sign(f"{scheme}://winkel.example{route}")
    return str(address).removeprefix(f"{scheme}://winkel.example")


@pytest.mark.parametrize(
    ("setup", "basic", "query", "oauth_http", "oauth_https"),
    [
        ("https", 200, 200, 401, 200),
        ("http", 401, 401, 200, 401),
        ("proxy", 401, 401, 200, 401),
        ("proxy that is believed", 200, 200, 401, 200),
        ("header dropped", 401, 200, 401, 200),
    ],
)
def test_what_works_where(setup: str, basic: int, query: int, oauth_http: int, oauth_https: int) -> None:
    """Basic, keys in the query, and a signature with either form of the address, in each setup of the web server."""
    shop = WooCommerceFake(**SETUPS[setup])
    keys = f"&consumer_key={shop.consumer_key}&consumer_secret={shop.consumer_secret}"
    got = [
        call(shop, headers=_basic(shop)),
        call(shop, ROUTE + keys),
        call(shop, signed(shop, "http")),
        call(shop, signed(shop, "https")),
    ]
    assert [answer.status_code for answer in got] == [basic, query, oauth_http, oauth_https]


def _basic(shop: WooCommerceFake) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{shop.consumer_key}:{shop.consumer_secret}".encode()).decode()}


def test_keys_in_the_query_win_over_a_good_header() -> None:
    """A wrong key in the query hides the right one in the header."""
    shop = WooCommerceFake(https=True)
    wrong = f"{ROUTE}&consumer_key=ck_{'9' * 40}&consumer_secret=cs_{'9' * 40}"
    answer = call(shop, wrong, _basic(shop))
    assert (answer.status_code, answer.get_json()["code"]) == (401, "woocommerce_rest_cannot_view")


@pytest.mark.parametrize("method", ["HMAC-SHA1", "HMAC-SHA256"])
def test_both_hashes_sign(method: str) -> None:
    """SHA1 and SHA256 are taken alike."""
    shop = WooCommerceFake()
    assert call(shop, signed(shop, "http", method=method)).status_code == 200


def test_lists_in_the_query_take_part_in_the_signature() -> None:
    """`status[0]` is signed under that very name."""
    shop = WooCommerceFake()
    route = "/wp-json/wc/v3/orders?status%5B0%5D=packed&status%5B1%5D=on-hold&_fields=id"
    assert {order["id"] for order in call(shop, signed(shop, "http", route=route)).get_json()} == {106, 110}


def test_a_signature_in_the_header_counts_too() -> None:
    """The OAuth header is read like the query."""
    shop = WooCommerceFake()
    signer = Signer(shop.consumer_key, shop.consumer_secret, signature_type=SIGNATURE_TYPE_AUTH_HEADER)
    _, headers, _ = signer.sign(f"http://winkel.example{ROUTE}")
    assert call(shop, headers=headers).status_code == 200


@pytest.mark.parametrize(("minutes", "status"), [(-16, 401), (-14, 200), (14, 200), (16, 401)])
def test_a_signature_is_good_for_a_quarter_of_an_hour(minutes: int, status: int) -> None:
    """Timestamps further off than fifteen minutes are refused, on both sides."""
    now = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
    shop = WooCommerceFake(clock=lambda: datetime(2020, 1, 1, tzinfo=UTC), signing_clock=lambda: now)
    answer = call(shop, signed(shop, "http", at=now + timedelta(minutes=minutes)))
    assert answer.status_code == status


def test_faults_are_told_before_the_key_is_asked_for() -> None:
    """A visitor with a wrong parameter gets the 400; one with an unknown order the 404."""
    shop = WooCommerceFake(https=True)
    assert call(shop, "/wp-json/wc/v3/orders?per_page=0").status_code == 400
    assert call(shop, "/wp-json/wc/v3/orders/999999").status_code == 404
    assert call(shop, "/wp-json/wc/v3/orders/50").get_json()["message"] == "Sorry, you cannot view this resource."


def test_a_customers_key_sees_nothing() -> None:
    """403 everywhere, not 401: the key is good and its owner may not look."""
    shop = WooCommerceFake(https=True, permission="customer")
    routes = ("orders", "orders/50", "refunds", "taxes", "settings/tax", "payment_gateways", "system_status")
    got = [call(shop, f"/wp-json/wc/v3/{route}", _basic(shop)) for route in routes]
    assert {(answer.status_code, answer.get_json()["code"]) for answer in got} == {
        (403, "woocommerce_rest_cannot_view")
    }


def test_a_shop_in_a_folder_signs_with_its_folder() -> None:
    """The site's own address, folder included, is what is signed and what links show."""
    shop = WooCommerceFake(home="http://winkel.example/shop")
    answer = call(shop, signed(shop, "http", route="/shop" + ROUTE))
    assert answer.status_code == 200
    assert answer.headers["Link"].startswith("<http://winkel.example/shop/wp-json/wc/v3/orders?")
    assert call(shop, ROUTE).status_code == 404

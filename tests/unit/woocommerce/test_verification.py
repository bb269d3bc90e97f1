"""Connecting: whose shop it is, and every way in which that fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.wrappers import Response

from koppel.api import AuthFailed, KoppelError, RateLimited, Text, Unavailable, WrongUse
from koppel_woocommerce import refusals, verification
from koppel_woocommerce.connector import WooCommerceSource
from koppel_woocommerce.fake import WooCommerceFake
from koppel_woocommerce.shop import Shop, account_key, time_zone

MakeSource = Callable[..., WooCommerceSource]


def refused(source: WooCommerceSource, kind: type[KoppelError], sentence: Text) -> KoppelError:
    """Verifying fails with an error of that kind and sentence."""
    with pytest.raises(kind) as caught:
        source.verify()
    assert caught.value.sentence.nl.startswith(sentence.nl.partition("{")[0])
    return caught.value


def test_account(fake: WooCommerceFake, source: MakeSource) -> None:
    """A good key gives the shop's name, country, currency, clock and habits, in few calls."""
    account = source(fake).verify()
    assert (account.key, account.name) == ("winkel.example", "Grachtenpand Winkel")
    assert (account.country, account.currency) == ("NL", "EUR")
    assert account.data == {
        "home": "https://winkel.example",
        "site": "https://winkel.example",
        "time_zone": "Europe/Amsterdam",
        "prices_include_tax": "yes",
        "tax_based_on": "shipping",
        "refunds_list": "yes",
        "woocommerce": "10.9.1",
    }
    assert len(fake.calls) == 5


def test_account_makes_the_shop(fake: WooCommerceFake, source: MakeSource) -> None:
    """What was verified is all that reading needs."""
    shop = Shop.of(source(fake).verify())
    assert (shop.base_country, shop.tax_based_on, shop.has_refunds_list) == ("NL", "shipping", True)


def test_country_with_a_state(source: MakeSource) -> None:
    """The shop's country may carry a state."""
    fake = WooCommerceFake(https=True, settings={"woocommerce_default_country": "CA:QC"})
    assert source(fake).verify().country == "CA"


def test_old_shop_has_no_list_of_refunds(source: MakeSource) -> None:
    """A shop from before 9.0 is known by the address it lacks."""
    fake = WooCommerceFake(https=True, old_version_ignores_modified=True)
    assert source(fake).verify().data["refunds_list"] == "no"


def test_empty_shop(empty: WooCommerceFake, source: MakeSource) -> None:
    """A shop that has sold nothing yet can be connected."""
    assert source(empty).verify().data["woocommerce"] == ""


def test_unknown_key(fake: WooCommerceFake, source: MakeSource) -> None:
    """A key that the shop does not know."""
    fake._key.consumer_key = "ck_" + "9" * 40
    refused(source(fake), AuthFailed, refusals.KEY_UNKNOWN)


def test_wrong_secret(fake: WooCommerceFake, source: MakeSource) -> None:
    """A secret that does not belong to the key."""
    fake._key.consumer_secret = "cs_" + "9" * 40
    refused(source(fake), AuthFailed, refusals.KEY_REFUSED)


def test_write_only_key(source: MakeSource) -> None:
    """A key that may only write."""
    refused(source(WooCommerceFake(https=True, permission="write")), AuthFailed, refusals.KEY_ONLY_WRITES)


def test_key_of_a_customer(source: MakeSource) -> None:
    """A key of a user without rights."""
    refused(source(WooCommerceFake(https=True, permission="customer")), AuthFailed, refusals.NO_RIGHTS)


def test_no_woocommerce(source: MakeSource) -> None:
    """WordPress without WooCommerce."""
    refused(source(WooCommerceFake(https=True, not_woocommerce=True)), WrongUse, refusals.NO_WOOCOMMERCE)


@pytest.mark.parametrize("server", ["nginx", "apache"])
def test_plain_permalinks(server: Any, source: MakeSource) -> None:
    """Permalinks on plain: one server shows the home page, another a 404, the sentence is the same."""
    refused(source(WooCommerceFake(https=True, plain_permalinks=server)), WrongUse, refusals.PLAIN_PERMALINKS)


def test_no_site_of_that_kind(fake: WooCommerceFake, source: MakeSource) -> None:
    """A site that is no WordPress answers 404 under every form of the address."""
    fake.before.append(lambda _: Response("<html>Not Found</html>", status=404))
    refused(source(fake), WrongUse, refusals.NO_API)


def test_page_instead_of_data(source: MakeSource) -> None:
    """A page with status 200 in front of everything."""
    refused(source(WooCommerceFake(https=True, html_instead_of_json=True)), WrongUse, refusals.PAGE_INSTEAD)


def test_moved(source: MakeSource) -> None:
    """A shop that moved names its new address."""
    error = refused(
        source(WooCommerceFake(https=True, redirect_to="https://www.winkel.example")), WrongUse, refusals.MOVED
    )
    assert "https://www.winkel.example" in error.sentence.en


def test_maintenance(fake: WooCommerceFake, source: MakeSource) -> None:
    """A shop in maintenance says when it is back."""
    fake.maintenance()
    with pytest.raises(RateLimited) as caught:
        source(fake).verify()
    assert "onderhoud" in caught.value.sentence.nl


def test_broken_shop(fake: WooCommerceFake, source: MakeSource) -> None:
    """A shop with a fault is tried again later."""
    fake.fatal_error()
    refused(source(fake), Unavailable, refusals.TROUBLE)


def test_nobody_answers(fake: WooCommerceFake, source: MakeSource) -> None:
    """A wrong host name: nothing answers there, and the address is shown."""
    connected = source(fake)
    object.__setattr__(connected.client, "transport", None)
    connected.client.base_url = "http://127.0.0.1:9"
    error = refused(connected, Unavailable, verification.NO_ANSWER)
    assert "127.0.0.1:9" in error.sentence.nl


def test_not_wordpress(fake: WooCommerceFake, source: MakeSource) -> None:
    """Data that is not WordPress' is no shop."""
    fake.before.append(lambda _: Response('{"hello": "world"}', content_type="application/json"))
    refused(source(fake), WrongUse, refusals.NO_API)


def test_shop_in_a_folder(source: MakeSource) -> None:
    """A shop in a folder is another account than the one at the top of the host."""
    fake = WooCommerceFake(https=True, home="https://winkel.example/Shop/")
    account = source(fake, base_url="https://winkel.example/Shop").verify()
    assert (account.key, account.data["home"]) == ("winkel.example/shop", "https://winkel.example/Shop")


@pytest.mark.parametrize(
    ("name", "offset", "zone"),
    [
        ("Europe/Amsterdam", 1, "Europe/Amsterdam"),
        ("", 2, "Etc/GMT-2"),
        ("", -5, "Etc/GMT+5"),
        ("", 0, "UTC"),
        ("", "5.5", "Asia/Kolkata"),
        (None, None, "UTC"),
        ("Nowhere/Town", 1, "Etc/GMT-1"),
    ],
)
def test_clock(name: Any, offset: Any, zone: str) -> None:
    """A site has a named clock, or a fixed number of hours east of Greenwich."""
    assert time_zone(name, offset) == zone


def test_same_shop_whatever_the_scheme() -> None:
    """A shop that gets https stays the same shop."""
    assert account_key("http://Winkel.example") == account_key("https://winkel.example/")


def test_wordpress_in_its_own_folder() -> None:
    """The administration lives where WordPress does, which may be a folder below the shop."""
    shop = Shop(home="https://winkel.example", site="https://winkel.example/wp")
    assert shop.admin_ajax == "wp/wp-admin/admin-ajax.php"
    assert shop.order_page(5) == "https://winkel.example/wp/wp-admin/post.php?post=5&action=edit"
